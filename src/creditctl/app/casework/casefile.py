"""What the journal says of cases and bank money up to a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditctl.cases.events import fold
from creditctl.cases.records import CaseBook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.journal.banking import AllocationRecord, BankEntryRecord, PaymentState
    from creditctl.journal.store import Journal
    from creditctl.ledger.adjust import Settlement


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Cases and bank money up to a day; `CaseFile()` = nothing happened.

    Attributes:
        book: the cases.
        allocations: what bank entries pay of items.
        settlements: the same as the ledger takes it, and what was taken back.
        states: what became of bank entries.
        open_entries: bank entries of which nothing has become yet.
        reminded: ids of instalments that a note about them left for.
        confirmed: ids of instalments that a letter confirmed.
    """

    book: CaseBook = field(default_factory=CaseBook)
    allocations: Sequence[AllocationRecord] = ()
    settlements: Sequence[Settlement] = ()
    states: Sequence[PaymentState] = ()
    open_entries: Sequence[BankEntryRecord] = ()
    reminded: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()


def case_file(journal: Journal, as_of: date, *, whole: bool = False) -> CaseFile:
    """Read it; what is later than the day does not exist.

    Args:
        journal: open.
        as_of: the day.
        whole: for a run, also notes about instalments as of later days: they did leave.
    """
    until = None if whole else as_of
    return CaseFile(
        book=fold(journal.case_events(as_of)),
        allocations=journal.allocations(as_of),
        settlements=journal.settlements(as_of),
        states=journal.payment_states(as_of),
        open_entries=journal.open_entries(as_of),
        reminded=journal.reminded_instalments(until),
        confirmed=journal.reminded_instalments(until, "arrangement"),
    )
