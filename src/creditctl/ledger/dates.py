"""Days as int32 counted from 1970-01-01: the form of every date in a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

EPOCH: Final = date(1970, 1, 1)
NO_DATE: Final = -(2**31)
"""Stands for "no date" in an int32 column of days."""


def to_days(day: date | None) -> int:
    """Days since 1970-01-01, `NO_DATE` for None."""
    return NO_DATE if day is None else (day - EPOCH).days


def from_days(days: int) -> date | None:
    """The date that many days after 1970-01-01, None for `NO_DATE`."""
    return None if days == NO_DATE else day_of(days)


def day_of(days: int) -> date:
    """The date of a day number that stands for a date, such as an as-of or a due date."""
    assert days != NO_DATE
    return EPOCH + timedelta(days=int(days))


def iso(days: int) -> str:
    """ISO text of a day number, "" for `NO_DATE`."""
    day = from_days(days)
    return "" if day is None else day.isoformat()
