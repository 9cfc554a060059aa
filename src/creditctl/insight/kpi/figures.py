"""The figures that go into key figures: sums by currency, from the books of two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditctl.cases.promises import reliability
from creditctl.insight.kpi.formulas import MonthOfSales
from creditctl.insight.kpi.gaps import find_gaps, first_document
from creditctl.insight.kpi.lateness import overdue_now, paid_late
from creditctl.insight.kpi.period import PAYING_MONTHS, months_to
from creditctl.ledger.dates import day_of, to_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.netting import sum_by
from creditctl.ledger.opening import left_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.cases.promises import PromiseStanding, Reliability
    from creditctl.insight.kpi.gaps import Gaps
    from creditctl.insight.kpi.lateness import Lateness
    from creditctl.insight.kpi.period import Period
    from creditctl.ledger.frames import Documents, Int64, OpenItems, Payments
    from creditctl.ledger.terms_book import TermsBook


@dataclass(frozen=True, slots=True, eq=False)
class KpiBooks:
    """What key figures are made of.

    Attributes:
        documents, payments: the books.
        terms: payment terms, for documents without a due date.
        begin: the open items at the end of the day before the period.
        end: the open items at the end of the period.
        promises: where promises stand at the end of the period; None = there is no workspace.
        tolerance: days after the promised one on which a promise can still be kept.
        shown_later: an export says itself that it shows a day after the period.
    """

    documents: Documents
    payments: Payments | None
    terms: TermsBook
    begin: OpenItems
    end: OpenItems
    promises: Sequence[PromiseStanding] | None = None
    tolerance: int = 0
    shown_later: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one currency; amounts are minor units.

    Attributes:
        period: the days.
        items: number of open items at the end.
        open: open at the end: invoices less credits and money on account, as in the aging.
        overdue: the part of it that is past its due date.
        begin: open at the end of the day before.
        invoiced: gross of the invoices issued in the period.
        credited: gross of the credit notes issued in it, negative.
        months: sales by month, the newest first, to the first document of the books.
        paid: invoices paid in the twelve months up to the end.
        late: open invoices that are overdue.
        promises: those that were decided in the period; None = there is no workspace.
        gaps: what the books can't tell.
    """

    currency: str
    period: Period
    items: int
    open: int
    overdue: int
    begin: int
    invoiced: int
    credited: int
    months: Sequence[MonthOfSales]
    paid: Lateness
    late: Lateness
    promises: Reliability | None
    gaps: Gaps

    @property
    def not_due(self) -> int:
        """What is open and not past its due date."""
        return self.open - self.overdue

    @property
    def sales(self) -> int:
        """Credit sales: invoices less credit notes."""
        return self.invoiced + self.credited


class _Balances(NamedTuple):
    """Of each currency code: open items at the end, what they come to, and what was open before."""

    items: Sequence[int]
    open: Sequence[int]
    overdue: Sequence[int]
    begin: Sequence[int]


class _Sales(NamedTuple):
    """Sales of each currency code, minor units, and by month."""

    invoiced: Sequence[int]
    credited: Sequence[int]
    months: Sequence[Sequence[MonthOfSales]]


def figures(books: KpiBooks, period: Period) -> list[Figures]:
    """The figures of every currency that the books know by then, sorted by its code.

    Args:
        books: of the day before the period and of its last day.
        period: the days.

    Raises:
        DataRefused: amounts are too large to add up (CI393).
    """
    documents, last = books.documents, to_days(period.last)
    left = left_at(documents, books.payments, last)
    balances, sales = _balances(books), _sales(documents, to_days(period.first), last)
    paying = to_days(months_to(period.last, PAYING_MONTHS).first)
    paid = paid_late(documents, books.payments, left, paying, last, books.terms)
    late = overdue_now(books.end)
    gaps = find_gaps(documents, left, period, shown_later=books.shown_later)
    promises = _promises(books, period)
    known = np.unique(documents.currency[documents.issued <= last]).tolist()
    found = [
        Figures(
            currency=currency,
            period=period,
            items=balances.items[code],
            open=balances.open[code],
            overdue=balances.overdue[code],
            begin=balances.begin[code],
            invoiced=sales.invoiced[code],
            credited=sales.credited[code],
            months=sales.months[code],
            paid=paid[code],
            late=late[code],
            promises=None if promises is None else promises.get(currency, reliability(())),
            gaps=gaps[code],
        )
        for code, currency in enumerate(documents.currencies)
        if code in known or balances.items[code]
    ]
    return sorted(found, key=lambda one: one.currency)


def _balances(books: KpiBooks) -> _Balances:
    end, begin = books.end, books.begin
    return _Balances(
        items=np.bincount(end.currency, minlength=len(end.currencies)).tolist(),
        open=_sums(end, end.open),
        overdue=_sums(end, np.where(end.overdue > 0, end.open, 0)),
        begin=_sums(begin, begin.open),
    )


def _sums(items: OpenItems, amounts: Int64) -> list[int]:
    sums: list[int] = sum_by(items.currency, amounts, len(items.currencies)).tolist()
    return sums


def _sales(documents: Documents, first: int, last: int) -> _Sales:
    """Sales in the period, and by month up to its end. Payments and money on account are none."""
    count = len(documents.currencies)
    sold = (documents.kind != Kind.PAYMENT) & (documents.issued <= last)
    inside = sold & (documents.issued >= first)

    def total(kind: Kind) -> list[int]:
        rows = inside & (documents.kind == kind)
        sums: list[int] = sum_by(documents.currency[rows], documents.gross[rows], count).tolist()
        return sums

    begins = first_document(documents, last)
    months: Sequence[Sequence[MonthOfSales]] = [()] * count
    if begins is not None:
        rows = np.flatnonzero(sold & (documents.issued >= begins))
        months = _by_month(documents, rows, begins, last)
    return _Sales(total(Kind.INVOICE), total(Kind.CREDIT_NOTE), months)


def _by_month(
    documents: Documents, rows: Int64, begins: int, last: int
) -> list[list[MonthOfSales]]:
    """Sales of each currency by calendar month, the newest first.

    The newest month has its days up to `last`, the oldest those from `begins` on.
    """
    count = len(documents.currencies)
    oldest, newest = _month(np.array([begins, last]))
    span = int(newest - oldest) + 1
    age = newest - _month(documents.issued[rows])
    key = documents.currency[rows] * np.int64(span) + age
    sums = sum_by(key, documents.gross[rows], count * span).reshape(count, span).tolist()
    starts = (newest + 1 - np.arange(span + 1)).astype("datetime64[M]").astype("datetime64[D]")
    edge = np.clip(starts.astype(np.int64), begins, last + 1).tolist()
    days = [(day_of(edge[i + 1]), edge[i] - edge[i + 1]) for i in range(span)]
    return [
        [MonthOfSales(*day, amount) for day, amount in zip(days, row, strict=True)] for row in sums
    ]


def _month(days: np.ndarray[tuple[int], np.dtype[np.integer]]) -> Int64:
    """Months since January 1970 of day numbers."""
    months: Int64 = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _promises(books: KpiBooks, period: Period) -> Mapping[str, Reliability] | None:
    """What became of the promises that were decided in the period, by currency.

    A promise is decided on the day after the last one on which it can be kept: so each of them,
    kept or not, counts once in periods that follow each other.
    """
    if books.promises is None:
        return None
    wait = timedelta(books.tolerance + 1)
    first, last = period.first - wait, period.last - wait
    decided = [s for s in books.promises if first <= s.promise.due <= last]
    currencies = {s.promise.about.currency for s in decided}
    return {c: reliability(s for s in decided if s.promise.about.currency == c) for c in currencies}
