"""Numbers in a text that no open invoice explains: of customers, of old invoices, of anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.matching.lookalikes import hides, lookalikes, unwrapped
from creditctl.cash.matching.vocabulary import OTHERS_NUMBER, called_a_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.cash.matching.finding import Found

_NUMBER: Final = re.compile(r"[0-9]+(?:[-/.][0-9]+)*")
_NO_DATE: Final = 6
"""Digits of what is rather a number than a date when nothing parts it."""
TOLD: Final = 4
"""Digits from which on a number in a text means something."""


class Leftover(NamedTuple):
    """A number that no open invoice explains.

    Attributes:
        number: with its marks; said: with the letters before it.
        start, end: where in the text.
        theirs: it is said to be of a customer, an order or the like.
    """

    number: str
    said: str
    start: int
    end: int
    theirs: bool


def leftovers(text: str, found: Found) -> Iterator[Leftover]:
    """The numbers that are left once invoices, references, dates and the like are taken away.

    Lines that a bank cut are put together first.

    Args:
        text: plain (`numbers.plain`).
        found: what was found in it.
    """
    joined, offsets = unwrapped(text)
    sound = [(m.start, m.end) for place in found.places for m in place if not m.weak]
    known = {c for start, end in (*sound, *found.references_at) for c in range(start, end)}
    others = lookalikes(joined)
    theirs = [one.span() for one in OTHERS_NUMBER.finditer(joined)]
    for number in _NUMBER.finditer(joined):
        start, end = number.span()
        digits = sum(joined[c].isdecimal() and offsets[c] not in known for c in range(start, end))
        named = called_a_number(joined, start)
        of_others = any(a <= start and end <= b for a, b in theirs)
        bare = number[0].isdecimal() and (named or end - start >= _NO_DATE)
        places = [place for place in others if place != (start, end)] if bare else others
        if not of_others and (hides(places, start, end) or not _tells(digits, named=named)):
            continue
        head = start
        while head and joined[head - 1].isalpha():
            head -= 1
        span = offsets[start], offsets[end - 1] + 1
        yield Leftover(number[0], joined[head:end], *span, theirs=of_others)


def _tells(digits: int, *, named: bool) -> bool:
    return digits >= TOLD or (digits > 0 and named)
