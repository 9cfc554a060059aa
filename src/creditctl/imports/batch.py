"""What one file gives: documents and payments of its own, facts, findings, quarantined rows.

Both loaders make batches; what follows (duplicates, debtors, controls) is the same for both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from creditctl.findings import Finding, Place
    from creditctl.imports.plan import Plan
    from creditctl.imports.source import Rejected, Source
    from creditctl.ledger.frames import Documents


class Paid(NamedTuple):
    """One accepted payment.

    Attributes:
        line: physical line or sheet row, from 1.
        debtor: id, "" when the file names none; number: of the document, "" = none.
        received: day; currency: ISO code; amount: minor units, positive = money received.
    """

    line: int
    debtor: str
    name: str
    number: str
    received: int
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """The total of what is open, as a total row of the file states it, and its line."""

    line: int
    currency: str
    minor: int


@dataclass(slots=True)
class Batch:
    """What one file holds.

    Attributes:
        source: the file; plan: how it was read.
        sheet: of a workbook, "" for text files.
        documents: the accepted documents, with debtors and currencies in the order of the file;
            None for files of debtors and of payments.
        payments: of a payments file, or among the invoices of a file that states nothing paid.
        details: debtor id to field to text: what the rows know of their debtors.
        late_details: the same from the fast loader, which looks them up when asked.
        limits: debtor id to credit limit, balances: to (balance in minor units, line); each only
            where the file has the column.
        currencies: debtor id to the currency that a file of debtors states.
        data, skipped, closed, repeated: numbers of rows, as in `source.FileFacts`.
        stated_total: what the file's own total row says.
        exported: the day whose state the file says it shows.
        rejected, findings: as in `source.Import`.
        place: from the line of a row to its place, for findings about several rows.
    """

    source: Source
    plan: Plan
    sheet: str
    place: Callable[[int], Place]
    documents: Documents | None = None
    payments: list[Paid] = field(default_factory=list)
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    late_details: Mapping[str, dict[str, str]] | None = None
    limits: dict[str, int] = field(default_factory=dict)
    balances: dict[str, tuple[int, int]] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    data: int = 0
    skipped: int = 0
    closed: int = 0
    repeated: int = 0
    stated_total: StatedTotal | None = None
    exported: date | None = None
    rejected: list[Rejected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def told(self) -> Mapping[str, dict[str, str]]:
        """What the rows know of their debtors, whichever loader read them."""
        return self.details if self.late_details is None else self.late_details


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a file is read, beside the file and its source.

    Attributes:
        currency: of rows that state none, "" = unknown.
        terms: whether payment terms are known, so that a row may lack its due date.
    """

    currency: str = ""
    terms: bool = False
