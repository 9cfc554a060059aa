"""What a person wants a payment to pay: the invoices found, the amounts read, the sums right."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from creditctl.cash.payments import Allocation
from creditctl.findings import error
from creditctl.ledger.money import exponent, to_minor, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from creditctl.app.payments.desk import Desk
    from creditctl.app.payments.reviewfile import Asked
    from creditctl.cash.payments import OpenInvoice
    from creditctl.findings import Finding
    from creditctl.journal.banking import BankEntryRecord

_AMOUNT: Final = re.compile(r"([0-9]{1,15})(?:([.,])([0-9]+))?")


class Wrong(Exception):  # noqa: N818  (an answer, not an accident)
    """Everything that is wrong with the rows of a payment."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = list(findings)


def choose(
    desk: Desk, entry: BankEntryRecord, rows: Sequence[Asked], left: Callable[[str], int]
) -> tuple[str, list[Allocation]]:
    """Whose a payment is, and what it pays.

    A row without an invoice says whose the money is: it stands on account.

    Args:
        desk: the books.
        entry: the payment; rows: what is wanted of it, at least one.
        left: minor units that are still open of an item.

    Raises:
        Wrong: CP232 no such open invoice, CP233 more than the payment, CP234 more than is open,
            CP235 another currency, CP238 no amount, CP241 nobody knows whose the rest is.
    """
    found: list[Finding] = []
    allocations: list[Allocation] = []
    debtors: list[str] = []
    over = entry.amount
    for row in rows:
        try:
            if not (row.invoice or row.item):
                debtors.append(_debtor(desk, row))
                continue
            items = _items(desk, entry, row, left)
            parts = _allocations(entry, row, items, _Left(left, allocations), over)
        except Wrong as wrong:
            found += wrong.findings
            continue
        debtors.append(items[0].debtor)
        allocations += parts
        over -= sum(one.amount for one in parts)
    whose = list(dict.fromkeys(debtors))
    if not found and over and len(whose) > 1:
        amount = f"{entry.currency} {to_text(over, entry.currency)}"
        message = f"{entry.entry} leaves {amount}, and its invoices are of {', '.join(whose)}"
        hint = "let the invoices of several debtors take all of it"
        found.append(error("CP241", message, rows[0].place, hint))
    if found:
        raise Wrong(found)
    return whose[0], _together(allocations)


def _together(allocations: Sequence[Allocation]) -> list[Allocation]:
    """Two rows about one item are one allocation."""
    found: dict[str, Allocation] = {}
    for one in allocations:
        before = found.get(one.item, Allocation(one.item, 0))
        amounts = (before.amount + one.amount, before.discount + one.discount)
        found[one.item] = Allocation(one.item, *amounts)
    return list(found.values())


def _refuse(code: str, message: str, row: Asked, hint: str) -> Wrong:
    return Wrong([error(code, message, row.place, hint)])


def _debtor(desk: Desk, row: Asked) -> str:
    if row.debtor in desk.books.items.debtors.ids:
        return row.debtor
    if not row.debtor:
        hint = "write an invoice; or a debtor, for money on account; or dismiss"
        raise _refuse("CP232", f"{row.payment}: nothing says what it pays", row, hint)
    raise _refuse("CP232", f"the books know no debtor '{row.debtor}'", row, "correct the id")


def _items(
    desk: Desk, entry: BankEntryRecord, row: Asked, left: Callable[[str], int]
) -> list[OpenInvoice]:
    """What a row means: its item while the number was not edited, else all items of the number.

    An invoice that is paid by instalments has several, the one that falls due first in front.
    """
    named = desk.invoices.get(row.item)
    if named is not None and (not row.invoice or _same_number(named.number, row.invoice)):
        candidates = [named]
    else:
        every = desk.invoices.values()
        candidates = [one for one in every if row.invoice and one.number == row.invoice]
        candidates = candidates or [one for one in every if one.item == row.invoice]
    if not candidates:
        raise _not_open(desk, row)
    mine = [one for one in candidates if one.currency == entry.currency]
    if not mine:
        other = candidates[0].currency
        message = f"{entry.entry} is in {entry.currency}, invoice {row.invoice} in {other}"
        raise _refuse("CP235", message, row, "it can't pay that; dismiss it, or book it by hand")
    mine = [one for one in mine if one.debtor == row.debtor] or mine
    mine = [one for one in mine if left(one.item)] or mine
    if len({(one.debtor, one.issued, one.gross) for one in mine}) > 1:
        ids = " or ".join(one.item for one in mine)
        message = f"several open invoices are called '{row.invoice}'"
        raise _refuse("CP232", message, row, f"name the debtor, or the item: {ids}")
    return sorted(mine, key=lambda one: (one.due, one.item))


def _same_number(number: str, written: str) -> bool:
    """Whether a cell still has the number: spreadsheets drop leading zeros."""
    return number == written or number.lstrip("0") == written.lstrip("0")


def _not_open(desk: Desk, row: Asked) -> Wrong:
    name = row.invoice or row.item
    if name in desk.books.imported.documents.number:
        message = f"nothing of invoice '{name}' is open on {desk.as_of}"
        return _refuse("CP232", message, row, "it is paid; choose another, or let it stand")
    numbers = {one.number for one in desk.invoices.values()}
    near = get_close_matches(name, sorted(numbers), n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else "it is not in the books"
    return _refuse("CP232", f"there is no open invoice '{name}'", row, hint)


class _Left:
    """What is open of items, less what earlier rows of the same payment take."""

    def __init__(self, left: Callable[[str], int], taken: Sequence[Allocation]) -> None:
        self._left, self._taken = left, taken

    def __call__(self, item: str) -> int:
        taken = sum(one.amount + one.discount for one in self._taken if one.item == item)
        return self._left(item) - taken


def _allocations(
    entry: BankEntryRecord, row: Asked, items: Sequence[OpenInvoice], left: _Left, over: int
) -> list[Allocation]:
    """What a row pays of its items; without an amount, as much as is open and there is money."""
    number, currency = items[0].number, entry.currency

    def shown(minor: int) -> str:
        return f"{currency} {to_text(minor, currency)}"

    every = sum(left(one.item) for one in items)
    discount = amount_of(row, row.discount, currency) if row.discount else 0
    pays = amount_of(row, row.pays, currency) if row.pays else min(every - discount, over)
    if pays > over or not over:
        message = f"{shown(pays)} for {number}, but {entry.entry} has {shown(over)} left"
        hint = f"the payment is {shown(entry.amount)} in all: lower the amounts"
        raise _refuse("CP233", message, row, hint)
    if pays + discount > every or not every:
        message = f"{shown(pays + discount)} for {number}, of which {shown(every)} is open"
        raise _refuse("CP234", message, row, "lower it; what is left over stands on account")
    if pays <= 0:
        raise _refuse("CP238", "an amount above 0 is wanted", row, "empty = all that is open")
    return _spread(items, left, pays, discount)


def _spread(
    items: Sequence[OpenInvoice], left: _Left, pays: int, discount: int
) -> list[Allocation]:
    """Pay items in their order as far as the money goes; the discount is taken off the first."""
    found = []
    for one in items:
        off = min(discount, left(one.item))
        paid = min(pays, left(one.item) - off)
        if paid or off:
            found.append(Allocation(one.item, paid, off))
        pays, discount = pays - paid, discount - off
    return found


def amount_of(row: Asked, text: str, currency: str) -> int:
    """Minor units of an amount as people and spreadsheets write it: 123.45, or 123,45.

    Nothing is guessed: there are no thousands, no more decimals than the currency has, and a
    comma counts with exactly two decimals only.

    Raises:
        Wrong: it is no amount (CP238).
    """
    found = _AMOUNT.fullmatch(text)
    if found:
        whole, mark, decimals = found[1], found[2], found[3] or ""
        most = exponent(currency)
        if len(decimals) <= most and (mark != "," or len(decimals) == most == 2):
            return to_minor(f"{whole}.{decimals}" if decimals else whole, currency)
    raise _refuse("CP238", f"'{text}' is no amount in {currency}", row, "write it as 123.45")
