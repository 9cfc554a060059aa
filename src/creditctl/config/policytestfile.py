"""The keys of a policy's tests file: example debtors, and what must be decided about them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from creditctl.config.workspacevalues import mistake
from creditctl.policy.channels import Channel
from creditctl.policy.model import TermsText
from creditctl.policy.part import Part
from creditctl.policy.reasons import REASONS, Reason
from creditctl.policy.values import (
    Amount,
    Country,
    Currency,
    Days,
    Identifier,
    Language,
    Sequence,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    ReasonName = str
else:
    # An example debtor has promised nothing.
    ReasonName = Literal[tuple(str(r) for r in REASONS if r is not Reason.BROKEN_PROMISE)]

_LARGEST: Final = Decimal(10**12)

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _holdable(amount: Decimal) -> Decimal:
    if amount > _LARGEST:
        raise ValueError(f"an amount of at most {_LARGEST} is wanted; {amount} stands here")
    return amount


Sum = Annotated[Amount, AfterValidator(_holdable)]
"""An amount that the ledger can hold, whatever the currency."""
Name = Annotated[str, Field(min_length=1)]


class ExampleDebtor(Part):
    """The debtor of a test. Without any key it is somebody who has an e-mail and a postal address.

    What is left out is not known, as in a file of debtors without that column.
    """

    id: Name = Field("example", description="The debtor's id, where a rule or exception names it.")
    kind: Literal["business", "consumer", "public"] | None = Field(
        None, description="business, consumer or public."
    )
    country: Country | None = Field(None, description="The debtor's country, such as NL.")
    language: Language | None = Field(None, description="The debtor's language, such as nl.")
    group: str = Field("", description="The group that the debtor belongs to.")
    owner: str = Field("", description="The colleague who looks after the debtor.")
    rating: str = Field("", description="The rating in the file of debtors.")
    tags: Annotated[tuple[Name, ...], Sequence] = Field((), description="Tags: [vulnerable].")
    since: Day | None = Field(None, description="Day since which the debtor is a customer.")
    segment: str = Field("", description="The segment that the file of debtors names.")
    terms: TermsText | None = Field(None, description="Payment terms of the debtor's own.")
    limit: Sum | None = Field(None, description="Credit limit of the debtor's own.")
    addresses: Annotated[tuple[Channel, ...], Sequence] = Field(
        ("email", "letter"),
        description="Which addresses the books have: email, letter, sms; [] for none.",
    )
    channels: Annotated[tuple[Channel, ...], Sequence] = Field(
        (), description="The channels that the debtor prefers, in order."
    )
    reminders: Literal["off"] | None = Field(
        None, description="off: the file of debtors says, no reminders."
    )


class ExampleItem(Part):
    """One open item of the debtor."""

    number: Name | None = Field(
        None, description="Its number, in quotes; without it 1, 2, ... by its place in the list."
    )
    type: Literal["invoice", "credit note", "payment"] = Field(
        "invoice", description="What it is; a payment is money that belongs to no invoice."
    )
    days: Span | None = Field(
        None, description="Days overdue on the day of the test; -5 = due in five days."
    )
    due: Day | None = Field(None, description="The due date, instead of `days`.")
    issued: Day | None = Field(
        None, description="The invoice date; without a due date, the payment terms give it."
    )
    open: Sum = Field(description="What is left to pay, or of a credit what is left to use.")
    gross: Sum | None = Field(None, description="Its original amount; as `open` without it.")
    currency: Currency | None = Field(
        None, description="Its currency; without it the policy's, or EUR."
    )
    area: str = Field("", description="The area that it belongs to.")
    disputed: bool = Field(False, description="The books mark it as disputed.")

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.days is not None and self.due is not None:
            message = "an item has 'days' or 'due', not both"
            raise mistake("CC221", message, "delete one of the two", ("due",))
        if self.type == "invoice" and self.days is None and self.due is None and not self.issued:
            message = "nothing says when this invoice is due"
            raise mistake("CC221", message, "add 'days: 10' for ten days overdue, or 'due:'")
        if not self.open:
            message = "an item of 0 is not open"
            raise mistake("CC221", message, "write an amount above 0", ("open",))
        return self


class ExampleStep(Part):
    """A step that was handed over before the day of the test."""

    item: Name | None = Field(None, description="Number of the item; not needed for a lone one.")
    step: Identifier = Field(description="The step's id.")
    days_ago: Days = Field(description="How many days before the day of the test.")
    repeat: int = Field(0, ge=0, description="0 = its first issue, 1 = its first repeat, ...")


class ExpectedLetter(Part):
    """What the letter must say that has the item on it."""

    items: int | None = Field(None, ge=1, description="How many items it asks for.")
    total: Sum | None = Field(
        None, description="What it asks for: credits taken off, claims by law added."
    )
    interest: Sum | None = Field(None, description="Interest that it claims by law.")
    compensation: Sum | None = Field(None, description="Fixed sums that it claims by law.")
    costs: Sum | None = Field(None, description="Collection costs that it claims.")
    announced: Sum | None = Field(None, description="Collection costs that it says will follow.")
    pay_by: Day | None = Field(None, description="The day by which it asks to pay.")
    template: Identifier | None = Field(None, description="The template that it is made from.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise mistake("CC223", "nothing is expected of the letter", "add 'items' or 'total'")
        return self

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The amounts that are expected, by their keys."""
        keys = ("total", "interest", "compensation", "costs", "announced")
        return {key: sum_ for key in keys if (sum_ := getattr(self, key)) is not None}


class Expectation(Part):
    """What must be decided about one item. What is left out may be anything."""

    item: Name | None = Field(None, description="Number of the item; not needed for a lone one.")
    decision: Literal["act", "hold", "refer"] = Field(
        description="act: a letter leaves; hold: not now; refer: a person must decide."
    )
    reason: ReasonName | None = Field(None, description="Why, such as below-minimum.")
    step: Identifier | None = Field(None, description="The step that is issued, or comes next.")
    next: Day | None = Field(None, description="The first day on which something will happen.")
    segment: str | None = Field(None, description='The segment that the debtor is in; "" for none.')
    channel: Channel | None = Field(None, description="How the letter goes: email or letter.")
    letter: ExpectedLetter | None = Field(None, description="What the letter must say.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.decision == "act" and self.reason not in (None, Reason.STEP_DUE):
            message = f"'{self.reason}' is no reason to act"
            raise mistake("CC223", message, "write 'decision: hold' or 'refer'", ("reason",))
        if self.decision != "act" and self.reason == Reason.STEP_DUE:
            message = f"'{self.reason}' is a reason to act"
            raise mistake("CC223", message, "write 'decision: act'", ("reason",))
        if self.decision == "act" or self.reason == Reason.REVIEW:
            return self
        for key in ("channel", "letter"):
            if getattr(self, key) is not None:
                message = f"there is no letter when the decision is '{self.decision}'"
                raise mistake("CC223", message, f"delete '{key}', or write 'act'", (key,))
        return self


class PolicyTest(Part):
    """One test: a debtor, open items, what was sent before, and what must be decided."""

    name: Name = Field(description="What is tested, in a sentence.")
    as_of: Day | None = Field(None, description="The day of this test; else that of the file.")
    debtor: ExampleDebtor = ExampleDebtor()
    items: Annotated[tuple[ExampleItem, ...], Sequence] = Field(
        min_length=1, description="The open items of the debtor."
    )
    history: Annotated[tuple[ExampleStep, ...], Sequence] = Field(
        (), description="Steps that were handed over before."
    )
    paid: Annotated[tuple[Span, ...], Sequence] = Field(
        (), description="Days late of each invoice that was paid so far; -2 = two days early."
    )
    expect: Annotated[tuple[Expectation, ...], Sequence] = Field(
        min_length=1, description="What must be decided."
    )

    @property
    def numbers(self) -> tuple[str, ...]:
        """The items' numbers, in the order of the list."""
        return tuple(item.number or str(i) for i, item in enumerate(self.items, 1))

    def number_of(self, part: ExampleStep | Expectation) -> str:
        """The item that a step or an expectation is about."""
        return part.item or self.numbers[0]

    @model_validator(mode="after")
    def _names_items(self) -> Self:
        for index, number in _second(self.numbers):
            hint = "give each item a number of its own"
            raise mistake("CC222", f"two items are called '{number}'", hint, ("items", index))
        for index, done in enumerate(self.history):
            self._known(done, ("history", index))
        for index, expected in enumerate(self.expect):
            self._known(expected, ("expect", index))
        for index, number in _second(self.number_of(one) for one in self.expect):
            hint = "put all that is expected of one item together"
            message = f"item '{number}' is expected twice"
            raise mistake("CC222", message, hint, ("expect", index))
        return self

    def _known(self, part: ExampleStep | Expectation, path: tuple[str | int, ...]) -> None:
        numbers = ", ".join(self.numbers)
        if part.item is None and len(self.items) > 1:
            message = "nothing says which item is meant"
            raise mistake("CC220", message, f"add 'item:' with one of {numbers}", path)
        name = part.item
        if name and name not in self.numbers and name.rpartition("/")[0] not in self.numbers:
            message = f"the test has no item '{name}'"
            raise mistake("CC220", message, f"items: {numbers}", (*path, "item"))


class PolicyTests(Part):
    """Tests of a policy: example debtors, and what must be decided about them."""

    version: Literal[1] = Field(description="Version of this file's format.")
    as_of: Day = Field(description="The day that it is in these tests.")
    tests: Annotated[tuple[PolicyTest, ...], Sequence] = Field(
        min_length=1, description="The tests."
    )

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for index, name in _second(test.name for test in self.tests):
            hint = "give each test a name of its own"
            message = f"two tests are called '{name}'"
            raise mistake("CC222", message, hint, ("tests", index, "name"))
        return self


def _second(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where a name stands that stood before."""
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        if seen[name]:
            yield index, name
        seen[name] += 1
