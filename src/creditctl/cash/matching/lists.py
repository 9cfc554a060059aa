"""Lists of invoice numbers of which only the first is written out: 2026-0001, 0002 and 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.lookalikes import hides
from creditctl.cash.matching.mention import Form, Mention
from creditctl.cash.matching.numbers import compact, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.matching.books import Books, Invoice

_NEXT: Final = re.compile(
    r"[ \n]*([,/+&;]|\b(?:EN|UND|ET|AND|OG|JA|IN|Y|E)\b)?[ \n]*([0-9]+)(\n[0-9]+)?(?![0-9A-Z])"
)
_SHORT: Final = 3
"""Digits that go on with a list though nothing parts them from it but a blank."""


def continued(
    text: str, mention: Mention, books: Books, others: Sequence[tuple[int, int]]
) -> tuple[list[Mention], tuple[int, int] | None]:
    """Further numbers of the same debtor after a number, of which only the end is written.

    Args:
        text: plain (`numbers.plain`).
        mention: the number that the list begins with.
        books: what is open.
        others: where dates, amounts and the like stand.

    Returns:
        The mentions, and where the list goes on with a number that is none of the debtor's.
    """
    found: list[Mention] = []
    last = segments(mention.invoice.plain)[-1]
    if not mention.sound or not last.isdecimal():
        return found, None
    end = mention.end
    while more := _NEXT.match(text, end):
        start, end = more.start(2), more.end()
        named = _ending(text[start:end], mention.invoice, books)
        if not named and more[3] and len(more[2]) == len(last):
            end = more.end(2)
            named = _ending(more[2], mention.invoice, books)
        odd = hides(others, start, end)
        if not named:
            goes_on = more[1] or len(more[2]) >= min(_SHORT, len(last))
            return found, (start, end) if goes_on and not odd else None
        digits = text[start:end].replace("\n", "")
        form = Form.SAME if len(digits) == len(last) else Form.LOOSE
        found += [Mention(invoice, form, odd, digits, start, end) for invoice in named]
    return found, None


def _ending(written: str, before: Invoice, books: Books) -> list[Invoice]:
    """The debtor's invoices whose number ends like this, and else is like the one before."""
    digits = written.replace("\n", "")
    last = segments(before.plain)[-1]
    head = compact(before.plain)[: -len(last)]
    number = head + last[: max(0, len(last) - len(digits))] + digits
    return [one for one in books.by_number.get(number, ()) if one.debtor == before.debtor]
