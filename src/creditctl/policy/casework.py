"""What the policy says about promises, disputes, arrangements, payments and the worklist."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from creditctl.policy.channels import Channel
from creditctl.policy.part import Part, problem
from creditctl.policy.values import Amount, Days, Identifier, Percent, Sequence

ExchangeCode = Annotated[
    str, StringConstraints(pattern=r"^(4465:[0-9]{1,3}|SEPA:[A-Z]{2}[A-Z0-9]{2})$")
]


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
    letter: Identifier | None = Field(
        None,
        description="Template of the letter that leaves once after a broken promise, such as "
        "broken-promise; null = none.",
    )
    channels: Annotated[tuple[Channel, ...], Sequence] = Field(
        ("email", "letter"),
        min_length=1,
        description="Of that letter, in order; the first that has an address is used.",
    )
    pay_within: Days = Field(7, description="Days that it gives to pay.")


class DisputeReason(Part):
    """A reason for non-payment that people can choose."""

    id: Identifier = Field(description="Code of the reason, such as price.")
    label: str = Field(min_length=1, description="The reason in words, as reports print it.")
    blocks: bool = Field(
        True, description="Whether the disputed amount is left out of reminders until it is solved."
    )
    resolve_within: Days = Field(14, description="Days within which it should be solved.")
    owner: str = Field("", description="The colleague or department that solves it.")
    codes: Annotated[tuple[ExchangeCode, ...], Sequence] = Field(
        (),
        description="Exchange codes that mean it: 4465:5 of UN/EDIFACT, SEPA:AM04 of ISO 20022.",
    )


def _reason(
    code: str, label: str, days: int = 14, *, blocks: bool = True, codes: str = ""
) -> DisputeReason:
    exchanged = tuple(codes.split())
    return DisputeReason(id=code, label=label, blocks=blocks, resolve_within=days, codes=exchanged)


REASONS: Final = (
    _reason("not-received", "Invoice not received", 3, blocks=False, codes="4465:36"),
    _reason("price", "Price differs from what was agreed", codes="4465:5 4465:9 4465:56 4465:57"),
    _reason("quantity", "Quantity differs from what was ordered", codes="4465:4 4465:54"),
    _reason("quality", "Goods or work are faulty", codes="4465:2 4465:3 4465:17"),
    _reason("not-delivered", "Not delivered, or wrongly", codes="4465:14 4465:32 4465:33"),
    _reason("order-number", "Order number or another detail is missing", 7, codes="4465:6 4465:51"),
    _reason("already-paid", "Says that it is paid already", 5, codes="4465:30 4465:34"),
    _reason("cannot-pay", "Cannot pay at the moment", 7, blocks=False, codes="SEPA:AM04"),
    _reason("other", "Another reason", codes="4465:43 SEPA:MD06 SEPA:MS02 SEPA:MS03"),
)
"""Reasons of a policy that names none.

Codes: UN/EDIFACT data element 4465 (adjustment reason), ISO 20022 external return reasons.
"""


class Disputes(Part):
    """Complaints and other reasons for non-payment."""

    reasons: Annotated[tuple[DisputeReason, ...], Sequence] = Field(
        REASONS, min_length=1, description="The reasons that people can choose."
    )

    @model_validator(mode="after")
    def _unique(self) -> Self:
        seen: set[str] = set()
        for index, reason in enumerate(self.reasons):
            for name in (reason.id, *reason.codes):
                if name in seen:
                    path = ("reasons", index, "id" if name == reason.id else "codes")
                    raise problem(path, f"'{name}' stands twice", "let it name one reason only")
                seen.add(name)
        return self

    def reason(self, code: str) -> DisputeReason | None:
        """The reason of that id or exchange code, None when the policy has none."""
        return next((r for r in self.reasons if code == r.id or code in r.codes), None)


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
    confirmation: Identifier | None = Field(
        "arrangement",
        description="Template of the letter that confirms an arrangement once; null = none.",
    )


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
