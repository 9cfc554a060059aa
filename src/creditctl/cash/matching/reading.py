"""What a payment says, whatever is open by then: numbers, references, account, name, warnings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.books import account_key
from creditctl.cash.matching.finding import Span, find
from creditctl.cash.matching.leftovers import TOLD, leftovers
from creditctl.cash.matching.lookalikes import hides, unwrapped
from creditctl.cash.matching.mention import Form, Mention
from creditctl.cash.matching.numbers import compact, plain, significant
from creditctl.cash.matching.references import structured
from creditctl.cash.matching.vocabulary import (
    CAME_BACK,
    CREDIT,
    FOR,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.cash.matching.books import Books, Invoice
    from creditctl.cash.matching.leftovers import Leftover
    from creditctl.cash.matching.names import Likeness
    from creditctl.cash.payments import Payment

_OGM: Final = re.compile(r"(\+{3}|\*{3})[0-9]{3}/[0-9]{4}/[0-9]{5}\1")
_MARKED: Final = re.compile(r"\bRF ?[0-9]{2}|\bSI ?12")
_LONGEST: Final = 40
"""Characters of the longest reference, with blanks."""
_FIRM: Final = 5
"""Significant characters that a reference of the books needs to stand for itself."""
_APART: Final = " | "
"""What keeps text and reference from being read as one number."""
_HOUSEHOLD: Final = 10
"""Debtors who may pay from one account; more do so through a payment provider."""


class Trust(IntEnum):
    """How sure a reference means an invoice."""

    LOOSE = 1
    """Digits in a text that pass for a reference, with a number of the books within."""
    CARRIES = 2
    """A reference that the books do not have, with a number of theirs within; or a short one."""
    FIRM = 3
    """The books have this very reference, and it is long enough to be no other."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A structured reference, or one that the books have, and the open invoices that bear it.

    Attributes:
        trust: how sure it is that it means these.
    """

    said: str
    kind: str
    invoices: tuple[Invoice, ...]
    trust: Trust

    @property
    def firm(self) -> bool:
        """It can hardly mean anything else."""
        return self.trust is Trust.FIRM


@dataclass(slots=True)
class Reading:
    """What a payment says.

    Attributes:
        places: the mentions of open invoices in text and reference, those that exclude each
            other together.
        end_to_end: the same in the payer's own id.
        pointers: references that lead to open invoices.
        accounts: debtors whose account paid.
        names: debtors whose name is like the payer's.
        customers: debtors whose customer number stands in the text.
        abroad: invoices that are named, but in another currency, by debtor.
        unexplained: where text or reference hold a number that is nothing we know.
        came_back: it speaks of a return or a refund; credit: of a credit note.
        for_another: it says for whom or for what it is.
    """

    payment: Payment
    places: list[list[Mention]] = field(default_factory=list)
    end_to_end: list[list[Mention]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    accounts: Sequence[str] = ()
    names: Sequence[Likeness] = ()
    customers: set[str] = field(default_factory=set)
    abroad: dict[str, Invoice] = field(default_factory=dict)
    unexplained: list[Span] = field(default_factory=list)
    came_back: bool = False
    for_another: bool = False
    credit: bool = False

    def holds_more(self, mentions: Iterable[Mention]) -> bool:
        """Whether there is a number that is neither known nor one of the mentions."""
        spans = [(m.start, m.end) for m in mentions]
        return any(not any(a <= s and e <= b for a, b in spans) for s, e in self.unexplained)


def read(payment: Payment, books: Books) -> Reading:
    """Read all fields of a payment."""
    reading = Reading(payment)
    text = plain(payment.text)
    words = f"{text}\n{unwrapped(text)[0]}"
    reading.came_back = bool(CAME_BACK.search(words))
    reading.for_another = bool(FOR.search(words))
    reading.credit = bool(CREDIT.search(words))
    if not _read_reference(reading, books):
        text = f"{text}{_APART}{plain(payment.reference)}"
    _read_text(reading, text, books)
    own_id = plain(payment.end_to_end)
    reading.end_to_end = _in_currency(reading, find(own_id, books).places)
    accounts = books.debtor_of_account.get(account_key(payment.iban), ())
    reading.accounts = accounts if len(accounts) <= _HOUSEHOLD else ()
    reading.names = books.names.like(payment.name) if payment.name else ()
    return reading


def _in_currency(reading: Reading, places: list[list[Mention]]) -> list[list[Mention]]:
    """The mentions of invoices in the payment's currency."""
    currency = reading.payment.currency
    kept = [[m for m in place if m.invoice.currency == currency] for place in places]
    return [place for place in kept if place]


def _read_places(reading: Reading, places: list[list[Mention]]) -> None:
    """Keep mentions; those in another currency, once they are beyond doubt, by debtor only."""
    reading.places += _in_currency(reading, places)
    for place in places:
        clear = [m for m in place if m.form is Form.EXACT and not m.weak]
        if len(clear) == 1 and clear[0].invoice.currency != reading.payment.currency:
            reading.abroad.setdefault(clear[0].invoice.debtor, clear[0].invoice)


def _read_text(reading: Reading, text: str, books: Books) -> None:
    """Numbers, references of the books, RF references, customer numbers, and what is left over."""
    found = find(text, books)
    _read_places(reading, found.places)
    for said, bearers, doubtful in found.references:
        _point(reading, said, bearers, firm=not doubtful)
    reading.unexplained += found.loose_ends
    for told in _OGM.finditer(text):
        _point_by_body(reading, told[0], books)
    for said, start, end in _marked_references(text):
        if not hides(found.references_at, start, end):
            _point_by_body(reading, said, books)
    for left in leftovers(text, found):
        if _is_customer(reading, left, books) or left.theirs:
            continue
        if not reading.places:
            _point_by_body(reading, left.number, books, loose=True)
        if not reading.pointers:
            reading.unexplained.append((left.start, left.end))


def _is_customer(reading: Reading, left: Leftover, books: Books) -> bool:
    """Whether a number, with the letters before it or without, is a customer's; if so, keep it."""
    for key in (compact(left.said), compact(left.number)):
        owner = books.debtor_of_id.get(key)
        if owner and len(key) >= TOLD:
            reading.customers.add(owner)
            return True
    return False


def _marked_references(text: str) -> list[tuple[str, int, int]]:
    """Whatever may be an RF or SI12 reference, with all lengths that it could have."""
    found = []
    for head in _MARKED.finditer(text):
        ends = [m.end() for m in re.finditer(r"[A-Z0-9]+", text[: head.start() + _LONGEST])]
        found += [(text[head.start() : end], head.start(), end) for end in ends if end > head.end()]
    return found


def _read_reference(reading: Reading, books: Books) -> bool:
    """Read the field for structured references; False = it holds none that leads to an invoice."""
    said = reading.payment.reference
    value = compact(plain(said))
    if value in books.by_reference:
        _point(reading, said, books.by_reference[value], firm=significant(value) >= _FIRM)
    else:
        _point_by_body(reading, said, books)
    return bool(reading.pointers)


def _point(reading: Reading, said: str, bearers: Sequence[Invoice], *, firm: bool) -> None:
    """Keep a reference that the books have."""
    kinds = structured(compact(plain(said)))
    trust = Trust.FIRM if firm else Trust.CARRIES
    _keep(reading, said, kinds[0].kind if kinds else "payment reference", bearers, trust)


def _point_by_body(reading: Reading, said: str, books: Books, *, loose: bool = False) -> None:
    """Keep a structured reference that carries the number of an open invoice."""
    trust = Trust.LOOSE if loose else Trust.CARRIES
    for one in structured(compact(plain(said))):
        _keep(reading, said, one.kind, _by_body(one.body, books), trust)


def _keep(reading: Reading, said: str, kind: str, bearers: Sequence[Invoice], trust: Trust) -> None:
    """Keep a reference; one that leads to several debtors is no more than a number."""
    mine = tuple(i for i in bearers if i.currency == reading.payment.currency)
    said = " ".join(said.split())
    if bearers and not mine:
        reading.abroad.setdefault(bearers[0].debtor, bearers[0])
    elif len({i.debtor for i in mine}) > 1:
        reading.places.append([Mention(i, Form.EXACT, False, said, -1, -1) for i in mine])
    elif mine and all(known.invoices != mine for known in reading.pointers):
        reading.pointers.append(Pointer(said, kind, mine, trust))


def _by_body(body: str, books: Books) -> list[Invoice]:
    """Invoices whose number a reference carries: alone, or after the customer's number."""
    if body in books.by_number:
        return books.by_number[body]
    found = []
    for length in range(len(body), 0, -1):
        for invoice in books.by_digits.get(body[-length:], ()):
            head = body[:-length].rstrip("0")
            owner = "".join(c for c in invoice.debtor if c.isdecimal()).strip("0")
            if not head or (owner and head == owner):
                found.append(invoice)
    return found
