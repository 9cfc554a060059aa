"""The debtor policy as it stands in its file, checked (DESIGN section 5).

Models are frozen and refuse unknown keys. Every key has its effect; what is not built yet is
not accepted. Durations are days, amounts are whole units of the debtor's own currency.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from creditctl.ledger.calendars import check_holidays
from creditctl.ledger.terms import parse_terms
from creditctl.policy.contradictions import slips
from creditctl.policy.values import (
    Amount,
    Country,
    Currency,
    Days,
    Identifier,
    Percent,
    RegimeName,
    Repeat,
    Repetition,
    Sequence,
    Span,
    parse_repeat,
)
from creditctl.policy.when import When, conditions_of, test_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.policy.conditions import AllOf


def problem(path: tuple[str | int, ...], message: str, hint: str = "") -> PydanticCustomError:
    """A mistake that only shows when parts are seen together, with the path of the part to mend.

    The loader reads `path` (relative to the model that raises) and `hint` from the context.
    """
    return PydanticCustomError(
        "policy", "{message}", {"message": message, "path": path, "hint": hint}
    )


def _terms_text(text: str) -> str:
    parse_terms(text)
    return text


def _holiday_code(code: str) -> str:
    if code != "none":
        check_holidays(code)
    return code


HolidayCode = Annotated[str, AfterValidator(_holiday_code)]
TermsText = Annotated[str, AfterValidator(_terms_text)]
Channel = Literal["email", "letter"]
UnmatchedMoney = Literal["hold", "net"]
_UNMATCHED = "Money received that belongs to no invoice: hold the debtor, or take it off."
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Part(BaseModel):
    """What all parts of the policy share: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


P = TypeVar("P", bound=Part)


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


class Step(Part):
    """One reminder step; a negative number of days makes it a courtesy step before the due date."""

    id: Identifier = Field(description="Name of the step in reports, journal and templates.")
    days: Span = Field(description="Days since the due date (see `from`); negative = before it.")
    count_from: Literal["due", "issued", "end of due month"] = Field(
        "due", alias="from", description="The date that `days` counts from."
    )
    after_previous: Days | None = Field(
        None,
        description="Least number of days since the previous step was handed over; "
        "without it, the distance between the two steps.",
    )
    channels: Annotated[tuple[Channel, ...], Sequence] = Field(
        ("email", "letter"),
        min_length=1,
        description="In order; the first that has an address is used.",
    )
    when: When = Field(
        (),
        description="Conditions, all of which must hold, such as 'item_open >= 1000'.",
    )
    minimum: Amount | None = Field(
        None,
        description="Least total for this step; below it the items fall back to the step before.",
    )
    minimum_share: Percent | None = Field(
        None,
        description="Least share of all that the debtor owes in this currency, such as 10%; below "
        "it the items fall back to the step before.",
    )
    pay_within: Days = Field(7, description="Days that the letter gives to pay.")
    template: Identifier | None = Field(None, description="Template, when not called as `id`.")
    review: bool = Field(
        False, description="The letter leaves only through a plan that a person approved."
    )
    interest: bool = Field(False, description="Claim interest by the rules of 'late_payment'.")
    compensation: bool = Field(False, description="Claim the fixed sum of each late invoice.")
    costs: bool = Field(False, description="Claim collection costs.")
    fee: bool = Field(False, description="Claim the reminder fee that the rules allow.")
    announces_costs: bool = Field(
        False,
        description="The letter tells the collection costs that follow when it is not heeded.",
    )
    action: Literal["remind", "hand-over"] = Field(
        "remind", description="hand-over: no letter; the item is listed for a person to hand over."
    )

    @property
    def courtesy(self) -> bool:
        """Whether the step lies before the due date."""
        return self.count_from == "due" and self.days <= 0

    @property
    def claims(self) -> bool:
        """Whether its letter claims or announces anything by law."""
        return self.interest or self.compensation or self.costs or self.fee or self.announces_costs

    @property
    def template_name(self) -> str:
        """The template's name: `template`, else the step's id."""
        return self.template or self.id

    @property
    def test(self) -> AllOf:
        """`when`, parsed."""
        return test_of(self.when)


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
    day_count: Literal["act/365", "act/act", "30/360"] | None = Field(
        None, description="Other days of a year than the rules have."
    )
    rounding: Literal["once", "daily"] | None = Field(
        None, description="daily: the interest of one day is rounded before it is multiplied."
    )
    vat_on_costs: Percent | None = Field(
        None, description="VAT on collection costs, for a creditor who can't deduct it: 21%."
    )


class Pause(Part):
    """Days on which no letters are written, such as the weeks of a move or of a strike."""

    start: date | None = Field(
        None, alias="from", description="First day of the pause; without it, from now on."
    )
    until: date = Field(description="Last day of the pause.")
    reason: str = Field(min_length=1, description="Why.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.start > self.until:
            raise problem(
                ("until",), f"the pause ends before it begins ({self.start})", "set a later day"
            )
        return self


class ThankYou(Part):
    """A letter of thanks to debtors who paid after a reminder and owe nothing overdue."""

    channels: Annotated[tuple[Channel, ...], Sequence] = Field(
        ("email",),
        min_length=1,
        description="In order; the first that has an address is used.",
    )
    within: Days = Field(
        7, description="Days after the payment within which thanks are said; later is never."
    )
    template: Identifier = Field("thank-you", description="Template of the letter.")


class Reminders(Part):
    """When reminders go out."""

    minimum: Amount = Field(
        0,
        validate_default=True,
        description="No letter below this total per debtor and currency, credits taken off.",
    )
    grace: Days = Field(
        0, description="Days added before a step is due; letters still count from the due date."
    )
    between_notices: Days = Field(
        7, description="Least number of days between two letters to a debtor in one currency."
    )
    group: Literal["debtor", "level", "invoice"] = Field(
        "debtor", description="One letter a debtor, a debtor and step, or an invoice."
    )
    review: bool = Field(
        False, description="Every letter leaves only through a plan that a person approved."
    )
    pause: Pause | None = Field(None, description="No letters for some time.")
    thank_you: Literal["off"] | ThankYou = Field(
        "off", description="Thank those who paid after a reminder."
    )
    last_step: Identifier | None = Field(
        None, description="The highest step that is issued; without it, all are."
    )
    repeat: Repeat = Field(
        "never",
        description="Whether the last letter comes again: never, or 'every 14 days, at most 3'.",
    )
    steps: Annotated[tuple[Step, ...], Sequence] = Field((), description="The steps, in order.")

    @property
    def repetition(self) -> Repetition | None:
        """`repeat`, parsed."""
        return parse_repeat(self.repeat)

    @property
    def count(self) -> int:
        """How many of the steps are used: all up to `last_step`."""
        names = [step.id for step in self.steps]
        return names.index(self.last_step) + 1 if self.last_step in names else len(names)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        seen: dict[str, int] = {}
        for index, step in enumerate(self.steps):
            if step.id in seen:
                raise problem(
                    ("steps", index, "id"),
                    f"two steps are called '{step.id}'",
                    "give each step an id of its own",
                )
            seen[step.id] = index
            before = self.steps[index - 1] if index else None
            if before and before.count_from == step.count_from and step.days <= before.days:
                raise problem(
                    ("steps", index, "days"),
                    f"steps[{index}].days: {step.days} is not later than steps[{index - 1}] "
                    f"({before.days})",
                    f"steps must come in increasing order; set it above {before.days}",
                )
            if before and step.courtesy and not before.courtesy:
                raise problem(
                    ("steps", index, "days"),
                    f"'{step.id}' lies before the due date but stands after '{before.id}'",
                    "courtesy steps come first",
                )
        return self


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


def changed(base: P, change: Part | None) -> P:
    """`base` with the keys that `change` sets in the file."""
    if change is None:
        return base
    update: dict[str, Any] = {name: getattr(change, name) for name in change.model_fields_set}
    return base.model_copy(update=update)
