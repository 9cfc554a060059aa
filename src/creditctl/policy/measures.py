"""What conditions and gates measure: one row per debtor and currency, and area where wanted.

Totals are never summed across currencies, so a debtor with two currencies has two rows. Where the
policy keeps areas apart, each area of a debtor has a row of its own too.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import exponent
from creditctl.ledger.netting import group_keys, sum_by
from creditctl.policy.conditions import FIELDS, AllOf, Condition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from creditctl.ledger.frames import Bool, Debtors, Int32, Int64, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.conditions import Test

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
    """One row per debtor and currency (and area, where areas are separate) with open items.

    Attributes:
        group: row of each open item, int32.
        debtor, currency: int32 codes of each row.
        area: int32 codes into `areas`; areas: their names, ("",) where areas are together.
        loose: int64 minor units, 0 or negative: money and credits of the row's debtor and currency
            that belong to none of its areas, and so not to this row; 0 where areas are together.
        open_total: int64 minor units, credits and money on account taken off.
        balance: the same over all areas of the debtor, for what is measured by the credit limit.
        overdue_total: int64 minor units of overdue invoices, credits not taken off.
        credits: int64 minor units of credit notes and money on account, 0 or negative.
        on_account: int64 minor units of money on account alone, 0 or negative.
        open_items, overdue_items: int64 counts of invoices.
        oldest_days: int32 days overdue of the oldest unpaid invoice, 0 when none is overdue.
        broken_promises: int64 count per row's debtor.
        paid_invoices, late_invoices, days_late: int64 per row's debtor: two counts, and the sum
            of days late.
    """

    group: Int32
    debtor: Int32
    currency: Int32
    area: Int32
    areas: tuple[str, ...]
    loose: Int64
    open_total: Int64
    balance: Int64
    overdue_total: Int64
    credits: Int64
    on_account: Int64
    open_items: Int64
    overdue_items: Int64
    oldest_days: Int32
    broken_promises: Int64
    paid_invoices: Int64
    late_invoices: Int64
    days_late: Int64

    def __len__(self) -> int:
        return len(self.debtor)


def measure(
    items: OpenItems,
    behaviour: Behaviour | None,
    *,
    separate_areas: bool = False,
    broken: Mapping[str, int] | None = None,
) -> Measures:
    """Measure every debtor and currency with open items at the items' as-of date.

    Args:
        items: the open items.
        behaviour: what debtors paid, None = unknown.
        separate_areas: whether each area of a debtor gets a row of its own.
        broken: broken promises by debtor id.
    """
    group, debtor, currency = group_keys(items)
    pair, area = np.arange(len(debtor)), np.zeros(len(debtor), np.int32)
    areas: tuple[str, ...] = ("",)
    if separate_areas and items.area is not None:
        names = list(items.area)
        areas = tuple(sorted({"", *names}))
        code = {name: number for number, name in enumerate(areas)}
        codes = np.fromiter((code[name] for name in names), np.int64, len(names))
        keys, group = np.unique(group * np.int64(len(areas)) + codes, return_inverse=True)
        pair, area = keys // len(areas), (keys % len(areas)).astype(np.int32)
        debtor, currency, group = debtor[pair], currency[pair], group.astype(np.int32)
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
        area=area,
        areas=areas,
        loose=_loose(items, group, pair, area),
        open_total=sum_by(group, items.open, rows),
        balance=sum_by(pair[group], items.open, int(pair[-1]) + 1 if rows else 0)[pair],
        overdue_total=sum_by(group, np.where(late, items.open, zero), rows),
        credits=sum_by(group, np.where(invoice, zero, items.open), rows),
        on_account=sum_by(group, np.where(items.kind == Kind.PAYMENT, items.open, zero), rows),
        open_items=sum_by(group, invoice.astype(np.int64), rows),
        overdue_items=sum_by(group, late.astype(np.int64), rows),
        oldest_days=oldest,
        broken_promises=_by_debtor(broken or {}, debtor, items.debtors.ids),
        paid_invoices=nothing if behaviour is None else behaviour.paid_invoices[debtor],
        late_invoices=nothing if behaviour is None else behaviour.late_invoices[debtor],
        days_late=nothing if behaviour is None else behaviour.days_late_sum[debtor],
    )


def _by_debtor(counts: Mapping[str, int], debtor: Int32, ids: Sequence[str]) -> Int64:
    if not counts:
        return np.zeros(len(debtor), dtype=np.int64)
    return np.array([counts.get(ids[code], 0) for code in debtor.tolist()], dtype=np.int64)


def _loose(items: OpenItems, group: Int32, pair: Int64, area: Int32) -> Int64:
    """See `Measures.loose`: what has no area may belong to any, nobody knows to which."""
    if not area.any():
        return np.zeros(len(pair), dtype=np.int64)
    stray = (items.open < 0) & (area[group] == 0)
    of_pair = sum_by(pair[group], np.where(stray, items.open, np.int64(0)), int(pair.max()) + 1)
    return np.where(area == 0, np.int64(0), of_pair[pair])


def fulfilled(test: Test, rows: Int64, ask: Callable[[Condition, Int64], Bool]) -> Bool:
    """Whether a test holds, for each of the rows; every condition is asked where it matters only.

    Args:
        test: a condition, or several joined.
        rows: positions of whatever is tested.
        ask: whether one condition holds for some of the rows.
    """
    if isinstance(test, Condition):
        return ask(test, rows)
    every = isinstance(test, AllOf)
    result = np.full(len(rows), every, dtype=np.bool_)
    for inner in test.tests:
        undecided = np.flatnonzero(result == every)
        if len(undecided):
            result[undecided] = fulfilled(inner, rows[undecided], ask)
    return result


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
    kind = FIELDS[condition.field].kind
    if kind in ("text", "tags", "date"):
        return _details_hold(condition, measures, rows, currencies, debtors)
    assert condition.number is not None
    if FIELDS[condition.field].kind == "money":
        column = getattr(measures, condition.field)[rows]
        return money_holds(condition, column, measures.currency[rows], currencies)
    if condition.field == "average_days_late":
        return _ratio_holds(condition, measures.days_late[rows], measures.paid_invoices[rows])
    if condition.field == "share_late":
        late, paid = measures.late_invoices[rows], measures.paid_invoices[rows]
        return _ratio_holds(condition, late, paid, times=100)
    if condition.field == "used_percent":
        return _ratio_holds(condition, measures.balance[rows], limits()[rows], times=100)
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


def _details_hold(
    condition: Condition,
    measures: Measures,
    rows: Int64,
    currencies: tuple[str, ...],
    debtors: Debtors,
) -> Bool:
    if condition.field == "currency":
        values = [currencies[c] for c in measures.currency[rows].tolist()]
    elif condition.field == "area":
        values = [measures.areas[a] for a in measures.area[rows].tolist()]
    else:
        values = [
            getattr(debtors.detail(d), condition.field) for d in measures.debtor[rows].tolist()
        ]
    return np.array([detail_holds(condition, value) for value in values], dtype=np.bool_)


def detail_holds(condition: Condition, value: Any) -> bool:
    """Whether a condition on text, tags or a date holds for one value; never for an unknown one.

    A debtor without tags lacks every tag.
    """
    if condition.op in ("has", "lacks"):
        return (condition.words[0] in value) == (condition.op == "has")
    if not value:
        return False
    if condition.number is not None:
        return bool(_OPERATORS[condition.op](to_days(value), int(condition.number)))
    return (value in condition.words) != (condition.op == "!=")
