"""Matching payments to open invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.cash.matching.books import Books
from creditctl.cash.matching.cases import debtors
from creditctl.cash.matching.judge import certain_by_account, certain_by_invoice
from creditctl.cash.matching.paying import build
from creditctl.cash.matching.reading import read
from creditctl.cash.matching.suggest import made, suggest
from creditctl.cash.payments import Certainty, Match, Matching, Tolerance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.cash.matching.cases import Case
    from creditctl.cash.matching.reading import Reading
    from creditctl.cash.payments import OpenInvoice, Payer, Payment


def match(
    payments: Sequence[Payment],
    invoices: Sequence[OpenInvoice],
    payers: Sequence[Payer],
    tolerance: Mapping[str, Tolerance],
    as_of: date | None = None,
) -> Matching:
    """Say for each payment which invoices it pays, how certain that is, and why.

    Certain matches are found first, those that rest on a reference or a number before those that
    rest on the account, each in the order of booking; what one takes is no longer open for the
    next. Suggestions come last, from what is left then. No match takes more than is open, and each
    is of one debtor.

    Args:
        payments: money that is applied to nothing yet, minor units.
        invoices: all that is open; item ids are unique. Their order does not matter.
        payers: names and accounts of debtors; those who owe nothing now belong here, too.
        tolerance: by currency, how much less than open still settles; none = nothing.
        as_of: payments booked later are neither matched nor unknown; None = all count.
    """
    run = _Run(payments, invoices, payers, tolerance, as_of)
    run.by_invoice()
    run.by_account()
    run.suggestions()
    found = [run.matches[place] for place in sorted(run.matches)]
    matched = {one.payment for one in found}
    seen = sorted(run.readings)
    return Matching(found, [payments[p].id for p in seen if payments[p].id not in matched])


class _Run:
    """One matching: the books, and what was matched so far, by place of the payment."""

    def __init__(
        self,
        payments: Sequence[Payment],
        invoices: Sequence[OpenInvoice],
        payers: Sequence[Payer],
        tolerance: Mapping[str, Tolerance],
        as_of: date | None,
    ) -> None:
        self.books = Books(invoices, payers)
        self.matches: dict[int, Match] = {}
        counted = [
            (payment.booked, place)
            for place, payment in enumerate(payments)
            if as_of is None or payment.booked <= as_of
        ]
        self.readings = {place: read(payments[place], self.books) for _, place in sorted(counted)}
        self._tolerance = tolerance

    def by_invoice(self) -> None:
        """Apply what references and numbers make certain."""
        for place, reading in self.readings.items():
            if reading.pointers or reading.places or reading.end_to_end:
                cases = self._cases(reading)
                for case in cases:
                    if certain_by_invoice(case, cases, reading, self.books):
                        self._apply(place, reading, case)
                        break

    def by_account(self) -> None:
        """Apply what account and amount make certain."""
        waiting: set[str] = set()
        for place, reading in self._unmatched():
            cases = self._cases(reading)
            for case in cases:
                if certain_by_account(case, cases, reading, self.books, waiting):
                    self._apply(place, reading, case)
                    break
            else:
                waiting.update(case.debtor for case in cases)
                waiting.update(one.debtor for one in reading.names)

    def suggestions(self) -> None:
        """Suggest something for the rest."""
        for place, reading in self._unmatched():
            tolerance = self._of(reading)
            found = suggest(reading, self._cases(reading), self.books, tolerance)
            if found is not None:
                self.matches[place] = found
                self.books.take(found.allocations)

    def _unmatched(self) -> list[tuple[int, Reading]]:
        return [(p, reading) for p, reading in self.readings.items() if p not in self.matches]

    def _of(self, reading: Reading) -> Tolerance:
        return self._tolerance.get(reading.payment.currency, Tolerance())

    def _cases(self, reading: Reading) -> list[Case]:
        tolerance = self._of(reading)
        return [build(reading, debtor, self.books, tolerance) for debtor in debtors(reading)]

    def _apply(self, place: int, reading: Reading, case: Case) -> None:
        found = made(case, reading, Certainty.CERTAIN)
        self.matches[place] = found
        self.books.take(found.allocations)
