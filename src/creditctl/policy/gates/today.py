"""Gates: may a letter leave today?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE, day_of, iso, to_days
from creditctl.policy.gates.gate import Gate
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path
    from creditctl.policy.reminders import Pause


def _closed_today(context: Context) -> Bool:
    today = day_of(context.as_of)
    policies = range(len(context.assignment.policies))
    closed = [not context.calendar(index).is_open(today) for index in policies]
    return np.array(closed, dtype=np.bool_)[context.effective]


def _pauses(context: Context) -> list[Pause | None]:
    """The pause in force today, for every effective policy."""
    today = day_of(context.as_of)
    found = [rules.reminders.pause for rules in context.assignment.policies]
    return [p if p and (p.start or today) <= today <= p.until else None for p in found]


def _paused(context: Context) -> Bool:
    paused = [pause is not None for pause in _pauses(context)]
    return np.array(paused, dtype=np.bool_)[context.effective]


def _paused_value(context: Context, item: int) -> str:
    pause = _pauses(context)[int(context.effective[item])]
    return "no pause" if pause is None else f"{pause.reason}, until {pause.until}"


def _paused_path(context: Context, item: int) -> Path:
    return context.rules(item).path("reminders", "pause")


def _paused_until(context: Context) -> Int32:
    ends = [NO_DATE if p is None else to_days(p.until) + 1 for p in _pauses(context)]
    return np.array(ends, dtype=np.int32)[context.effective]


def _sending_value(context: Context, item: int) -> str:
    days = context.rules(item).working_days
    return f"{iso(context.as_of)}; letters leave {', '.join(days.send)}, holidays {days.holidays}"


def _sending_path(context: Context, item: int) -> Path:
    return context.rules(item).path("working_days", "send")


def _tomorrow(context: Context) -> Int32:
    return np.full(len(context.items), context.as_of + 1, dtype=np.int32)


def _gap_ends(context: Context) -> Int32:
    """First day of a next letter: never two letters a debtor and currency on one day."""
    last = context.row_notice[context.measures.group].astype(np.int64)
    gap = np.maximum(1, context.per_item("between_notices"))
    return np.where(last == NO_DATE, np.int64(NO_DATE), last + gap).astype(np.int32)


def _contact_gap(context: Context) -> Bool:
    return _gap_ends(context) > context.as_of


def _gap_value(context: Context, item: int) -> str:
    last = int(context.row_notice[context.measures.group[item]])
    if last == NO_DATE:
        return "no letter before"
    days = context.rules(item).reminders.between_notices
    return f"last letter {iso(last)}, {days} days between letters"


def gap_path(context: Context, item: int) -> Path:
    """Where the least time between two letters stands in the policy file."""
    return context.rules(item).path("reminders", "between_notices")


TODAY: Final = (
    Gate(Reason.PAUSED, Outcome.HOLD, _paused, _paused_value, _paused_path, _paused_until),
    Gate(
        Reason.NOT_A_SENDING_DAY,
        Outcome.HOLD,
        _closed_today,
        _sending_value,
        _sending_path,
        _tomorrow,
    ),
    Gate(Reason.CONTACT_GAP, Outcome.HOLD, _contact_gap, _gap_value, gap_path, _gap_ends),
)
