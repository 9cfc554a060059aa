"""Gates: is anything left to ask for, and is it enough?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.policy.amounts import covered, lower_steps, row_totals, too_small
from creditctl.policy.gates.gate import Gate, currency_of, money
from creditctl.policy.gates.schedule import step_path
from creditctl.policy.gates.today import gap_path
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _reminder_first(context: Context) -> Bool:
    """Courtesy items of debtors who get a reminder: a letter never asks for both."""
    one_letter = [p.reminders.group == "debtor" for p in context.assignment.policies]
    together = np.array(one_letter, dtype=np.bool_)[context.effective]
    courtesy = context.at_courtesy
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
    context.stuck, context.asked = stuck, row_totals(context, context.alive)
    return stuck | small


def _minimum_value(context: Context, item: int) -> str:
    currency, step = currency_of(context, item), context.step_of(item)
    asked = int(context.asked[context.measures.group[item]])
    words = [f"due now, less credits: {money(context, item, max(0, asked))}"]
    words.append(f"minimum {currency} {context.rules(item).reminders.minimum:f}")
    if step is not None and step.minimum is not None:
        words.append(f"'{step.id}' from {currency} {step.minimum:f}")
    if step is not None and step.minimum_share is not None:
        words.append(f"'{step.id}' from {step.minimum_share:f}% of all that is owed")
    return ", ".join(words)


def _minimum_path(context: Context, item: int) -> Path:
    if context.stuck[item]:
        return step_path(context, item)
    return context.rules(item).path("reminders", "minimum")


LETTER: Final = (
    Gate(
        Reason.REMINDER_FIRST,
        Outcome.HOLD,
        _reminder_first,
        _reminder_first_value,
        gap_path,
        _after_gap,
    ),
    Gate(Reason.COVERED_BY_CREDIT, Outcome.HOLD, covered, _covered_value),
    Gate(Reason.BELOW_MINIMUM, Outcome.HOLD, _below_minimum, _minimum_value, _minimum_path),
)
