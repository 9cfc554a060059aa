"""What the calculator does not know, or does not count, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.findings import warning
from creditctl.ledger.money import to_text
from creditctl.regimes.costs import Costs
from creditctl.regimes.interest import Interest
from creditctl.regimes.unknown import (
    NoRate,
    NoticeMissing,
    NotTheLaw,
    RateNotAllowed,
    RateUnknown,
    ScheduleUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.app.law.asked import Request
    from creditctl.config.lawfiles import LoadedLaw
    from creditctl.findings import Finding
    from creditctl.regimes.claim import Claim
    from creditctl.regimes.debt import Debt
    from creditctl.regimes.law import Law
    from creditctl.regimes.model import Regime

_ADD = "look it up ({look}), and add it to rates.yaml as 'creditctl regimes --help' tells"


def told(
    request: Request, regime: Regime, debt: Debt, claim: Claim, loaded: LoadedLaw
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What is not known, as findings; and what to know about the figures, as sentences."""
    law = loaded.law
    unknown = list(_interest_unknown(claim, law))
    if isinstance(claim.compensation, RateUnknown):
        unknown.append(_rate_unknown(claim.compensation, law, "CL133"))
    return tuple(unknown), tuple(_notes(request, regime, debt, claim, loaded))


def _interest_unknown(claim: Claim, law: Law) -> Iterator[Finding]:
    match claim.interest:
        case RateUnknown():
            yield _rate_unknown(claim.interest, law, "CL130")
        case NotTheLaw(first_day, since):
            message = f"interest from {first_day} is older than these rules, which begin on {since}"
            yield warning("CL131", message, hint="name the rate of that time with --rate")
        case RateNotAllowed(agreed, bound, at_least):
            side = "at least" if at_least else "at most"
            message = f"a rate of {agreed}% is not allowed here: {side} {bound}%"
            yield warning("CL132", message, hint="leave --rate out for the statutory rate")
        case _:
            return


def _rate_unknown(found: RateUnknown, law: Law, code: str) -> Finding:
    """The finding for a day of which no table says the value."""
    title = law.rates[found.series].title
    if found.not_yet:
        message = f"{title}: not known from {found.day} on, only through {found.covered_through}"
        hint = _ADD.format(look=found.look)
        return warning(code, message, hint=f"{hint}; or take --as-of {found.covered_through}")
    message = f"{title}: no value is known for {found.day}"
    return warning(code, message, hint="name the rate with --rate, if you know it")


def _notes(
    request: Request, regime: Regime, debt: Debt, claim: Claim, loaded: LoadedLaw
) -> Iterator[str]:
    if request.as_of <= request.due:
        yield f"Not overdue on {request.as_of}: nothing is owed beside the principal."
    later = [r.day for r in (*debt.payments, *debt.credits) if r.day > request.as_of]
    if later:
        yield f"Payments and credits after {request.as_of} are not counted."
    if isinstance(claim.interest, NoRate):
        yield "The law gives no interest here; name an agreed rate with --rate."
    if isinstance(claim.interest, NoticeMissing):
        yield _waiting("Interest", claim.interest)
    yield from _about_sums(regime, claim)
    if isinstance(claim.interest, Interest) and request.rate is None and claim.interest.segments:
        segments = claim.interest.segments
        if regime.interest and regime.interest.series in loaded.own_series:
            yield f"With rates of your own, from {loaded.own}."
        yield from _doubts(regime, loaded.law, segments[0].first, segments[-1].last)


def _about_sums(regime: Regime, claim: Claim) -> Iterator[str]:
    """Notes on compensation and collection costs."""
    rules, found = regime.compensation, claim.compensation
    if rules is not None and found is not None and not isinstance(found, RateUnknown):
        if rules.converted:
            sum_ = f"{to_text(found.amount, found.currency)} {found.currency}"
            yield f"Compensation: {sum_}, to be converted {rules.converted}; not in the total."
        if rules.note:
            yield f"Compensation: {rules.note}."
    if isinstance(claim.costs, ScheduleUnknown):
        known = f"only from {claim.costs.first} to {claim.costs.last}"
        yield f"{claim.costs.schedule}: not known for {claim.costs.day}, {known}."
    if not isinstance(claim.costs, Costs) or regime.costs is None:
        return
    yield f"Collection costs: {regime.costs.binding}."
    if claim.costs_wait is not None:
        yield _waiting("Collection costs", claim.costs_wait)
    if claim.costs.at_maximum:
        yield "Collection costs: the maximum of the schedule."


def _waiting(what: str, missing: NoticeMissing) -> str:
    """That a part of the claim waits for a notice."""
    if missing.opens is not None:
        return (
            f"{what}: not before {missing.opens}, when the days of the {missing.notice} are over."
        )
    return f"{what}: not before the {missing.notice} was given (--notice) and its days are over."


def _doubts(regime: Regime, law: Law, first: date, last: date) -> Iterator[str]:
    """The values that stand behind the interest and that should be confirmed."""
    assert regime.interest is not None
    name = regime.interest.series
    if name is None:
        return
    end = first if regime.interest.mode == "fixed_at_start" else last
    values = law.rates[name].between(first, end)
    assert not isinstance(values, RateUnknown), "the interest was reckoned with them"
    for value in values:
        if value.basis == "recalled":
            yield f"The value from {value.first} ({value.value}%) is remembered: confirm it."
        elif value.confidence == "low":
            yield f"The value from {value.first} ({value.value}%) is uncertain: confirm it."
