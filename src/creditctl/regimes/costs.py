"""Collection costs by a schedule: of one debt, or of several that one letter claims together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from creditctl.regimes.compensation import minor
from creditctl.regimes.interest import half_up
from creditctl.regimes.unknown import ScheduleUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.model import Band, Schedule


@dataclass(frozen=True, slots=True)
class Costs:
    """Collection costs.

    Attributes:
        amount: minor units of the schedule's currency, without VAT.
        with_vat: the same with VAT, for a creditor who cannot deduct it.
        at_maximum: whether the schedule's maximum cut them off.
    """

    amount: int
    with_vat: int
    at_maximum: bool


def collection_costs(
    schedule: Schedule,
    principals: Sequence[int],
    as_of: date,
    *,
    vat: Decimal | None = None,
    circumstances: Sequence[str] = (),
) -> Costs | ScheduleUnknown:
    """The costs that a schedule allows, rounded once, half up.

    Args:
        schedule: the schedule.
        principals: the debts claimed together, minor units; they are added first.
        as_of: the day of the claim.
        vat: percent of VAT that the creditor cannot deduct.
        circumstances: names of the schedule's factors that apply.

    Returns:
        The costs, 0 when nothing is owed; or that the schedule does not know them.
    """
    principal = sum(principals)
    unknown = ScheduleUnknown(schedule.title, as_of, schedule.first, schedule.last)
    if (schedule.first and as_of < schedule.first) or (schedule.last and as_of > schedule.last):
        return unknown
    if principal <= 0:
        return Costs(0, 0, at_maximum=False)
    exact = _by_band(schedule, principal)
    if exact is None:
        return unknown
    most = schedule.maximum and minor(schedule.maximum, schedule.currency)
    least = minor(schedule.minimum, schedule.currency) if schedule.minimum else 0
    at_maximum = most is not None and exact > most
    exact = Fraction(most) if most is not None and at_maximum else max(exact, Fraction(least))
    for name in circumstances:
        exact *= Fraction(schedule.factors[name])
    amount = half_up(exact)
    share = Fraction(vat or 0) / 100
    return Costs(amount, half_up(amount * (1 + share)), at_maximum)


def _by_band(schedule: Schedule, principal: int) -> Fraction | None:
    """The costs by the band that holds the principal; None above the last one."""
    below = 0
    for band in schedule.bands:
        if band.up_to is None or principal <= minor(band.up_to, schedule.currency):
            return _in_band(band, principal - below, schedule.currency)
        below = minor(band.up_to, schedule.currency)
    return None


def _in_band(band: Band, excess: int, currency: str) -> Fraction:
    return minor(band.fixed, currency) + Fraction(band.percent) * excess / 100
