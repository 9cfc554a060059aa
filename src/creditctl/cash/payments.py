"""The shapes of matching: what came in, what is open, and which pays which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in and belongs to no invoice yet.

    Attributes:
        id: of the bank entry.
        booked: the day of the booking.
        amount: minor units of `currency` that are not applied yet, above 0.
        name, iban, reference, end_to_end, text: as in `statements.Entry`.
    """

    id: str
    booked: date
    amount: int
    currency: str
    name: str = ""
    iban: str = ""
    reference: str = ""
    end_to_end: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice, or an instalment of one, of which something is open.

    Attributes:
        item: stable id of the open item.
        debtor: the debtor's id.
        number: the invoice number as the books have it.
        open: minor units, above 0.
        gross: minor units of the whole document.
        reference: payment reference of the books, "" = none.
        discounts: (last day, minor units to pay then) of each cash discount, earliest first.
    """

    item: str
    debtor: str
    currency: str
    number: str
    issued: date | None
    due: date
    open: int
    gross: int
    reference: str = ""
    discounts: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Payer:
    """What is known of a debtor, to tell whose money it is.

    Attributes:
        debtor: the id; name: as the books have it.
        ibans: accounts of the debtor: from the books, and from payments matched before.
    """

    debtor: str
    name: str = ""
    ibans: tuple[str, ...] = ()


class Certainty(StrEnum):
    """How sure a match is. Only certain ones apply by themselves."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Evidence(StrEnum):
    """What a match rests on."""

    REFERENCE = "reference"
    NUMBER = "number"
    MANGLED_NUMBER = "mangled-number"
    END_TO_END = "end-to-end"
    IBAN = "iban"
    CUSTOMER = "customer-number"
    NAME = "name"
    EXACT_AMOUNT = "exact-amount"
    SUM = "sum"
    DISCOUNT = "discount"
    SHORT = "short"
    PART = "part"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a payment pays of one invoice.

    Attributes:
        item: stable id of the open item.
        amount: minor units applied, above 0 and at most what is open.
        discount: minor units of cash discount taken.
        short: minor units that stay open within the tolerance; told, never written off.
    """

    item: str
    amount: int
    discount: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A payment and what it pays.

    Attributes:
        payment: id of the payment.
        debtor: whose it is, "" when that is not clear.
        allocations: by invoice; empty = the debtor is known, the invoice is not.
        rest: minor units that no invoice takes: money on account.
        certainty: certain, likely or possible.
        evidence: what it rests on; words: the same for people, one sentence each.
        rivals: other debtors or invoices that it could be as well, ids.
    """

    payment: str
    debtor: str
    allocations: tuple[Allocation, ...]
    rest: int
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    words: tuple[str, ...]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a payment may fall short and still settle an invoice.

    Attributes:
        amount: minor units; percent in hundredths of a percent. The smaller of the two counts
            where both are above 0.
    """

    amount: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Matching:
    """All payments, matched or not.

    Attributes:
        matches: at most one a payment, in the order of the payments.
        unknown: ids of payments that nothing points to.
    """

    matches: Sequence[Match]
    unknown: Sequence[str]
