"""Parts of a letter that asks for money: its lines, what lessens them, and the day to pay by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import day_of, from_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.netting import sum_by
from creditctl.policy.context import is_invoice
from creditctl.policy.notices import NoticeLine
from creditctl.policy.reasons import REASONS, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from creditctl.ledger.frames import Int64
    from creditctl.policy.context import Context
    from creditctl.policy.decide import Decisions


def item_line(context: Context, item: int, step: str = "", repeat: int = 0) -> NoticeLine:
    """An open item as a letter shows it; without a step, one that only lessens the total."""
    items = context.items
    return NoticeLine(
        item=items.item[item],
        number=items.number[item],
        issued=from_days(int(items.issued[item])),
        due=day_of(int(items.due[item])),
        days_overdue=items.days_overdue(item),
        gross=int(items.gross[item]),
        open=int(items.open[item]),
        step=step,
        repeat=repeat,
        reference=items.reference[item] if items.reference is not None else "",
    )


def credits_left(decisions: Decisions, rows: Collection[int]) -> dict[int, list[NoticeLine]]:
    """What letters may take off, the oldest credit first: what covers another item is used up.

    Args:
        decisions: one for every open item; those that credits cover get no letter.
        rows: debtors with their currency, as rows of `Context.measures`.
    """
    covered = _covered(decisions)
    found = _open_credits(decisions.context, rows)
    return {row: _less(lines, int(covered[row])) for row, lines in found.items()}


def _open_credits(context: Context, rows: Collection[int]) -> dict[int, list[NoticeLine]]:
    """Open credits and, where the policy nets them, money on account, the oldest first."""
    items = context.items
    by_policy = [p.safety.unmatched_money == "net" for p in context.assignment.policies]
    net = np.array(by_policy, dtype=np.bool_)[context.effective]
    usable = ~is_invoice(items) & (items.open < 0) & ((items.kind != Kind.PAYMENT) | net)
    usable &= np.isin(context.measures.group, np.array(sorted(rows), dtype=np.int32))
    found = np.flatnonzero(usable)
    found = found[np.lexsort((found, items.due[found]))]
    result: dict[int, list[NoticeLine]] = {}
    for item in found.tolist():
        result.setdefault(int(context.measures.group[item]), []).append(item_line(context, item))
    return result


def _covered(decisions: Decisions) -> Int64:
    """What credits cover of items that get no letter, per debtor and currency, minor units."""
    context = decisions.context
    code = REASONS.index(Reason.COVERED_BY_CREDIT)
    amounts = np.where(decisions.reason == code, context.items.open, np.int64(0))
    covered: Int64 = sum_by(context.measures.group, amounts, len(context.measures))
    return covered


def _less(lines: Sequence[NoticeLine], used: int) -> list[NoticeLine]:
    """Credits with the first `used` minor units taken off, oldest credit first."""
    left: list[NoticeLine] = []
    for line in lines:
        taken = min(used, -line.open)
        used -= taken
        if taken < -line.open:
            left.append(replace(line, open=line.open + taken))
    return left


def taken_off(subtotal: int, credits_: Sequence[NoticeLine]) -> tuple[NoticeLine, ...]:
    """As many of the credits as a letter can take: something is left to ask for."""
    taken: list[NoticeLine] = []
    for credit in credits_:
        if subtotal + sum(c.open for c in taken) + credit.open <= 0:
            break
        taken.append(credit)
    return tuple(taken)


def pay_by(context: Context, item: int, days: int) -> date:
    """The day that lies so many days ahead, moved to a working day as the item's rules say."""
    index = int(context.effective[item])
    rule = context.rules(item).working_days.shift
    day = np.array([context.as_of + days], dtype=np.int32)
    return day_of(int(context.calendar(index).shift(day, rule)[0]))
