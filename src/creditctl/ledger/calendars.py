"""Working days and public holidays: is a day open, and which open day is meant instead.

Holidays come from the `holidays` library, which is imported when a calendar first names a
country or a financial market. Only the years that the data touches are looked up.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from creditctl.ledger.countries import COUNTRIES
from creditctl.ledger.dates import EPOCH, NO_DATE, from_days, to_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from creditctl.ledger.frames import Int32

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY_TO_FRIDAY: Final = frozenset(WEEKDAYS[:5])

_ALIASES: Final = {"TARGET": "XECB", "TARGET2": "XECB"}


class Shift(StrEnum):
    """Where a day goes that is not a working day.

    MODIFIED_FOLLOWING is FOLLOWING unless that leaves the month, then PRECEDING.
    """

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified_following"


_ROLL: Final[dict[Shift, Literal["forward", "backward", "modifiedfollowing"]]] = {
    Shift.FOLLOWING: "forward",
    Shift.PRECEDING: "backward",
    Shift.MODIFIED_FOLLOWING: "modifiedfollowing",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which one works.

    Attributes:
        weekdays: open days of the week, out of mon, tue, wed, thu, fri, sat, sun.
        holidays: whose public holidays are closed: a country (``NL``), a part of one
            (``DE-BY``, ``GB-SCT``), a market (``TARGET``, ``XNYS``), or "" for nobody's.
        extra: further closed days.

    An unknown holiday code is refused when the calendar is first used (the library costs a
    tenth of a second to load); `check_holidays` refuses it at once.

    Raises:
        ValueError: an unknown weekday, or no weekday at all.
    """

    weekdays: frozenset[str] = MONDAY_TO_FRIDAY
    holidays: str = ""
    extra: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        unknown = sorted(self.weekdays - set(WEEKDAYS))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no weekday; allowed: {', '.join(WEEKDAYS)}")
        if not self.weekdays:
            raise ValueError(f"no working day at all; name some of {', '.join(WEEKDAYS)}")

    def is_open(self, day: date) -> bool:
        """Whether one works on that day."""
        return bool(np.is_busday(np.datetime64(day, "D"), busdaycal=self._around([day.year])))

    def next_open(self, day: date) -> date:
        """The first open day on or after that day."""
        return self._moved(day, Shift.FOLLOWING)

    def shift(self, days: Int32, rule: Shift | str) -> Int32:
        """Each day moved by the rule if it is closed; `NO_DATE` stays.

        Args:
            days: int32 days since 1970-01-01.
            rule: see `Shift`.
        """
        rule = Shift(rule)
        dated = days != NO_DATE
        if rule is Shift.NONE or not dated.any():
            return days
        known = days[dated].astype("datetime64[D]")
        years = np.unique(known.astype("datetime64[Y]").astype(np.int64)) + EPOCH.year
        moved = np.busday_offset(known, 0, _ROLL[rule], busdaycal=self._around(years.tolist()))
        result = days.copy()
        result[dated] = moved.astype(np.int64)
        return result

    def _moved(self, day: date, rule: Shift) -> date:
        moved = from_days(int(self.shift(np.array([to_days(day)], np.int32), rule)[0]))
        assert moved is not None
        return moved

    def _around(self, years: Iterable[int]) -> np.busdaycalendar:
        """Numpy's calendar for these years and their neighbours, into which a shift may lead."""
        wanted = {year + step for year in years for step in (-1, 0, 1)}
        return _numpy_calendar(self, tuple(sorted(wanted)))


@lru_cache(maxsize=64)
def _numpy_calendar(calendar: Calendar, years: tuple[int, ...]) -> np.busdaycalendar:
    closed = set(calendar.extra)
    if calendar.holidays:
        closed |= _holidays(calendar.holidays, years)
    mask = [weekday in calendar.weekdays for weekday in WEEKDAYS]
    return np.busdaycalendar(mask, np.array(sorted(closed), "datetime64[D]"))


def _holidays(code: str, years: tuple[int, ...]) -> set[date]:
    import holidays

    check_holidays(code)
    code = _ALIASES.get(code, code)
    if code in holidays.list_supported_financial():
        return set(holidays.financial_holidays(code, years=years))
    country, _, part = code.partition("-")
    return set(holidays.country_holidays(country, subdiv=part or None, years=years))


def check_holidays(code: str) -> None:
    """Refuse a holiday code for which no holidays are known, naming the nearest ones.

    Raises:
        ValueError: no such country, part of a country, or market.
    """
    if code in COUNTRIES or code in _ALIASES:
        return  # the library, which takes a while to load, has holidays for all of these
    import holidays

    countries = holidays.list_supported_countries()
    markets = holidays.list_supported_financial()
    country, _, part = code.partition("-")
    if code in markets:
        return
    if country not in countries:
        near = difflib.get_close_matches(code.upper(), [*countries, *markets, *_ALIASES], n=3)
        raise ValueError(
            f"no holidays are known for {code!r}; write a country (NL, GB, DE, US), "
            "a part of one (DE-BY) or a market (TARGET)"
            + (f"; near: {', '.join(near)}" if near else "")
        )
    if part and part not in countries[country]:
        known = ", ".join(sorted(countries[country])) or "none"
        raise ValueError(f"{country} has no part {part!r} with holidays of its own; known: {known}")
