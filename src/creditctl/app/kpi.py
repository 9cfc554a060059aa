"""The key figures of a workspace or of files: the books of two days, and all between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.app.books import Books, opened, read_files, read_workspace
from creditctl.errors import ExitCode, UsageRefused
from creditctl.findings import error
from creditctl.insight.kpi.figures import KpiBooks, figures
from creditctl.insight.kpi.measures import kpis
from creditctl.insight.kpi.period import USUAL_MONTHS, Period, days_to, months_to
from creditctl.ledger.opening import open_items

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from creditctl.app.books import Reading
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.imports.source import Import
    from creditctl.insight.kpi.figures import Figures
    from creditctl.insight.kpi.measures import Kpi


_OLDEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The key figures of all currencies.

    Attributes:
        currencies: the figures of each, and what follows from them.
        findings: what is wrong with the data.
        needs_a_look: rows are in quarantine, or files disagree about what was paid.
        beside: in words, what is taken off the books on the last day.
    """

    period: Period
    currencies: Sequence[tuple[Figures, Sequence[Kpi]]]
    findings: Sequence[Finding]
    needs_a_look: bool
    beside: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return ExitCode.LOOK if self.needs_a_look else ExitCode.DONE


def asked_period(last: date, days: int | None = None, first: date | None = None) -> Period:
    """The period up to a day: so many days, from a first day on, or the usual months.

    Raises:
        UsageRefused: there is no such period, or it begins before 1900 (CR005).
    """
    message = ""
    if last.year <= _OLDEST.year:
        message = f"the as-of date {last} is too early"
    elif days is not None and not 1 <= days <= (last - _OLDEST).days:
        message = f"a period of {days} days is not possible"
    elif first is not None and not _OLDEST < first <= last:
        message = f"a period from {first} to {last} is not possible"
    if message:
        hint = f"it begins after {_OLDEST} and ends on the as-of date"
        raise UsageRefused(error("CR005", message, hint=hint))
    if first is not None:
        return Period(first, last)
    return months_to(last, USUAL_MONTHS) if days is None else days_to(last, days)


def kpi_of_files(
    files: Sequence[str], period: Period, reading: Reading, stdin: bytes | None
) -> KeyFigures:
    """Key figures of files named on the command line; no workspace is needed.

    Raises:
        DataRefused: see `app.books.file_books`.
    """
    imported = read_files(files, reading, stdin)
    documents, payments = imported.documents, imported.payments
    end = open_items(documents, payments, period.last)
    begin = open_items(documents, payments, period.before)
    books = KpiBooks(
        documents, payments, end.terms, begin.items, end.items, shown_later=_later(imported, period)
    )
    return _found(books, Books(period.last, imported, end), period)


def kpi_of_workspace(
    workspace: Workspace, period: Period, reading: Reading, clock: Callable[[], datetime]
) -> KeyFigures:
    """Key figures of the sources of a workspace.

    What is open is less what the bank has and the books do not show yet, and less write-offs, on
    either day as it was known then.

    Raises:
        DataRefused, ConfigRefused: see `app.books.workspace_books`.
    """
    from creditctl.app.casework.looking import cases_in, taken_off

    imported = read_workspace(workspace, reading)
    policy = workspace.policy.policy
    days = [
        Books(day, imported, opened(policy, imported, day)) for day in (period.before, period.last)
    ]
    (_, before), (end, after) = (cases_in(workspace, day, clock, held=False) for day in days)
    books = KpiBooks(
        imported.documents,
        imported.payments,
        end.opening.terms,
        before.owed,
        after.owed,
        after.promises,
        policy.promises.tolerance,
        _later(imported, period),
    )
    return _found(books, end, period, taken_off(after))


def _found(books: KpiBooks, end: Books, period: Period, beside: tuple[str, ...] = ()) -> KeyFigures:
    found = [(one, kpis(one)) for one in figures(books, period)]
    return KeyFigures(period, found, end.findings, end.needs_a_look, beside)


def _later(imported: Import, period: Period) -> bool:
    """Whether a file states that it shows a later day; its own time is no proof."""
    return any(
        facts.exported_basis == "stated" and facts.exported and facts.exported > period.last
        for facts in imported.files
    )
