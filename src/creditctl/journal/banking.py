"""Bank entries in the journal, and what became of them: recorded together, read up to a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from creditctl.journal import bank_projections
from creditctl.journal.reader import JournalReader
from creditctl.ledger.adjust import Settlement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ENTRY: Final = (
    "SELECT b.entry, b.seq, b.day, account, booked, amount, currency, form, mark, data"
    " FROM bank_entry b JOIN event e USING (seq)"
)
_ENTRY_CALLED: Final = f"{_ENTRY} WHERE b.entry = ?"
_BOOKED: Final = f"{_ENTRY} WHERE booked BETWEEN ? AND ? ORDER BY booked, b.seq"
# Nothing has become of them yet by the end of a day.
_OPEN: Final = (
    f"{_ENTRY} WHERE booked <= :day AND b.day <= :day AND NOT EXISTS"  # noqa: S608  (ours)
    " (SELECT 1 FROM payment_state p WHERE p.entry = b.entry AND p.day <= :day"
    " AND (p.ended IS NULL OR p.ended > :day)) ORDER BY booked, b.seq"
)
_STATES: Final = (
    "SELECT entry, p.seq, state, debtor, currency, booked, rest, p.day"
    " FROM payment_state p JOIN bank_entry b USING (entry) WHERE p.day <= :day"
    " AND (ended IS NULL OR ended > :day) AND debtor = coalesce(:debtor, debtor) ORDER BY p.seq"
)
_ALLOCATIONS: Final = (
    "SELECT entry, seq, item, booked, base, amount, discount FROM allocation WHERE day <= :day"
    " AND booked <= :day AND (ended IS NULL OR ended > :day)"
    " AND entry = coalesce(:entry, entry) ORDER BY seq"
)
_SETTLEMENTS: Final = (
    "SELECT item, base, amount + discount, seq, CASE WHEN ended <= :day THEN undone END"
    " FROM allocation WHERE day <= :day AND booked <= :day ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class BankEntryRecord:
    """One entry of a bank statement as the journal has it.

    Attributes:
        entry: its id; seq: its event; day: the day of the import.
        amount: minor units of `currency`, positive = money in.
        mark: tells entries of one account, day and amount apart.
        data: all that the statement said of it.
    """

    entry: str
    seq: int
    day: date
    account: str
    booked: date
    amount: int
    currency: str
    form: str
    mark: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PaymentState:
    """What became of an entry.

    Attributes:
        seq: the event that says so.
        state: matched, dismissed or returned.
        rest: minor units of `currency` that no invoice took: money on account of the debtor.
        booked: the day of the booking; day: when this became of it.
    """

    entry: str
    seq: int
    state: str
    debtor: str
    currency: str
    booked: date
    rest: int
    day: date


@dataclass(frozen=True, slots=True)
class AllocationRecord:
    """What an entry pays of an item.

    Attributes:
        base: what was open of the item before, minor units.
        amount, discount: minor units; both are taken off the item.
    """

    entry: str
    seq: int
    item: str
    booked: date
    base: int
    amount: int
    discount: int


@dataclass(frozen=True, slots=True)
class BankEvents:
    """What is recorded together.

    Attributes:
        statements, entries: (id, data) of each.
        fates: (kind of event, id of the entry, data) of what becomes of entries, in order.
    """

    statements: Sequence[tuple[str, Mapping[str, Any]]] = ()
    entries: Sequence[tuple[str, Mapping[str, Any]]] = ()
    fates: Sequence[tuple[str, str, Mapping[str, Any]]] = ()


class BankJournal(JournalReader):
    """The part of an open journal that is about bank statements."""

    def take_bank(self, found: BankEvents) -> None:
        """Record statements, entries and what becomes of entries: all of it, or nothing."""
        with self._writing() as writing:
            writing.record(bank_projections.STATEMENT_IMPORTED, None, found.statements)
            writing.record(bank_projections.ENTRY_IMPORTED, None, found.entries)
            for kind, entry, data in found.fates:
                writing.record(kind, None, [(entry, data)])

    def statement_files(self) -> dict[str, str]:
        """Every file of statements that was imported: SHA-256 -> the name it had first."""
        query = "SELECT sha256, file FROM bank_statement ORDER BY seq DESC"
        with self._reading() as connection:
            return dict(connection.execute(query).fetchall())

    def bank_entries(self, since: date, until: date) -> list[BankEntryRecord]:
        """Entries booked from one day to another, in order of booking and of import."""
        return self._entries(_BOOKED, (since.isoformat(), until.isoformat()))

    def open_entries(self, as_of: date) -> list[BankEntryRecord]:
        """Entries of which nothing had become by the end of a day, in order of booking."""
        return self._entries(_OPEN, {"day": as_of.isoformat()})

    def bank_entry(self, entry: str) -> BankEntryRecord | None:
        """One entry, None when there is no such."""
        found = self._entries(_ENTRY_CALLED, (entry,))
        return found[0] if found else None

    def payment_states(self, as_of: date, debtor: str | None = None) -> list[PaymentState]:
        """What had become of entries by the end of a day; of one debtor when named."""
        values = {"day": as_of.isoformat(), "debtor": debtor}
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(_STATES, values)]

    def allocations(self, as_of: date, entry: str | None = None) -> list[AllocationRecord]:
        """What entries had paid of items by the end of a day; of one entry when named."""
        values = {"day": as_of.isoformat(), "entry": entry}
        with self._reading() as connection:
            return [
                AllocationRecord(entry, seq, item, date.fromisoformat(booked), *amounts)
                for entry, seq, item, booked, *amounts in connection.execute(_ALLOCATIONS, values)
            ]

    def settlements(self, as_of: date) -> list[Settlement]:
        """What entries had settled of items by the end of a day, what was taken back too."""
        with self._reading() as connection:
            rows = connection.execute(_SETTLEMENTS, {"day": as_of.isoformat()})
            return [Settlement(*row) for row in rows]

    def _entries(
        self, query: str, values: Mapping[str, str] | Sequence[str]
    ) -> list[BankEntryRecord]:
        with self._reading() as connection:
            return [_entry(row) for row in connection.execute(query, values)]


def _entry(row: tuple[Any, ...]) -> BankEntryRecord:
    entry, seq, day, account, booked, *middle, data = row
    days = (date.fromisoformat(day), account, date.fromisoformat(booked))
    values = (entry, seq, *days, *middle, json.loads(data))
    return BankEntryRecord(*values)


def _state(row: tuple[Any, ...]) -> PaymentState:
    *head, booked, rest, day = row
    values = (*head, date.fromisoformat(booked), rest, date.fromisoformat(day))
    return PaymentState(*values)
