"""What waits for a person, as rows to be edited: one a payment and invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.payments.desk import desk_of
from creditctl.app.payments.journalroom import reading
from creditctl.cash.identity import short_hash
from creditctl.cash.payments import Certainty

if TYPE_CHECKING:
    from creditctl.app.moment import Moment
    from creditctl.app.payments.desk import Desk
    from creditctl.cash.payments import Allocation, Match, OpenInvoice
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import BankEntryRecord

UNKNOWN: Final = "unknown"
"""In place of a certainty: nothing points to anybody."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row: what a payment would pay of one invoice.

    Attributes:
        entry: the payment.
        match: the proposal, None = nothing points to anybody.
        allocation: what it pays of `invoice`, None = no invoice is proposed.
    """

    entry: BankEntryRecord
    match: Match | None = None
    allocation: Allocation | None = None
    invoice: OpenInvoice | None = None

    @property
    def certainty(self) -> str:
        """Likely, possible or unknown; certain where `payments match` was not run yet."""
        return str(self.match.certainty) if self.match else UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What waits for a person.

    Attributes:
        desk: what was looked at.
        rows: in the order of the payments.
        certain: payments that `payments match` would apply by itself.
    """

    desk: Desk
    rows: list[ReviewRow]
    certain: int


def check_of(entry: BankEntryRecord) -> str:
    """What ties a row of a review file to the payment that it is about."""
    parts = (entry.entry, entry.booked.isoformat(), str(entry.amount), entry.currency, entry.mark)
    return short_hash("\x1e".join(parts))


def review(workspace: Workspace, moment: Moment) -> Review:
    """Proposals and unknown payments of a day.

    Raises:
        DataRefused, ConfigRefused: the books can't be read.
    """
    with reading(workspace, moment) as journal:
        desk = desk_of(workspace, moment, journal)
    matches = {match.payment: match for match in desk.matching.matches}
    rows: list[ReviewRow] = []
    for entry in desk.entries.values():
        match = matches.get(entry.entry)
        parts = match.allocations if match else ()
        if parts:
            rows += [ReviewRow(entry, match, one, desk.invoices[one.item]) for one in parts]
        else:
            rows.append(ReviewRow(entry, match))
    certain = sum(match.certainty is Certainty.CERTAIN for match in matches.values())
    return Review(desk, rows, certain)
