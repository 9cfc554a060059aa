"""What the policy says about promises, disputes, arrangements, payments and the worklist."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from creditctl.policy.part import Part, problem
from creditctl.policy.reminders import Channel
from creditctl.policy.values import Amount, Days, Identifier, Percent, Sequence


class Promises(Part):
    """Promises to pay: how far they reach, and when they count as broken."""

    grace: Days = Field(
        1, description="Days after the promised day on which letters still wait for the money."
    )
    tolerance: Days = Field(
        0, description="Days after the promised day within which a promise still counts as kept."
    )
    within: Days = Field(30, description="Furthest day of a promise, counted from when it is made.")
    at_most: int = Field(
        2, ge=1, description="Promises about one invoice; broken ones count, cancelled ones don't."
    )


class DisputeReason(Part):
    """A reason for non-payment that people can choose."""

    id: Identifier = Field(description="Code of the reason, such as price.")
    label: str = Field(min_length=1, description="The reason in words, as reports print it.")
    blocks: bool = Field(
        True, description="Whether the disputed amount is left out of reminders until it is solved."
    )
    resolve_within: Days = Field(14, description="Days within which it should be solved.")
    owner: str = Field("", description="The colleague or department that solves it.")


def _reason(code: str, label: str, days: int = 14, *, blocks: bool = True) -> DisputeReason:
    return DisputeReason(id=code, label=label, blocks=blocks, resolve_within=days)


REASONS: Final = (
    _reason("not-received", "Invoice not received", 3, blocks=False),
    _reason("price", "Price differs from what was agreed"),
    _reason("quantity", "Quantity differs from what was ordered"),
    _reason("quality", "Goods or work are faulty"),
    _reason("not-delivered", "Not delivered, or not in full"),
    _reason("order-number", "Order number or another detail is missing", 7),
    _reason("already-paid", "Says that it is paid already", 5),
    _reason("cannot-pay", "Cannot pay at the moment", 7, blocks=False),
    _reason("other", "Another reason"),
)
"""Reasons of a policy that names none."""


class Disputes(Part):
    """Complaints and other reasons for non-payment."""

    reasons: Annotated[tuple[DisputeReason, ...], Sequence] = Field(
        REASONS, min_length=1, description="The reasons that people can choose."
    )

    @model_validator(mode="after")
    def _unique(self) -> Self:
        seen: set[str] = set()
        for index, reason in enumerate(self.reasons):
            if reason.id in seen:
                path = ("reasons", index, "id")
                message = f"'{reason.id}' stands twice"
                raise problem(path, message, "give each an id of its own")
            seen.add(reason.id)
        return self

    def reason(self, code: str) -> DisputeReason | None:
        """The reason of that code, None when the policy has none."""
        return next((reason for reason in self.reasons if reason.id == code), None)


class Arrangements(Part):
    """Payment arrangements: reminders of instalments, and when one is in default."""

    default_after: Days = Field(
        7, description="Days after an unpaid instalment from which the arrangement is in default."
    )
    remind_before: Days | None = Field(
        3, description="Days before an instalment when a friendly note leaves; null = never."
    )
    channels: Annotated[tuple[Channel, ...], Sequence] = Field(
        ("email", "letter"),
        min_length=1,
        description="In order; the first that has an address is used.",
    )
    template: Identifier = Field("instalment", description="Template of that note.")


class PaymentsPart(Part):
    """Payments at the bank, matched with invoices."""

    tolerance: Amount = Field(
        0,
        validate_default=True,
        description="A payment that falls short by at most this still pays its invoice; the rest "
        "is told and stays open.",
    )
    tolerance_share: Percent | None = Field(
        None, description="The same as a share of the invoice, such as 1%; the smaller one counts."
    )


class WorklistPart(Part):
    """What is put before people each day."""

    at_most: int = Field(20, ge=1, description="Tasks a day for each owner; the rest is counted.")
    call_after: Days = Field(
        10, description="Days overdue from which a debtor may be called on the telephone."
    )
    quiet_days: Days = Field(
        3, description="Days after a letter or a call during which nobody is called again."
    )
