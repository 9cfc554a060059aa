"""What cannot be reckoned, told as values: nothing here is ever replaced by a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RateUnknown:
    """No table says the value of a series on a day.

    Attributes:
        series: its name.
        day: the first day without a value.
        covered_through: the last day for which the table speaks.
        look: the official place to find the value.
    """

    series: str
    day: date
    covered_through: date
    look: str

    @property
    def not_yet(self) -> bool:
        """Whether the day lies behind the table's end, so that a newer table may know it."""
        return self.day > self.covered_through


@dataclass(frozen=True, slots=True)
class NotTheLaw:
    """The regime's rules are not the law for interest that begins on that day."""

    first_day: date
    since: date


@dataclass(frozen=True, slots=True)
class CurrencyUnknown:
    """The regime knows no debts in that currency."""

    currency: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegimeUnknown:
    """No regime covers debtors of that kind in that country."""

    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class NoRate:
    """The law gives no interest here, and no rate was agreed."""


@dataclass(frozen=True, slots=True)
class RateNotAllowed:
    """The agreed rate passes what the law allows: at least or at most `bound` percent."""

    agreed: Decimal
    bound: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class NoticeMissing:
    """Nothing may be claimed before the notice of that name, and its days."""

    notice: str
    opens: date | None = None
    """The first day on which it may be claimed, None while no notice was given."""


@dataclass(frozen=True, slots=True)
class ScheduleUnknown:
    """The figures of a schedule are not known for that day, or not for so large a principal."""

    schedule: str
    day: date
    first: date | None
    last: date | None


Unknown = (
    RateUnknown
    | NotTheLaw
    | CurrencyUnknown
    | RegimeUnknown
    | NoRate
    | RateNotAllowed
    | NoticeMissing
    | ScheduleUnknown
)
