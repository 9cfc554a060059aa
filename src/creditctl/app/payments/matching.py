"""Match payments: what is certain is recorded, the rest waits for a person."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.app.payments.desk import desk_of
from creditctl.app.payments.fates import Recording, Why
from creditctl.app.payments.journalroom import reading, writing
from creditctl.cash.payments import Certainty
from creditctl.errors import ExitCode
from creditctl.findings import Finding, Severity, warning
from creditctl.journal.bank_projections import PAYMENT_DISMISSED
from creditctl.journal.banking import BankEvents
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from creditctl.app.moment import Moment
    from creditctl.app.payments.desk import Desk
    from creditctl.app.payments.fates import Fate
    from creditctl.cash.payments import Match
    from creditctl.config.workspace import Workspace
    from creditctl.journal.store import Journal


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What came of a matching.

    Attributes:
        as_of: the day; desk: what was looked at.
        recorded: whether the certain matches were recorded.
        certain: matches that apply by themselves; proposals: those that a person decides.
        booked: ids of payments that the books show already.
        unknown: ids of payments that nothing points to.
        findings: warnings and remarks, those about the books among them.
    """

    as_of: date
    desk: Desk
    recorded: bool
    certain: list[Match]
    proposals: list[Match]
    booked: Sequence[str]
    unknown: Sequence[str]
    findings: list[Finding]

    @property
    def exit_code(self) -> ExitCode:
        """3 when something waits for a person."""
        waits = self.proposals or self.unknown or self.desk.back or self.desk.books.needs_a_look
        return ExitCode.LOOK if waits else ExitCode.DONE


def match_payments(workspace: Workspace, moment: Moment, *, dry_run: bool = False) -> Matched:
    """Match what came in with what is open.

    Args:
        workspace: its books, policy and journal.
        moment: the day.
        dry_run: record nothing.

    Raises:
        DataRefused, ConfigRefused: the books can't be read.
        UsageRefused: the day is past (CP201).
        LockedRefused: a run is at work.
    """
    opened = _either(workspace, moment, dry_run=dry_run)
    with opened as journal:
        desk = desk_of(workspace, moment, journal)
        certain, proposals = _by_certainty(desk)
        recording = Recording(moment.as_of, desk.invoices)
        findings = [*desk.books.findings]
        for match in certain:
            why = Why("creditctl", match.certainty, match.evidence, match.words)
            entry = desk.entries[match.payment]
            recording.match(entry, match.debtor, match.allocations, why)
            findings += _told(desk, match)
        recording.fates += _booked(desk)
        if journal is not None and not dry_run:
            journal.take_bank(BankEvents(fates=recording.fates))
        booked = desk.booked
    return Matched(
        moment.as_of,
        desk,
        not dry_run,
        certain,
        [one for one in proposals if one.payment not in booked],
        list(booked),
        [payment for payment in desk.matching.unknown if payment not in booked],
        findings,
    )


def _booked(desk: Desk) -> Iterator[Fate]:
    """What the books show already waits for nobody, and holds no letter."""
    for payment, (match, numbers) in desk.booked.items():
        data = {
            "day": desk.as_of.isoformat(),
            "debtor": match.debtor,
            "by": "creditctl",
            "reason": f"the books show it already: {numbers}",
        }
        yield PAYMENT_DISMISSED, payment, data


@contextmanager
def _either(workspace: Workspace, moment: Moment, *, dry_run: bool) -> Iterator[Journal | None]:
    with (reading if dry_run else writing)(workspace, moment) as journal:
        yield journal


def _by_certainty(desk: Desk) -> tuple[list[Match], list[Match]]:
    certain: list[Match] = []
    proposals: list[Match] = []
    for match in desk.matching.matches:
        (certain if match.certainty is Certainty.CERTAIN else proposals).append(match)
    return certain, proposals


def _told(desk: Desk, match: Match) -> Iterator[Finding]:
    """What a person should know of a match that applied by itself."""
    entry = desk.entries[match.payment]
    currency = entry.currency
    if match.rest:
        message = (
            f"{entry.entry} of {currency} {to_text(entry.amount, currency)} is "
            f"{to_text(match.rest, currency)} more than {match.debtor} owes on these invoices; "
            "that stands on account and holds letters"
        )
        hint = "pay it back or allocate it; when the books show all of it, undo and dismiss it"
        yield warning("CP220", message, hint=hint)
    for one in match.allocations:
        if one.short:
            number = desk.invoices[one.item].number
            message = (
                f"{entry.entry} falls short of {number} by {currency} "
                f"{to_text(one.short, currency)}, within the tolerance; that stays open"
            )
            hint = "write it off if you give it up: creditctl writeoff"
            yield Finding("CP221", Severity.INFO, message, hint=hint)
