"""Text in lines of a width, for tables whose words matter more than their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.writers.cells import display_width, printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text in lines of at most that many columns; a longer word has a line of its own.

    Args:
        text: of one paragraph.
        width: columns.
        indent: begins every line after the first.
    """
    return list(_lines(printable(text).split(), width, indent))


def _lines(words: list[str], width: int, indent: str) -> Iterator[str]:
    line, used = "", 0
    for word in words:
        room = display_width(word)
        if line.strip() and used + 1 + room > width:
            yield line
            line, used = indent, display_width(indent)
        elif line.strip():
            word, room = f" {word}", room + 1  # noqa: PLW2901  (the same word with its space)
        line, used = line + word, used + room
    if line.strip():
        yield line
