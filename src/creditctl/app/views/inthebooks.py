"""What the books tell of one debtor's past: issued, due, paid, as far as they know the days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.views.receipts import documents_of, in_the_books
from creditctl.cases.promises import BROKEN
from creditctl.insight.timeline import Entry, What
from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.ledger.frames import Kind, OpenBasis
from creditctl.ledger.money import to_text
from creditctl.ledger.opening import with_settled
from creditctl.ledger.terms_book import compute_dues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.books import Books
    from creditctl.app.casework.standing import Standing
    from creditctl.ledger.frames import Documents, Int32, Int64, Payments
    from creditctl.policy.model import Policy

EVER: Final = 2**20
"""Days that no books reach back."""
_NAMES: Final = {
    Kind.INVOICE: "invoice",
    Kind.CREDIT_NOTE: "credit note",
    Kind.PAYMENT: "payment on account",
}


def booked(books: Books, code: int) -> tuple[list[Entry], int]:
    """Documents and dated payments of a debtor, up to the day of the books.

    Returns:
        The entries, and the number of invoices that are paid on a day which nobody knows.
    """
    documents, payments = documents_of(books, code)
    known = np.flatnonzero(documents.issued <= to_days(books.as_of))
    entries = [*_issued(documents, known), *_due(books, documents, known)]
    paid, unknown = _settled(books, documents, payments)
    entries += paid
    entries += [
        Entry(
            receipt.day,
            What.PAYMENT,
            f"{receipt.currency} {to_text(abs(receipt.amount), receipt.currency)} "
            + ("paid" if receipt.amount >= 0 else "paid back")
            + (f" for {', '.join(receipt.numbers)}" if receipt.numbers else ", on account"),
            receipt.numbers,
            receipt.currency,
            receipt.amount,
        )
        for receipt in in_the_books(documents, payments, books.as_of)
    ]
    return entries, unknown


def _called(documents: Documents, row: int) -> str:
    """A document with its amount; credits and payments without their sign."""
    currency = documents.currencies[int(documents.currency[row])]
    gross = to_text(abs(int(documents.gross[row])), currency)
    kind = _NAMES[Kind(int(documents.kind[row]))]
    return f"{kind} {documents.number[row]} of {currency} {gross}"


def _entry(documents: Documents, row: int, day: int, what: What, words: str) -> Entry:
    return Entry(
        day_of(day),
        what,
        f"{_called(documents, row)} {words}",
        (documents.number[row],),
        documents.currencies[int(documents.currency[row])],
        int(documents.gross[row]),
    )


def _issued(documents: Documents, known: Int64) -> Iterator[Entry]:
    for row in known.tolist():
        if documents.issued[row] != NO_DATE:
            words = "booked" if documents.kind[row] == Kind.PAYMENT else "issued"
            yield _entry(documents, row, int(documents.issued[row]), What.ISSUED, words)


def _due(books: Books, documents: Documents, known: Int64) -> Iterator[Entry]:
    """Invoices whose due date has come; several instalments count by their last day."""
    rows = known[documents.kind[known] == Kind.INVOICE]
    due: Int32 = documents.due[rows]
    missing = np.flatnonzero(due == NO_DATE)
    if len(missing):
        due[missing] = compute_dues(documents, rows[missing], books.opening.terms).due
    today = to_days(books.as_of)
    for row, day in zip(rows.tolist(), due.tolist(), strict=True):
        if day != NO_DATE and day <= today:
            yield _entry(documents, row, day, What.DUE, "due")


def _settled(books: Books, documents: Documents, payments: Payments) -> tuple[list[Entry], int]:
    """Invoices paid in full on a day that the books tell, and how many are paid otherwise."""
    today = to_days(books.as_of)
    settled = with_settled(books.opening, documents, payments, EVER)
    closed = np.flatnonzero(settled.day != NO_DATE).tolist()
    # An invoice with instalments is several items, all paid on the day of the last one.
    days = {settled.items.number[row]: int(settled.day[row]) for row in closed}
    row_of = {number: row for row, number in enumerate(documents.number)}
    entries = [
        _entry(documents, row_of[number], day, What.PAID, "paid in full")
        for number, day in days.items()
    ]
    stated = (documents.basis == OpenBasis.STATED) & (documents.open == 0)
    unknown = stated & (documents.kind == Kind.INVOICE) & (documents.settled == NO_DATE)
    return entries, int(np.count_nonzero(unknown & (documents.issued <= today)))


def broken(standing: Standing, policy: Policy, books: Books, debtor: str) -> list[Entry]:
    """The days on which promises turned out not to be kept, and arrangements fell into default."""
    entries = []
    for told in standing.promises:
        promise, about = told.promise, told.promise.about
        day = promise.due + timedelta(days=policy.promises.tolerance + 1)
        if about.debtor == debtor and told.status in BROKEN and day <= books.as_of:
            came = to_text(told.in_time, about.currency) if told.in_time else "nothing"
            words = f"{promise.id}: promise not kept, {came} came of {about.currency} "
            words += to_text(promise.amount, about.currency)
            entries.append(
                Entry(day, What.PROMISE, words, (about.number,), about.currency, None, promise.id)
            )
    for plan in standing.arrangements:
        own = plan.arrangement
        if own.debtor == debtor and plan.defaulted_on and plan.defaulted_on <= books.as_of:
            words = f"{own.id}: arrangement in default, an instalment was not paid"
            numbers = tuple(about.number for about in own.covers)
            entries.append(
                Entry(plan.defaulted_on, What.ARRANGEMENT, words, numbers, own.currency, ref=own.id)
            )
    return entries
