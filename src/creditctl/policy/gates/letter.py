"""Gates: is anything left to ask for, is it enough, and may a letter leave today?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE, from_days, iso
from creditctl.policy.amounts import covered, lower_steps, too_small
from creditctl.policy.gates.gate import Gate, currency_of, money
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _reminder_first(context: Context) -> Bool:
    """Courtesy items of debtors who get a reminder: a letter never asks for both."""
    one_letter = [p.reminders.group == "debtor" for p in context.assignment.policies]
    together = np.array(one_letter, dtype=np.bool_)[context.effective]
    courtesy = (context.step >= 0) & (context.step < context.table.courtesies[context.effective])
    rows = np.zeros(len(context.measures), dtype=np.bool_)
    rows[context.measures.group[context.alive & ~courtesy]] = True
    return together & courtesy & rows[context.measures.group] & context.alive


def _reminder_first_value(context: Context, item: int) -> str:
    step = context.step_of(item)
    kind = "courtesy" if step is not None and step.courtesy else "not courtesy"
    return "no step reached" if step is None else f"'{step.id}' is {kind}"


def _after_gap(context: Context) -> Int32:
    gap = np.maximum(1, context.per_item("between_notices"))
    return (context.as_of + gap).astype(np.int32)


def _covered_value(context: Context, item: int) -> str:
    row = int(context.measures.group[item])
    credits_ = money(context, item, -int(context.measures.credits[row]))
    return f"credits of {credits_}"


def _below_minimum(context: Context) -> Bool:
    stuck = lower_steps(context)
    context.alive &= ~stuck
    small = too_small(context)
    context.alive |= stuck
    return stuck | small


def _minimum_value(context: Context, item: int) -> str:
    row = int(context.measures.group[item])
    left = int(context.measures.overdue_total[row] + context.measures.credits[row])
    least = f"{currency_of(context, item)} {context.rules(item).reminders.minimum:f}"
    return f"overdue less credits {money(context, item, left)}, minimum {least}"


def _minimum_path(context: Context, item: int) -> Path:
    return context.rules(item).path("reminders", "minimum")


def _closed_today(context: Context) -> Bool:
    today = from_days(context.as_of)
    assert today is not None
    policies = range(len(context.assignment.policies))
    closed = [not context.calendar(index).is_open(today) for index in policies]
    return np.array(closed, dtype=np.bool_)[context.effective]


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


def _gap_path(context: Context, item: int) -> Path:
    return context.rules(item).path("reminders", "between_notices")


LETTER: Final = (
    Gate(
        Reason.REMINDER_FIRST,
        Outcome.HOLD,
        _reminder_first,
        _reminder_first_value,
        _gap_path,
        _after_gap,
    ),
    Gate(Reason.COVERED_BY_CREDIT, Outcome.HOLD, covered, _covered_value),
    Gate(Reason.BELOW_MINIMUM, Outcome.HOLD, _below_minimum, _minimum_value, _minimum_path),
    Gate(
        Reason.NOT_A_SENDING_DAY,
        Outcome.HOLD,
        _closed_today,
        _sending_value,
        _sending_path,
        _tomorrow,
    ),
    Gate(Reason.CONTACT_GAP, Outcome.HOLD, _contact_gap, _gap_value, _gap_path, _gap_ends),
)
