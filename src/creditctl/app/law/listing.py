"""The regimes and their tables: what they say on a day, and how long they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from creditctl.regimes.periods import periods

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.law import Law
    from creditctl.regimes.model import Regime

SOON: Final = timedelta(days=60)
"""So long before a table ends it is named."""


@dataclass(frozen=True, slots=True)
class RegimeLine:
    """A regime on a day.

    Attributes:
        name, regime: which one.
        percent: rate of interest that begins on that day; None = unknown, or none by law.
        known_through: the last day for which the rate is known; None = there is no table.
    """

    name: str
    regime: Regime
    percent: Decimal | None
    known_through: date | None


@dataclass(frozen=True, slots=True)
class TableLine:
    """A dated table, and when it ends.

    Attributes:
        name, title: which one.
        known_through: its last day.
        regimes: names of those that need it.
        next_value: how the next value comes about; look: the official place.
    """

    name: str
    title: str
    known_through: date
    regimes: tuple[str, ...]
    next_value: str
    look: str

    def has_run_out(self, as_of: date) -> bool:
        """Whether the table says nothing about the day any more."""
        return self.known_through < as_of

    def runs_out(self, as_of: date) -> bool:
        """Whether it ends soon, or has ended."""
        return self.known_through < as_of + SOON


def regime_lines(law: Law, as_of: date) -> list[RegimeLine]:
    """Every regime, in the order of the table."""
    found = []
    for name, regime in law.regimes.items():
        rules = regime.interest
        series = rules.series if rules else None
        made = periods(rules, law.rates, as_of, as_of) if rules else ()
        percent = made[0].percent if isinstance(made, tuple) and made else None
        through = law.rates[series].covered_through if series else None
        found.append(RegimeLine(name, regime, percent, through))
    return found


def table_lines(law: Law) -> list[TableLine]:
    """Every dated table, the one that ends first on top."""
    needs = {name: regime.series() for name, regime in law.regimes.items()}
    found = [
        TableLine(
            series.name,
            series.title,
            series.covered_through,
            tuple(name for name, names in needs.items() if series.name in names),
            series.next_value,
            series.look,
        )
        for series in law.rates.values()
    ]
    for name, schedule in law.schedules.items():
        users = tuple(
            key
            for key, regime in law.regimes.items()
            if regime.costs and regime.costs.schedule == name
        )
        if schedule.last is not None:
            found.append(
                TableLine(name, schedule.title, schedule.last, users, "set anew", schedule.look)
            )
    return sorted(found, key=lambda line: (line.known_through, line.name))
