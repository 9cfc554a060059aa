"""Gates: which step is next, and does its condition hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE, iso
from creditctl.policy.conditions import FIELDS
from creditctl.policy.effective import credit_limits
from creditctl.policy.gates.gate import Gate, yes_no
from creditctl.policy.measures import compare, fulfilled, holds, money_holds
from creditctl.policy.reasons import Outcome, Reason
from creditctl.policy.seen import seen_of_debtor, seen_of_item
from creditctl.policy.steps import UNKNOWN_STEP, first_reminder_on
from creditctl.policy.when import conditions_of, in_words

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Int32, Int64
    from creditctl.policy.conditions import Condition
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _unknown_step(context: Context) -> Bool:
    unknown: Bool = context.last == UNKNOWN_STEP
    return unknown


def _not_due(context: Context) -> Bool:
    return context.step < 0


def _not_due_value(context: Context, item: int) -> str:
    days = context.items.days_overdue(item)
    due = iso(int(context.items.due[item]))
    return f"due {due}, {days} days overdue" if days > 0 else f"due {due}, not overdue"


def _end(context: Context) -> Bool:
    done = context.step >= context.table.count[context.effective]
    return done & ~_later(context)


def _end_value(context: Context, item: int) -> str:
    steps = context.rules(item).reminders.steps
    last = int(context.last[item])
    if last < 0:
        return f"none of {len(steps)} steps done"
    return f"step {last + 1} of {len(steps)} done: '{steps[last].id}'"


def _later(context: Context) -> Bool:
    return context.next.due_on > context.as_of


def _later_value(context: Context, item: int) -> str:
    again = int(context.again[item])
    rules = context.rules(item).reminders
    if again and rules.repetition is not None:
        name, day = rules.steps[rules.count - 1].id, iso(int(context.next.due_on[item]))
        most = rules.repetition.most
        return f"'{name}' every {rules.repetition.every} days: repeat {again} of {most} from {day}"
    step = context.step_of(item)
    if step is None and context.step[item] > 0:
        day = iso(int(context.next.due_on[item]))
        return f"all steps done, and the last letter gives time to pay until {day}"
    if step is None:
        return "no step reached"
    parts = [f"'{step.id}' {step.days} days from {step.count_from}"]
    grace = context.rules(item).reminders.grace
    if grace and not step.courtesy:
        parts.append(f"{grace} days of grace")
    if context.last[item] >= 0:
        parts.append(f"last step {iso(int(context.done[item]))}")
    return ", ".join(parts) + f": from {iso(int(context.next.due_on[item]))}"


def due_on(context: Context) -> Int32:
    """First day on which the next step is due."""
    return context.next.due_on


def step_path(context: Context, item: int) -> Path:
    """Where the item's next (or last) step stands in the policy file."""
    rules = context.rules(item)
    position = min(max(int(context.step[item]), 0), len(rules.reminders.steps) - 1)
    return rules.path("reminders", "steps", position)


def _later_path(context: Context, item: int) -> Path:
    """The rule that makes the item wait: grace or repeat where one of them does, else the step."""
    rules = context.rules(item)
    if context.again[item]:
        return rules.path("reminders", "repeat")
    step, day = context.step_of(item), int(context.next.due_on[item])
    grace = 0 if step is None or step.courtesy else rules.reminders.grace
    waits_for_grace = grace and context.last[item] < 0 and day - grace <= context.as_of < day
    return rules.path("reminders", "grace") if waits_for_grace else step_path(context, item)


def _steps_path(context: Context, item: int) -> Path:
    return context.rules(item).path("reminders", "steps")


def _condition(context: Context) -> Bool:
    closed = np.zeros(len(context.items), dtype=np.bool_)
    for index, rules in enumerate(context.assignment.policies):
        for position, step in enumerate(rules.reminders.steps):
            if not step.when:
                continue
            mine = (context.effective == index) & (context.step == position) & context.alive
            where = np.flatnonzero(mine)
            met = fulfilled(step.test, where, lambda c, rows: _met(context, c, rows))
            closed[where[~met]] = True
    return closed


def _met(context: Context, condition: Condition, where: Int64) -> Bool:
    """Whether a condition holds for the items at `where`."""
    items, measures = context.items, context.measures
    if condition.per_item and FIELDS[condition.field].kind == "money":
        column = items.open if condition.field == "item_open" else items.gross
        return money_holds(condition, column[where], items.currency[where], items.currencies)
    if condition.per_item:
        assert condition.number is not None
        return compare(condition.op, items.overdue[where], condition.number)
    rows, back = np.unique(measures.group[where], return_inverse=True)
    met = holds(
        condition,
        measures,
        rows.astype(np.int64),
        items.currencies,
        items.debtors,
        lambda: _limits(context),
    )
    return met[back]


def _limits(context: Context) -> Int64:
    return credit_limits(
        tuple(p.credit for p in context.assignment.policies),
        context.assignment.index,
        context.policy,
        context.measures,
        context.items.currencies,
        context.items.debtors,
    )


def _condition_until(context: Context) -> Int32:
    """A courtesy step that is left out: then comes the first reminder. Else nobody knows."""
    rows = np.flatnonzero(context.step < context.table.courtesies[context.effective])
    days = np.full(len(context.items), NO_DATE, dtype=np.int32)
    days[rows] = first_reminder_on(context.items, context.effective, context.table, rows)
    return days


def _condition_value(context: Context, item: int) -> str:
    step = context.step_of(item)
    if step is None or not step.when:
        return "no condition"
    saw = dict.fromkeys(
        f"{c.field} {_seen(context, c.field, item)}" for c in conditions_of(step.when)
    )
    return f"'{step.id}' only when {in_words(step.when)}; {', '.join(saw)}"


def _seen(context: Context, field: str, item: int) -> str:
    if FIELDS[field].per_item:
        return seen_of_item(field, context.items, item)
    row = int(context.measures.group[item])
    value = seen_of_debtor(field, context.items, context.measures, row, lambda: _limits(context))
    return value or "not known"


SCHEDULE: Final = (
    Gate(
        Reason.UNKNOWN_STEP,
        Outcome.REFER,
        _unknown_step,
        yes_no(_unknown_step, "its last step is no longer in the policy", "known"),
        _steps_path,
    ),
    Gate(Reason.NOT_DUE, Outcome.HOLD, _not_due, _not_due_value, step_path, due_on),
    Gate(Reason.END_OF_SCHEDULE, Outcome.REFER, _end, _end_value, step_path),
    Gate(Reason.NEXT_STEP_LATER, Outcome.HOLD, _later, _later_value, _later_path, due_on),
    Gate(
        Reason.CONDITION,
        Outcome.HOLD,
        _condition,
        _condition_value,
        step_path,
        _condition_until,
    ),
)
