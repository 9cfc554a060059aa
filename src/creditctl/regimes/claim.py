"""What a creditor may claim for one debt at the end of a day: everything, each amount apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from creditctl.regimes.compensation import Compensation, compensation
from creditctl.regimes.costs import Costs, collection_costs
from creditctl.regimes.interest import Interest, interest
from creditctl.regimes.rates import DAY
from creditctl.regimes.unknown import (
    CurrencyUnknown,
    NoRate,
    NoticeMissing,
    RateNotAllowed,
    RateUnknown,
    ScheduleUnknown,
)

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from creditctl.regimes.debt import Debt
    from creditctl.regimes.model import Bound, InterestRules, Regime, Schedule
    from creditctl.regimes.rates import Rates
    from creditctl.regimes.unknown import NotTheLaw


@dataclass(frozen=True, slots=True)
class Asked:
    """What is claimed, and what is known beside the debt itself.

    Attributes:
        as_of: the day of the claim.
        currency: of the debt.
        costs: True = collection costs are claimed too.
        vat: percent of VAT on collection costs that the creditor cannot deduct.
        noticed: the day of the notice that the regime demands, None = none was given.
        opens: the day on which the period of that notice has passed.
    """

    as_of: date
    currency: str
    costs: bool = False
    vat: Decimal | None = None
    noticed: date | None = None
    opens: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be claimed for a debt; minor units of its currency.

    Attributes:
        principal: what is open and undisputed.
        when_late: the same when the debt became late, by which sums and costs are measured.
        interest: the interest; None when the regime has none; or why it is not known.
        compensation: the fixed sum, None when there is none; or why it is not known.
        costs: collection costs that the schedule allows, whether or not they are claimed.
        costs_wait: why costs cannot be claimed yet.
        costs_claimed: whether costs are part of the total.
        total: all that is claimed now in the debt's currency; None while a part is unknown.
    """

    principal: int
    when_late: int
    interest: Interest | RateUnknown | NotTheLaw | NoRate | RateNotAllowed | NoticeMissing | None
    compensation: Compensation | RateUnknown | None
    costs: Costs | ScheduleUnknown | None
    costs_wait: NoticeMissing | None
    costs_claimed: bool
    total: int | None


def claim(
    regime: Regime, schedule: Schedule | None, debt: Debt, rates: Rates, asked: Asked
) -> Claim | CurrencyUnknown:
    """Everything that may be claimed for one debt.

    Args:
        regime: the rules, with the conventions that the user chose.
        schedule: the schedule that the regime's costs name.
        debt: the debt.
        rates: every series by name.
        asked: day, currency, and what is claimed.
    """
    if regime.currencies and asked.currency not in regime.currencies:
        return CurrencyUnknown(asked.currency, regime.currencies)
    late = asked.as_of > debt.due
    when_late = debt.when_late(asked.as_of)
    waits = _waits(regime, "costs", debt, asked)
    own = regime.costs is not None and regime.costs.charged_by == "creditor"
    made = Claim(
        principal=debt.open_at(asked.as_of),
        when_late=when_late,
        interest=_interest(regime, debt, rates, asked),
        compensation=compensation(regime.compensation, when_late, rates, asked.as_of)
        if late and regime.compensation
        else None,
        costs=collection_costs(schedule, [_claimed_late(debt, asked)], asked.as_of, vat=asked.vat)
        if late and schedule
        else None,
        costs_wait=waits,
        costs_claimed=asked.costs and late and own and waits is None,
        total=None,
    )
    return replace(made, total=_total(regime, made, asked.currency))


def agreed(rules: InterestRules, percent: Decimal) -> InterestRules:
    """The same rules with a rate that the contract sets."""
    change = {"mode": "flat", "series": None, "percent": percent, "since": None}
    return rules.model_copy(update=change)


def rate_allowed(
    rules: InterestRules, percent: Decimal, rates: Rates, day: date
) -> RateNotAllowed | RateUnknown | None:
    """None when the law allows an agreed rate for interest from `day` on, else why it does not."""
    for bound, at_least in ((rules.agreed_at_least, True), (rules.agreed_at_most, False)):
        limit = None if bound is None else _bound(bound, rates, day)
        if isinstance(limit, RateUnknown):
            return limit
        if limit is not None and (percent < limit if at_least else percent > limit):
            return RateNotAllowed(percent, limit, at_least)
    return None


def _bound(bound: Bound, rates: Rates, day: date) -> Decimal | RateUnknown:
    value = rates[bound.series].on(day)
    return value if isinstance(value, RateUnknown) else value.value * bound.times + bound.plus


def _interest(
    regime: Regime, debt: Debt, rates: Rates, asked: Asked
) -> Interest | RateUnknown | NotTheLaw | NoRate | RateNotAllowed | NoticeMissing | None:
    """The interest, or why there is none."""
    rules = regime.interest
    if rules is None:
        return None
    if asked.as_of <= debt.due:
        return Interest((), Fraction(0), 0)
    missing = _waits(regime, "interest", debt, asked)
    if missing is not None:
        return missing
    if rules.percent is not None:
        refused = rate_allowed(rules, rules.percent, rates, debt.due + DAY)
        if refused is not None:
            return refused
    start = None
    if rules.runs_from == "notice" and asked.noticed is not None:
        start = max(debt.due, asked.noticed)
    return interest(debt, rules, rates, asked.as_of, start)


def _waits(regime: Regime, what: str, debt: Debt, asked: Asked) -> NoticeMissing | None:
    """The notice for which a part of the claim waits; one before the debt was late is none."""
    rules = regime.notice
    if rules is None or what not in rules.opens:
        return None
    if asked.opens is None or (asked.noticed is not None and asked.noticed <= debt.due):
        return NoticeMissing(rules.name)
    return NoticeMissing(rules.name, asked.opens) if asked.as_of < asked.opens else None


def _claimed_late(debt: Debt, asked: Asked) -> int:
    """The principal of collection costs: what was open when the days of the notice were over."""
    today = asked.as_of + DAY
    return debt.principal_on(min(today, asked.opens or today), asked.as_of)


def _total(regime: Regime, made: Claim, currency: str) -> int | None:
    """All that is claimed in the debt's currency; a sum in another currency is not added."""
    total = made.principal
    claimed = made.costs if made.costs_claimed else None
    if isinstance(made.interest, Interest):
        total += made.interest.amount
    elif made.interest is not None and not isinstance(made.interest, NoticeMissing | NoRate):
        return None
    if isinstance(claimed, ScheduleUnknown):
        return None
    if claimed is None or (regime.costs and regime.costs.on_top):
        if isinstance(made.compensation, RateUnknown):
            return None
        if made.compensation is not None and made.compensation.currency == currency:
            total += made.compensation.amount
    return total if claimed is None else total + claimed.with_vat
