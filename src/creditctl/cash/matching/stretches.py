"""The pieces of a text that can be a number: neighbouring runs of letters and of digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.matching.vocabulary import INVOICE_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_RUN: Final = re.compile(r"[A-Z]+|[0-9]+")
MARKS: Final = frozenset(" -/._#\n")
"""What may stand between the runs of one number."""
_GAP: Final = 3


class Stretch(NamedTuple):
    """Neighbouring runs, taken together."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its letters and digits."""
        return "".join(self.parts)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it has a character in common with another piece."""
        return start < self.end and self.start < end


def stretches(text: str, longest: int, prefixes: Collection[str]) -> Iterator[Stretch]:
    """Every row of neighbouring runs that holds a digit and is short enough.

    Args:
        text: plain (`numbers.plain`).
        longest: letters and digits of the longest number or reference.
        prefixes: letters that numbers begin with.
    """
    runs = [one for found in _RUN.finditer(text) for one in _unglued(found, prefixes)]
    for first, (start, end, _) in enumerate(runs):
        parts: list[str] = []
        length = 0
        stop = end
        digits = False
        for begin, after, more in runs[first:]:
            gap = text[stop:begin] if parts else ""
            length += len(more)
            if length > longest or len(gap) > _GAP or not MARKS.issuperset(gap):
                break
            parts.append(more)
            stop = after
            digits = digits or more.isdecimal()
            if digits:
                yield Stretch(start, stop, tuple(parts))


def _unglued(found: re.Match[str], prefixes: Collection[str]) -> list[tuple[int, int, str]]:
    """A run; a word for an invoice and the letters of a number are two: FACTUURINV-10023."""
    start, end, text = found.start(), found.end(), found[0]
    if text.isalpha() and text not in prefixes:
        for cut in range(2, len(text)):
            if text[cut:] in prefixes and text[:cut] in INVOICE_WORDS:
                return [(start, start + cut, text[:cut]), (start + cut, end, text[cut:])]
    return [(start, end, text)]


def bounds(parts: tuple[str, ...]) -> list[int]:
    """Where each part ends, counted in characters of all parts."""
    ends = []
    total = 0
    for part in parts:
        total += len(part)
        ends.append(total)
    return ends
