"""What the law gives a creditor beside the principal, as a letter shows it line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class InterestLine:
    """Days of one item with one rate and one principal.

    Attributes:
        number: the document's.
        first, last: the days, both included.
        days: how many, by the day count of the rules.
        percent: rate per year.
        principal: minor units that bear it, rounded where interest has joined them.
        amount: minor units, rounded; the rounded lines of an item need not add up to its
            interest, which is rounded once.
    """

    number: str
    first: date
    last: date
    days: int
    percent: Decimal
    principal: int
    amount: int


@dataclass(frozen=True, slots=True)
class FixedSum:
    """The fixed sum for one late item, minor units."""

    number: str
    amount: int


@dataclass(frozen=True, slots=True)
class LegalClaim:
    """What one letter claims by law, minor units of its currency; 0 = nothing of the kind.

    Attributes:
        regime: name of the rules, such as ``gb_b2b``.
        statute, statute_own: the law as a letter cites it, in English and in the country's own
            form; "" for a rate of the contract.
        agreed_rate: whether the contract set the rate of the interest.
        interest_lines: how the interest came about, oldest item first; interest: its sum.
        fixed_sums: one an item; compensation: their sum.
        costs: collection costs that are claimed, VAT that cannot be deducted included.
        fee: the fee for this reminder.
        announced: collection costs that will follow when the letter is not heeded; they are
            told, and are not part of the total.
        announced_vat: the VAT in them; announced_for: the principal that they are reckoned by.
        announced_by: the law that wants them told first, "" where nothing is announced.
    """

    regime: str
    statute: str = ""
    statute_own: str = ""
    agreed_rate: bool = False
    interest_lines: tuple[InterestLine, ...] = ()
    interest: int = 0
    fixed_sums: tuple[FixedSum, ...] = ()
    compensation: int = 0
    costs: int = 0
    fee: int = 0
    announced: int = 0
    announced_vat: int = 0
    announced_for: int = 0
    announced_by: str = ""

    @property
    def total(self) -> int:
        """All that is claimed beside the principal."""
        return self.interest + self.compensation + self.costs + self.fee
