"""Interest of very many debts as of one day, to the minor unit the same as one by one.

Interest is a factor times the principal, and the factor depends on the due date alone. There are
few due dates, so each factor is made once, exactly, and applied to whole columns of integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.regimes.daycount import anniversaries
from creditctl.regimes.debt import Debt
from creditctl.regimes.interest import Interest, half_up, interest
from creditctl.regimes.periods import periods
from creditctl.regimes.rates import DAY

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from creditctl.regimes.model import InterestRules
    from creditctl.regimes.rates import Rates

    Int64 = NDArray[np.int64]
    Int32 = NDArray[np.int32]
    Bool = NDArray[np.bool_]

_ROOM: Final = 2**63
"""What is below it fits into int64."""
_LARGEST: Final = 2**40
"""A common denominator stays below it, so that there is room for principals."""


@dataclass(frozen=True, slots=True)
class Interests:
    """Interest of many debts.

    Attributes:
        amount: int64 minor units, one a debt; 0 where nothing is late or the rate is unknown.
        unknown: where interest is due, but the regime or its tables do not know how much.
    """

    amount: Int64
    unknown: Bool


def interest_all(
    principal: Int64, due: Int32, rules: InterestRules, rates: Rates, as_of: date
) -> Interests:
    """The interest of each debt at the end of a day, without payments after its due date.

    Args:
        principal: int64 minor units; what is 0 or less bears none.
        due: int32 due dates, days since 1970-01-01; an item without one (`NO_DATE`) bears none.
        rules: how interest is reckoned.
        rates: every series by name.
        as_of: the day.

    Where the amount of a day is rounded (`rounding: daily`) the debts are taken one by one.

    Raises:
        OverflowError: an amount of interest does not fit into int64.
    """
    if not len(principal):
        return Interests(np.zeros(0, np.int64), np.zeros(0, np.bool_))
    today = to_days(as_of)
    owed = np.maximum(principal, 0)
    # Whatever is not late, or has no due date, stands as due today: that bears nothing.
    day = np.where(due == NO_DATE, np.int32(today), np.minimum(due, np.int32(today)))
    if rules.rounding == "daily":
        return _one_by_one(owed, day, rules, rates, as_of)
    days, place = _distinct(day)
    factors = [_factor(int(one), rules, rates, as_of) for one in days]
    unknown = np.array([factor is None for factor in factors])
    amount = _scaled(owed, [factor or Fraction(0) for factor in factors], place)
    return Interests(amount, unknown[place] & (owed > 0))


def _distinct(due: Int32) -> tuple[Int32, NDArray[np.intp]]:
    """The distinct days in order, and the place of each entry among them, without sorting."""
    first = int(due.min())
    marks = np.zeros(int(due.max()) - first + 1, np.bool_)
    marks[due - first] = True
    days = np.flatnonzero(marks)
    places = np.cumsum(marks) - 1
    return (days + first).astype(np.int32), places[due - first]


def _factor(due: int, rules: InterestRules, rates: Rates, as_of: date) -> Fraction | None:
    """Interest on a principal of 1, None when it is unknown."""
    first = day_of(due) + DAY
    found = periods(rules, rates, first, as_of)
    if not isinstance(found, tuple):
        return None
    years = set(anniversaries(first, as_of)) if rules.compounding == "yearly" else set()
    factor = capitalised = Fraction(0)
    for period in found:
        if period.first in years:
            capitalised = factor
        factor += (1 + capitalised) * period.factor
    return factor


def _scaled(owed: Int64, factors: list[Fraction], place: NDArray[np.intp]) -> Int64:
    """Each principal times its factor, rounded half up.

    Factors with short fractions get a common denominator, and whole columns are multiplied and
    divided at once. Python's own integers do the rest: where years of interest on interest make
    for long fractions, and where a principal is so large that its product does not fit into int64.
    """
    common = 1
    for factor in reversed(factors):  # from the latest due dates, which have the short fractions
        wider = lcm(common, factor.denominator)
        common = wider if wider < _LARGEST else common
    short = [common % factor.denominator == 0 for factor in factors]
    twice = [
        2 * factor.numerator * (common // factor.denominator) if fits else 0
        for factor, fits in zip(factors, short, strict=True)
    ]
    most = (_ROOM - common - 1) // max(1, *twice)
    result = (owed * np.array(twice, np.int64)[place] + common) // (2 * common)
    apart = ~np.array(short)[place] | (owed > most)
    for index in np.flatnonzero((owed > 0) & apart).tolist():
        result[index] = half_up(factors[place[index]] * int(owed[index]))
    return np.asarray(result, np.int64)


def _one_by_one(
    owed: Int64, day: Int32, rules: InterestRules, rates: Rates, as_of: date
) -> Interests:
    """The interest where the amount of a day is rounded: no factor says it."""
    found = [
        interest(Debt(amount, day_of(due)), rules, rates, as_of)
        for amount, due in zip(owed.tolist(), day.tolist(), strict=True)
    ]
    amounts = [one.amount if isinstance(one, Interest) else 0 for one in found]
    unknown = [not isinstance(one, Interest) for one in found]
    return Interests(np.array(amounts, np.int64), np.array(unknown, np.bool_))
