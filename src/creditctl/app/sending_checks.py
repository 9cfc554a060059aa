"""Letters in the outbox that should no longer leave: what they are about has changed, or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.thanking import thanks_outdated
from creditctl.cases.arrangements import ArrangementStatus
from creditctl.ledger.adjust import PART
from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import to_text
from creditctl.policy.gates import GATES
from creditctl.policy.instalments import instalment_id
from creditctl.policy.notices import ASKING
from creditctl.policy.reasons import ABOUT, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from creditctl.app.planning import Plan
    from creditctl.cases.records import Arrangement
    from creditctl.journal.records import NoticeRecord

_STOPS: Final = frozenset(
    {
        Reason.DISPUTED,
        Reason.PROMISED,
        Reason.ARRANGED,
        Reason.ON_HOLD,
        Reason.PAYMENTS_DISAGREE,
        Reason.EXCEPTION,
        Reason.REMINDERS_OFF,
        Reason.UNCERTAIN_NOTICE,
        Reason.QUARANTINED_ROW,
        Reason.UNMATCHED_MONEY,
        Reason.PAUSED,
    }
)
"""Reasons that stop a letter at any time; all others are about when the next one is due."""

_STOPS_INSTALMENTS: Final = _STOPS - {Reason.PROMISED, Reason.ARRANGED}
"""The same for what was agreed on: an arrangement stops demands, not its own notes."""


def outdated(plan: Plan, waiting: Sequence[NoticeRecord]) -> dict[str, str]:
    """Which letters should not leave any more, each with the reason in words.

    Args:
        plan: of the day, on the books as they are now.
        waiting: letters in the outbox.

    Returns:
        Id of the notice -> why.
    """
    demands = [notice for notice in waiting if notice.kind in ASKING]
    thanks = [notice for notice in waiting if notice.kind == "thanks"]
    asked = {item.item for notice in demands for item in notice.items}
    # A disputed part stops the whole letter.
    stopped = _stopped(plan, asked | {item + PART for item in asked}, _STOPS)
    now_open = _open_now(plan, demands)
    found = {n.notice: _about(n, now_open, stopped) or _about_promises(plan, n) for n in demands}
    found |= thanks_outdated(plan, thanks)
    found |= _instalments_outdated(plan, [n for n in waiting if n.kind == "instalment"])
    credited = _credited(plan, [*demands, *thanks])
    reasons = credited | {name: reason for name, reason in found.items() if reason}
    return {n.notice: reasons[n.notice] for n in waiting if n.notice in reasons}


def _about(notice: NoticeRecord, now_open: Mapping[str, int], stopped: Mapping[str, str]) -> str:
    for item in notice.items:
        left = now_open.get(item.item, 0)
        if left <= 0:
            return f"{item.number} is paid"
        if left < item.open:
            was, now = (to_text(amount, notice.currency) for amount in (item.open, left))
            return f"of {item.number} {notice.currency} {now} is open, no longer {was}"
        if item.item in stopped:
            return f"{item.number}: {stopped[item.item]}"
    return ""


def _open_now(plan: Plan, notices: Sequence[NoticeRecord]) -> dict[str, int]:
    """What is open of their items, with bank money and write-offs taken off, in minor units."""
    wanted = sorted({item.item for notice in notices for item in notice.items})
    items = plan.cases.owed
    place = positions(items.item, wanted)
    rows = np.flatnonzero(place >= 0)
    return {wanted[place[row]]: int(items.open[row]) for row in rows}


def _stopped(plan: Plan, wanted: Collection[str], stops: Collection[Reason]) -> dict[str, str]:
    """Items of which one of some gates is closed, in words; a part counts for its item."""
    names = sorted(wanted)
    context = plan.decisions.context
    place = positions(context.items.item, names)
    rows = np.flatnonzero(place >= 0)
    found: dict[str, str] = {}
    for gate in GATES if len(rows) else ():
        if gate.reason in stops:
            for row in rows[gate.closes(context)[rows]].tolist():
                found.setdefault(names[place[row]].removesuffix(PART), ABOUT[gate.reason])
    return found


def _credited(plan: Plan, notices: Sequence[NoticeRecord]) -> dict[str, str]:
    """Letters whose debtor got a credit note since: what they ask or thank for may be wrong."""
    items = plan.cases.owed
    credits_: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for row in np.flatnonzero((items.open < 0) & (items.kind != Kind.PAYMENT)).tolist():
        key = (items.debtors.ids[items.debtor[row]], items.currencies[items.currency[row]])
        credits_.setdefault(key, []).append((int(items.issued[row]), items.number[row]))
    found = {}
    for notice in notices:
        day = to_days(notice.as_of)
        for issued, number in credits_.get((notice.debtor, notice.currency), ()):
            if issued > day:
                found[notice.notice] = f"credit note {number} came after it"
    return found


def _about_promises(plan: Plan, notice: NoticeRecord) -> str:
    """Why a letter about broken promises should not leave, "" = nothing."""
    unkept = plan.cases.stops.unkept
    for item in notice.items if notice.kind == "promise" else ():
        last = unkept.get(item.item)
        if last is None or last.number != item.repeat:
            return f"{item.number}: its promise was kept, or made anew since"
    return ""


def _instalments_outdated(plan: Plan, notices: Sequence[NoticeRecord]) -> dict[str, str]:
    """Which letters about instalments should not leave, each with the reason, "" = none."""
    if not notices:
        return {}
    active = {
        instalment_id(one.arrangement.id, part.number): (one.arrangement, left)
        for one in plan.cases.arrangements
        if one.status is ArrangementStatus.ACTIVE
        for part, left in zip(one.arrangement.instalments, one.left, strict=True)
    }
    covered = {about.item for agreed, _ in active.values() for about in agreed.covers}
    stopped = _stopped(plan, covered, _STOPS_INSTALMENTS)
    return {notice.notice: _about_instalments(notice, active, stopped) for notice in notices}


def _about_instalments(
    notice: NoticeRecord,
    active: Mapping[str, tuple[Arrangement, int]],
    stopped: Mapping[str, str],
) -> str:
    """Why a note about instalments should not leave, "" = nothing.

    Args:
        notice: the note.
        active: instalments of arrangements in force, with what is left, by id.
        stopped: items that no letter may be about, and why.
    """
    for item in notice.items:
        if item.item not in active:
            return "the arrangement is no longer active"
        arrangement, left = active[item.item]
        if left < item.open:
            return f"instalment {item.number} is paid, or a part of it"
        for about in arrangement.covers:
            if about.item in stopped:
                return f"{about.number}: {stopped[about.item]}"
    return ""
