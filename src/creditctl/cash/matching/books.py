"""The open items in the ways in which payments point to them: by number, reference, debtor, amount.

What is open changes while payments are matched; all else stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.names import Names
from creditctl.cash.matching.numbers import SHORTEST, compact, loose_forms, plain, segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from creditctl.cash.payments import Allocation, OpenInvoice, Payer

_RARE: Final = 3
"""Debtors who may owe the same amount before it proves nothing about any of them."""


@dataclass(slots=True, eq=False)
class Item:
    """An open item while payments are matched; `left` is what is still open of it."""

    open_item: OpenInvoice
    left: int


@dataclass(slots=True, eq=False)
class Invoice:
    """A document: one item, or its instalments in the order in which they fall due."""

    debtor: str
    currency: str
    number: str
    plain: str
    issued: date | None
    items: tuple[Item, ...]

    @property
    def left(self) -> int:
        """Minor units that are still open."""
        return sum(item.left for item in self.items)


class Books:
    """All that is open of all debtors, indexed."""

    def __init__(self, invoices: Sequence[OpenInvoice], payers: Sequence[Payer]) -> None:
        self.by_debtor: dict[tuple[str, str], list[Invoice]] = defaultdict(list)
        self.by_number: dict[str, list[Invoice]] = defaultdict(list)
        self.by_loose_form: dict[str, list[Invoice]] = defaultdict(list)
        self.by_digits: dict[str, list[Invoice]] = defaultdict(list)
        self.by_reference: dict[str, list[Invoice]] = defaultdict(list)
        self.by_amount: dict[tuple[str, int], list[Item]] = defaultdict(list)
        self.debtor_of_account: dict[str, list[str]] = defaultdict(list)
        self.debtor_of_id: dict[str, str] = {}
        self.names = Names({p.debtor: p.name for p in payers if p.name})
        self.prefixes: set[str] = set()
        self._items: dict[str, Item] = {}
        self._debtors_owing: dict[tuple[str, int], set[str]] = defaultdict(set)
        for invoice in _documents(invoices):
            self._add(invoice)
        self.longest = max(map(len, (*self.by_number, *self.by_reference)), default=0)
        ids = sorted({p.debtor for p in payers} | {i.debtor for i in invoices})
        for debtor in ids:
            key = compact(plain(debtor))
            self.debtor_of_id[key] = "" if key in self.debtor_of_id else debtor
        for payer in sorted(payers, key=lambda p: p.debtor):
            for account in dict.fromkeys(map(account_key, payer.ibans)):
                if account:
                    self.debtor_of_account[account].append(payer.debtor)

    def _add(self, invoice: Invoice) -> None:
        parts = segments(invoice.plain)
        key = "".join(parts)
        self.by_debtor[invoice.debtor, invoice.currency].append(invoice)
        if key:
            self.by_number[key].append(invoice)
            digits = "".join(part for part in parts if part.isdecimal()).lstrip("0")
            if len(digits) >= SHORTEST:
                self.by_digits[digits].append(invoice)
            for form in loose_forms(parts):
                self.by_loose_form[form].append(invoice)
            if parts[0].isalpha() and len(parts) > 1:
                self.prefixes.add(parts[0])
        references = {compact(plain(item.open_item.reference)) for item in invoice.items}
        for reference in references - {""}:
            self.by_reference[reference].append(invoice)
        for item in invoice.items:
            self._items[item.open_item.item] = item
            self.by_amount[invoice.currency, item.left].append(item)
            self._debtors_owing[invoice.currency, item.left].add(invoice.debtor)

    def rare(self, currency: str, amount: int) -> bool:
        """Whether hardly anybody owes just this amount, so that it tells debtors apart."""
        return len(self._debtors_owing.get((currency, amount), ())) <= _RARE

    def take(self, allocations: Iterable[Allocation]) -> None:
        """Lessen what is open by what a payment pays and the discount that it takes."""
        for one in allocations:
            self._items[one.item].left -= one.amount + one.discount


def account_key(account: str) -> str:
    """An account number as it is compared: upper case, letters and digits only."""
    return "".join(c for c in account.upper() if c.isalnum())


def _documents(invoices: Iterable[OpenInvoice]) -> list[Invoice]:
    """Items put together to documents, in an order that does not depend on the file's.

    Instalments of one invoice have its debtor, number, day and gross amount in common.
    """
    groups: dict[tuple[object, ...], list[OpenInvoice]] = defaultdict(list)
    for one in sorted(invoices, key=lambda i: (i.due, i.item)):
        groups[one.debtor, one.currency, one.number, one.issued, one.gross].append(one)
    found = []
    for together in groups.values():
        parts = [together]
        if sum(one.open for one in together) > together[0].gross:
            parts = [[one] for one in together]  # two documents that are alike
        for items in parts:
            first = items[0]
            found.append(
                Invoice(
                    first.debtor,
                    first.currency,
                    first.number,
                    plain(first.number),
                    first.issued,
                    tuple(Item(one, one.open) for one in items),
                )
            )
    return found
