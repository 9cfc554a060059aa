"""What a person does to the journal: settle or void a notice, rebuild its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.rooms import open_journal
from creditctl.journal.database import backup
from creditctl.journal.lock import RunLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from creditctl.config.workspace import Workspace


def resolve_notice(
    workspace: Workspace,
    notice: str,
    *,
    sent: bool,
    by: str,
    reason: str,
    clock: Callable[[], datetime],
) -> str:
    """Record it; returns what follows, in words.

    Raises:
        Refused: no such notice, not uncertain, or another run is at work.
    """
    with (
        RunLock(workspace.state / "journal.lock", now=clock),
        open_journal(workspace, clock) as journal,
    ):
        journal.resolve(notice, handed_over=sent, by=by, reason=reason or "looked it up")
    if sent:
        return f"{notice}: recorded as sent; its steps are done"
    return f"{notice}: recorded as not sent; the next run may issue its steps"


def void_notice(
    workspace: Workspace, notice: str, *, by: str, reason: str, clock: Callable[[], datetime]
) -> str:
    """Record that a notice that left is taken back; returns what follows, in words.

    Its file stays in the outbox: it did leave.

    Raises:
        Refused: no such notice, it did not leave, or another run is at work.
    """
    with (
        RunLock(workspace.state / "journal.lock", now=clock),
        open_journal(workspace, clock) as journal,
    ):
        journal.void(notice, by=by, reason=reason)
    return (
        f"{notice}: void; its items are back at the step before. "
        "When the time between two letters has passed, a run may issue the step again"
    )


def rebuild_journal(workspace: Workspace, clock: Callable[[], datetime]) -> str:
    """Make the journal's tables anew from its events, after a backup; returns what was done.

    Raises:
        Refused: the chain of events is broken, or another run is at work.
    """
    with (
        RunLock(workspace.state / "journal.lock", now=clock),
        open_journal(workspace, clock) as journal,
    ):
        copy = backup(journal.path, clock())
        journal.rebuild()
    return f"rebuilt from the events; the journal as it was: {copy}"
