"""The steps from an issue date to a due date, each for a whole column of days at once.

A rule is a sequence of steps: "net 30 eom" adds 30 days, then goes to the end of the month;
"eom 30" does the same in the other order. Day 0 is the issue date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from creditctl.ledger.dates import NO_DATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.ledger.frames import Int32

Dates = NDArray[np.datetime64[Any]]
"""Calendar days as numpy datetime64[D]."""


class Step(Protocol):
    """One step of a rule."""

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        ...


def follow(rule: Sequence[Step], issued: Int32) -> Int32:
    """Apply a rule to issue dates; `NO_DATE` stays.

    Args:
        rule: steps in order.
        issued: int32 days since 1970-01-01.
    """
    day: Dates = issued.astype("datetime64[D]")
    for step in rule:
        day = step(day)
    return np.where(issued == NO_DATE, NO_DATE, day.astype(np.int64)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class AddDays:
    """N calendar days later."""

    days: int

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        return day + np.timedelta64(self.days, "D")


@dataclass(frozen=True, slots=True)
class AddMonths:
    """The same day N months later; in a shorter month its last day."""

    months: int

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        month = _month(day)
        return _day_of(month + np.timedelta64(self.months, "M"), _day_number(day, month))


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The last day of the month that lies N months later."""

    months: int = 0

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        return _last_day(_month(day) + np.timedelta64(self.months, "M"))


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Day D of the month that lies N months later; one month more after the cut-off day.

    A day beyond the month's length means its last day.
    """

    day: int
    months: int
    cutoff: int | None = None

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        month = _month(day)
        target = month + np.timedelta64(self.months, "M")
        if self.cutoff is not None:
            target = target + (_day_number(day, month) > self.cutoff).astype("timedelta64[M]")
        return _day_of(target, self.day)


@dataclass(frozen=True, slots=True)
class PaymentDay:
    """The first of the given days of the month on or after a day."""

    days: tuple[int, ...]

    def __call__(self, day: Dates) -> Dates:
        """Each day, moved."""
        month = _month(day)
        first, *_ = ascending = sorted(self.days)
        result = _day_of(month + np.timedelta64(1, "M"), first)
        for number in reversed(ascending):
            candidate = _day_of(month, number)
            result = np.where(candidate >= day, candidate, result)
        return result


def _month(day: Dates) -> Dates:
    return day.astype("datetime64[M]")


def _day_number(day: Dates, month: Dates) -> NDArray[np.int64]:
    """Day of the month, from 1."""
    since_first: NDArray[np.int64] = (day - month.astype("datetime64[D]")).astype(np.int64)
    return since_first + 1


def _last_day(month: Dates) -> Dates:
    first_of_next: Dates = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    return first_of_next - np.timedelta64(1, "D")


def _day_of(month: Dates, number: int | NDArray[np.int64]) -> Dates:
    """That day of the month, or the month's last day when it is shorter."""
    offset = np.asarray(number - 1).astype("timedelta64[D]")
    day: Dates = np.minimum(month.astype("datetime64[D]") + offset, _last_day(month))
    return day
