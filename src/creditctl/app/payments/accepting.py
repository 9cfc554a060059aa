"""Accept what a person decided about payments: all is checked first, then recorded at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from creditctl.app.payments.choosing import Wrong, choose
from creditctl.app.payments.desk import desk_of
from creditctl.app.payments.fates import Recording, Why
from creditctl.app.payments.journalroom import writing
from creditctl.app.payments.reviewing import check_of
from creditctl.errors import DataRefused, UsageRefused
from creditctl.findings import error, warning
from creditctl.journal.bank_projections import PAYMENT_DISMISSED
from creditctl.journal.banking import BankEvents
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from creditctl.app.moment import Moment
    from creditctl.app.payments.desk import Desk
    from creditctl.app.payments.reviewfile import Asked
    from creditctl.cash.payments import Allocation
    from creditctl.config.workspace import Workspace
    from creditctl.errors import Refused
    from creditctl.findings import Finding, Place
    from creditctl.journal.banking import BankEntryRecord


@dataclass(frozen=True, slots=True)
class Decided:
    """A payment that a person decided about.

    Attributes:
        debtor: whose it is, "" = no debtor's: it is dismissed.
        allocations: what it pays; rest: minor units that stay on account.
    """

    entry: BankEntryRecord
    debtor: str = ""
    allocations: tuple[Allocation, ...] = ()
    rest: int = 0


@dataclass(slots=True, eq=False)
class Accepted:
    """What came of it.

    Attributes:
        as_of: the day; desk: what was looked at.
        decided: each payment; left: how many stay as they are.
        findings: warnings.
    """

    as_of: date
    desk: Desk
    decided: list[Decided] = field(default_factory=list)
    left: int = 0
    findings: list[Finding] = field(default_factory=list)


def accept(
    workspace: Workspace, moment: Moment, asked: Sequence[Asked], by: str, *, from_file: bool
) -> Accepted:
    """Record matches and dismissals that a person decided; all of them, or none.

    Args:
        workspace: its books and journal.
        moment: the day.
        asked: what is wanted, row by row.
        by: who decided, "" = not said.
        from_file: whether the rows come from a file: what is wrong then refuses data.

    Raises:
        DataRefused, UsageRefused: with everything that is wrong (CP230 to CP241).
        LockedRefused: a run is at work.
    """
    with writing(workspace, moment) as journal:
        desk = desk_of(workspace, moment, journal)
        taking = _Taking(desk, Recording(moment.as_of, desk.invoices), by)
        for payment, rows in _by_payment(asked).items():
            taking.take(payment, rows)
        if taking.wrong:
            kind: Callable[[Sequence[Finding]], Refused]
            kind = DataRefused if from_file else UsageRefused
            raise kind(taking.wrong)
        journal.take_bank(BankEvents(fates=taking.recording.fates))
    return taking.accepted


def _by_payment(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.payment].append(one)
    return found


class _Taking:
    """Checks payment after payment; each sees what those before it took."""

    def __init__(self, desk: Desk, recording: Recording, by: str) -> None:
        self.accepted = Accepted(desk.as_of, desk)
        self.recording = recording
        self.wrong: list[Finding] = []
        self._desk, self._by = desk, by
        self._states = {state.entry: state for state in desk.file.states}

    def take(self, payment: str, rows: Sequence[Asked]) -> None:
        """Take what is wanted of one payment, or note what is wrong with it."""
        wanted = [row for row in rows if row.verdict != "no"]
        if not wanted:
            self.accepted.left += 1
            return
        entry = self._entry(payment, wanted)
        if entry is None:
            return
        dismissing = [row for row in wanted if row.verdict == "dismiss"]
        if len(dismissing) == len(wanted):
            self._dismiss(entry, wanted[0].place)
        elif dismissing:
            message = f"{payment} is accepted in one row and dismissed in another"
            hint = "keep one of the two"
            self.wrong.append(error("CP240", message, dismissing[0].place, hint))
        else:
            self._match(entry, wanted)

    def _entry(self, payment: str, rows: Sequence[Asked]) -> BankEntryRecord | None:
        """The payment, when it waits for a decision and the rows are its own."""
        place = rows[0].place
        entry = self._desk.entries.get(payment)
        if entry is None:
            self.wrong.append(not_waiting(self._desk, payment, place))
            return None
        tampered = [row for row in rows if row.check not in (None, check_of(entry))]
        for row in tampered:
            message = f"the check of this row is not that of payment {payment}"
            hint = "cells were moved or overwritten: write the review file anew"
            self.wrong.append(error("CP236", message, row.place, hint))
        return None if tampered else entry

    def _dismiss(self, entry: BankEntryRecord, place: Place) -> None:
        reason = f"dismissed in {place.file}" if place.file else "dismissed"
        data: dict[str, Any] = {"day": self._desk.as_of.isoformat(), "by": self._by}
        data["reason"] = reason
        self.recording.fates.append((PAYMENT_DISMISSED, entry.entry, data))
        self.accepted.decided.append(Decided(entry))

    def _match(self, entry: BankEntryRecord, rows: Sequence[Asked]) -> None:
        try:
            debtor, allocations = choose(self._desk, entry, rows, self.recording.left)
        except Wrong as wrong:
            self.wrong += wrong.findings
            return
        place = rows[0].place
        words = [f"accepted in {place.file}, line {place.line}"] if place.file else []
        why = Why(self._by, "accepted", words=words)
        rest = self.recording.match(entry, debtor, allocations, why)
        self.accepted.decided.append(Decided(entry, debtor, tuple(allocations), rest))
        if rest:
            message = (
                f"{entry.entry}: {entry.currency} {to_text(rest, entry.currency)} stand on "
                f"account of {debtor} and hold letters"
            )
            hint = "pay it back or allocate it; when the books show all of it, undo and dismiss it"
            self.accepted.findings.append(warning("CP220", message, place, hint))


def not_waiting(desk: Desk, payment: str, place: Place) -> Finding:
    """Why nothing can be decided about a payment (CP230, CP231)."""
    state = next((one for one in desk.file.states if one.entry == payment), None)
    if state is None:
        message = f"there is no payment '{payment}' on {desk.as_of}"
        hint = "'creditctl payments list --unmatched' names those that wait"
        return error("CP230", message, place, hint)
    whose = f", it is {state.debtor}'s" if state.debtor else ""
    message = f"payment {payment} is {state.state} since {state.day}{whose}"
    hint = f"to decide anew: creditctl payments undo {payment}"
    return error("CP231", message, place, hint)
