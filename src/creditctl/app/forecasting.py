"""What will go out on each coming day, if nobody pays and the run runs every day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.casework.standing import with_cases
from creditctl.app.claiming import claim_facts
from creditctl.app.rooms import past_of
from creditctl.ledger.dates import to_days
from creditctl.policy.simulate import Simulation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from creditctl.app.books import Books, Reading
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice


@dataclass(frozen=True, slots=True)
class OutlookDay:
    """One coming day.

    Attributes:
        sent: letters that go out.
        waiting: letters that are ready on that day for the first time, and wait for approval.
    """

    day: date
    sent: list[Notice]
    waiting: list[Notice]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The coming days.

    Attributes:
        books: as they are at the as-of date; nothing counts as paid or issued after it.
        last: the last day that was looked at.
        days: those on which something goes out or begins to wait.
        first_run: True when nothing was ever handed over.
        findings: of books and journal.
    """

    books: Books
    last: date
    days: list[OutlookDay]
    first_run: bool
    findings: tuple[Finding, ...]


def outlook(
    workspace: Workspace,
    as_of: date,
    days: int,
    reading: Reading,
    clock: Callable[[], datetime],
) -> Outlook:
    """Simulate the days from the as-of date on, that day included; nothing is written.

    Letters that a person must approve are taken not to leave.

    Args:
        workspace: sources, policy and journal.
        as_of: the first day.
        days: how many days, 1 or more.
        reading: what the command line says about reading files.
        clock: for the journal.

    Raises:
        DataRefused, ConfigRefused, JournalRefused: see `workspace_books` and `past_of`.
    """
    books = workspace_books(workspace, as_of, reading)
    last = as_of + timedelta(days - 1)
    with past_of(workspace, clock, as_of) as past:
        run = Simulation(
            workspace.policy.policy,
            past.history,
            workspace.settings.language,
            books.imported.held,
            facts=claim_facts(
                workspace.policy.policy, workspace.root, books.items, books.imported, past.letters
            ),
        )
        found = _days(run, workspace, books, past.cases, days)
        return Outlook(
            books=books,
            last=last,
            days=[day for day in found if day.sent or day.waiting],
            first_run=not len(past.history),
            findings=(*books.findings, *past.findings),
        )


def _days(
    run: Simulation, workspace: Workspace, books: Books, file: CaseFile, count: int
) -> list[OutlookDay]:
    """Every day, with the letters that were not waiting before."""
    known: set[frozenset[tuple[str, str, int]]] = set()
    days = []
    for number in range(count):
        day = books.as_of + timedelta(number)
        then = replace(books, as_of=day).showing(replace(books.items, as_of=to_days(day)))
        then, cases = with_cases(workspace, then, file)
        lived = run.day(then.items, books.behaviour, cases.stops)
        waiting = [n for n in lived.waiting if _steps(n) not in known]
        known.update(map(_steps, waiting))
        days.append(OutlookDay(day, lived.sent, waiting))
    return days


def _steps(letter: Notice) -> frozenset[tuple[str, str, int]]:
    """What a letter does, whatever its day: a waiting letter is ready again every day."""
    return frozenset((line.item, line.step, line.repeat) for line in letter.lines)
