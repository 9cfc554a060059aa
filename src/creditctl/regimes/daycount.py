"""Day counts: how many days lie between two days, and how many a year has."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.regimes.model import DayCount


def days_between(kind: DayCount, first: date, last: date) -> int:
    """Days from `first` to `last`, both included.

    By 30/360 a period is worth the same however it is cut: the count is the difference of two
    numbers, that of `last` and that of the day before `first`.
    """
    if kind == "30/360":
        return _thirty(last) - _thirty(first - timedelta(days=1))
    return (last - first).days + 1


def _thirty(day: date) -> int:
    """The number of a day where every month has 30: the 31st is the 30th once more."""
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def days_of_year(kind: DayCount, day: date, start: date) -> int:
    """Days of the year in which a day of interest lies.

    Args:
        kind: the day count.
        day: the day.
        start: the first day of interest, from which interest years run.
    """
    if kind == "30/360":
        return 360
    if kind == "act/act":
        return 366 if isleap(day.year) else 365
    if kind == "act/act by interest year":
        year = day.year - start.year
        if anniversary(start, year) > day:
            year -= 1
        return (anniversary(start, year + 1) - anniversary(start, year)).days
    return 365


def anniversary(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February where there is none."""
    if start.month == 2 and start.day == 29 and not isleap(start.year + years):
        return date(start.year + years, 2, 28)
    return start.replace(year=start.year + years)


def anniversaries(start: date, last: date) -> Iterator[date]:
    """The first days of the second and later interest years, up to `last`."""
    years = 1
    while (day := anniversary(start, years)) <= last:
        yield day
        years += 1


def new_years(first: date, last: date) -> Iterator[date]:
    """The days after `first`, up to `last`, on which a year of another length begins."""
    for year in range(first.year + 1, last.year + 1):
        if isleap(year) != isleap(year - 1):
            yield date(year, 1, 1)
