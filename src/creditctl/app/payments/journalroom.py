"""The journal as payments commands open it: under the lock, and never for a day that is past."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from creditctl.app.rooms import journal_path, open_journal
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.journal.lock import RunLock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.moment import Moment
    from creditctl.config.workspace import Workspace
    from creditctl.journal.store import Journal


@contextmanager
def writing(workspace: Workspace, moment: Moment) -> Iterator[Journal]:
    """The journal, to record in; made when there is none.

    Raises:
        UsageRefused: the day lies in the future, or before what was recorded (CP201).
        LockedRefused: a run is at work.
    """
    if moment.as_of > moment.today:
        message = f"{moment.as_of} lies in the future (today is {moment.today})"
        raise UsageRefused(error("CP201", message, hint="record it when it has happened"))
    with (
        RunLock(workspace.state / "journal.lock", now=moment.clock),
        open_journal(workspace, moment.clock, create=True) as journal,
    ):
        _refuse_past(journal, moment.as_of)
        yield journal


@contextmanager
def reading(workspace: Workspace, moment: Moment) -> Iterator[Journal | None]:
    """The journal, to read in; None when there is none yet."""
    if not journal_path(workspace).exists():
        yield None
        return
    with open_journal(workspace, moment.clock, readonly=True) as journal:
        yield journal


def _refuse_past(journal: Journal, as_of: date) -> None:
    """What was decided as of a day stays as it was, so nothing is added to days that are past."""
    last = journal.last_run()
    days = [state.day for state in journal.payment_states(date.max)]
    days += [entry.day for entry in journal.open_entries(date.max)]
    if last is not None and as_of < last.as_of:
        message = f"{as_of} lies before the last run, {last.as_of}"
    elif days and as_of < max(days):
        message = f"{as_of} lies before the last day on which payments were recorded, {max(days)}"
    else:
        return
    hint = "record it as of today: what was decided before stays as it was"
    raise UsageRefused(error("CP201", message, hint=hint))
