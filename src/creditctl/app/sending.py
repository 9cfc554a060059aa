"""Send what lies in the outbox: look at the books once more, say what is about to leave, send.

One notice at a time, and every step is in the journal before the act that it announces. What was
being sent when the program ended is uncertain, and is never sent again by itself.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from creditctl.app.books import Reading
from creditctl.app.indexing import write_index
from creditctl.app.planning import make_plan, stop_findings
from creditctl.app.progress import Unwatched
from creditctl.app.recovery import recover, uncertain_findings
from creditctl.app.rooms import open_journal, outbox_of, past_in
from creditctl.app.sending_addresses import readdressed
from creditctl.app.sending_checks import outdated
from creditctl.app.sending_session import FATES, Session, channels_of
from creditctl.errors import ConfigRefused, ExitCode, SafetyRefused, UsageRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.journal.lock import RunLock
from creditctl.journal.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from creditctl.app.planning import Plan
    from creditctl.app.progress import Progress
    from creditctl.app.sending_session import Result
    from creditctl.config.workspace import Workspace
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal

FRESH: Final = timedelta(days=7)
"""How old a notice may be to leave by itself. People who sent letters by hand before they named a
mail server would else have all of them sent again."""

SENDING_NEEDS_A_LOOK: Final = frozenset(
    {"CD102", "CD103", "CD104", "CD105", "CD110", "CD111", "CD116"}
)
"""Findings after which a person must look: a rejected notice, a missing file, no way out."""


@dataclass(frozen=True, slots=True)
class SendOrder:
    """What the user asks.

    Attributes:
        as_of: the day that it is taken to be.
        notices: only these, however old; none = all that wait.
        channel: only this one, None = every channel that can be sent by.
        limit: at most so many, None = all.
        accepted: "old-data" = send although the books are too old to be looked at again.
        wait: seconds to wait for a run to end.
        sleep: waits for seconds, between the tries of a letter.
    """

    as_of: date
    notices: tuple[str, ...] = ()
    channel: str | None = None
    limit: int | None = None
    accepted: frozenset[str] = frozenset()
    wait: float = 0
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class SendOutcome:
    """What became of the notices.

    Attributes:
        as_of: the day; dry_run: nothing was sent or recorded.
        results: one for each notice that was looked at, in order.
        findings: everything worth a look.
    """

    as_of: date
    dry_run: bool = False
    results: list[Result] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many notices had each fate; those that none had are left out."""
        fates = [result.fate for result in self.results]
        return {fate: fates.count(fate) for fate in FATES if fate in fates}

    @property
    def needs_a_look(self) -> bool:
        """Whether a person must look, errors and warnings alone."""
        told = {f.code for f in self.findings if f.severity is not Severity.INFO}
        return bool(SENDING_NEEDS_A_LOOK & told)

    @property
    def exit_code(self) -> ExitCode:
        """4 when a way out is closed, 3 when a person must look, else 0."""
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            return ExitCode.CONFIG
        look = {"CR111", *SENDING_NEEDS_A_LOOK} & {f.code for f in self.findings}
        return ExitCode.LOOK if look else ExitCode.DONE


def send_outbox(
    workspace: Workspace,
    order: SendOrder,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    *,
    dry_run: bool = False,
) -> SendOutcome:
    """Send what lies in the outbox and may leave, the oldest first.

    Args:
        workspace: settings, books, outbox and journal.
        order: what the user asks.
        clock: tells the moment.
        progress: who watches.
        dry_run: tell what would be sent; write nothing, and connect to nobody.

    Raises:
        Refused: nothing can be sent at all; nothing was.
    """
    progress = progress or Unwatched()
    channels = channels_of(workspace, order.channel)
    lock = RunLock(workspace.state / "journal.lock", now=clock, wait=order.wait)
    with (
        nullcontext() if dry_run else lock,
        open_journal(workspace, clock, readonly=dry_run) as journal,
    ):
        outcome = SendOutcome(order.as_of, dry_run)
        if not dry_run:
            outcome.findings += recover(journal, outbox_of(workspace)).findings
        progress.stage("reading the books")
        plan = books_of(workspace, journal, order.as_of, order.accepted)
        refuse_old_books(workspace, plan)
        send_waiting(workspace, journal, plan, order, channels, outcome, clock, progress)
        outcome.findings += uncertain_findings(journal)
    return outcome


def books_of(
    workspace: Workspace, journal: Journal, as_of: date, accepted: frozenset[str] = frozenset()
) -> Plan:
    """The plan of the day, for what it says about items; no letters are written."""
    past = past_in(journal, as_of, whole=True)
    return make_plan(
        workspace, as_of, Reading(), past, first_run=True, accepted=accepted, letters=False
    )


def refuse_old_books(workspace: Workspace, plan: Plan) -> None:
    """Refuse to send by books that are too old to tell who has paid since (guarantee G1).

    Raises:
        SafetyRefused: they are (CR104), and nobody accepted it.
    """
    old = [stop for stop in plan.stops if stop.accept == "old-data"]
    if old:
        raise SafetyRefused(stop_findings(workspace, old))


def send_after_run(
    workspace: Workspace,
    journal: Journal,
    plan: Plan,
    clock: Callable[[], datetime],
    progress: Progress,
) -> SendOutcome:
    """Send the e-mails at the end of a run.

    What can't be sent stays in the outbox; the run itself is done, so that is no refusal.
    """
    outcome = SendOutcome(plan.as_of)
    order = SendOrder(plan.as_of, channel="email")
    channels = channels_of(workspace, "email")
    send_waiting(workspace, journal, plan, order, channels, outcome, clock, progress)
    return outcome


def send_waiting(
    workspace: Workspace,
    journal: Journal,
    plan: Plan,
    order: SendOrder,
    channels: Sequence[str],
    outcome: SendOutcome,
    clock: Callable[[], datetime],
    progress: Progress,
) -> None:
    """Withdraw what should not leave any more, and send the rest, channel by channel."""
    waiting = {channel: _waiting(journal, order, channel, outcome) for channel in channels}
    _check_named(journal, order, [n for found in waiting.values() for n in found])
    every = [notice for found in waiting.values() for notice in found]
    reasons = readdressed(plan, journal, every) | outdated(plan, every)
    session = Session(workspace, journal, plan, outcome, clock, order.sleep, progress)
    gone = [notice for notice in every if notice.notice in reasons]
    try:
        for notice in gone:
            session.withdraw(notice, reasons[notice.notice])
        if gone and not outcome.dry_run:
            days = {notice.as_of for notice in gone}
            write_index(journal, outbox_of(workspace), plan, days, empty=True)
    except ConfigRefused as refused:  # the outbox can't be written
        outcome.findings += refused.findings
        return
    left = order.limit
    for channel, found in waiting.items():
        fit = [notice for notice in found if notice.notice not in reasons][:left]
        left = None if left is None else left - len(fit)
        try:
            session.send(channel, fit)
        except ConfigRefused as refused:
            session.leave(fit)
            outcome.findings += refused.findings


def _waiting(
    journal: Journal, order: SendOrder, channel: str, outcome: SendOutcome
) -> list[NoticeRecord]:
    """What lies in the outbox for a channel and may leave."""
    found = journal.waiting_to_be_sent(channel, order.as_of)
    if order.notices:
        return [notice for notice in found if notice.notice in order.notices]
    fresh = [notice for notice in found if order.as_of - notice.as_of <= FRESH]
    old = len(found) - len(fresh)
    if old:
        message = (
            f"{old} {'notice' if old == 1 else 'notices'} in the outbox for {channel} "
            f"{'is' if old == 1 else 'are'} more than {FRESH.days} days old, and did not leave"
        )
        hint = "to send one nevertheless, name it: creditctl outbox send NOTICE"
        outcome.findings.append(Finding("CD113", Severity.WARNING, message, hint=hint))
    return fresh


def _check_named(journal: Journal, order: SendOrder, found: Sequence[NoticeRecord]) -> None:
    """Refuse names of notices that do not wait."""
    ids = {notice.notice for notice in found}
    refused = []
    for name in order.notices:
        if name in ids:
            continue
        notice, place = journal.notice(name), Place(str(journal.path))
        if notice is None:
            hint = "`creditctl outbox list` names them all"
            refused.append(error("CJ123", f"there is no notice {name}", place, hint))
            continue
        why = f"is {notice.state}"
        if notice.state is State.HANDED_OVER:
            late = notice.as_of > order.as_of
            why = f"is of {notice.as_of}" if late else f"goes by {notice.channel}"
        refused.append(error("CD117", f"notice {name} {why}, so it can't be sent now", place))
    if refused:
        raise UsageRefused(refused)
