"""The fixed sum that a late debt costs, by the tiers of its country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.ledger.money import exponent
from creditctl.regimes.unknown import RateUnknown

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.model import CompensationRules, Tier
    from creditctl.regimes.rates import Rates


@dataclass(frozen=True, slots=True)
class Compensation:
    """A fixed sum: minor units of its own currency, which need not be that of the debt."""

    amount: int
    currency: str


def minor(amount: Decimal, currency: str) -> int:
    """Whole units of a table as minor units.

    Raises:
        ValueError: the amount has more decimals than the currency.
    """
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more decimals than {currency}")
    return int(scaled)


def compensation(
    rules: CompensationRules, principal: int, rates: Rates, as_of: date
) -> Compensation | RateUnknown | None:
    """The fixed sum of one debt that is late.

    Args:
        rules: what the regime says of it.
        principal: what was open when the debt became late, minor units of the bounds' currency.
        rates: every series by name.
        as_of: the day of the claim, which decides where the sum is a dated amount.

    Returns:
        The sum, None when nothing was open, or that no table knows it.
    """
    if principal <= 0:
        return None
    if rules.series is not None:
        value = rates[rules.series].on(as_of)
        if isinstance(value, RateUnknown):
            return value
        return Compensation(minor(value.value, rules.currency), rules.currency)
    bounds = rules.tiers_in or rules.currency
    tier = next(tier for tier in rules.tiers if _holds(tier, principal, bounds))
    return Compensation(minor(tier.amount, rules.currency), rules.currency)


def _holds(tier: Tier, principal: int, currency: str) -> bool:
    """Whether a debt of that size belongs to the tier; countries differ about the bound itself."""
    if tier.up_to is not None:
        return principal <= minor(tier.up_to, currency)
    return tier.below is None or principal < minor(tier.below, currency)
