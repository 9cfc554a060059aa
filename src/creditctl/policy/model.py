"""The debtor policy as it stands in its file, checked (DESIGN section 5).

Models are frozen and refuse unknown keys. Every key has its effect; what is not built yet is
not accepted. Durations are days, amounts are whole units of the debtor's own currency.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from creditctl.ledger.calendars import check_holidays
from creditctl.ledger.terms import parse_terms
from creditctl.policy.casework import (
    Arrangements,
    Disputes,
    PaymentsPart,
    Promises,
    WorklistPart,
)
from creditctl.policy.contradictions import slips
from creditctl.policy.part import Part, problem
from creditctl.policy.reminders import Reminders
from creditctl.policy.values import (
    Amount,
    Country,
    Currency,
    Days,
    Identifier,
    Percent,
    RegimeName,
    Sequence,
)
from creditctl.policy.when import When, conditions_of, test_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.policy.conditions import AllOf


def _terms_text(text: str) -> str:
    parse_terms(text)
    return text


def _holiday_code(code: str) -> str:
    if code != "none":
        check_holidays(code)
    return code


HolidayCode = Annotated[str, AfterValidator(_holiday_code)]
TermsText = Annotated[str, AfterValidator(_terms_text)]
UnmatchedMoney = Literal["hold", "net"]
_UNMATCHED = "Money received that belongs to no invoice: hold the debtor, or take it off."
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class TermsPart(Part):
    """Payment terms, for invoices whose file states no due date."""

    default: TermsText = Field(
        "net 30", description="Terms of debtors that have none of their own, such as 'net 30'."
    )


class WorkingDays(Part):
    """Days on which letters may leave and due dates may fall."""

    send: Annotated[tuple[Weekday, ...], Sequence] = Field(
        ("mon", "tue", "wed", "thu", "fri"), min_length=1, description="Days when letters leave."
    )
    holidays: HolidayCode = Field(
        "none",
        description="Whose public holidays are kept free: a country (NL), a part of one (DE-BY), "
        "TARGET, or none.",
    )
    shift: Literal["none", "following", "preceding", "modified_following"] = Field(
        "following",
        description="Where a computed due date or pay-by date goes that is no working day.",
    )


class Safety(Part):
    """Limits that stop a run (exit 8) or hold a debtor, so that bad data writes no letters."""

    data_older_than: Days = Field(
        3, description="Stop when a file was exported longer ago than this."
    )
    max_notices_per_run: int = Field(500, ge=1, description="Stop above this number of letters.")
    max_total_per_run: Amount | None = Field(
        None, description="Stop when a run would demand more than this in any one currency."
    )
    max_jump: Percent | None = Field(
        "50%",
        validate_default=True,
        description="Stop when the number or the sum of the open items of a currency changed by "
        "more than this since the last run; looked at from 50 open items on. null = never.",
    )
    unmatched_money: UnmatchedMoney = Field("hold", description=_UNMATCHED)


class OwnSafety(Part):
    """What a segment or an exception may set of the safety rules; the others are for the run."""

    unmatched_money: UnmatchedMoney = Field("hold", description=_UNMATCHED)


class LatePayment(Part):
    """Which late-payment law applies to whom, and what the contract says otherwise.

    A debtor whose kind the books don't state counts as a consumer: a claim that is missing can
    be added later, and an unlawful one harms.
    """

    business: RegimeName = Field(
        "none", description="Rules for businesses: a regime such as nl_b2b, by-country, or none."
    )
    consumer: RegimeName = Field("none", description="Rules for consumers, such as nl_b2c.")
    public: RegimeName = Field("none", description="Rules for public bodies, such as nl_b2b.")
    rate: Percent | None = Field(
        None, description="Interest a year that the contract sets in place of the law's: 8%."
    )
    mode: Literal["per_half_year", "fixed_at_start"] | None = Field(
        None,
        description="Another reading of rates that move by the half-year: each its own, or "
        "that of the first day.",
    )
    day_count: Literal["act/365", "act/act", "30/360"] | None = Field(
        None, description="Other days of a year than the rules have."
    )
    rounding: Literal["once", "daily"] | None = Field(
        None, description="daily: the interest of one day is rounded before it is multiplied."
    )
    vat_on_costs: Percent | None = Field(
        None, description="VAT on collection costs, for a creditor who can't deduct it: 21%."
    )


class StopWhen(Part):
    """When a debtor should get nothing more on credit."""

    used: Percent | None = Field(None, description="Percentage of the limit in use.")
    oldest_overdue: Days | None = Field(None, description="Days overdue of the oldest invoice.")


class Credit(Part):
    """Credit limits, in whole units of the policy's currency."""

    limit: Amount | None = Field(None, description="Limit of debtors that have none of their own.")
    warn_at: Percent = Field(
        "80%",
        validate_default=True,
        description="Percentage of the limit from which the debtor is on watch.",
    )
    stop_when: StopWhen = Field(StopWhen(), description="When to stop delivering on credit.")


class Changes(Part):
    """Parts of the policy that a segment or an exception may set, key by key."""

    terms: TermsPart | None = Field(None, description="Other payment terms.")
    working_days: WorkingDays | None = Field(None, description="Other sending days.")
    late_payment: LatePayment | None = Field(None, description="Other rules for late payment.")
    safety: OwnSafety | None = Field(None, description="Another rule for unmatched money.")
    credit: Credit | None = Field(None, description="Other credit limits.")


class Segment(Changes):
    """A group of debtors treated alike. The first segment whose conditions all hold is taken."""

    id: Identifier = Field(description="Name of the segment in reports.")
    when: When = Field(
        (),
        description="Conditions on the debtor, such as 'open_total >= 50000'.",
    )
    reminders: Reminders | None = Field(None, description="Other reminder rules.")

    @model_validator(mode="after")
    def _of_debtors(self) -> Self:
        for condition in conditions_of(self.when):
            if condition.per_item:
                message = f"'{condition.text}' tests one item; a segment can only test the debtor"
                raise problem(("when",), message, "test the debtor, such as 'open_total >= 1000'")
        return self

    @property
    def test(self) -> AllOf:
        """`when`, parsed."""
        return test_of(self.when)


class PolicyException(Changes):
    """One debtor or invoice that is treated otherwise, for a reason and until a day."""

    debtor: str | None = Field(None, description="The debtor's id.")
    invoice: str | None = Field(None, description="The invoice number.")
    reminders: Literal["off"] | Reminders | None = Field(
        None, description="'off', or other reminder rules."
    )
    reason: str = Field(min_length=1, description="Why.")
    until: date = Field(description="Last day on which the exception holds.")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.debtor is None) == (self.invoice is None):
            raise problem(
                (), "an exception names a debtor or an invoice", "write 'debtor:' or 'invoice:'"
            )
        changes = (
            self.reminders,
            self.terms,
            self.credit,
            self.working_days,
            self.safety,
            self.late_payment,
        )
        if self.invoice is not None and (self.reminders != "off" or any(changes[1:])):
            raise problem(
                ("invoice",), "an invoice can only have 'reminders: off'", "name the debtor instead"
            )
        if all(change is None for change in changes):
            raise problem((), "the exception changes nothing", "write 'reminders: off'")
        return self


class Policy(Part):
    """A debtor policy: payment terms, credit limits, reminder steps, segments, exceptions."""

    version: Literal[1] = Field(description="Version of this file's format.")
    name: str = Field(min_length=1, description="Name of the policy, as reports print it.")
    description: str = Field("", description="What the policy is for.")
    extends: str | None = Field(
        None, description="A shipped policy or a file next to this one, whose values are the base."
    )
    areas: Literal["together", "separate"] = Field(
        "together",
        description="separate: invoices of different areas never share a letter, and each area "
        "has totals, credits and reminders of its own.",
    )
    currency: Currency | None = Field(
        None, description="Currency of the credit limits, such as EUR."
    )
    country: Country | None = Field(None, description="Home country, such as NL.")
    terms: TermsPart = TermsPart()
    working_days: WorkingDays = WorkingDays()
    safety: Safety = Safety()
    reminders: Reminders = Field(description="When reminders go out.")
    late_payment: LatePayment = LatePayment()
    credit: Credit = Credit()
    promises: Promises = Promises()
    disputes: Disputes = Disputes()
    arrangements: Arrangements = Arrangements()
    payments: PaymentsPart = PaymentsPart()
    worklist: WorklistPart = WorklistPart()
    segments: Annotated[tuple[Segment, ...], Sequence] = Field(
        (), description="Groups of debtors with rules of their own; the first that fits counts."
    )
    exceptions: Annotated[tuple[PolicyException, ...], Sequence] = Field(
        (), description="Debtors or invoices treated otherwise, each with reason and end."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.reminders.steps:
            raise problem(
                ("reminders",), "the policy has no reminder steps", "add one under 'steps:'"
            )
        _unique(("segments",), (s.id for s in self.segments))
        for path, message, hint in slips(self):
            raise problem(path, message, hint)
        limits = [self.credit.limit, *(s.credit.limit for s in self.segments if s.credit)]
        if any(limits) and self.currency is None:
            raise problem(
                ("credit",), "a credit limit needs a currency", "add 'currency: EUR' at the top"
            )
        return self


def _unique(path: tuple[str, ...], ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            raise problem(
                (*path, index, "id"), f"'{name}' stands twice", "give each an id of its own"
            )
        seen.add(name)
