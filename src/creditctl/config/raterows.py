"""Rows of a series, laid out over the days: in order, without gaps, overlaps, or slips of a point.

Every finding names the row that is wrong. The rows of a workspace are checked among the shipped
ones upon which they are laid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from creditctl.findings import error, warning
from creditctl.regimes.rates import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.config.places import KeyPath, Located
    from creditctl.config.ratesfile import Changes, RateRow, ShippedSeries
    from creditctl.findings import Finding, Place

_DAY: Final = timedelta(days=1)
_LEAST: Final = Decimal("0.1")
_MOST: Final = Decimal(50)
_FRACTION_HINT: Final = "write percent: 8.00 for eight percent, not 0.08"


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row, and where it stands."""

    row: RateRow
    located: Located
    path: KeyPath

    @property
    def first(self) -> date:
        """First day of the row."""
        return self.row.first

    def place(self, key: str) -> Place:
        """The place of one of its keys."""
        return self.located.place((*self.path, key))


def placed(rows: Sequence[RateRow], located: Located, series: str) -> list[PlacedRow]:
    """The rows of a series with their places."""
    return [
        PlacedRow(row, located, ("series", series, "values", index))
        for index, row in enumerate(rows)
    ]


def laid_upon(shipped: list[PlacedRow], own: list[PlacedRow], through: date) -> list[PlacedRow]:
    """Own rows upon shipped ones: one of the same first day replaces, any other is added.

    Args:
        shipped: rows of the shipped series; own: rows of the workspace, in order.
        through: the day through which the shipped table speaks; its last row says nothing later.
    """
    last = shipped[-1]
    if last.row.until is None:
        row = last.row.model_copy(update={"until": through})
        inside = any(last.first < mine.first <= through for mine in own)
        shipped = [*shipped[:-1], last if inside else replace(last, row=row)]
    replaced = {mine.first for mine in own}
    return sorted([r for r in shipped if r.first not in replaced] + own, key=lambda r: r.first)


def values_of(rows: list[PlacedRow], series: ShippedSeries, through: date) -> tuple[Value, ...]:
    """The rows as values with their first and last days.

    Args:
        rows: checked rows, in order.
        series: what the shipped file says of the series.
        through: the last day for which the table speaks.
    """
    found: list[Value] = []
    for one, last in zip(rows, _ends(rows, series.changes, through), strict=True):
        row = one.row
        value = row.percent if row.percent is not None else row.amount
        assert value is not None
        confidence = row.confidence or series.confidence
        found.append(Value(row.first, last, value, row.basis, row.source, confidence))
    return tuple(found)


def period_end(changes: Changes, day: date) -> date:
    """The last day of the half-year or year of a day; for series of any day, of all time."""
    if changes == "half_year" and day.month <= 6:
        return date(day.year, 6, 30)
    return date(day.year, 12, 31) if changes != "any_day" else date.max


def _ends(rows: list[PlacedRow], changes: Changes, through: date) -> list[date]:
    """The last day of each row."""
    ends: list[date] = []
    for index, one in enumerate(rows):
        following = rows[index + 1].first - _DAY if index + 1 < len(rows) else through
        ends.append(one.row.until or min(period_end(changes, one.first), following))
    return ends


def wrong_rows(rows: list[PlacedRow], series: ShippedSeries) -> Iterator[Finding]:
    """What is wrong with rows by themselves: unit, size, order, and their days."""
    for one in rows:
        yield from _wrong_value(one, series)
        if one.row.until is not None and one.row.until < one.first:
            message = f"until {one.row.until} lies before from {one.first}"
            yield error("CL102", message, one.place("until"), "write a later day")
    for before, one in pairwise(rows):
        if one.first <= before.first:
            message = f"{one.first} does not come after {before.first}, the row before"
            yield error("CL101", message, one.place("from"), "put the rows in order of their days")


def wrong_days(rows: list[PlacedRow], changes: Changes, through: date) -> Iterator[Finding]:
    """What only shows among rows in order: gaps, overlaps, and next to nothing after a rate."""
    ends = _ends(rows, changes, through)
    for (before, end), (one, _) in pairwise(zip(rows, ends, strict=True)):
        if end >= one.first:
            message = f"the row from {before.first} lasts until {end}, and this one begins before"
            yield error("CL102", message, one.place("from"), "no two rows may share a day")
        elif end + _DAY < one.first and not before.row.gap_after:
            message = f"no row says the value from {end + _DAY} to {one.first - _DAY}"
            hint = "add the row that is missing, even where the value did not change"
            yield error("CL103", message, one.place("from"), hint)
        last, value = before.row.percent, one.row.percent
        if last is not None and value is not None and last > 1 and 0 < value < _LEAST:
            message = f"{value} percent a year is not plausible after {last}"
            yield error("CL105", message, one.place("percent"), _FRACTION_HINT)


def _wrong_value(one: PlacedRow, series: ShippedSeries) -> Iterator[Finding]:
    """A value of the wrong unit, or one that looks like a slip."""
    row = one.row
    key, other = ("percent", "amount") if series.unit == "percent" else ("amount", "percent")
    value: Decimal | None = getattr(row, key)
    if value is None or getattr(row, other) is not None:
        message = f"a row of this series holds {key}" + (
            "" if key == "percent" else f" in {series.unit}"
        )
        yield error("CL104", message, one.place(other), f"write '{key}:' and no '{other}:'")
    elif key == "amount" and value <= 0:
        yield error("CL105", f"{value} is no amount", one.place(key), "write more than 0")
    elif key == "percent" and (value >= _MOST or value != round(value, 2)):
        message = f"{value} percent a year is not plausible"
        yield error("CL105", message, one.place(key), _FRACTION_HINT)
    elif key == "percent" and value < _LEAST and not series.low:
        message = f"{value} percent a year is not plausible for this series"
        yield error("CL105", message, one.place(key), _FRACTION_HINT)


def changed(shipped: list[PlacedRow], own: list[PlacedRow]) -> Iterator[Finding]:
    """Own rows that say something else than the shipped row of the same day."""
    known = {one.first: one.row for one in shipped}
    for one in own:
        before = known.get(one.first)
        if before is not None and (before.percent, before.amount) != (
            one.row.percent,
            one.row.amount,
        ):
            told = before.percent if before.percent is not None else before.amount
            message = f"the shipped table has {told} from {one.first}; yours counts"
            yield warning("CL106", message, one.place("from"), "delete the row if it is a slip")
