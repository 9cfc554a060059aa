"""Interest of one debt, exact, with its segments; rounded once, or by the day."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from creditctl.regimes.daycount import anniversaries
from creditctl.regimes.periods import periods
from creditctl.regimes.rates import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.debt import Debt
    from creditctl.regimes.model import InterestRules
    from creditctl.regimes.periods import NoPeriods, Period
    from creditctl.regimes.rates import Rates


@dataclass(frozen=True, slots=True)
class Segment:
    """Days with one rate and one principal.

    Attributes:
        first, last: the days, both included.
        days: how many, by the day count.
        percent: rate per year.
        principal: minor units; capitalised interest is in it unrounded.
        amount: interest of these days, minor units, exact.
    """

    first: date
    last: date
    days: int
    percent: Decimal
    principal: Fraction
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest of one debt.

    Attributes:
        segments: how it came about; empty when nothing is late.
        exact: the sum of the segments, minor units.
        amount: the same rounded half up.
    """

    segments: tuple[Segment, ...]
    exact: Fraction
    amount: int

    @property
    def days(self) -> int:
        """Days of interest, by the day count."""
        return sum(segment.days for segment in self.segments)


def half_up(exact: Fraction) -> int:
    """An amount of 0 or more rounded to whole minor units, a half upwards."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def interest(
    debt: Debt, rules: InterestRules, rates: Rates, as_of: date, start: date | None = None
) -> Interest | NoPeriods:
    """The interest of a debt at the end of a day.

    Once the principal is paid in full no more interest accrues, not even on interest.

    Args:
        debt: the debt.
        rules: how interest is reckoned.
        rates: every series by name.
        as_of: the day; payments and credits later than it are unknown.
        start: the day after which interest runs, None = the due date.

    Returns:
        The interest, or why it is not known.
    """
    first = (debt.due if start is None else start) + DAY
    last = debt.bears_until(as_of)
    changes = [payment.day + DAY for payment in debt.payments]
    found = periods(rules, rates, first, last, changes)
    if not isinstance(found, tuple):
        return found
    years = set(anniversaries(first, last)) if rules.compounding == "yearly" else set()
    segments = tuple(_segments(found, debt, rules, as_of, years))
    exact = sum((segment.amount for segment in segments), Fraction(0))
    return Interest(segments, exact, half_up(exact))


def _segments(
    found: tuple[Period, ...], debt: Debt, rules: InterestRules, as_of: date, years: set[date]
) -> Iterator[Segment]:
    """The periods with their principal; on the days `years` accrued interest joins it."""
    capitalised = accrued = Fraction(0)
    for period in found:
        if period.first in years:
            capitalised, accrued = capitalised + accrued, Fraction(0)
        principal = debt.principal_on(period.first, as_of) + capitalised
        if rules.rounding == "daily":
            daily = half_up(principal * Fraction(period.percent) / (100 * period.year))
            amount = Fraction(daily * period.days)
        else:
            amount = principal * period.factor
        accrued += amount
        yield Segment(period.first, period.last, period.days, period.percent, principal, amount)
