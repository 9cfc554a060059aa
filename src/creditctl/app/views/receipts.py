"""Money of one debtor: dated payments in the books, and matched entries of the bank."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.adjust import settle
from creditctl.ledger.dates import day_of, to_days
from creditctl.ledger.opening import open_items

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.books import Books
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.app.casework.standing import Standing
    from creditctl.journal.banking import BankEntryRecord, PaymentState
    from creditctl.journal.store import Journal
    from creditctl.ledger.frames import Documents, OpenItems, Payments


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in.

    Attributes:
        day: of the payment, or of the booking at the bank.
        source: books, or bank.
        entry: id of the bank entry, "" for the books.
        amount: minor units of `currency`, negative = returned.
        numbers: invoices that it pays.
        rest: minor units that no invoice took.
        payer: whom the bank names.
    """

    day: date
    source: str
    entry: str
    currency: str
    amount: int
    numbers: tuple[str, ...]
    rest: int = 0
    payer: str = ""


def documents_of(books: Books, code: int) -> tuple[Documents, Payments]:
    """The documents and payments of one debtor; payments point into these documents."""
    documents, payments = books.imported.documents, books.imported.payments
    rows = np.flatnonzero(documents.debtor == code)
    place = np.full(len(documents) + 1, -1, np.int32)  # the last one answers for row -1
    place[rows] = np.arange(len(rows), dtype=np.int32)
    mine = payments.select(np.flatnonzero(payments.debtor == code))
    return documents.select(rows), replace(mine, document=place[mine.document])


def in_the_books(documents: Documents, payments: Payments, as_of: date) -> list[Receipt]:
    """Dated payments of one debtor up to a day, in order of the day."""
    rows = np.flatnonzero(payments.paid <= to_days(as_of))
    rows = rows[np.lexsort((rows, payments.paid[rows]))]
    return [
        Receipt(
            day=day_of(int(payments.paid[row])),
            source="books",
            entry="",
            currency=documents.currencies[int(payments.currency[row])],
            amount=int(payments.amount[row]),
            numbers=tuple(filter(None, (payments.number[row],))),
        )
        for row in rows.tolist()
    ]


def at_the_bank(journal: Journal, file: CaseFile, debtor: str) -> list[Receipt]:
    """Matched entries of one debtor, in order of the booking.

    Args:
        journal: open.
        file: what had become of entries by the day.
        debtor: the id.
    """
    found = []
    for state in file.states:
        if state.debtor != debtor or state.state != "matched":
            continue
        entry = journal.bank_entry(state.entry)
        if entry is not None:
            found.append(_receipt(entry, state, file))
    return sorted(found, key=lambda receipt: (receipt.day, receipt.entry))


def _receipt(entry: BankEntryRecord, state: PaymentState, file: CaseFile) -> Receipt:
    paid = [one.item for one in file.allocations if one.entry == entry.entry]
    return Receipt(
        day=entry.booked,
        source="bank",
        entry=entry.entry,
        currency=entry.currency,
        amount=entry.amount,
        numbers=tuple(map(number_in, paid)),
        rest=state.rest,
        payer=str(entry.data.get("name", "")),
    )


def number_in(item: str) -> str:
    """The invoice number in an item id; the books may no longer have the item."""
    parts = item.split("/")
    number = parts[2] if len(parts) > 2 else item
    return number.replace("%2F", "/").replace("%25", "%")


def taken_off(books: Books, standing: Standing, code: int) -> tuple[dict[str, int], dict[str, int]]:
    """What the books do not show yet of one debtor's invoices: at the bank, and given up.

    Args:
        books: the documents.
        standing: what is owed once both are taken off.
        code: of the debtor.

    Returns:
        Minor units by currency, twice.
    """
    documents, payments = documents_of(books, code)
    items = open_items(documents, payments, books.as_of, terms=books.opening.terms).items
    known = set(items.item)
    settled, at_bank = settle(items, [s for s in standing.file.settlements if s.item in known])
    owed = standing.owed
    owed = owed.select(np.flatnonzero(owed.debtor == code))
    before, after = _open_by_currency(settled), _open_by_currency(owed)
    given_up = {currency: total - after[currency] for currency, total in before.items()}
    return at_bank, {currency: amount for currency, amount in given_up.items() if amount}


def _open_by_currency(items: OpenItems) -> Counter[str]:
    sums: Counter[str] = Counter()
    for code, left in zip(items.currency.tolist(), items.open.tolist(), strict=True):
        sums[items.currencies[code]] += left
    return sums
