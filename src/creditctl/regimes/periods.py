"""The periods of a delay: each with one rate and one length of the year."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from creditctl.regimes.daycount import anniversaries, days_between, days_of_year, new_years
from creditctl.regimes.rates import DAY
from creditctl.regimes.unknown import NoRate, NotTheLaw, RateUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.model import InterestRules
    from creditctl.regimes.rates import Rates


@dataclass(frozen=True, slots=True)
class Period:
    """Some days of a delay.

    Attributes:
        first, last: the days, both included.
        days: how many, by the day count.
        percent: rate per year.
        year: days of a year.
    """

    first: date
    last: date
    days: int
    percent: Decimal
    year: int

    @property
    def factor(self) -> Fraction:
        """Interest of these days on a principal of 1."""
        return Fraction(self.percent) * self.days / (100 * self.year)


class _Rate(NamedTuple):
    """A rate from a day on."""

    first: date
    percent: Decimal


NoPeriods = RateUnknown | NotTheLaw | NoRate


def periods(
    rules: InterestRules, rates: Rates, first: date, last: date, cuts: Iterable[date] = ()
) -> tuple[Period, ...] | NoPeriods:
    """The periods from the first to the last day of interest.

    Args:
        rules: how interest is reckoned.
        rates: every series by name.
        first, last: the days, both included; none when `last` lies before `first`.
        cuts: days on which a period shall begin, such as those of a new principal.
    """
    if last < first:
        return ()
    found = _rates(rules, rates, first, last)
    if not isinstance(found, list):
        return found
    starts = {rate.first for rate in found} | {day for day in cuts if first < day <= last}
    if rules.compounding == "yearly" or rules.day_count == "act/act by interest year":
        starts |= set(anniversaries(first, last))
    if rules.day_count == "act/act":
        starts |= set(new_years(first, last))
    made: list[Period] = []
    ordered = sorted(starts)
    for start, end in zip(ordered, [*(day - DAY for day in ordered[1:]), last], strict=True):
        while len(found) > 1 and found[1].first <= start:
            found.pop(0)
        days = days_between(rules.day_count, start, end)
        year = days_of_year(rules.day_count, start, first)
        made.append(Period(start, end, days, found[0].percent, year))
    return tuple(made)


def _rates(rules: InterestRules, rates: Rates, first: date, last: date) -> list[_Rate] | NoPeriods:
    """The rates of the days, a new one only where it differs from the one before."""
    if rules.since is not None and first < rules.since:
        return NotTheLaw(first, rules.since)
    if rules.percent is not None:
        return [_Rate(first, rules.percent)]
    if rules.series is None:
        return NoRate()
    end = first if rules.mode == "fixed_at_start" else last
    values = rates[rules.series].between(first, end)
    if isinstance(values, RateUnknown):
        return values
    margin = rules.margin
    if rules.earlier_margin is not None and first < rules.earlier_margin.before:
        margin = rules.earlier_margin.points
    found: list[_Rate] = []
    for value in values:
        percent = value.value + margin
        if not found or found[-1].percent != percent:
            found.append(_Rate(max(first, value.first), percent))
    return found
