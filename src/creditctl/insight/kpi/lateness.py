"""How late invoices were paid, and how long overdue ones have been: exact sums by currency."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditctl.ledger.behaviour import due_dates, settled_days
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Kind, OpenBasis
from creditctl.ledger.netting import sum_by

if TYPE_CHECKING:
    from creditctl.ledger.frames import Documents, Int32, Int64, OpenItems, Payments
    from creditctl.ledger.terms_book import TermsBook


class Lateness(NamedTuple):
    """Days after the due date over some invoices of one currency; early ones count negative.

    Attributes:
        invoices: how many.
        days: the sum of their days.
        amount: the sum of their amounts, minor units.
        amount_days: the sum of amount times days, each payment with its own day where known.
    """

    invoices: int
    days: int
    amount: int
    amount_days: int

    @property
    def simple(self) -> Fraction | None:
        """Mean days, each invoice the same; None = there is none."""
        return Fraction(self.days, self.invoices) if self.invoices else None

    @property
    def weighted(self) -> Fraction | None:
        """Mean days, each unit of money the same; None = there is none."""
        return Fraction(self.amount_days, self.amount) if self.amount else None


def overdue_now(items: OpenItems) -> list[Lateness]:
    """Days overdue of the open invoices that are, one a currency code."""
    late = items.overdue
    rows = np.flatnonzero((items.kind == Kind.INVOICE) & (items.open > 0) & (late > 0))
    currency, days, amount = items.currency[rows], late[rows], items.open[rows]
    return _by_currency(len(items.currencies), (currency, days), (currency, days, amount))


def paid_late(
    documents: Documents,
    payments: Payments | None,
    left: Int64,
    first: int,
    last: int,
    book: TermsBook,
) -> list[Lateness]:
    """Days late of the invoices that were paid in full between two days, one a currency code.

    What is paid in parts weighs with each payment's own day, and counts as one invoice, paid on
    the day of the last. An invoice without a due date does not count.

    Args:
        documents, payments: the books.
        left: what is open of each document at the end of `last`, int64 minor units.
        first, last: days since 1970-01-01, both included.
        book: payment terms, for documents without a due date.
    """
    settled = settled_days(documents, payments, left, last)
    chosen = (documents.kind == Kind.INVOICE) & (documents.gross > 0) & (left == 0)
    chosen &= (documents.issued <= last) & (settled >= first) & (settled <= last)
    rows = np.flatnonzero(chosen)
    due = due_dates(documents, rows, book)
    rows, due = rows[due != NO_DATE], due[due != NO_DATE]
    late, currency = settled[rows] - due, documents.currency[rows]
    in_parts = documents.basis[rows] == OpenBasis.PAYMENTS
    money = (currency[~in_parts], late[~in_parts], documents.gross[rows[~in_parts]])
    if payments is not None and in_parts.any():
        parts = _each_payment(documents, payments, rows[in_parts], due[in_parts], last)
        money = (
            np.concatenate([money[0], parts[0]]),
            np.concatenate([money[1], parts[1]]),
            np.concatenate([money[2], parts[2]]),
        )
    return _by_currency(len(documents.currencies), (currency, late), money)


def _each_payment(
    documents: Documents, payments: Payments, rows: Int64, due: Int32, last: int
) -> tuple[Int32, Int32, Int64]:
    """Currency, days late and amount of every payment up to `last` of some documents."""
    due_of = np.full(len(documents), NO_DATE, np.int32)
    due_of[rows] = due
    mine = np.flatnonzero((payments.document >= 0) & (payments.paid <= last))
    mine = mine[due_of[payments.document[mine]] != NO_DATE]
    of = payments.document[mine]
    return documents.currency[of], payments.paid[mine] - due_of[of], payments.amount[mine]


def _by_currency(
    count: int, invoices: tuple[Int32, Int32], money: tuple[Int32, Int32, Int64]
) -> list[Lateness]:
    """Sums over invoices (currency, days) and over money (currency, days, amount)."""
    numbers = _totals(count, *invoices, np.ones(len(invoices[0]), np.int64))
    amounts = _totals(count, *money)
    return [Lateness(*number, *amount) for number, amount in zip(numbers, amounts, strict=True)]


def _totals(count: int, currency: Int32, days: Int32, weight: Int64) -> list[tuple[int, int]]:
    """The sum of the weights, and of weight times days, of each currency.

    There are few different days: their weights are added up first, and multiplied as Python's
    integers, which never overflow.
    """
    known, place = np.unique(days, return_inverse=True)
    sums = sum_by(currency * np.int64(len(known)) + place, weight, count * len(known))
    table = sums.reshape(count, len(known)).tolist()
    return [
        (sum(row), sum(d * w for d, w in zip(known.tolist(), row, strict=True))) for row in table
    ]
