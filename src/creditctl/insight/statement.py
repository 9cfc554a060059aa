"""A statement of account: what is open at a date, or what was booked between two dates.

A statement tells what the books have; it asks for nothing. What the books do not show yet (money
at the bank, amounts given up) stands below their total, never in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from creditctl.ledger.frames import Kind


@dataclass(frozen=True, slots=True)
class NotBooked:
    """What lessens a debt and is not in the books yet, minor units of one currency.

    Attributes:
        at_bank: seen at the bank, for invoices of the books.
        on_account: seen at the bank, for no invoice yet.
        written_off: given up.
    """

    at_bank: int = 0
    on_account: int = 0
    written_off: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.at_bank + self.on_account + self.written_off


class OpenLine(NamedTuple):
    """One open item as the books have it.

    Attributes:
        issued: None where the books state no date; due: of a credit, the day it was booked.
        days: overdue, 0 or less = not overdue.
        gross, open: minor units, negative on credits and money on account.
    """

    kind: Kind
    number: str
    issued: date | None
    due: date
    days: int
    gross: int
    open: int
    reference: str
    disputed: bool


class Bucket(NamedTuple):
    """An aging bucket: its label as in the aging, how many items, minor units."""

    label: str
    items: int
    amount: int


@dataclass(frozen=True, slots=True)
class OpenForm:
    """What is open in one currency.

    Attributes:
        lines: oldest due date first, credits and money on account among them.
        buckets: add up to `booked`.
        booked: what is open in the books, minor units; overdue: of it, past its due date.
        beyond: what the books do not show yet.
    """

    currency: str
    lines: tuple[OpenLine, ...]
    buckets: tuple[Bucket, ...]
    booked: int
    overdue: int
    beyond: NotBooked

    @property
    def balance(self) -> int:
        """What is left to pay, minor units; negative = in the debtor's favour."""
        return self.booked - self.beyond.total


class Move(StrEnum):
    """What changes a balance.

    SETTLED and CREDIT_USED: the books say on which day nothing was left of an invoice or a
    credit, and not by which payments.
    """

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    PAYMENT = "payment"
    PAID_BACK = "paid back"
    SETTLED = "settled"
    CREDIT_USED = "credit used"


class Movement(NamedTuple):
    """One change: day, what, of which document, minor units, and the balance after it."""

    day: date
    move: Move
    number: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class MovementForm:
    """What was booked in one currency between two days, both included.

    Attributes:
        opening: balance before the first day; documents without a date are in it.
        movements: in order; opening + movements = booked.
        booked: what is open in the books at the end of the last day, minor units.
        beyond: what the books do not show yet.
    """

    currency: str
    opening: int
    movements: tuple[Movement, ...]
    booked: int
    beyond: NotBooked

    @property
    def balance(self) -> int:
        """What is left to pay, minor units; negative = in the debtor's favour."""
        return self.booked - self.beyond.total
