"""What goes into each key figure, with its days: nobody has to take a number on trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from creditctl.insight.kpi.formulas import count_back
from creditctl.insight.kpi.period import PAYING_MONTHS, in_days, months_to

if TYPE_CHECKING:
    from creditctl.insight.kpi.figures import Figures

Kind = Literal["money", "days", "months", "count", "money-days"]


class Input(NamedTuple):
    """One number that went into a key figure.

    Attributes:
        key: for programs; the same input has the same key everywhere.
        label: for people, with its day or days.
        value: minor units, or a count; ``money-days`` are minor units times days.
    """

    key: str
    label: str
    value: int
    kind: Kind


def overdue_share(figures: Figures) -> tuple[Input, ...]:
    """Overdue and open."""
    return _overdue(figures), _open(figures)


def dso(figures: Figures) -> tuple[Input, ...]:
    """Open, sales and days."""
    return _open(figures), *_sales(figures), _days(figures)


def best_possible_dso(figures: Figures) -> tuple[Input, ...]:
    """Not due, sales and days."""
    return _not_due(figures), *_sales(figures), _days(figures)


def days_delinquent(figures: Figures) -> tuple[Input, ...]:
    """Those of both kinds of DSO."""
    return _open(figures), _not_due(figures), *_sales(figures), _days(figures)


def count_back_inputs(figures: Figures) -> tuple[Input, ...]:
    """Open, and the sales of every month that it uses up."""
    months = (
        Input(
            f"sales_{month.first:%Y-%m}",
            f"credit sales of {month.first:%Y-%m} ({in_days(month.days)})",
            month.sales,
            "money",
        )
        for month in count_back(figures.open, figures.months).months
    )
    return _open(figures), *months


def effectiveness_inputs(figures: Figures) -> tuple[Input, ...]:
    """Open before, sales, open and not due."""
    begin = f"open on {figures.period.before}, before the period"
    return (
        Input("begin", begin, figures.begin, "money"),
        *_sales(figures),
        _open(figures),
        _not_due(figures),
    )


def effectiveness_by_month(figures: Figures) -> tuple[Input, ...]:
    """The same, and the number of months."""
    months = Input("months", "months of the period", figures.period.months or 0, "months")
    return *effectiveness_inputs(figures), months


def late_by_amount(figures: Figures) -> tuple[Input, ...]:
    """Amounts of the invoices paid, and these times days."""
    paid, days = figures.paid, _paying(figures)
    return (
        Input(
            "paid_amount_days", f"amount x days late, paid {days}", paid.amount_days, "money-days"
        ),
        Input("paid_amount", f"amount of invoices paid {days}", paid.amount, "money"),
    )


def late_by_invoice(figures: Figures) -> tuple[Input, ...]:
    """Number of the invoices paid, and their days."""
    paid, days = figures.paid, _paying(figures)
    return (
        Input("paid_days_late", f"days late, paid {days}", paid.days, "days"),
        Input("paid_invoices", f"invoices paid {days}", paid.invoices, "count"),
    )


def overdue_by_amount(figures: Figures) -> tuple[Input, ...]:
    """Amounts of the overdue invoices, and these times days."""
    late, day = figures.late, figures.period.last
    return (
        Input("late_amount_days", f"open x days overdue on {day}", late.amount_days, "money-days"),
        Input("late_amount", f"open of invoices overdue on {day}", late.amount, "money"),
    )


def overdue_by_invoice(figures: Figures) -> tuple[Input, ...]:
    """Number of the overdue invoices, and their days."""
    late, day = figures.late, figures.period.last
    return (
        Input("late_days", f"days overdue on {day}", late.days, "days"),
        Input("late_invoices", f"invoices overdue on {day}", late.invoices, "count"),
    )


def promises_by_number(figures: Figures) -> tuple[Input, ...]:
    """How many promises were kept, and how many were not."""
    told = figures.promises
    if told is None:
        return ()
    days = _period(figures)
    return (
        Input("promises_kept", f"promises kept, decided {days}", told.kept, "count"),
        Input(
            "promises_broken",
            f"promises not kept, decided {days}",
            told.decided - told.kept,
            "count",
        ),
    )


def promises_by_amount(figures: Figures) -> tuple[Input, ...]:
    """What was promised, and how much of it came in time."""
    told = figures.promises
    if told is None:
        return ()
    days = _period(figures)
    return (
        Input("promised_received", f"received in time, decided {days}", told.received, "money"),
        Input("promised", f"promised, decided {days}", told.promised, "money"),
    )


def _open(figures: Figures) -> Input:
    return Input("open", f"open on {figures.period.last}", figures.open, "money")


def _overdue(figures: Figures) -> Input:
    return Input("overdue", f"overdue on {figures.period.last}", figures.overdue, "money")


def _not_due(figures: Figures) -> Input:
    return Input("not_due", f"not due on {figures.period.last}", figures.not_due, "money")


def _sales(figures: Figures) -> tuple[Input, ...]:
    days = _period(figures)
    return (
        Input("sales", f"credit sales {days}", figures.sales, "money"),
        Input("invoiced", "  invoices issued", figures.invoiced, "money"),
        Input("credited", "  less credit notes issued", figures.credited, "money"),
    )


def _days(figures: Figures) -> Input:
    return Input("days", "days of the period", figures.period.days, "days")


def _period(figures: Figures) -> str:
    return f"{figures.period.first} to {figures.period.last}"


def _paying(figures: Figures) -> str:
    paying = months_to(figures.period.last, PAYING_MONTHS)
    return f"{paying.first} to {paying.last}"
