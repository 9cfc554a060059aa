"""Days as the formats write them, strictly: a day that no calendar has is no day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from creditctl.imports.amounts import Unreadable

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T\S*|Z|[+-][0-9]{2}:[0-9]{2})?")
_BASIC: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}(?:[0-9]{2})?(?:\.\S*)?)?(?:\[\S*\])?"
)
_SHORT: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_YEARS: Final = range(1970, 2200)
_CENTURY: Final = 80
"""Years of two digits from here on belong to the 1900s (MT940 is younger than 1980)."""
_AGAIN: Final = "ask the bank for the file again; don't correct it by hand"


def calendar_day(year: int, month: int, day: int) -> date | Unreadable:
    """A day of the calendar between 1970 and 2199."""
    try:
        found = date(year, month, day)
    except ValueError:
        return Unreadable("is a day that no calendar has", _AGAIN)
    if year not in _YEARS:
        return Unreadable(f"is not between {_YEARS[0]} and {_YEARS[-1]}", _AGAIN)
    return found


def iso_day(text: str) -> date | Unreadable:
    """``2026-01-31``, with or without a time behind it (XML)."""
    return _by(_ISO, text)


def basic_day(text: str) -> date | Unreadable:
    """``20260131``, with or without a time and a zone behind it (OFX)."""
    return _by(_BASIC, text)


def _by(pattern: re.Pattern[str], text: str) -> date | Unreadable:
    found = pattern.fullmatch(text)
    if found is None:
        return Unreadable("is no date", _AGAIN)
    return calendar_day(int(found[1]), int(found[2]), int(found[3]))


def short_day(text: str) -> date | Unreadable:
    """``260131`` (SWIFT)."""
    found = _SHORT.fullmatch(text)
    if found is None:
        return Unreadable("is no date", _AGAIN)
    return calendar_day(full_year(int(found[1])), int(found[2]), int(found[3]))


def full_year(short: int) -> int:
    """A year of two digits: 80 to 99 are 1980 to 1999."""
    return (1900 if short >= _CENTURY else 2000) + short


def entry_day(text: str, value: str) -> date | Unreadable:
    """The entry date of a SWIFT movement, ``0131``: in the year that lies nearest.

    Args:
        text: month and day; value: the value date beside it, ``260131``. Its day may be one that
            no calendar has; year and month still tell the year.
    """
    month, year, near = int(text[:2]), full_year(int(value[:2])), int(value[2:4])
    turn = (near - month > 6) - (month - near > 6)
    return calendar_day(year + turn, month, int(text[2:]))
