"""The formulas, exact: minor units and days in, fractions out, rounded by who prints them.

Sources of the definitions and of the worked numbers that the tests hold them against are named in
the guide, under "Key figures".
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class MonthOfSales(NamedTuple):
    """Credit sales of a month, or of the part of it that the books cover.

    Attributes:
        first: its first day.
        days: how many days of it.
        sales: minor units; below zero when more was credited than sold.
    """

    first: date
    days: int
    sales: int


class CountedBack(NamedTuple):
    """What counting back came to.

    Attributes:
        days: the days.
        months: the months that were used up, the newest first; of the last one only a part.
        whole: False = sales of all months together are less than what is open: it is more days.
    """

    days: Fraction
    months: tuple[MonthOfSales, ...]
    whole: bool


def days_of_sales(amount: int, sales: int, days: int) -> Fraction | None:
    """How many days of average sales an amount stands for.

    Of what is open it is the DSO; of what is not yet due the best possible DSO.

    Args:
        amount: minor units; nothing or less is worth 0 days.
        sales: credit sales of the period, minor units.
        days: of the period.

    Returns:
        Days; None when nothing was sold.
    """
    if amount <= 0:
        return Fraction(0)
    return Fraction(amount * days, sales) if sales > 0 else None


def count_back(amount: int, months: Iterable[MonthOfSales]) -> CountedBack:
    """How many days of sales, from the newest back, add up to what is open.

    A month without sales adds its days, and one with more credits than sales makes the rest
    larger. Of the last month its days count in proportion.

    Args:
        amount: what is open, minor units; nothing or less is worth 0 days.
        months: the newest first.
    """
    rest, days, used = amount, 0, []
    if rest <= 0:
        return CountedBack(Fraction(0), (), whole=True)
    for month in months:
        used.append(month)
        if rest <= month.sales:
            exact = days + Fraction(rest * month.days, month.sales)
            return CountedBack(exact, tuple(used), whole=True)
        rest -= month.sales
        days += month.days
    return CountedBack(Fraction(days), tuple(used), whole=False)


def effectiveness(begin: int, sales: Fraction, end: int, not_due: int) -> Fraction | None:
    """The collection effectiveness index: what was collected of what could have been.

    Args:
        begin: open before the period, minor units.
        sales: credit sales of the period, or their mean per month, minor units.
        end: open at the end of the period, minor units.
        not_due: the part of `end` that is not past its due date.

    Returns:
        A share, 1 = all, and never more: credits larger than what is overdue are no debt that
        was collected. None when nothing could have been collected.
    """
    collectable = begin + sales - not_due
    return min((begin + sales - end) / collectable, Fraction(1)) if collectable > 0 else None
