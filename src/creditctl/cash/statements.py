"""What a bank statement says: the shapes that every format is read into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from creditctl.findings import Finding


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance that the statement states.

    Attributes:
        kind: as the format names it: OPBD, CLBD, 60F, 62F, LEDGERBAL, ...
        amount: minor units, negative = overdrawn.
        day: the day that it is of, None when the statement does not say.
        currency: of the amount, "" = that of the account.
    """

    kind: str
    amount: int
    day: date | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement on an account, or one of the payments that a collective booking is made of.

    Attributes:
        booked: the day of the booking; value: the value date, None when it is not stated.
        amount: minor units of `currency`, positive = money in.
        name, iban: who paid or was paid, and from or to which account; "" = not stated.
        reference: a structured creditor reference (RF, OGM, QRR, KID, ...), "" = none.
        end_to_end: the payer's own end-to-end id, "" or NOTPROVIDED = none.
        text: free remittance text, its lines joined with a line feed.
        bank_reference: the bank's own reference of the booking, "" = none.
        code: the bank's code for the kind of booking (PMNT/RCDT/ESCT, NTRF, ...).
        reversal: the booking takes an earlier one back.
        return_reason: why a payment came back, an ISO 20022 code such as AC04; "" = it did not.
        pending: announced, not booked.
        details: the payments of a collective booking, whose amounts add up to this one.
        line: physical line of the file, from 1; 0 = the format has none.
        stated: the amount with the sign of the file, where that is another one: cards write
            charges as positive. None = as `amount`.
    """

    booked: date
    amount: int
    currency: str
    value: date | None = None
    name: str = ""
    iban: str = ""
    reference: str = ""
    end_to_end: str = ""
    text: str = ""
    bank_reference: str = ""
    code: str = ""
    reversal: bool = False
    return_reason: str = ""
    pending: bool = False
    details: tuple[Entry, ...] = ()
    line: int = 0
    stated: int | None = None

    @property
    def as_stated(self) -> int:
        """The amount with the sign of the file, minor units."""
        return self.amount if self.stated is None else self.stated

    @property
    def payments(self) -> tuple[Entry, ...]:
        """The single payments: those of a collective booking, or the entry itself."""
        return self.details or (self,)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account.

    Attributes:
        form: camt.052, camt.053, camt.054, MT940, MT942, OFX or CSV.
        account: IBAN, or whatever the bank calls the account, without blanks; "" = not stated.
        currency: of the account, "" when only the entries state one.
        number: the bank's number of the statement, "" = none.
        balances: all that are stated, in order.
        entries: in the order of the file.
        opening, closing: booked balances, where both are stated they can be checked.
    """

    form: str
    account: str
    currency: str
    entries: tuple[Entry, ...]
    number: str = ""
    balances: tuple[Balance, ...] = ()
    opening: Balance | None = None
    closing: Balance | None = None

    @property
    def credits(self) -> int:
        """Money in, minor units; each booking as the file signs it (`Entry.stated`)."""
        return sum(e.as_stated for e in self.entries if e.as_stated > 0)

    @property
    def debits(self) -> int:
        """Money out, minor units, a positive number; each booking as the file signs it."""
        return -sum(e.as_stated for e in self.entries if e.as_stated < 0)

    @property
    def reconciles(self) -> bool | None:
        """Whether opening balance and bookings make the closing one; None = not both are stated.

        Never where they are in several currencies.
        """
        if self.opening is None or self.closing is None:
            return None
        booked = [e for e in self.entries if not e.pending]
        currencies = {self.opening.currency, self.closing.currency, *(e.currency for e in booked)}
        if len(currencies - {""}) > 1:
            return False
        return self.opening.amount + sum(e.amount for e in booked) == self.closing.amount


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a file holds.

    Attributes:
        file: its name as the user gave it.
        sha256: of its bytes.
        statements: in the order of the file.
        findings: warnings and remarks, such as balances that do not add up.
    """

    file: str
    sha256: str
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...] = ()
