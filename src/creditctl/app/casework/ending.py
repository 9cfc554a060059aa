"""Ending cases: cancel a promise, resolve a dispute, lift a hold, approve or refuse a write-off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from creditctl.app.casework.desk import Objection, wanted
from creditctl.cases import events
from creditctl.cases.promises import PromiseStatus
from creditctl.journal.casework import Act
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from creditctl.app.casework.desk import Desk


def cancel_promise(desk: Desk, case: str, *, by: str, reason: str) -> None:
    """Take a promise back; it counts neither as kept nor as broken.

    Raises:
        Objection: there is no such promise, or it is at an end.
    """
    promise = desk.book.promises.get(case) or _unknown(case, "promise", desk.book.promises)
    status = next((s.status for s in desk.standing.promises if s.promise.id == case), None)
    if status is not PromiseStatus.PENDING:
        raise Objection("CS181", f"{case} is {status} already", "only a pending one is cancelled")
    _end(desk, events.PROMISE_CANCELLED, case, promise.about.debtor, by, reason)


def resolve_dispute(desk: Desk, case: str, *, by: str, outcome: str) -> None:
    """Record how a dispute ended.

    Raises:
        Objection: there is no such dispute, it is resolved, or nothing says how.
    """
    dispute = desk.book.disputes.get(case) or _unknown(case, "dispute", desk.book.disputes)
    _not_ended(case, dispute.resolved, "resolved")
    told = wanted(outcome, "how it ended (--outcome TEXT)")
    _end(desk, events.DISPUTE_RESOLVED, case, dispute.about.debtor, by, told)


def lift_hold(desk: Desk, case: str, *, by: str, reason: str) -> None:
    """Lift a hold: from tomorrow on reminders may leave again.

    Raises:
        Objection: there is no such hold, or it is lifted or over.
    """
    hold = desk.book.holds.get(case) or _unknown(case, "hold", desk.book.holds)
    _not_ended(case, hold.lifted, "lifted")
    if hold.until is not None and hold.until < desk.day:
        raise Objection("CS181", f"{case} ended on {hold.until} already")
    _end(desk, events.HOLD_LIFTED, case, hold.debtor, by, reason)


def note_done(desk: Desk, case: str, *, by: str) -> None:
    """Record that the follow-up of a note is done.

    Raises:
        Objection: there is no such note, it has no follow-up, or it is done.
    """
    note = desk.book.notes.get(case) or _unknown(case, "note", desk.book.notes)
    if note.follow_up is None:
        raise Objection("CS181", f"{case} has no follow-up day")
    _not_ended(case, note.done, "done")
    _end(desk, events.NOTE_DONE, case, note.debtor, by, "")


def approve_writeoff(desk: Desk, case: str, *, by: str) -> None:
    """Approve a write-off that another person proposed.

    Raises:
        Objection: there is no such proposal, it is decided, the same person proposed it, or less
            than its amount is open.
    """
    found = desk.book.writeoffs.get(case) or _unknown(case, "write-off", desk.book.writeoffs)
    _not_ended(case, found.approved, "approved")
    _not_ended(case, found.refused, "refused")
    if wanted(by, "who approves it (--by NAME)").casefold() == found.by.casefold():
        message = f"{case} was proposed by {found.by}"
        raise Objection("CS182", message, "another person has to approve it")
    about = desk.subject(found.about.item)
    if found.amount > about.open:
        message = f"only {about.currency} {to_text(about.open, about.currency)} is open now"
        raise Objection("CS105", message, f"refuse {case}, and propose what is left")
    data = {"debtor": about.debtor, "by": by.strip(), "reason": "", "open": about.open}
    desk.take(Act(events.WRITEOFF_APPROVED, case, data))


def refuse_writeoff(desk: Desk, case: str, *, by: str, reason: str) -> None:
    """Refuse a write-off.

    Raises:
        Objection: there is no such proposal, or it is decided.
    """
    found = desk.book.writeoffs.get(case) or _unknown(case, "write-off", desk.book.writeoffs)
    _not_ended(case, found.approved, "approved")
    _not_ended(case, found.refused, "refused")
    _end(desk, events.WRITEOFF_REFUSED, case, found.about.debtor, by, reason)


def end_arrangement(desk: Desk, case: str, *, by: str, reason: str) -> None:
    """End an arrangement: its invoices go on where they were.

    Raises:
        Objection: there is no such arrangement, or it is ended.
    """
    plan = desk.book.arrangements.get(case) or _unknown(case, "arrangement", desk.book.arrangements)
    _not_ended(case, plan.ended, "ended")
    told = wanted(reason, "why (--reason TEXT)")
    _end(desk, events.ARRANGEMENT_ENDED, case, plan.debtor, by, told)


def _end(desk: Desk, kind: str, case: str, debtor: str, by: str, reason: str) -> None:
    who = wanted(by, "who decided it (--by NAME)")
    desk.take(Act(kind, case, {"debtor": debtor, "by": who, "reason": reason.strip()}))


def _not_ended(case: str, end: object, how: str) -> None:
    if end is not None:
        raise Objection("CS181", f"{case} is {how} already")


def _unknown(case: str, what: str, known: Mapping[str, Any]) -> NoReturn:
    hint = f"the last one is {list(known)[-1]}" if known else "there is none yet"
    raise Objection("CS180", f"there is no {what} {case}", hint)
