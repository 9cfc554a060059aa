"""Bars made of characters, for tables on a terminal or in a text file."""

from __future__ import annotations

from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def bar(value: int, most: int, width: int, *, blocks: bool) -> str:
    """A bar as long as `value` is of `most`; whatever is above zero shows.

    Args:
        value: 0 or more.
        most: the value of a bar of full width.
        width: columns.
        blocks: draw with block characters, to an eighth of a column; else with `#`.
    """
    if value <= 0:
        return ""
    if not blocks:
        return "#" * max(1, (2 * value * width + most) // (2 * most))
    eighths = max(1, value * width * 8 // most)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()
