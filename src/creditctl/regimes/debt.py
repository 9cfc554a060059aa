"""One debt: what was owed, and what was paid, credited or disputed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from creditctl.regimes.rates import DAY

if TYPE_CHECKING:
    from datetime import date


class Receipt(NamedTuple):
    """A payment or a credit note: its day, and its amount in minor units."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt, amounts in minor units of one currency.

    Attributes:
        amount: what the invoice asks for, VAT included.
        due: the last day on which payment was in time.
        payments: each lowers the principal from the day after it.
        credits: each lowers the principal from the start, as if it never had been owed.
        disputed: the part that the debtor disputes; it bears no interest.
    """

    amount: int
    due: date
    payments: tuple[Receipt, ...] = ()
    credits: tuple[Receipt, ...] = ()
    disputed: int = 0

    def principal_on(self, day: date, as_of: date) -> int:
        """What bears interest on a day, as it is known on `as_of`; never below 0."""
        credited = sum(credit.amount for credit in self.credits if credit.day <= as_of)
        paid = sum(payment.amount for payment in self.payments if payment.day < day)
        return max(0, self.amount - self.disputed - credited - paid)

    def when_late(self, as_of: date) -> int:
        """What was open when the debt became late, as it is known on `as_of`."""
        return self.principal_on(self.due + DAY, as_of)

    def open_at(self, as_of: date) -> int:
        """What is still open at the end of a day."""
        return self.principal_on(as_of + DAY, as_of)

    def bears_until(self, as_of: date) -> date:
        """The last day up to `as_of` on which anything is open; the due date when none is."""
        for payment in sorted(self.payments):
            after = payment.day + DAY
            if after <= as_of and self.principal_on(after, as_of) == 0:
                return max(payment.day, self.due)
        return as_of if self.when_late(as_of) else self.due
