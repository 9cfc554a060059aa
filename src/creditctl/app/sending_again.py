"""A notice is sent once more, because a person wants it: recorded, with a message id of its own.

One that was sent stays sent, whatever becomes of the copy. One that lies in the outbox, because
it was sent by hand or is to leave now, goes the usual way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.app.progress import Unwatched
from creditctl.app.recovery import recover, uncertain_findings
from creditctl.app.rooms import open_journal, outbox_of
from creditctl.app.sending import SendOutcome, books_of, refuse_old_books
from creditctl.app.sending_addresses import readdressed
from creditctl.app.sending_checks import outdated
from creditctl.app.sending_mail import Unfit
from creditctl.app.sending_session import Result, Session, channels_of
from creditctl.delivery.transport import Fate
from creditctl.errors import ConfigRefused, UsageRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.journal.lock import RunLock
from creditctl.journal.records import State
from creditctl.journal.sending import COPY_BEGUN, COPY_ENDED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from creditctl.app.sending import SendOrder
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.transport import Transport
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal


@dataclass(frozen=True, slots=True)
class Copy:
    """Who has a notice sent once more, and why."""

    by: str
    reason: str


def send_again(
    workspace: Workspace, order: SendOrder, copy: Copy, clock: Callable[[], datetime]
) -> SendOutcome:
    """Send one notice once more.

    Args:
        workspace: settings, books, outbox and journal.
        order: names the notice and the day.
        copy: who and why.
        clock: tells the moment.

    Raises:
        UsageRefused: there is no such notice (CJ123), it neither lies in the outbox nor was sent
            (CD117), or what it asks for was paid, must wait or goes elsewhere now (CD119).
        Refused: nothing can be sent at all.
    """
    with (
        RunLock(workspace.state / "journal.lock", now=clock, wait=order.wait),
        open_journal(workspace, clock) as journal,
    ):
        outcome = SendOutcome(order.as_of)
        outcome.findings += recover(journal, outbox_of(workspace)).findings
        notice = _wanted(journal, order.notices[0])
        channels_of(workspace, notice.channel)
        plan = books_of(workspace, journal, order.as_of, order.accepted)
        refuse_old_books(workspace, plan)
        reasons = readdressed(plan, journal, [notice]) | outdated(plan, [notice])
        why = reasons.get(notice.notice)
        if why:
            hint = "a letter that is wrong now would do harm; let a run write a new one"
            message = f"notice {notice.notice} is not sent again: {why}"
            raise UsageRefused(error("CD119", message, Place(str(journal.path)), hint))
        session = Session(workspace, journal, plan, outcome, clock, order.sleep, Unwatched())
        try:
            with session.transport(notice.channel) as transport:
                if notice.state is State.SENT:
                    _copy(session, journal, outcome, transport, notice, copy)
                else:
                    session.send_one(transport, notice, by=copy.by, reason=copy.reason)
        except ConfigRefused as refused:
            outcome.findings += refused.findings
        outcome.findings += uncertain_findings(journal)
    return outcome


def _wanted(journal: Journal, name: str) -> NoticeRecord:
    notice, place = journal.notice(name), Place(str(journal.path))
    if notice is None:
        hint = "`creditctl outbox list` names them all"
        raise UsageRefused(error("CJ123", f"there is no notice {name}", place, hint))
    if notice.state not in (State.SENT, State.HANDED_OVER):
        message = f"notice {name} is {notice.state}, so it can't be sent now"
        raise UsageRefused(error("CD117", message, place))
    return notice


def _copy(
    session: Session,
    journal: Journal,
    outcome: SendOutcome,
    transport: Transport,
    notice: NoticeRecord,
    copy: Copy,
) -> None:
    """Send a copy of a notice that was sent; its state stays, its fate is an event."""
    parcel = session.parcel(notice)
    if parcel is None:
        return
    facts: dict[str, object] = {"by": copy.by, "reason": copy.reason}
    try:
        facts |= session.prepare(notice, parcel, copy=True)
    except Unfit as unfit:
        _tell(outcome, notice, "rejected", str(unfit))
        return
    journal.record(COPY_BEGUN, notice.notice, facts, notice.run)
    sent = transport.send(parcel)
    journal.record(
        COPY_ENDED, notice.notice, {"fate": str(sent.fate), "words": sent.words}, notice.run
    )
    _tell(outcome, notice, str(sent.fate), sent.words)


def _tell(outcome: SendOutcome, notice: NoticeRecord, fate: str, words: str) -> None:
    outcome.results.append(Result(notice, fate, words))
    if fate != Fate.SENT:
        message = f"the copy of notice {notice.notice} is {fate}: {words}"
        hint = "the notice itself counts as sent, as before"
        found = Finding("CD110", Severity.WARNING, message, hint=hint, debtor=notice.debtor)
        outcome.findings.append(found)
