"""Bank entries and what became of them, for lists and for the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from creditctl.app.payments.journalroom import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.moment import Moment
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import AllocationRecord, BankEntryRecord, PaymentState

Which = Literal["all", "matched", "unmatched"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A bank entry and its fate.

    Attributes:
        entry: as the statement had it.
        state: what became of it, None = it waits.
        allocations: what it pays.
    """

    entry: BankEntryRecord
    state: PaymentState | None = None
    allocations: tuple[AllocationRecord, ...] = ()

    @property
    def fate(self) -> str:
        """Open, matched, dismissed or returned."""
        return self.state.state if self.state else "open"

    @property
    def debtor(self) -> str:
        """Whose it is, "" = nobody's, or not known."""
        return self.state.debtor if self.state else ""

    @property
    def rest(self) -> int:
        """Minor units that stand on account."""
        return self.state.rest if self.state else 0


def listed(
    workspace: Workspace, moment: Moment, which: Which = "all", debtor: str | None = None
) -> list[Listed]:
    """The entries of a day, in the order of booking.

    Args:
        workspace: whose journal.
        moment: the day; entries that were imported or booked later do not exist.
        which: all, those that belong to invoices, or those that wait.
        debtor: only this debtor's, by id.
    """
    return [one for one in _every(workspace, moment) if _wanted(one, which, debtor)]


def _every(workspace: Workspace, moment: Moment) -> Iterator[Listed]:
    as_of = moment.as_of
    with reading(workspace, moment) as journal:
        if journal is None:
            return
        entries = journal.bank_entries(date.min, as_of)
        states = {state.entry: state for state in journal.payment_states(as_of)}
        parts: dict[str, list[AllocationRecord]] = defaultdict(list)
        for one in journal.allocations(as_of):
            parts[one.entry].append(one)
    for entry in entries:
        if entry.day <= as_of:
            yield Listed(entry, states.get(entry.entry), tuple(parts[entry.entry]))


def _wanted(one: Listed, which: Which, debtor: str | None) -> bool:
    if debtor is not None and one.debtor != debtor:
        return False
    if which == "matched":
        return one.fate == "matched"
    return which == "all" or one.state is None


def number_of(item: str) -> str:
    """The invoice number in the id of an open item (`ledger.frames.OpenItems`)."""
    parts = item.split("/")
    return (parts[2] if len(parts) > 2 else item).replace("%2F", "/").replace("%25", "%")
