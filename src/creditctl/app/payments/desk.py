"""The payments of a day that belong to no invoice yet, beside the invoices that they may pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.casework.casefile import CaseFile, case_file
from creditctl.app.casework.standing import with_cases
from creditctl.app.payments.booked import booked_already, closed_invoices
from creditctl.app.payments.letters import quoted_letters
from creditctl.app.payments.openinvoices import open_invoices, payers, tolerances
from creditctl.app.payments.recorded import payment_of, takes_back
from creditctl.cash.matching import match
from creditctl.cash.payments import Certainty, Matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from creditctl.app.books import Books
    from creditctl.app.moment import Moment
    from creditctl.app.payments.letters import Quoted
    from creditctl.cash.payments import Match, OpenInvoice, Payer, Payment
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import BankEntryRecord
    from creditctl.journal.store import Journal
    from creditctl.ledger.frames import Documents
    from creditctl.policy.model import Policy


def matched(
    policy: Policy,
    entries: Sequence[BankEntryRecord],
    invoices: Sequence[OpenInvoice],
    known: Sequence[Payer],
    quoted: Quoted,
) -> Matching:
    """Match entries with what is open.

    What takes an earlier entry back pays nothing by itself: it is for a person.

    Args:
        policy: how far a payment may fall short.
        entries: money in of which nothing has become yet.
        invoices: what is open once bank money and write-offs are off.
        known: the debtors, with names and accounts.
        quoted: letters that entries quote: as good as the numbers of their invoices.
    """
    asked = [_asked(entry, quoted) for entry in entries if not takes_back(entry)]
    limits = tolerances(policy, {entry.currency for entry in entries})
    found = match(asked, invoices, known, limits)
    settled = {one.payment for one in found.matches}
    unknown = [entry.entry for entry in entries if entry.entry not in settled]
    return Matching([_told(one, quoted) for one in found.matches], unknown)


def _asked(entry: BankEntryRecord, quoted: Quoted) -> Payment:
    """A payment whose text has the invoices of the letter in place of its id."""
    payment = payment_of(entry)
    if entry.entry not in quoted:
        return payment
    return replace(payment, text=" ".join(quoted[entry.entry][1]), reference="", end_to_end="")


def _told(match: Match, quoted: Quoted) -> Match:
    """A match that says which letter the payment quotes."""
    if match.payment not in quoted:
        return match
    letter, numbers = quoted[match.payment]
    words = f"The payment quotes letter {letter}, about {', '.join(numbers)}."
    return replace(match, words=(words, *match.words))


def since(entries: Iterable[BankEntryRecord], as_of: date) -> date:
    """The first day on which one of these entries paid; the day itself where there are none."""
    return min((entry.booked for entry in entries), default=as_of)


@dataclass(frozen=True, eq=False)
class Desk:
    """What a person or a matching looks at.

    Attributes:
        as_of: the day.
        policy: whose tolerances count.
        books: the books of the day; their items are what is open once bank money and
            write-offs are off.
        file: what the journal says of bank money.
        payers: the debtors, with names and accounts.
        quoted: the letters that entries quote.
        exported: the books as the exports have them.
        before: gives the documents of the run before, None = there are none.
    """

    as_of: date
    policy: Policy
    books: Books
    file: CaseFile
    payers: Sequence[Payer]
    quoted: Quoted
    exported: Books
    before: Callable[[], Documents | None]

    @cached_property
    def entries(self) -> dict[str, BankEntryRecord]:
        """Money in of which nothing has become yet, by id, in the order of booking."""
        return {entry.entry: entry for entry in self.file.open_entries if entry.amount > 0}

    @cached_property
    def back(self) -> list[BankEntryRecord]:
        """Money out that takes a payment back; which one is not clear."""
        return [entry for entry in self.file.open_entries if entry.amount <= 0]

    @cached_property
    def invoices(self) -> dict[str, OpenInvoice]:
        """What is open, by item id."""
        first = since(self.entries.values(), self.as_of)
        return {one.item: one for one in open_invoices(self.books, first)}

    @cached_property
    def booked(self) -> dict[str, tuple[Match, str]]:
        """Entries that the books show already: id -> the match, and the numbers in words."""
        certain = {
            one.payment for one in self.matching.matches if one.certainty is Certainty.CERTAIN
        }
        left = [entry for entry in self.entries.values() if entry.entry not in certain]
        if not left:
            return {}
        closed = closed_invoices(self.exported, self.before(), left, self.file.allocations)
        number = {one.item: one.number for one in closed}
        found = booked_already(matched(self.policy, left, closed, self.payers, self.quoted).matches)
        return {
            one.payment: (one, ", ".join(number[a.item] for a in one.allocations)) for one in found
        }

    @cached_property
    def matching(self) -> Matching:
        """Which entry pays what, as far as can be told."""
        entries, invoices = list(self.entries.values()), list(self.invoices.values())
        return matched(self.policy, entries, invoices, self.payers, self.quoted)


def desk_of(workspace: Workspace, moment: Moment, journal: Journal | None) -> Desk:
    """Read books and journal as of a day.

    Args:
        workspace: its sources and policy.
        moment: the day.
        journal: open; None = there is none yet.

    Raises:
        DataRefused, ConfigRefused: the books can't be read.
    """
    file = CaseFile() if journal is None else case_file(journal, moment.as_of)
    raw = workspace_books(workspace, moment.as_of, moment.reading)
    # Without open entries, as nothing is to be held for them here.
    books, standing = with_cases(workspace, raw, replace(file, open_entries=()))
    books = books.showing(standing.owed)
    before = [] if journal is None else journal.bank_entries(date.min, moment.as_of)
    return Desk(
        moment.as_of,
        workspace.policy.policy,
        books,
        file,
        payers(books.items.debtors, before, file.states),
        {} if journal is None else quoted_letters(journal, file.open_entries),
        raw,
        lambda: _documents_before(journal, moment.as_of),
    )


def _documents_before(journal: Journal | None, as_of: date) -> Documents | None:
    """The documents of the last run before a day."""
    from creditctl.journal.snapshots import read_snapshot

    runs = [] if journal is None else journal.snapshots()
    earlier = [run.snapshot.path for run in runs if run.as_of < as_of]
    return read_snapshot(earlier[-1]) if earlier and earlier[-1].is_file() else None
