"""Gates: is the item collectable at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.adjust import PART
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.policy.context import is_invoice
from creditctl.policy.gates.gate import Gate, money, yes_no
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.casestops import Stop
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _credit(context: Context) -> Bool:
    return ~is_invoice(context.items)


def _credit_value(context: Context, item: int) -> str:
    return f"open {money(context, item, int(context.items.open[item]))}"


def _struck_out(context: Context) -> Bool:
    closed = np.zeros(len(context.items), dtype=np.bool_)
    closed[list(context.struck_out)] = True
    return closed


def _struck_out_value(context: Context, item: int) -> str:
    return context.struck_out.get(item, "no")


def _disputed(context: Context) -> Bool:
    return context.items.disputed


def _disputed_value(context: Context, item: int) -> str:
    if not context.items.disputed[item]:
        return "not disputed"
    stop = _dispute_of(context, item)
    return stop.words if stop else "marked as disputed in the books"


def _dispute_of(context: Context, item: int) -> Stop | None:
    """The dispute of an item or of its disputed part, None when only the books say so."""
    return context.cases.disputed.get(context.items.item[item].removesuffix(PART))


def _disputed_until(context: Context) -> Int32:
    days = np.full(len(context.items), NO_DATE, dtype=np.int32)
    if context.cases.disputed:
        for item in np.flatnonzero(_disputed(context) & context.alive).tolist():
            stop = _dispute_of(context, item)
            if stop is not None and stop.until is not None:
                days[item] = to_days(stop.until) + 1
    return days


def _exception(context: Context) -> Bool:
    off = np.array([p.off for p in context.assignment.policies], dtype=np.bool_)
    return off[context.effective] | (context.excepted >= 0)


def _exception_index(context: Context, item: int) -> int | None:
    if context.excepted[item] >= 0:
        return int(context.excepted[item])
    rules = context.rules(item)
    return rules.exception if rules.off else None


def _exception_value(context: Context, item: int) -> str:
    index = _exception_index(context, item)
    if index is None:
        return "none"
    found = context.policy.exceptions[index]
    return f"{found.reason}, until {found.until}"


def _exception_path(context: Context, item: int) -> Path:
    index = _exception_index(context, item)
    return () if index is None else ("exceptions", index)


def _exception_until(context: Context) -> Int32:
    result = np.full(len(context.items), NO_DATE, dtype=np.int32)
    for item in np.flatnonzero(_exception(context) & context.alive).tolist():
        index = _exception_index(context, item)
        if index is not None:
            result[item] = to_days(context.policy.exceptions[index].until) + 1
    return result


def _reminders_off(context: Context) -> Bool:
    return context.row_off[context.measures.group]


COLLECTABLE: Final = (
    Gate(Reason.CREDIT, Outcome.HOLD, _credit, _credit_value),
    Gate(Reason.STRUCK_OUT, Outcome.HOLD, _struck_out, _struck_out_value),
    Gate(
        Reason.DISPUTED,
        Outcome.HOLD,
        _disputed,
        _disputed_value,
        until=_disputed_until,
    ),
    Gate(
        Reason.EXCEPTION,
        Outcome.HOLD,
        _exception,
        _exception_value,
        _exception_path,
        _exception_until,
    ),
    Gate(
        Reason.REMINDERS_OFF,
        Outcome.HOLD,
        _reminders_off,
        yes_no(_reminders_off, "switched off in the debtor file", "allowed"),
    ),
)
