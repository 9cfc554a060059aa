"""The period that a key figure looks at: whole days, the last of which is the as-of date."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

USUAL_MONTHS: Final = 3
"""Months of a period that nobody chose."""

PAYING_MONTHS: Final = 12
"""Months in which invoices were paid that count for days late: three hold too few."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before the first: what was open at its end is what the period begins with."""
        return self.first - _DAY

    @property
    def days(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """How many whole months they are; None when they are none."""
        years, months = self.last.year - self.first.year, self.last.month - self.first.month
        apart = 12 * years + months
        fitting = (n for n in (apart, apart + 1) if n and months_to(self.last, n) == self)
        return next(fitting, None)


def in_days(days: int) -> str:
    """A number of days in words."""
    return f"{days} day{'' if days == 1 else 's'}"


def months_to(last: date, months: int) -> Period:
    """So many whole months up to a day.

    They begin on the first of a month when `last` ends one: 1 January to 31 March. Else on the
    day after the same day of the month: 31 October to 30 January.
    """
    year, month = divmod(12 * last.year + last.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    ends = last.day == monthrange(last.year, last.month)[1]
    return Period(date(year, month + 1, length if ends else min(last.day, length)) + _DAY, last)


def days_to(last: date, days: int) -> Period:
    """So many days up to a day, which is the last of them."""
    return Period(last - (days - 1) * _DAY, last)
