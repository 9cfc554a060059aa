"""The open items at a date, from documents and payments. Whatever is later does not exist.

One row a document, or an instalment of one, of which something is open. Rules:

- A document issued after the as-of date is not yet in the books; it is only counted. A document
  without an issue date is in the books.
- What is open follows from the document's `OpenBasis`.
- A payment that names no document, or one that is not yet in the books, is money on account: an
  item of its own, with a negative amount.
- A due date that the books do not state follows from the payment terms (`item_lines`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditctl.ledger.arrow_text import appended
from creditctl.ledger.behaviour import Behaviour, behaviour, settled_days
from creditctl.ledger.dates import NO_DATE, iso, to_days
from creditctl.ledger.frames import DueBasis, Kind, OpenBasis, OpenItems, escape_part
from creditctl.ledger.item_ids import item_ids
from creditctl.ledger.item_lines import whole_documents, with_due_dates
from creditctl.ledger.netting import sum_by
from creditctl.ledger.terms_book import TermsBook, compute_dues

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.ledger.frames import Bool, Documents, Int32, Int64, Payments, Text
    from creditctl.ledger.item_lines import Lines

__all__ = [
    "Behaviour",
    "Later",
    "Opening",
    "Settled",
    "TermsBook",
    "left_at",
    "open_items",
    "with_settled",
]


class Later(NamedTuple):
    """Documents issued after the as-of date: how many, and their gross sums by currency."""

    documents: int
    sums: Mapping[str, int]


class Opening(NamedTuple):
    """The books at a date.

    Attributes:
        items: the open items in the order of the documents, then money on account.
        later: what is not yet in the books.
        behaviour: how the debtors have paid so far.
        terms: the payment terms that due dates were computed from.
    """

    items: OpenItems
    later: Later
    behaviour: Behaviour
    terms: TermsBook


class Settled(NamedTuple):
    """Invoices that were paid lately, among all that their debtors owe.

    Attributes:
        items: the open items of those debtors, then the paid invoices, of which 0 is open.
        day: int32, the day of settlement per item; NO_DATE = still open.
    """

    items: OpenItems
    day: Int32


def open_items(
    documents: Documents,
    payments: Payments | None,
    as_of: date,
    *,
    terms: TermsBook | None = None,
) -> Opening:
    """The open items at the end of a day.

    Args:
        documents: the books.
        payments: payments from a file of their own; they lessen documents of
            `OpenBasis.PAYMENTS` only, other amounts have them in already.
        as_of: the day; later documents and payments are ignored.
        terms: payment terms, for documents without a due date.

    Raises:
        DataRefused: a due date is missing and can't be computed (CI390 to CI392), or amounts
            are too large to add up (CI393).
    """
    day = to_days(as_of)
    left = left_at(documents, payments, day)
    known = documents.issued <= day
    book = terms or TermsBook()
    lines = whole_documents(documents, np.flatnonzero(known & (left != 0)), left)
    items = _items(documents, with_due_dates(documents, lines, book), day)
    if payments is not None:
        items = _with_money_on_account(items, _unallocated(documents, payments, day))
    paid = behaviour(documents, payments, left, day, terms)
    return Opening(items, _later(documents, ~known), paid, book)


def with_settled(
    opening: Opening, documents: Documents, payments: Payments | None, days: int
) -> Settled:
    """The invoices that were settled in the last `days` days, with what their debtors still owe.

    Args:
        opening: the books at the as-of date.
        documents, payments: what it was made from.
        days: 1 = settled on the as-of date itself.
    """
    day = opening.items.as_of
    left = left_at(documents, payments, day)
    settled = settled_days(documents, payments, left, day)
    paid = (documents.kind == Kind.INVOICE) & (documents.gross > 0) & (left == 0)
    paid &= (documents.issued <= day) & (settled > day - days) & (settled <= day)
    rows = _dated(documents, np.flatnonzero(paid), opening.terms)
    # As they were before the payment: instalments of which nothing is open are no lines.
    lines = with_due_dates(
        documents, whole_documents(documents, rows, documents.gross), opening.terms
    )
    closed = _items(documents, lines, day)
    closed = replace(closed, open=np.zeros(len(closed), np.int64))
    owed = np.flatnonzero(np.isin(opening.items.debtor, closed.debtor))
    return Settled(
        opening.items.select(owed).followed_by(closed),
        np.append(np.full(len(owed), NO_DATE, np.int32), settled[lines.row]),
    )


def _dated(documents: Documents, rows: Int64, book: TermsBook) -> Int64:
    """The invoices among `rows` whose due date is stated, or follows from the terms."""
    unknown = documents.due[rows] == NO_DATE
    unknown[unknown] = compute_dues(documents, rows[unknown], book).due == NO_DATE
    known: Int64 = rows[~unknown]
    return known


def left_at(documents: Documents, payments: Payments | None, day: int) -> Int64:
    """What is left of every document at that day, int64 minor units."""
    left = documents.open
    settles = documents.basis == OpenBasis.SETTLED
    if settles.any():
        unpaid = (documents.settled == NO_DATE) | (documents.settled > day)
        left = np.where(settles, np.where(unpaid, documents.gross, 0), left)
    by_payment = documents.basis == OpenBasis.PAYMENTS
    if by_payment.any():
        paid = np.zeros(len(documents), np.int64)
        if payments is not None:
            mine = (payments.document >= 0) & (payments.paid <= day)
            paid = sum_by(payments.document[mine], payments.amount[mine], len(documents))
        left = np.where(by_payment, documents.gross - paid, left)
    return left


def _items(documents: Documents, lines: Lines, day: int) -> OpenItems:
    row = lines.row
    chosen = documents
    if len(row) < len(documents) or lines.part.any():
        chosen = documents.select(row)
    part = lines.part if lines.part.any() else None
    debtors = documents.debtors
    return OpenItems(
        as_of=day,
        debtors=debtors,
        currencies=documents.currencies,
        files=documents.files,
        item=item_ids(
            chosen.source, documents.sources, chosen.debtor, debtors.ids, chosen.number, part
        ),
        kind=chosen.kind,
        debtor=chosen.debtor,
        currency=chosen.currency,
        number=chosen.number,
        issued=chosen.issued,
        due=lines.due,
        due_basis=lines.due_basis,
        gross=lines.gross,
        open=lines.open,
        disputed=chosen.disputed,
        doubtful=chosen.doubtful,
        file=chosen.file,
        line=chosen.line,
        reference=chosen.reference,
        area=chosen.area,
        invoice_email=chosen.invoice_email,
    )


def _unallocated(documents: Documents, payments: Payments, day: int) -> Payments:
    """Payments up to that day for which the books have no document yet."""
    row = payments.document
    early = np.zeros(len(payments), np.bool_)
    named = row >= 0
    early[named] = (documents.issued[row[named]] > day) & (
        documents.basis[row[named]] == OpenBasis.PAYMENTS
    )
    mine = (~named | early) & (payments.paid <= day) & (payments.amount != 0)
    return payments.select(np.flatnonzero(mine))


def _with_money_on_account(items: OpenItems, payments: Payments) -> OpenItems:
    """The items and, after them, one for each of these payments."""
    count = len(payments)
    if not count:
        return items
    no = np.zeros(count, np.bool_)
    nothing = [""] * count

    def longer(column: Text | None) -> Text | None:
        return None if column is None else appended(column, nothing)

    return OpenItems(
        as_of=items.as_of,
        debtors=items.debtors,
        currencies=items.currencies,
        files=items.files,
        item=appended(items.item, _payment_ids(payments, items.debtors.ids)),
        kind=np.append(items.kind, np.full(count, Kind.PAYMENT, np.int8)),
        debtor=np.append(items.debtor, payments.debtor),
        currency=np.append(items.currency, payments.currency),
        number=appended(items.number, list(payments.number)),
        issued=np.append(items.issued, payments.paid),
        due=np.append(items.due, payments.paid),
        due_basis=np.append(items.due_basis, np.full(count, DueBasis.FILE, np.int8)),
        gross=np.append(items.gross, -payments.amount),
        open=np.append(items.open, -payments.amount),
        disputed=np.append(items.disputed, no),
        doubtful=np.append(items.doubtful, no),
        file=np.append(items.file, payments.file),
        line=np.append(items.line, payments.line),
        reference=longer(items.reference),
        area=longer(items.area),
        invoice_email=longer(items.invoice_email),
    )


def _payment_ids(payments: Payments, debtors: Sequence[str]) -> list[str]:
    """``on-account/debtor/day:number``, and ``:2`` for the second of the same day and number."""
    seen: Counter[str] = Counter()
    ids = []
    for debtor, paid, number in zip(
        payments.debtor.tolist(), payments.paid.tolist(), payments.number, strict=True
    ):
        item = f"on-account/{escape_part(debtors[debtor])}/{iso(paid)}:{escape_part(number)}"
        seen[item] += 1
        ids.append(item if seen[item] == 1 else f"{item}:{seen[item]}")
    return ids


def _later(documents: Documents, later: Bool) -> Later:
    currency = documents.currency[later]
    sums = sum_by(currency, documents.gross[later], len(documents.currencies))
    used = np.unique(currency).tolist()
    return Later(len(currency), {documents.currencies[code]: int(sums[code]) for code in used})
