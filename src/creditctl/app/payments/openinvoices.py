"""What is open, and who owes it, as the matching takes it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from creditctl.cash.payments import OpenInvoice, Payer, Tolerance
from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import exponent
from creditctl.ledger.terms_book import compute_dues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from creditctl.app.books import Books
    from creditctl.journal.banking import BankEntryRecord, PaymentState
    from creditctl.ledger.frames import Debtors, Documents, Int32, Int64, OpenItems
    from creditctl.policy.model import Policy

    Offers = tuple[tuple[date, int], ...]


def open_invoices(books: Books, since: date) -> list[OpenInvoice]:
    """The invoices and instalments of which something is open.

    Args:
        books: of the day; their items are what is open once bank money and write-offs are off.
        since: the first day on which something was paid: earlier discounts are over.
    """
    items = books.items
    rows = np.flatnonzero((items.kind == Kind.INVOICE) & (items.open > 0))
    offers = _discounts(books, rows, since)
    ids, codes = items.debtors.ids, items.currencies
    chosen = items.select(rows)
    references = chosen.reference or [""] * len(rows)
    numbers = np.unique(np.concatenate([chosen.issued, chosen.due])).tolist()
    days = {number: day_of(number) for number in numbers if number != NO_DATE}
    columns = zip(
        chosen.item,
        chosen.debtor.tolist(),
        chosen.currency.tolist(),
        chosen.number,
        chosen.issued.tolist(),
        chosen.due.tolist(),
        chosen.open.tolist(),
        chosen.gross.tolist(),
        references,
        rows.tolist(),
        strict=True,
    )
    return [
        OpenInvoice(
            item,
            ids[debtor],
            codes[currency],
            number,
            days.get(issued),
            days[due],
            left,
            gross,
            reference,
            offers.get(row, ()),
        )
        for item, debtor, currency, number, issued, due, left, gross, reference, row in columns
    ]


def payers(
    debtors: Debtors, entries: Iterable[BankEntryRecord], states: Iterable[PaymentState]
) -> list[Payer]:
    """Every debtor with name and accounts: from the books, and learnt from matched payments.

    Args:
        debtors: of the books.
        entries: recorded entries; states: what became of entries.
    """
    accounts: dict[str, list[str]] = defaultdict(list)
    for debtor in debtors.having("iban"):
        accounts[debtor.debtor].append(debtor.iban)
    whose = {state.entry: state.debtor for state in states if state.state == "matched"}
    for entry in entries:
        account = str(entry.data.get("iban", ""))
        if account and whose.get(entry.entry):
            accounts[whose[entry.entry]].append(account)
    return [
        Payer(name, debtors.names[code], tuple(dict.fromkeys(accounts.get(name, ()))))
        for code, name in enumerate(debtors.ids)
    ]


def tolerances(policy: Policy, currencies: Iterable[str]) -> dict[str, Tolerance]:
    """How far a payment may fall short, in each currency.

    The policy's amount is in whole units, its share in percent.
    """
    part = policy.payments
    share = int((part.tolerance_share or 0) * 100)
    return {
        currency: Tolerance(int(part.tolerance.scaleb(exponent(currency))), share)
        for currency in currencies
    }


def _discounts(books: Books, rows: Int64, since: date) -> Mapping[int, Offers]:
    """Row of an item -> last day and minor units to pay, where its terms allow a cash discount."""
    documents = books.imported.documents
    place = _documents_of(documents, books.items, rows)
    known = place >= 0
    rows, place = rows[known], place[known]
    dues = compute_dues(documents, place, books.opening.terms)
    found: dict[int, Offers] = {}
    for code, terms in enumerate(dues.terms):
        if not terms.tiers:
            continue
        longest = max(tier.days for tier in terms.tiers)
        issued = books.items.issued[rows]
        mine = (dues.code == code) & (issued != NO_DATE)
        mine &= issued.astype(np.int64) + longest >= to_days(since)
        for row in rows[mine].tolist():
            day = day_of(int(books.items.issued[row]))
            gross = int(books.items.gross[row])
            found[row] = tuple((o.until, o.pay) for o in terms.discounts(day, gross))
    return found


def _documents_of(documents: Documents, items: OpenItems, rows: Int64) -> Int64:
    """The document behind each item, by file and line; -1 = none."""
    if not len(documents):
        return np.full(len(rows), -1, np.int64)
    keys = _place(documents.file, documents.line)
    order = np.argsort(keys, kind="stable")
    wanted = _place(items.file[rows], items.line[rows])
    found = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    place: Int64 = np.where(keys[order][found] == wanted, order[found], -1)
    return place


def _place(file: Int32, line: Int32) -> Int64:
    """File and line as one number."""
    return (file.astype(np.int64) << 32) | line
