"""How debtors have paid up to a date: invoices settled, days late, the last payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Kind, OpenBasis
from creditctl.ledger.terms_book import compute_dues

if TYPE_CHECKING:
    from creditctl.ledger.frames import Documents, Int32, Int64, Payments
    from creditctl.ledger.terms_book import TermsBook


class Behaviour(NamedTuple):
    """Payment behaviour, one row a debtor code; `days_late_sum / paid_invoices` is the average.

    Attributes:
        paid_invoices: int64, invoices settled on or before the as-of date.
        days_late_sum: int64, settled minus due over these; paid early counts negative.
        late_invoices: int64, how many of them were paid after their due date.
        last_paid: int32 day of the last settlement or payment, NO_DATE = none.
    """

    paid_invoices: Int64
    days_late_sum: Int64
    late_invoices: Int64
    last_paid: Int32


def behaviour(
    documents: Documents, payments: Payments | None, left: Int64, day: int, book: TermsBook | None
) -> Behaviour:
    """Payment behaviour of every debtor up to `day`.

    An invoice without a due date, stated or computed from terms, does not count: how late it was
    paid is unknown.

    Args:
        documents: the books.
        payments: payments from a file of their own.
        left: what is open of each document at `day`, int64 minor units.
        day: the as-of date, days since 1970-01-01.
        book: payment terms, for documents without a due date.
    """
    size = len(documents.debtors)
    settled = settled_days(documents, payments, left, day)
    rows = np.flatnonzero((settled != NO_DATE) & (settled <= day))
    last_paid = np.full(size, NO_DATE, np.int32)
    np.maximum.at(last_paid, documents.debtor[rows], settled[rows])
    if payments is not None:
        received = (payments.paid <= day) & (payments.amount > 0)
        np.maximum.at(last_paid, payments.debtor[received], payments.paid[received])

    rows = rows[documents.kind[rows] == Kind.INVOICE]
    due = due_dates(documents, rows, book)
    rows, due = rows[due != NO_DATE], due[due != NO_DATE]
    debtor = documents.debtor[rows]
    late = np.zeros(size, np.int64)
    days = settled[rows].astype(np.int64) - due
    np.add.at(late, debtor, days)
    return Behaviour(_counts(debtor, size), late, _counts(debtor[days > 0], size), last_paid)


def due_dates(documents: Documents, rows: Int64, book: TermsBook | None) -> Int32:
    """Due dates of the documents at `rows`, with instalments that of the last one.

    NO_DATE where the books state none and the terms, if there are any, give none.
    """
    due = documents.due[rows]
    missing = np.flatnonzero(due == NO_DATE)
    if len(missing) and book is not None:
        due[missing] = compute_dues(documents, rows[missing], book).due
    return due


def _counts(debtor: Int32, size: int) -> Int64:
    return np.bincount(debtor, minlength=size).astype(np.int64)


def settled_days(documents: Documents, payments: Payments | None, left: Int64, day: int) -> Int32:
    """The day of settlement: the file's, or for dated payments that of the last one needed.

    Arguments as in `behaviour`. NO_DATE where the books do not tell; the file's may lie after
    `day`.
    """
    if payments is None:
        return documents.settled
    mine = (payments.document >= 0) & (payments.paid <= day)
    last = np.full(len(documents), NO_DATE, np.int32)
    np.maximum.at(last, payments.document[mine], payments.paid[mine])
    by_payment = (documents.basis == OpenBasis.PAYMENTS) & (left == 0)
    return np.where(by_payment, last, documents.settled)
