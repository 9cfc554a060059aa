"""Take statements into the journal: what is new of them, and what is there already."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from creditctl.app.payments.gaps import end_of
from creditctl.app.payments.pairing import Bucket, booking_of, pair
from creditctl.app.payments.recorded import (
    Equality,
    entry_data,
    equality,
    known_bookings,
    mark_of,
    new_record,
    takes_back,
)
from creditctl.cash.identity import entry_id, same_account, short_hash
from creditctl.journal.bank_projections import PAYMENT_DISMISSED
from creditctl.journal.banking import BankEvents

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence
    from datetime import date

    from creditctl.app.payments.gaps import End
    from creditctl.app.payments.ownaccounts import OwnAccounts
    from creditctl.app.payments.pairing import Booking, Pair
    from creditctl.cash.statements import Entry, Statement, StatementFile
    from creditctl.journal.banking import BankEntryRecord
    from creditctl.journal.store import Journal

MONEY_OUT: Final = "money out"
"""Why an entry is dismissed that no debtor paid."""


@dataclass(slots=True)
class FileTaken:
    """What came of one file.

    Attributes:
        file: its name; forms, accounts: of its statements.
        first, last: days of its first and last booking, None = it has none.
        payments: single payments in it, pending ones left out.
        new: recorded ones; seen: those that were in the journal.
        elsewhere: those that were there from another format.
        taken_for: how many of these are the same by account, day and amount alone.
        told_apart: collective bookings whose payments are recorded in place of their sum.
        pending: announced and not booked, so not recorded.
        known_as: name of the file with the same content that was imported before, "" = none.
    """

    file: str
    forms: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    payments: int = 0
    new: int = 0
    seen: int = 0
    elsewhere: int = 0
    taken_for: int = 0
    told_apart: int = 0
    pending: int = 0
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A booking of a file: where it stands, and what it is compared by.

    Attributes:
        end: what its statement closed with, None when it does not say.
    """

    account: str
    end: End | None
    entry: Entry
    booking: Booking


@dataclass(slots=True)
class Taking:
    """Statements being taken in, file after file.

    Attributes:
        journal: open for writing.
        as_of: the day of the import.
        accounts: the company's.
        fresh: the entries that are new, as the journal will have them.
        statements, fates: (id, data) and (kind, id, data) to be recorded.
    """

    journal: Journal
    as_of: date
    accounts: OwnAccounts
    fresh: list[BankEntryRecord] = field(default_factory=list)
    statements: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    fates: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    _known: dict[str, dict[Bucket, list[Booking]]] = field(default_factory=dict)
    _equal: Counter[Equality] = field(default_factory=Counter)
    _ids: set[str] = field(default_factory=set)
    _open: set[str] = field(default_factory=set)

    def take(self, files: Sequence[StatementFile]) -> list[FileTaken]:
        """Take all files in their order; each sees what those before it brought."""
        days = [e.booked for f in files for s in f.statements for e in s.entries]
        if days:
            records = self.journal.bank_entries(min(days), max(days))
            self._known = known_bookings(records)
            for record in records:
                self._equal[equality(record)] += 1
        self._open = {entry.entry for entry in self.journal.open_entries(self.as_of)}
        before = self.journal.statement_files()
        return [self._take_file(file, before) for file in files]

    @property
    def events(self) -> BankEvents:
        """All of it, to be recorded at once."""
        entries = [(one.entry, dict(one.data)) for one in self.fresh]
        return BankEvents(self.statements, entries, self.fates)

    def _take_file(self, file: StatementFile, before: dict[str, str]) -> FileTaken:
        taken = FileTaken(file.file, known_as=before.get(file.sha256, ""))
        before.setdefault(file.sha256, file.file)
        taken.forms = tuple(dict.fromkeys(s.form for s in file.statements))
        found = list(self._bookings(file, taken))
        taken.accounts = tuple(dict.fromkeys(one.account for one in found))
        days = [one.entry.booked for one in found]
        taken.first, taken.last = min(days, default=None), max(days, default=None)
        fates = self._compare(found)
        new: list[tuple[_Found, tuple[str, ...]]] = []
        for one, fate in zip(found, fates, strict=True):
            count = len(one.entry.payments)
            taken.payments += count
            if fate is None or self._replaces(one, fate, taken):
                new.append((one, self._record(one, file.file)))
                taken.new += count
            elif fate.known.form == one.booking.form:
                taken.seen += count
            else:
                taken.elsewhere += count
                taken.taken_for += count if fate.taken_for else 0
        if not taken.known_as:
            self._note_statements(file)
        for one, ids in new:
            self._remember(one, ids)
        return taken

    def _bookings(self, file: StatementFile, taken: FileTaken) -> Iterator[_Found]:
        """The bookings of a file in its order; a statement that stands in it twice counts once."""
        told: set[Hashable] = set()
        for statement in file.statements:
            same = _meaning(statement)
            if same in told:
                continue
            told.add(same)
            account = self.accounts.name_of(statement) or statement.account
            end = end_of(account, statement)
            for entry in statement.entries:
                if entry.pending:
                    taken.pending += len(entry.payments)
                else:
                    parts = len(entry.payments)
                    booking = booking_of(entry_data(entry), statement.form, parts)
                    yield _Found(account, end, entry, booking)

    def _compare(self, found: Sequence[_Found]) -> list[Pair | None]:
        """What each booking is, all those of one file being different."""
        buckets: dict[tuple[str, Bucket], list[int]] = defaultdict(list)
        for place, one in enumerate(found):
            buckets[one.account, _bucket(one.entry)].append(place)
        fates: list[Pair | None] = [None] * len(found)
        for (account, bucket), places in buckets.items():
            known = self._known_in(account, bucket)
            pairs = pair(known, [found[place].booking for place in places])
            for place, fate in zip(places, pairs, strict=True):
                fates[place] = fate
        return fates

    def _known_in(self, account: str, bucket: Bucket) -> list[Booking]:
        return [
            booking
            for name, buckets in self._known.items()
            if name == account or same_account(name, account)
            for booking in buckets.get(bucket, ())
        ]

    def _replaces(self, one: _Found, fate: Pair, taken: FileTaken) -> bool:
        """Let the payments of a collective booking take the place of its sum, while that is open.

        A notification (camt.054) often tells what the statement only has the sum of.
        """
        known = fate.known
        open_still = len(known.entries) == 1 and known.entries[0] in self._open
        if not (one.booking.tells_more_than(known) and open_still and one.entry.amount > 0):
            return False
        self._open.discard(known.entries[0])
        self._dismiss(known.entries[0], "its payments are recorded one by one")
        taken.told_apart += 1
        return True

    def _record(self, one: _Found, file: str) -> tuple[str, ...]:
        """Make entries of the payments of a booking; returns their ids."""
        ids: list[str] = []
        for payment in one.entry.payments:
            record = self._entry(one, payment, file, ids)
            ids.append(record.entry)
            self.fresh.append(record)
            if payment.amount > 0 or takes_back(record):
                self._open.add(record.entry)
            else:
                self._dismiss(record.entry, MONEY_OUT)
        return tuple(ids)

    def _entry(
        self, one: _Found, payment: Entry, file: str, before: Sequence[str]
    ) -> BankEntryRecord:
        said = entry_data(payment)
        mark = mark_of(said)
        key = Equality(one.account, payment.booked, payment.amount, payment.currency, mark)
        name = self._free_id(key)
        more: dict[str, Any] = {"file": file}
        if one.end is not None:
            more["closing"] = [one.end.day.isoformat(), one.end.amount]
        if len(one.entry.payments) > 1:
            more["booking"] = {"id": before[0]} if before else _whole(one, name)
        return new_record(name, self.as_of, key, one.booking.form, said | more)

    def _free_id(self, key: Equality) -> str:
        """An id by what the entry says; the next one where another entry has it by chance."""
        number = self._equal[key]
        name = entry_id(*key, number)
        while name in self._ids or self.journal.bank_entry(name) is not None:
            number += 1
            name = entry_id(*key, number)
        self._equal[key] = number + 1
        self._ids.add(name)
        return name

    def _dismiss(self, entry: str, reason: str) -> None:
        data = {"day": self.as_of.isoformat(), "by": "creditctl", "reason": reason}
        self.fates.append((PAYMENT_DISMISSED, entry, data))

    def _note_statements(self, file: StatementFile) -> None:
        for place, statement in enumerate(file.statements):
            data = {
                "day": self.as_of.isoformat(),
                "file": file.file,
                "sha256": file.sha256,
                "form": statement.form,
                "account": self.accounts.name_of(statement) or statement.account,
                "number": statement.number,
                "entries": len(statement.entries),
            }
            self.statements.append((f"S{short_hash(f'{file.sha256}/{place}')}", data))

    def _remember(self, one: _Found, ids: tuple[str, ...]) -> None:
        booking = booking_of(entry_data(one.entry), one.booking.form, len(ids), ids)
        buckets = self._known.setdefault(one.account, {})
        buckets.setdefault(_bucket(one.entry), []).append(booking)


def _meaning(statement: Statement) -> Hashable:
    """What a statement says, wherever in a file it stands."""
    entries = tuple((e.booked, e.amount, mark_of(entry_data(e))) for e in statement.entries)
    head = (statement.form, statement.account, statement.currency, statement.number)
    return (*head, statement.opening, statement.closing, entries)


def _whole(one: _Found, first: str) -> dict[str, Any]:
    """What is kept of a booking that is made of several payments, beside the first of them."""
    return {"id": first, "amount": one.entry.amount, **entry_data(one.entry)}


def _bucket(entry: Entry) -> Bucket:
    return Bucket(entry.booked, entry.amount, entry.currency)
