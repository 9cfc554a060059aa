"""What a letter would demand: totals per debtor and currency, credits taken off.

Credits and money on account are set against what is asked for, so that nobody is reminded of
what credit covers (guarantee G1). With one letter a debtor they lessen its total; with one a
step or an invoice they cover the oldest items first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.netting import sum_by
from creditctl.policy.measures import in_minor

if TYPE_CHECKING:
    from decimal import Decimal

    from creditctl.ledger.frames import Bool, Int64
    from creditctl.policy.context import Context
    from creditctl.policy.reminders import Reminders

_GROUPINGS: Final = ("debtor", "level", "invoice")


def row_totals(context: Context, mask: Bool) -> Int64:
    """Sum of the open amounts of the items in `mask` per row, credits taken off, minor units."""
    amounts = np.where(mask, context.items.open, np.int64(0))
    asked: Int64 = sum_by(context.measures.group, amounts, len(context.measures))
    return asked + context.measures.credits


def letter_keys(context: Context, *, settled: bool = True) -> Int64:
    """A number per item; items of one debtor and currency with the same number share a letter.

    Args:
        context: what is decided about.
        settled: False as long as items may fall back to the step before (`lower_steps`): then
            the same number means that they may come to share a letter.
    """
    group = context.measures.group.astype(np.int64)
    rules = [p.reminders for p in context.assignment.policies]
    kinds = [
        0 if not settled and _may_fall_back(rule) else _GROUPINGS.index(rule.group)
        for rule in rules
    ]
    kind = np.array(kinds, dtype=np.int64)[context.effective]
    # A letter never asks for what is overdue and for what is not (`reminder-first`).
    together = context.at_courtesy.astype(np.int64)
    parts = [together, context.step.astype(np.int64) + 2, np.arange(len(group))]
    width = max(len(group), context.table.days.shape[1]) + 3
    keys: Int64 = (group * len(_GROUPINGS) + kind) * width + np.choose(kind, parts)
    return keys


def _may_fall_back(rules: Reminders) -> bool:
    """Whether letters of different steps may become one."""
    least = any(step.minimum is not None or step.minimum_share is not None for step in rules.steps)
    return rules.group == "level" and least


def covered(context: Context) -> Bool:
    """Items that credits cover."""
    by_policy = [p.reminders.group == "debtor" for p in context.assignment.policies]
    one_letter = np.array(by_policy, dtype=np.bool_)[context.effective]
    nothing_left = row_totals(context, context.alive & one_letter) <= 0
    together = one_letter & nothing_left[context.measures.group] & context.alive
    return together | _oldest_first(context, ~one_letter)


def _oldest_first(context: Context, mask: Bool) -> Bool:
    """Items that credits cover wholly when they are set against the oldest item first."""
    result = np.zeros(len(context.items), dtype=np.bool_)
    group = context.measures.group
    mine = np.flatnonzero(mask & context.alive & (context.measures.credits < 0)[group])
    order = mine[np.lexsort((mine, context.items.due[mine], group[mine]))]
    left: dict[int, int] = {}
    for item in order.tolist():
        row = int(group[item])
        pool = left.setdefault(row, -int(context.measures.credits[row]))
        amount = int(context.items.open[item])
        result[item] = amount <= pool
        left[row] = max(0, pool - amount)
    return result


def lower_steps(context: Context) -> Bool:
    """Apply the minima of each step: below them, its items fall back to the step before.

    The minimum is an amount, or a share of all that the debtor owes on invoices in the currency.

    The step before is then issued once more (its first repeat). Returns the items that can't
    fall back: that repeat was issued too, there is no reminder step before, or the debtor has no
    address for its channels. Definition: minimum amount with fall-back, as in the reference
    dunning models.
    """
    closed = np.zeros(len(context.items), dtype=np.bool_)
    for index, rules in enumerate(context.assignment.policies):
        steps = rules.reminders.steps
        for position in range(len(steps) - 1, -1, -1):
            least, part = steps[position].minimum, steps[position].minimum_share
            if least is None and part is None:
                continue
            mine = (context.effective == index) & (context.step == position)
            mine &= context.alive & ~closed
            totals = row_totals(context, mine)
            small = mine & (_below(context, totals, least) | _less_than(context, totals, part))
            first = position == 0 or steps[position - 1].courtesy
            again = small & (context.last == position - 1) & (context.repeat == 0)
            if first:
                again &= False
            _fall_back(context, again)
            closed |= small & ~again
    return closed


def _fall_back(context: Context, again: Bool) -> None:
    """Lower the step of items; those that it can't reach keep theirs, and leave the mask."""
    lower = np.flatnonzero(again)
    context.step[lower] -= 1
    lost = lower[context.unreachable(lower)]
    context.step[lost] += 1
    again[lost] = False
    context.again[again] = 1


def too_small(context: Context) -> Bool:
    """Items of debtors whose letter would demand less than the policy's minimum, or nothing."""
    totals = row_totals(context, context.alive)
    result = (totals <= 0)[context.measures.group]
    for index, rules in enumerate(context.assignment.policies):
        mine = context.effective == index
        result |= mine & _below(context, totals, rules.reminders.minimum)
    return result & context.alive


def _less_than(context: Context, totals: Int64, part: Decimal | None) -> Bool:
    """Per item: whether the total of its row is less than a percentage of all its invoices."""
    if part is None:
        return np.zeros(len(context.items), dtype=np.bool_)
    over, under = part.as_integer_ratio()
    owed = context.measures.open_total - context.measures.credits
    pairs = zip(totals.tolist(), owed.tolist(), strict=True)
    less = [total * 100 * under < over * whole for total, whole in pairs]
    return np.array(less, dtype=np.bool_)[context.measures.group]


def _below(context: Context, totals: Int64, least: Decimal | None) -> Bool:
    """Per item: whether the total of its row is below an amount in whole units."""
    if least is None:
        return np.zeros(len(context.items), dtype=np.bool_)
    bounds = np.array(
        [
            int(in_minor(least, name).to_integral_value(rounding="ROUND_CEILING"))
            for name in context.items.currencies
        ],
        dtype=np.int64,
    )
    below = totals < bounds[context.measures.currency]
    return below[context.measures.group]
