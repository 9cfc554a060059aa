"""The policy in plain words for a customer: one page that can be sent to anybody.

It tells nothing that is not for customers (limits, segments, exceptions, safety stops, minimum
amounts, names), and it promises nothing that another part of the policy does not keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.policies.colleague import SCHEMA
from creditctl.app.policies.telling import moment
from creditctl.app.policies.wording import Wording
from creditctl.insight.pages import Page, Section
from creditctl.policy.casework import REASONS
from creditctl.policy.part import changed
from creditctl.policy.reminders import Reminders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.policies.phrases import Phrases
    from creditctl.config.workspacefile import CompanyPart
    from creditctl.policy.model import Policy, PolicyException, Segment, WorkingDays
    from creditctl.policy.reminders import Step

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def customers_page(policy: Policy, phrases: Phrases, company: CompanyPart | None) -> Page:
    """Tell a policy to customers.

    Args:
        policy: the policy.
        phrases: the language.
        company: who sends the page, and how to reach them; None = nobody is named.
    """
    wording = Wording(phrases)
    say = phrases.say
    title = say("customers", "title")
    if company is not None:
        title = say("customers", "title_of", company=company.name)
    reach = tuple(_reach(phrases, company)) if company else ()
    reach_text = say("customers", "reach_text")
    nowhere = () if reach else (say("customers", "reach_nowhere"),)
    terms = say("customers", "terms_text", terms=wording.terms(policy.terms.default))
    steps = (*_steps(policy, wording), say("customers", "crossed"))
    return Page(
        schema=SCHEMA,
        title=title,
        language=phrases.code,
        intro=(say("customers", "intro"),),
        sections=(
            Section(say("customers", "terms"), (terms,)),
            Section(say("customers", "steps"), (say("customers", "steps_text"),), steps),
            Section(say("customers", "reach"), (reach_text, *nowhere), reach),
            Section(say("customers", "dispute"), (_disputes(policy, phrases),)),
            Section(say("customers", "never"), items=tuple(_never(policy, wording))),
        ),
        facts={"for_customers": True, "policy": None, "file": None},
    )


def _steps(policy: Policy, wording: Wording) -> Iterator[str]:
    """What happens when; the first and the last reminder are called so."""
    reminders = policy.reminders
    used = reminders.steps[: reminders.count]
    letters = [step for step in used if step.action == "remind" and not step.courtesy]
    for step in used:
        yield _capital(_step(step, letters, reminders, wording))


def _step(step: Step, letters: list[Step], reminders: Reminders, wording: Wording) -> str:
    phrases = wording.phrases
    when = moment(wording, step, reminders.grace)
    if step.action == "hand-over":
        return phrases.say("customers", "hand-over", moment=when)
    channels = wording.either(step.channels)
    if step.courtesy:
        return phrases.say("customers", "courtesy", moment=_capital(when), channels=channels)
    text = phrases.say("customers", _place(step, letters), moment=when, channels=channels)
    asks = phrases.form(("customers", "pay_within"), step.pay_within) or ""
    texts = [text, asks.format(value=wording.days(step.pay_within))]
    if step.announces_costs:
        texts.append(phrases.say("customers", "announces"))
    if step.interest or step.compensation or step.costs or step.fee != "none":
        texts.append(phrases.say("customers", "claims"))
    if step is letters[-1] and reminders.repetition is not None:
        again = wording.repetition(reminders.repeat)
        texts.append(phrases.say("customers", "repeat", value=again))
    return " ".join(texts)


def _place(step: Step, letters: list[Step]) -> str:
    """Whether a reminder is the only one, the first, the last, or one between."""
    if len(letters) == 1:
        return "only"
    if step is letters[0]:
        return "first"
    return "last" if step is letters[-1] else "next"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reach(phrases: Phrases, company: CompanyPart) -> Iterator[str]:
    found = {
        "email": company.email,
        "phone": company.phone,
        "website": company.website,
        "post": ", ".join((company.name, *company.address)) if company.address else None,
    }
    for name, value in found.items():
        if value:
            yield phrases.say("customers", name, value=value)


def _disputes(policy: Policy, phrases: Phrases) -> str:
    """What to do about an invoice that is wrong, and what follows."""
    names = ("dispute_text", *(("dispute_stop",) if _stop(policy) else ()), "dispute_rest")
    return " ".join(phrases.say("customers", name) for name in names)


def _stop(policy: Policy) -> bool:
    """Whether letters stop for whatever a customer objects to.

    Of the usual reasons those that stop nothing are no objections; of others nobody knows.
    """
    return all(reason.blocks or reason in REASONS for reason in policy.disputes.reasons)


def _never(policy: Policy, wording: Wording) -> Iterator[str]:
    """Promises, each kept by every rule that may be in force for any debtor."""
    say = wording.phrases.say
    yield say("customers", "never_paid")
    if _stop(policy):
        yield say("customers", "never_disputed")
    for always in ("never_more", "never_skip"):
        yield say("customers", always)
    rules = [*_all_reminders(policy)]
    gap = min(one.between_notices for one in rules)
    if gap > 1 and all(one.group == "debtor" for one in rules) and policy.areas == "together":
        yield say("customers", "never_sooner", days=wording.days(gap))
    days = [*_all_working_days(policy)]
    sent = {day for one in days for day in one.send}
    rest = [wording.word(day) for day in _WEEK if day not in sent]
    if rest:
        yield say("customers", "never_days", days=wording.listed(rest, joint="or"))
    if all(one.holidays != "none" for one in days):
        yield say("customers", "never_holidays")


def _all_reminders(policy: Policy) -> Iterator[Reminders]:
    """The policy's reminder rules, and all that may take their place."""
    yield policy.reminders
    parts: tuple[Segment | PolicyException, ...] = (*policy.segments, *policy.exceptions)
    for part in parts:
        if isinstance(part.reminders, Reminders):
            yield changed(policy.reminders, part.reminders)


def _all_working_days(policy: Policy) -> Iterator[WorkingDays]:
    """The policy's sending days, and all that may take their place."""
    yield policy.working_days
    for part in (*policy.segments, *policy.exceptions):
        yield changed(policy.working_days, part.working_days)
