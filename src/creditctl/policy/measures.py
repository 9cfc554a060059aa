"""What conditions and gates measure: one row per debtor and currency.

Totals are never summed across currencies, so a debtor with two currencies has two rows.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.ledger.frames import Kind
from creditctl.ledger.money import exponent
from creditctl.ledger.netting import group_keys, sum_by
from creditctl.policy.conditions import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from creditctl.ledger.frames import Bool, Debtors, Int32, Int64, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.conditions import Condition

_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """One row per debtor and currency that has open items.

    Attributes:
        group: row of each open item, int32.
        debtor, currency: int32 codes of each row.
        open_total: int64 minor units, credits and money on account taken off.
        overdue_total: int64 minor units of overdue invoices, credits not taken off.
        credits: int64 minor units of credit notes and money on account, 0 or negative.
        on_account: int64 minor units of money on account alone, 0 or negative.
        open_items, overdue_items: int64 counts of invoices.
        oldest_days: int32 days overdue of the oldest unpaid invoice, 0 when none is overdue.
        paid_invoices, days_late: int64 per row's debtor: count, and sum of days late.
    """

    group: Int32
    debtor: Int32
    currency: Int32
    open_total: Int64
    overdue_total: Int64
    credits: Int64
    on_account: Int64
    open_items: Int64
    overdue_items: Int64
    oldest_days: Int32
    paid_invoices: Int64
    days_late: Int64

    def __len__(self) -> int:
        return len(self.debtor)


def measure(items: OpenItems, behaviour: Behaviour | None) -> Measures:
    """Measure every debtor and currency with open items at the items' as-of date."""
    group, debtor, currency = group_keys(items)
    rows = len(debtor)
    invoice = (items.kind == Kind.INVOICE) & (items.open > 0)
    overdue = items.overdue
    late = invoice & (overdue > 0)
    oldest = np.zeros(rows, dtype=np.int32)
    np.maximum.at(oldest, group[late], overdue[late])
    zero = np.int64(0)
    nothing = np.zeros(rows, dtype=np.int64)
    return Measures(
        group=group,
        debtor=debtor,
        currency=currency,
        open_total=sum_by(group, items.open, rows),
        overdue_total=sum_by(group, np.where(late, items.open, zero), rows),
        credits=sum_by(group, np.where(invoice, zero, items.open), rows),
        on_account=sum_by(group, np.where(items.kind == Kind.PAYMENT, items.open, zero), rows),
        open_items=sum_by(group, invoice.astype(np.int64), rows),
        overdue_items=sum_by(group, late.astype(np.int64), rows),
        oldest_days=oldest,
        paid_invoices=nothing if behaviour is None else behaviour.paid_invoices[debtor],
        days_late=nothing if behaviour is None else behaviour.days_late_sum[debtor],
    )


def in_minor(amount: Decimal, currency: str) -> Decimal:
    """An amount of a policy in minor units of a currency; may have decimals, for comparing only."""
    return amount.scaleb(exponent(currency))


def holds(
    condition: Condition,
    measures: Measures,
    rows: Int64,
    currencies: tuple[str, ...],
    debtors: Debtors,
    limits: Callable[[], Int64],
) -> Bool:
    """Whether a debtor condition holds, for the rows of `measures` at `rows`.

    Args:
        condition: one that does not test items.
        measures, rows: where to look.
        currencies: the list that `measures.currency` points into.
        debtors: the list that `measures.debtor` points into.
        limits: gives the credit limit per row of `measures` in minor units, -1 = none; called
            only for a condition on it.
    """
    if FIELDS[condition.field].kind == "text":
        return _words_hold(condition, measures, rows, currencies, debtors)
    assert condition.number is not None
    if FIELDS[condition.field].kind == "money":
        column = getattr(measures, condition.field)[rows]
        return money_holds(condition, column, measures.currency[rows], currencies)
    if condition.field == "average_days_late":
        return _ratio_holds(condition, measures.days_late[rows], measures.paid_invoices[rows])
    if condition.field == "used_percent":
        return _ratio_holds(condition, measures.open_total[rows], limits()[rows], times=100)
    return compare(condition.op, getattr(measures, condition.field)[rows], condition.number)


def money_holds(
    condition: Condition, amounts: Int64, currency: Int32, currencies: tuple[str, ...]
) -> Bool:
    """Compare minor units with an amount in whole units, each in its own currency."""
    assert condition.number is not None
    result = np.zeros(len(amounts), dtype=np.bool_)
    for code in np.unique(currency).tolist():
        mine = currency == code
        bound = in_minor(condition.number, currencies[code])
        result[mine] = compare(condition.op, amounts[mine], bound)
    return result


def compare(op: str, values: Int64 | Int32, bound: Decimal) -> Bool:
    """Compare whole numbers with a bound that may have decimals, exactly."""
    floor = int(bound.to_integral_value(rounding="ROUND_FLOOR"))
    if bound == floor:
        return np.asarray(_OPERATORS[op](values, floor), dtype=np.bool_)
    if op in ("==", "!="):
        return np.full(len(values), op == "!=", dtype=np.bool_)
    return values > floor if op in (">", ">=") else values <= floor


def _ratio_holds(condition: Condition, over: Int64, under: Int64, times: int = 1) -> Bool:
    """Compare `times * over / under` without division; false where `under` is 0 or less."""
    number = condition.number
    assert number is not None
    numerator, denominator = number.as_integer_ratio()
    op = _OPERATORS[condition.op]
    return np.array(
        [
            u > 0 and bool(op(times * o * denominator, numerator * u))
            for o, u in zip(over.tolist(), under.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


def _words_hold(
    condition: Condition,
    measures: Measures,
    rows: Int64,
    currencies: tuple[str, ...],
    debtors: Debtors,
) -> Bool:
    if condition.field == "currency":
        values = [currencies[c] for c in measures.currency[rows].tolist()]
    else:
        values = [
            getattr(debtors.detail(d), condition.field) for d in measures.debtor[rows].tolist()
        ]
    wanted = set(condition.words)
    negate = condition.op == "!="
    return np.array([bool(v) and ((v in wanted) != negate) for v in values], dtype=np.bool_)
