"""Finding invoice numbers and references of the books in a text, however they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.matching.lists import continued
from creditctl.cash.matching.lookalikes import hides, lookalikes
from creditctl.cash.matching.mention import Form, Mention
from creditctl.cash.matching.numbers import (
    SHORTEST,
    segments,
    significant,
    zeros_for_o,
    zeros_off,
)
from creditctl.cash.matching.stretches import MARKS, Stretch, bounds, stretches
from creditctl.cash.matching.vocabulary import OTHERS_NUMBER, called_an_invoice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.cash.matching.books import Books, Invoice

_BEFORE: Final = re.compile(r"([A-Z]+)[-/. ]$|[0-9][-/.\n]$")
_AFTER: Final = re.compile(r"[-/.\n][0-9]")
_NO_YEAR: Final = 6
"""Characters of a number that is no year, whatever it looks like."""
_CROWD: Final = 50
"""Invoices that share a number, from which on it says nothing about any of them."""
_LONG_REFERENCE: Final = 8
"""Characters of a reference that is hardly anything else where it stands in a text."""

Span = tuple[int, int]


class Told(NamedTuple):
    """A reference of the books in a text.

    Attributes:
        said: what stands there; bearers: whose it is.
        doubtful: it may as well be something else.
    """

    said: str
    bearers: list[Invoice]
    doubtful: bool


class Found(NamedTuple):
    """What a text holds.

    Attributes:
        places: mentions that exclude each other, by place in the text; the best comes first.
        references: of the books; references_at: (start, end) of these.
        others: (start, end) of dates, amounts and the like, and of references.
        loose_ends: where a list of numbers goes on with something that is none of the debtor's.
    """

    places: list[list[Mention]]
    references: list[Told]
    references_at: list[Span]
    others: list[Span]
    loose_ends: list[Span]


def find(text: str, books: Books) -> Found:
    """Look for numbers and references of the books.

    O is read as 0 only when nothing else is found.

    Args:
        text: plain (`numbers.plain`), lines separated by line feeds.
        books: what is open.
    """
    others = lookalikes(text)
    found = _find(text, books, others)
    read = zeros_for_o(text)
    if found.places or found.references or read == text:
        return found
    second = _find(read, books, others)
    places = [
        [replace(m, form=Form.LOOSE, said=text[m.start : m.end]) for m in place]
        for place in second.places
    ]
    return second._replace(places=places)


def _find(text: str, books: Books, others: list[Span]) -> Found:
    pieces = list(stretches(text, books.longest, books.prefixes))
    references, covered = _references(text, pieces, books, others)
    others = others + covered
    found: dict[tuple[int, int, int], Mention] = {}
    for piece in pieces:
        if not any(a <= piece.start and piece.end <= b for a, b in covered):
            for mention in _mentions(text, piece, books, others):
                _keep(found, mention)
    loose_ends = []
    for mention in list(found.values()):
        more, loose_end = continued(text, mention, books, others)
        loose_ends += [loose_end] if loose_end else []
        for one in more:
            _keep(found, one)
    mentions = _weaken_parts(text, list(found.values()), books)
    clear = [m for m in mentions if not m.weak]
    loose = [(a, b) for a, b in loose_ends if not any(m.start <= a and b <= m.end for m in clear)]
    return Found(_places(mentions), references, covered, others, loose)


def _keep(found: dict[tuple[int, int, int], Mention], mention: Mention) -> None:
    """Keep a mention, the better one where an invoice is met twice in one place."""
    place = (mention.start, mention.end, id(mention.invoice))
    if place not in found or found[place].form < mention.form:
        found[place] = mention


def _references(
    text: str, pieces: Sequence[Stretch], books: Books, others: Sequence[Span]
) -> tuple[list[Told], list[Span]]:
    """The references of the books in a text, the longest first, and where they stand."""
    found: list[Told] = []
    covered: list[Span] = []
    for piece in sorted(pieces, key=lambda s: s.start - s.end):
        key = piece.key
        if len(key) <= SHORTEST or key not in books.by_reference:
            continue
        if not any(piece.overlaps(a, b) for a, b in covered):
            doubtful = hides(others, piece.start, piece.end) or len(key) < _LONG_REFERENCE
            found.append(Told(text[piece.start : piece.end], books.by_reference[key], doubtful))
            covered.append((piece.start, piece.end))
    return found, covered


def _mentions(text: str, piece: Stretch, books: Books, others: Sequence[Span]) -> Iterator[Mention]:
    """The invoices whose number a piece may be."""
    key, said = piece.key, text[piece.start : piece.end]
    exact = books.by_number.get(key, [])
    loose = [books.by_loose_form.get(form, []) for form in (zeros_off(piece.parts), key)]
    loose = [some for some in loose if len(some) <= _CROWD]
    if len(exact) > _CROWD or not (exact or any(loose)):
        return
    short = significant(key) < SHORTEST
    odd = hides(others, piece.start, piece.end)
    spans = [found.span() for found in OTHERS_NUMBER.finditer(text)] if odd else []
    theirs = hides(spans, piece.start, piece.end)
    named = len(key) >= _NO_YEAR and called_an_invoice(text, piece.start)
    telling = not theirs and (named or not said[0].isdecimal())
    for invoice in exact:
        form = Form.EXACT if said == invoice.plain else _form(text, piece, invoice)
        weak = short or (odd and not (telling and form is Form.EXACT))
        yield Mention(invoice, form, weak, said, piece.start, piece.end, theirs)
    for invoice in {id(i): i for some in loose for i in some if i not in exact}.values():
        yield Mention(invoice, Form.LOOSE, short or odd, said, piece.start, piece.end, theirs)


def _form(text: str, piece: Stretch, invoice: Invoice) -> Form:
    """SAME when the text parts the number nowhere but where the books do, or at a line's end."""
    allowed = bounds(segments(invoice.plain))
    place = piece.start
    for bound, part in zip(bounds(piece.parts), piece.parts, strict=True):
        place += len(part)
        gap = place
        while place < piece.end and text[place] in MARKS:
            place += 1
        if bound not in allowed and text[gap:place].strip(" ") != "\n":
            return Form.LOOSE
    return Form.SAME


def _weaken_parts(text: str, mentions: list[Mention], books: Books) -> list[Mention]:
    """Weaken what is only a part of something longer, such as the head of 2026-0001-17.

    The letters of a series before it make it longer, too: INV-10023 is not 10023. So may digits
    on the next line, when a bank cut the text there.
    """
    starts, ends = {m.start for m in mentions}, {m.end for m in mentions}

    def part(m: Mention) -> bool:
        head = _BEFORE.search(text, max(0, m.start - 12), m.start)
        before = head is not None and (head[1] is None or head[1] in books.prefixes)
        after = _AFTER.match(text, m.end) is not None
        return (before and m.start - 1 not in ends) or (after and m.end + 1 not in starts)

    return [m.weakened() if part(m) else m for m in mentions]


def _places(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Group mentions that exclude each other, around the best one of each place.

    A number that stands there exactly rules out its parts. What reaches over two places belongs
    to both: it joins them no more than 01 and 20 make a date of 2026-0001 2026-0002.
    """
    places: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda m: (-m.form, m.start - m.end, m.start)):
        met = [p for p in places if p[0].start < mention.end and mention.start < p[0].end]
        if not met:
            places.append([mention])
        elif not any(_part_of(mention, place[0]) for place in met):
            for place in met:
                place.append(mention)
    return sorted(places, key=lambda place: place[0].start)


def _part_of(mention: Mention, best: Mention) -> bool:
    within = best.start <= mention.start and mention.end <= best.end
    return best.form is Form.EXACT and within and mention.said != best.said
