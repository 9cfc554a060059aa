"""What a template may say: the fields of a letter, in words, with raw values.

`str()` of an `Amount`, a `Day` or a `Count` is its text; the raw value stays at hand for
conditions such as ``{% if oldest_overdue.count > 30 %}``. Every text from the books has gone
through `clean.one_line`. The attribute names here are the vocabulary of templates; `fields`
checks templates against it, and `context` fills it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: ``{{ total }}`` is text, `minor` the minor units, `currency` its code."""

    text: str
    minor: int
    currency: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Day:
    """A date: ``{{ pay_by }}`` is text, `short` its form in tables, `iso` year-month-day.

    All are "" where the books state no date.
    """

    text: str
    short: str
    iso: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Count:
    """A count in words: ``{{ oldest_overdue }}`` is ``12 days``, `count` is 12."""

    text: str
    count: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Block:
    """A part that every rendition draws in its own way; stands on a line of its own."""

    name: str


@dataclass(frozen=True, slots=True)
class LineText:
    """One open item; `overdue` counts days and is 0 or less when not overdue."""

    number: str
    issued: Day
    due: Day
    overdue: Count
    amount: Amount
    open: Amount
    reference: str


@dataclass(frozen=True, slots=True)
class DebtorText:
    """Who owes; `name` is the id when the books have no name."""

    id: str
    name: str
    contact: str
    email: str
    phone: str
    address: tuple[str, ...]
    country: str
    kind: str
    vat: str


@dataclass(frozen=True, slots=True)
class CompanyText:
    """Who writes."""

    name: str
    address: tuple[str, ...]
    country: str
    email: str
    phone: str
    website: str
    contact: str
    vat: str
    registration: str
    iban: str
    bic: str
    bank: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice itself; `channel` is email or letter, `step_number` counts from 1.

    `thanks` is true in a letter of thanks for a payment, which asks for nothing.
    """

    id: str
    date: Day
    step: str
    step_number: int
    courtesy: bool
    thanks: bool
    channel: str


@dataclass(frozen=True, slots=True)
class ClaimText:
    """What the letter claims beside the principal; amounts are 0 where it claims nothing.

    Attributes:
        regime: name of the rules, such as ``de_b2b``; "" without a claim.
        interest, compensation, costs, fee: the parts; total: their sum.
        announced: collection costs that follow when the letter is not heeded; in no total.
        statute: the law, as letters in this language cite it; "" for a rate of the contract.
        announced_vat: the VAT in them; announced_for: the debt that they are reckoned by.
        announced_by: the law that wants the costs announced, in English.
    """

    regime: str
    interest: Amount
    compensation: Amount
    costs: Amount
    fee: Amount
    total: Amount
    announced: Amount
    announced_vat: Amount
    announced_for: Amount
    statute: str
    announced_by: str


@dataclass(frozen=True, slots=True)
class PromiseText:
    """What the debtor promised to pay and did not, in a letter that a broken promise made.

    In every other letter `days` and the amounts are 0, and `due` is empty.

    Attributes:
        days: for how many different days.
        amount: what was promised, all in all; received: what has come in of it.
        due: the promised day; of several the last.
    """

    days: int
    amount: Amount
    received: Amount
    due: Day


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything that a template may name.

    Attributes:
        salutation: with the contact, a consumer's name, or without a name.
        lines, credits: the items asked for; open credits, with negative amounts.
        invoices: how many `lines`, in words.
        oldest_overdue: days overdue of the oldest line.
        subtotal, credit: sum of lines; sum of credits, 0 or less.
        principal: the two together, what is owed on the invoices.
        claim: what is claimed beside it; total: what is asked for, all in all.
        promise: what was promised and not paid.
        pay_by: the day by which the letter asks for the money.
        reference: what to quote with the payment.
        items, payment: the item table and the payment block.
    """

    salutation: str
    company: CompanyText
    debtor: DebtorText
    notice: NoticeText
    lines: tuple[LineText, ...]
    credits: tuple[LineText, ...]
    invoices: Count
    oldest_overdue: Count
    subtotal: Amount
    credit: Amount
    principal: Amount
    claim: ClaimText
    promise: PromiseText
    total: Amount
    pay_by: Day
    reference: str
    items: Block
    payment: Block


ONLY_IN_DEMANDS: Final = frozenset(
    {
        "oldest_overdue",
        "subtotal",
        "credit",
        "principal",
        "claim",
        "promise",
        "total",
        "pay_by",
        "reference",
        "payment",
    }
)
"""Fields that a letter of thanks does not have: it must never look like a demand."""
