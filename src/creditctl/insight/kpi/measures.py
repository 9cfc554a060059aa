"""The key figures: name, formula in words, the number, and all that went into it.

`MEASURES` is the list of them all. A new one is one entry there, with a function from `Figures` to
its number, and a line in the guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from creditctl.insight.kpi import gaps as gap
from creditctl.insight.kpi import inputs as of
from creditctl.insight.kpi.formulas import count_back, days_of_sales, effectiveness
from creditctl.insight.kpi.gaps import Gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.insight.kpi.figures import Figures
    from creditctl.insight.kpi.inputs import Input

Unit = Literal["days", "percent"]


class AtLeast(NamedTuple):
    """A lower bound: the books don't go back far enough for the number itself."""

    value: Fraction


Number = Fraction | Gap
Bounded = Number | AtLeast


class Measure(NamedTuple):
    """One key figure.

    Attributes:
        key: for programs.
        label: for people.
        unit: of its number.
        formula: in words.
        work: the number, percentages times 100, or a lower bound of it; or why there is none.
        inputs: what goes into it.
    """

    key: str
    label: str
    unit: Unit
    formula: str
    work: Callable[[Figures], Bounded]
    inputs: Callable[[Figures], tuple[Input, ...]]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure of one currency.

    Attributes:
        measure: what it is.
        value: the exact number, None = not available.
        at_least: the number is a lower bound.
        gap: why there is none.
        inputs: what went in; empty when there is no number.
    """

    measure: Measure
    value: Fraction | None
    at_least: bool = False
    gap: Gap | None = None
    inputs: tuple[Input, ...] = ()


def kpis(figures: Figures) -> list[Kpi]:
    """All key figures of one currency, in the order of `MEASURES`."""
    return [_kpi(measure, figures) for measure in MEASURES]


def _kpi(measure: Measure, figures: Figures) -> Kpi:
    number = measure.work(figures)
    if isinstance(number, Gap):
        return Kpi(measure, None, gap=number)
    inputs = measure.inputs(figures)
    if isinstance(number, AtLeast):
        return Kpi(measure, number.value, at_least=True, inputs=inputs)
    return Kpi(measure, number, inputs=inputs)


def _overdue_share(figures: Figures) -> Number:
    if figures.gaps.end:
        return figures.gaps.end
    return Fraction(100 * figures.overdue, figures.open) if figures.open > 0 else gap.NOTHING_OWED


def _dso(figures: Figures) -> Number:
    return _days_of_sales(figures, figures.open)


def _best_possible_dso(figures: Figures) -> Number:
    return _days_of_sales(figures, figures.not_due)


def _days_of_sales(figures: Figures, amount: int) -> Number:
    unknown = figures.gaps.sales or figures.gaps.end
    if unknown:
        return unknown
    missing = gap.MORE_CREDITED if figures.invoiced else gap.NOTHING_SOLD
    return _or(days_of_sales(amount, figures.sales, figures.period.days), missing)


def _count_back(figures: Figures) -> Bounded:
    unknown = figures.gaps.history or figures.gaps.end
    if unknown:
        return unknown
    counted = count_back(figures.open, figures.months)
    return counted.days if counted.whole else AtLeast(counted.days)


def _days_delinquent(figures: Figures) -> Number:
    dso, best = _dso(figures), _best_possible_dso(figures)
    if isinstance(dso, Gap):
        return dso
    return best if isinstance(best, Gap) else dso - best


def _effectiveness(figures: Figures) -> Number:
    return _effectiveness_of(figures, Fraction(figures.sales))


def _effectiveness_by_month(figures: Figures) -> Number:
    months = figures.period.months
    if months is None:
        return gap.NO_WHOLE_MONTHS
    return _effectiveness_of(figures, Fraction(figures.sales, months))


def _effectiveness_of(figures: Figures, sales: Fraction) -> Number:
    unknown = figures.gaps.sales or figures.gaps.begin or figures.gaps.end
    if unknown:
        return unknown
    share = effectiveness(figures.begin, sales, figures.open, figures.not_due)
    return gap.NOTHING_TO_COLLECT if share is None else 100 * share


def _late_by_amount(figures: Figures) -> Number:
    return _or(figures.paid.weighted, figures.gaps.paid or gap.NO_PAID)


def _late_by_invoice(figures: Figures) -> Number:
    return _or(figures.paid.simple, figures.gaps.paid or gap.NO_PAID)


def _overdue_by_amount(figures: Figures) -> Number:
    return figures.gaps.end or _or(figures.late.weighted, gap.NOT_OVERDUE)


def _overdue_by_invoice(figures: Figures) -> Number:
    return figures.gaps.end or _or(figures.late.simple, gap.NOT_OVERDUE)


def _promises_by_number(figures: Figures) -> Number:
    if figures.promises is None:
        return gap.NO_WORKSPACE
    return _percent(figures.promises.by_count)


def _promises_by_amount(figures: Figures) -> Number:
    if figures.promises is None:
        return gap.NO_WORKSPACE
    return _percent(figures.promises.by_amount)


def _percent(share: Fraction | None) -> Number:
    return gap.NO_PROMISES if share is None else 100 * share


def _or(value: Fraction | None, missing: Gap) -> Number:
    return missing if value is None else value


MEASURES: Final = (
    Measure(
        "overdue_share",
        "Overdue share",
        "percent",
        "overdue / open",
        _overdue_share,
        of.overdue_share,
    ),
    Measure("dso", "DSO", "days", "open / credit sales x days", _dso, of.dso),
    Measure(
        "dso_count_back",
        "DSO, count-back",
        "days",
        "open, less month after month of sales",
        _count_back,
        of.count_back_inputs,
    ),
    Measure(
        "best_possible_dso",
        "Best possible DSO",
        "days",
        "not due / credit sales x days",
        _best_possible_dso,
        of.best_possible_dso,
    ),
    Measure(
        "average_days_delinquent",
        "Average days delinquent",
        "days",
        "DSO - best possible DSO",
        _days_delinquent,
        of.days_delinquent,
    ),
    Measure(
        "cei",
        "CEI",
        "percent",
        "(begin+sales-open)/(begin+sales-not due)",
        _effectiveness,
        of.effectiveness_inputs,
    ),
    Measure(
        "cei_monthly_sales",
        "CEI, sales of a month",
        "percent",
        "as CEI, with sales / months for sales",
        _effectiveness_by_month,
        of.effectiveness_by_month,
    ),
    Measure(
        "days_late_weighted",
        "Days late, by amount",
        "days",
        "sum of amount x days / sum of amount",
        _late_by_amount,
        of.late_by_amount,
    ),
    Measure(
        "days_late_simple",
        "Days late, by invoice",
        "days",
        "sum of days late / paid invoices",
        _late_by_invoice,
        of.late_by_invoice,
    ),
    Measure(
        "days_overdue_weighted",
        "Days overdue, by amount",
        "days",
        "sum of open x days / sum of open",
        _overdue_by_amount,
        of.overdue_by_amount,
    ),
    Measure(
        "days_overdue_simple",
        "Days overdue, by invoice",
        "days",
        "sum of days / overdue invoices",
        _overdue_by_invoice,
        of.overdue_by_invoice,
    ),
    Measure(
        "promises_kept",
        "Promises, by number",
        "percent",
        "kept / (kept + not kept)",
        _promises_by_number,
        of.promises_by_number,
    ),
    Measure(
        "promises_received",
        "Promises, by amount",
        "percent",
        "received in time / promised",
        _promises_by_amount,
        of.promises_by_amount,
    ),
)
"""In the order in which they are shown."""
