"""How much a task is worth: overdue amount x days overdue x risk weight, exact, with all numbers.

The amount counts in whole units of its currency, so amounts of different currencies are never
compared. The weight is the product of named factors: three raise it, three lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Final

from creditctl.insight.rounding import rounded
from creditctl.ledger.money import exponent, to_text

FORMULA: Final = "score = overdue amount x days overdue x risk weight"


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of the risk weight.

    Attributes:
        name: in words.
        value: above 1 raises, below 1 lowers; an exact decimal.
        means: when it applies.
    """

    name: str
    value: Fraction
    means: str


BROKEN_PROMISE: Final = Factor("broken promise", Fraction(3, 2), "a promise was not kept")
LATE_PAYER: Final = Factor(
    "habitual late payer",
    Fraction(5, 4),
    "at least 3 invoices are paid, and more than half of them late",
)
MANY_NOTICES: Final = Factor(
    "many letters", Fraction(5, 4), "an invoice had at least 3 reminder steps"
)
FRESH_LETTER: Final = Factor(
    "fresh letter", Fraction(1, 2), "the last letter is younger than the gap between letters"
)
LIVE_DISPUTE: Final = Factor(
    "live dispute", Fraction(1, 2), "an invoice, or a part of one, is disputed"
)
PENDING_PROMISE: Final = Factor(
    "pending promise", Fraction(1, 2), "an invoice, or a part of one, is promised for a later day"
)
FACTORS: Final = (
    BROKEN_PROMISE,
    LATE_PAYER,
    MANY_NOTICES,
    FRESH_LETTER,
    LIVE_DISPUTE,
    PENDING_PROMISE,
)
"""All factors, those that raise first."""

_FEWEST_PAID: Final = 3
_MANY_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class Risk:
    """What the weight of a debtor is made of.

    Attributes:
        broken: promises that were not kept.
        paid, late: invoices paid, and how many of them late.
        steps: most reminder steps that one open invoice had.
        letter_age: days since the last letter, None = there was none.
        gap: least days between two letters.
        disputed, promised: something of the debtor's is disputed, or promised for a later day.
    """

    broken: int = 0
    paid: int = 0
    late: int = 0
    steps: int = 0
    letter_age: int | None = None
    gap: int = 0
    disputed: bool = False
    promised: bool = False

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors that apply, in the order of `FACTORS`."""
        applies = (
            self.broken > 0,
            self.paid >= _FEWEST_PAID and 2 * self.late > self.paid,
            self.steps >= _MANY_STEPS,
            self.letter_age is not None and self.letter_age < self.gap,
            self.disputed,
            self.promised,
        )
        return tuple(f for f, yes in zip(FACTORS, applies, strict=True) if yes)


@dataclass(frozen=True, slots=True)
class Score:
    """What a task is about in money and days, and the weight.

    Attributes:
        amount: minor units of `currency`, 0 or more.
        days: days overdue of the oldest part, 0 = not overdue.
        factors: of the weight.
    """

    amount: int
    currency: str
    days: int
    factors: tuple[Factor, ...] = ()

    @property
    def units(self) -> int:
        """The amount in whole units, half up."""
        return rounded(self.amount, 10 ** exponent(self.currency))

    @property
    def value(self) -> Fraction:
        """The score."""
        return prod((f.value for f in self.factors), start=Fraction(self.units * self.days))

    @property
    def text(self) -> str:
        """The score as a plain decimal; exact, as every factor is a finite one."""
        return plain(self.value)

    @property
    def words(self) -> str:
        """The sum with its numbers: ``1452 x 15 days x 1.5 (broken promise) = 32670``."""
        weights = "".join(f" x {plain(f.value)} ({f.name})" for f in self.factors)
        return f"{self.units} x {self.days} days{weights} = {self.text}"

    @property
    def money(self) -> str:
        """The amount in words."""
        return f"{self.currency} {to_text(self.amount, self.currency)}"


def plain(value: Fraction) -> str:
    """A fraction as an exact plain decimal, without zeros at its end.

    Raises:
        ValueError: it has no finite decimal form.
    """
    places = value.denominator.bit_length()
    shifted = value * 10**places
    if shifted.denominator != 1:
        raise ValueError(f"{value} has no finite decimal form")
    units, rest = divmod(abs(shifted.numerator), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{units}.{decimals}" if decimals else f"{sign}{units}"
