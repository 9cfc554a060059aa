"""A notice: one communication to one debtor, in one currency, about one or more items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date

    from creditctl.ledger.frames import Debtor
    from creditctl.policy.legal import LegalClaim

Tone = Literal["friendly", "neutral", "firm"]
"""How a letter speaks; a template may have a variant in friendly and in firm words."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One open item on a notice.

    Attributes:
        item: stable item id.
        number: document number as the books have it.
        days_overdue: as-of minus due, 0 or less = not overdue.
        gross, open: minor units; negative on a credit.
        step: the step that this notice issues for the item, "" on a credit.
        repeat: 0 for the first issue of the step for the item, 1 for its first repeat, ...
        reference: payment reference from the books, "" when they have none.
    """

    item: str
    number: str
    issued: date | None
    due: date
    days_overdue: int
    gross: int
    open: int
    step: str = ""
    repeat: int = 0
    reference: str = ""


ASKING: Final = frozenset({"demand", "promise"})
"""Kinds of notices that ask for what is open of invoices."""


PROMISE_STEP: Final = "broken promise"
"""What the journal keeps as step for an item of a letter about a broken promise.

No step of a policy can be called so: their ids have no blank. Its repeat is the number of the
promise about the item, 0 = the first.
"""


@dataclass(frozen=True, slots=True)
class Promised:
    """What a debtor promised to pay, and did not.

    Attributes:
        amount, received: minor units promised, and of these received so far.
        days: the promised days, each once, in order.
    """

    amount: int
    received: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, decided and complete; rendering adds nothing to its content.

    Attributes:
        notice: id, the same for the same input, e.g. ``20260131-K7Q2MX``.
        step: id of its highest step; decides template, pay-by date and channels.
        step_number: 1 for the policy's first step, 2 for its second, ...
        template: template name, `templates/<language>/<template>.md.j2`.
        tone: its variant is taken where there is one, `<template>.<tone>.md.j2`.
        courtesy: True when the step lies before the due date: nothing is overdue yet.
        debtor: as the letter addresses it: `email` and `contact` are those of the recipient.
        channel: the channel chosen, "email" or "letter".
        lines: what is asked for, oldest due date first.
        credits: open credits and money on account that lessen the total, oldest first.
        subtotal: sum of `lines`, minor units.
        total: what the letter asks for: the principal, and what it claims by law; > 0. A letter
            that confirms an arrangement lists all instalments, and asks for the first.
        claim: what it claims by law, None = nothing.
        pay_by: the day by which the letter asks for the money.
        why: the reasons in words, for explain and the journal.
        area: the area of its items where areas get letters of their own, else "".
        review: True when a person must approve it before it leaves.
        kind: a demand; thanks for a payment: then nothing is asked for, and `total` is 0; a
            friendly note about an instalment of an arrangement; or a letter about a promise that
            was not kept. Only a demand is a step.
        promised: what was promised, in a letter about that; None in every other.
        reference: structured payment reference made from a lone invoice's number, "" = none.
    """

    notice: str
    as_of: date
    debtor: Debtor
    currency: str
    language: str
    step: str
    step_number: int
    template: str
    courtesy: bool
    channel: str
    lines: tuple[NoticeLine, ...]
    credits: tuple[NoticeLine, ...]
    subtotal: int
    total: int
    pay_by: date
    policy: str = ""
    why: tuple[str, ...] = ()
    area: str = ""
    review: bool = False
    claim: LegalClaim | None = None
    kind: Literal["demand", "thanks", "instalment", "promise"] = "demand"
    tone: Tone = "neutral"
    reference: str = ""
    promised: Promised | None = None

    @property
    def principal(self) -> int:
        """What is owed on the items, credits taken off, minor units."""
        return self.subtotal + sum(line.open for line in self.credits)
