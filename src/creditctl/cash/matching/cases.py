"""The case for one debtor: what speaks for it that a payment is his, and what it would then pay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.matching.books import Books, Invoice
    from creditctl.cash.matching.fits import Settlement
    from creditctl.cash.matching.mention import Mention
    from creditctl.cash.matching.reading import Pointer, Reading

_CROWD: Final = 20
"""A number that fits invoices of more debtors than this names nobody."""
_SAME_NAME: Final = 90
_OTHER_NAME: Final = 50


class Account(Enum):
    """Whose account paid, seen from one debtor."""

    OWN = "own"
    SHARED = "shared"
    OTHER = "other"
    UNKNOWN = "unknown"


class Name(Enum):
    """Whose name the payer has, seen from one debtor."""

    FITS = "fits"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Case:
    """What speaks for a debtor, and what the payment would pay of his.

    Attributes:
        customer: his customer number stands in the text.
        member: a reference that several of his invoices bear, and nobody else's.
        abroad: an invoice of his that is named, though it is in another currency.
        pointers: references of single invoices of his.
        mentions: the numbers taken as his, one a place in the text.
        end_to_end: these stand in the payer's own id only.
        contested: they may as well be numbers of other debtors' invoices.
        outdone: one of them is better written as that of another debtor's invoice of its amount.
        paid: named invoices that earlier payments have paid.
        settlement: what would be paid, None = nothing fits.
        proved: no other set of his items has this amount.
        disproved: another set has it.
        some: only some of the named invoices are paid; more: others than those as well.
        against: named items, when the amount is that of others of his.
        rivals: other items of his that it could be.
    """

    debtor: str
    account: Account
    name: Name
    customer: bool = False
    member: Pointer | None = None
    abroad: Invoice | None = None
    pointers: tuple[Pointer, ...] = ()
    mentions: tuple[Mention, ...] = ()
    end_to_end: bool = False
    contested: bool = False
    outdone: bool = False
    paid: tuple[Invoice, ...] = ()
    settlement: Settlement | None = None
    proved: bool = False
    disproved: bool = False
    some: bool = False
    more: bool = False
    against: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """An account of the debtor paid."""
        return self.account in (Account.OWN, Account.SHARED)

    @property
    def settles(self) -> bool:
        """The amount itself speaks for what would be paid."""
        return self.settlement is not None and self.settlement.fit.settles

    @property
    def strong(self) -> bool:
        """The numbers are written well enough to stand for themselves."""
        good = all(m.sound for m in self.mentions)
        return bool(self.mentions) and good and not self.end_to_end


def debtors(reading: Reading) -> list[str]:
    """Everybody whom a payment points to by reference, number, account or customer number."""
    found = [i.debtor for pointer in reading.pointers for i in pointer.invoices]
    for place in (*reading.places, *reading.end_to_end):
        named = {m.invoice.debtor for m in place}
        found += sorted(named) if len(named) <= _CROWD else ()
    found += [*reading.accounts, *sorted(reading.customers), *sorted(reading.abroad)]
    return list(dict.fromkeys(found))


def person(reading: Reading, debtor: str, books: Books) -> Case:
    """The case for a debtor as far as it is about who paid."""
    pointers = [p for p in reading.pointers if all(i.debtor == debtor for i in p.invoices)]
    return Case(
        debtor,
        _account(reading, debtor),
        _name(reading, debtor, books),
        customer=debtor in reading.customers,
        member=next((p for p in pointers if len(p.invoices) > 1), None),
        abroad=reading.abroad.get(debtor),
        pointers=tuple(p for p in pointers if len(p.invoices) == 1),
    )


def _account(reading: Reading, debtor: str) -> Account:
    if debtor not in reading.accounts:
        return Account.OTHER if reading.accounts else Account.UNKNOWN
    return Account.OWN if len(reading.accounts) == 1 else Account.SHARED


def _name(reading: Reading, debtor: str, books: Books) -> Name:
    """Whether the payer's name is the debtor's, or clearly somebody else's."""
    if not reading.names:
        return Name.UNKNOWN
    best = reading.names[0].hundredths
    if any(one.debtor == debtor and one.hundredths == best for one in reading.names):
        return Name.FITS
    if best < _SAME_NAME or books.names.of(debtor, reading.payment.name) >= _OTHER_NAME:
        return Name.UNKNOWN
    return Name.OTHER


def own_places(places: Sequence[Sequence[Mention]], debtor: str) -> list[list[Mention]]:
    """The mentions of a debtor's invoices, by place."""
    found = [[m for m in place if m.invoice.debtor == debtor] for place in places]
    return [place for place in found if place]
