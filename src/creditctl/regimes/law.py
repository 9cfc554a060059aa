"""All tables together, and the regime for a debtor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from creditctl.regimes.unknown import RegimeUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.regimes.model import DebtorKind, Regime, Schedule
    from creditctl.regimes.rates import Rates


class Source(NamedTuple):
    """Where values were read: a title, and whether that is official or secondary."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Law:
    """The tables.

    Attributes:
        regimes: every regime by name.
        schedules: schedules of collection costs by name.
        rates: every series by name.
        sources: what the ids of sources stand for.
    """

    regimes: Mapping[str, Regime]
    schedules: Mapping[str, Schedule]
    rates: Rates
    sources: Mapping[str, Source]

    def schedule_of(self, regime: Regime) -> Schedule | None:
        """The schedule of a regime's collection costs, None when it has none."""
        return None if regime.costs is None else self.schedules[regime.costs.schedule]

    def regime_for(self, country: str, kind: DebtorKind) -> str | RegimeUnknown:
        """The name of the regime for debtors of a kind in a country."""
        for name, regime in self.regimes.items():
            if regime.country == country and kind in regime.debtor:
                return name
        return RegimeUnknown(country, kind)
