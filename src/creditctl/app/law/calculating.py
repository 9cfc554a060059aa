"""The calculator: what may be claimed for one late debt, and what is not known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.app.law import asked as words
from creditctl.app.law.telling import told
from creditctl.ledger.calendars import Calendar
from creditctl.regimes.claim import Asked, Claim, claim
from creditctl.regimes.terms import notice_period

if TYPE_CHECKING:
    from creditctl.app.law.asked import Request
    from creditctl.config.lawfiles import LoadedLaw
    from creditctl.findings import Finding
    from creditctl.regimes.debt import Debt
    from creditctl.regimes.model import InterestRules, Regime
    from creditctl.regimes.terms import NoticePeriod, Way


@dataclass(frozen=True, slots=True)
class Calculated:
    """An answer of the calculator.

    Attributes:
        request: the question.
        regime: the rules; rules: how interest was reckoned.
        currency: of the debt.
        debt: what was owed.
        claim: what may be claimed.
        findings: what is not known, and what to look at in the tables.
        notes: what to know about the figures.
    """

    request: Request
    regime: Regime
    rules: InterestRules | None
    currency: str
    debt: Debt
    claim: Claim
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def calculate(loaded: LoadedLaw, request: Request) -> Calculated:
    """Answer a question about one late debt.

    Raises:
        UsageRefused: the question makes no sense for the regime (CL120 to CL128).
    """
    law = loaded.law
    regime = words.regime_called(request.regime, law.regimes)
    currency = words.currency_of(request, regime)
    debt = words.debt_of(request, currency)
    rules = words.rules_of(request, regime)
    vat = None if request.vat is None else words.percent("CL128", "--vat", request.vat)
    if (request.costs or vat is not None) and regime.costs is None:
        message = f"the regime {request.regime} has no schedule of collection costs"
        words.refuse("CL128", message, "leave --costs and --vat out")
    period = _notice(request, regime)
    about = Asked(
        request.as_of,
        currency,
        costs=request.costs,
        vat=vat,
        noticed=request.notice,
        opens=None if period is None else period.opens,
    )
    chosen = regime.model_copy(update={"interest": rules})
    made = claim(chosen, law.schedule_of(regime), debt, law.rates, about)
    assert isinstance(made, Claim), "the currency was settled above"
    unknown, notes = told(request, chosen, debt, made, loaded)
    findings = (*loaded.findings, *unknown)
    return Calculated(request, regime, rules, currency, debt, made, findings, notes)


def _notice(request: Request, regime: Regime) -> NoticePeriod | None:
    """The period of the notice that was given, None when none was.

    Raises:
        UsageRefused: the regime demands no notice, or counts it from another day (CL127).
    """
    rules = regime.notice
    if request.notice is None:
        if request.way is not None:
            words.refuse("CL127", "--notice-by without --notice", "add the day of the notice")
        return None
    if rules is None:
        message = f"the regime {request.regime} demands no notice first"
        words.refuse("CL127", message, "leave --notice out")
    if request.notice <= request.due:
        message = f"the {rules.name} of {request.notice} came before the debt was late"
        words.refuse("CL127", message, "it counts from the day after the due date only")
    ways: dict[Way, int | None] = {
        "receipt": rules.after_receipt,
        "post": rules.after_post,
        "email": rules.after_email,
    }
    known = [way for way, days in ways.items() if days is not None]
    way = request.way or known[0]
    period = notice_period(rules, request.notice, way, Calendar(holidays=regime.country or ""))
    if period is None:
        hint = f"take one of: {', '.join(known)}"
        words.refuse("CL127", f"the {rules.name} does not count from its {way}", hint)
    return period
