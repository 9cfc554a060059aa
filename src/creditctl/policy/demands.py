"""Parts of a letter that asks for money: its lines, what lessens them, and the day to pay by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import day_of, from_days
from creditctl.ledger.frames import Kind
from creditctl.policy.context import is_invoice
from creditctl.policy.notices import NoticeLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from creditctl.policy.context import Context


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


def open_credits(context: Context, rows: Collection[int]) -> dict[int, list[NoticeLine]]:
    """Open credits and, where the policy nets them, money on account, the oldest first.

    Args:
        context: the open items.
        rows: debtors with their currency, as rows of `Context.measures`.
    """
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
