"""The reminders of a policy as they stand in its file: steps, pauses, thanks, repeats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from creditctl.policy.channels import Channel
from creditctl.policy.notices import Tone
from creditctl.policy.part import Part, problem
from creditctl.policy.values import (
    Amount,
    Days,
    Identifier,
    Percent,
    Repeat,
    Repetition,
    Sequence,
    Span,
    parse_repeat,
)
from creditctl.policy.when import When, test_of

if TYPE_CHECKING:
    from creditctl.policy.conditions import AllOf


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
    fee: Literal["none", "reminder", "collection-demand"] = Field(
        "none",
        description="Claim the fee that the rules allow for such a letter.",
    )
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
        claims = (self.interest, self.compensation, self.costs, self.announces_costs)
        return any(claims) or self.fee != "none"

    @property
    def template_name(self) -> str:
        """The template's name: `template`, else the step's id."""
        return self.template or self.id

    @property
    def test(self) -> AllOf:
        """`when`, parsed."""
        return test_of(self.when)


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
    tone: Tone = Field(
        "neutral",
        description="How letters speak where a template has such a variant: friendly, neutral or "
        "firm.",
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
