"""Dated values: what a series says on a day, and what it does not know."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from creditctl.regimes.unknown import RateUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    Rates = Mapping[str, "Series"]
    """Every series by name."""

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a series, in force from `first` to `last`, both included.

    Attributes:
        first, last: the days.
        value: percent per year, or whole units of the series' currency.
        basis: published, derived or recalled.
        source: id in the table's list of sources, or words.
        confidence: high, medium or low.
    """

    first: date
    last: date
    value: Decimal
    basis: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Series:
    """A table of dated values, in order of their days, never overlapping.

    Attributes:
        name, title, statute: what it is, and by which law.
        country: ISO code, or EU.
        unit: percent, or the currency of amounts.
        values: the values.
        covered_through: the last day for which the table speaks.
        next_value: how the next value comes about; look: the official place to find it.
        notes: what to know about some of the values.
    """

    name: str
    title: str
    statute: str
    country: str
    unit: str
    values: tuple[Value, ...]
    covered_through: date
    next_value: str
    look: str
    notes: tuple[str, ...] = ()

    def on(self, day: date) -> Value | RateUnknown:
        """The value in force on a day."""
        place = bisect_right(self.values, day, key=lambda value: value.first) - 1
        if place >= 0 and day <= self.values[place].last:
            return self.values[place]
        return RateUnknown(self.name, day, self.covered_through, self.look)

    def between(self, first: date, last: date) -> tuple[Value, ...] | RateUnknown:
        """The values in force from `first` to `last`, without a hole."""
        found: list[Value] = []
        day = first
        while day <= last:
            value = self.on(day)
            if isinstance(value, RateUnknown):
                return value
            found.append(value)
            day = value.last + DAY
        return tuple(found)
