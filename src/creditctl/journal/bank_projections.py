"""Bank statements, their entries, and what becomes of them: the tables that follow from events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from creditctl.journal.events import EventRecord

STATEMENT_IMPORTED: Final = "bank.statement"
ENTRY_IMPORTED: Final = "bank.entry"
PAYMENT_MATCHED: Final = "payment.matched"
PAYMENT_DISMISSED: Final = "payment.dismissed"
PAYMENT_RETURNED: Final = "payment.returned"
PAYMENT_RELEASED: Final = "payment.released"

_ENDED: Final = (
    "UPDATE payment_state SET ended = :day WHERE entry = :entry AND ended IS NULL",
    "UPDATE allocation SET ended = :day, undone = :seq WHERE entry = :entry AND ended IS NULL",
)


def _statement_imported(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO bank_statement VALUES (:statement,:seq,:day,:file,:sha256,:form,:account)",
        [{**e.data, "statement": e.subject, "seq": e.seq} for e in events],
    )


def _entry_imported(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO bank_entry VALUES"
        " (:entry,:seq,:day,:account,:booked,:amount,:currency,:form,:mark)",
        [{**e.data, "entry": e.subject, "seq": e.seq} for e in events],
    )


def _payment_matched(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _payment_state(connection, events, "matched")
    connection.executemany(
        "INSERT INTO allocation VALUES (?,?,?,?,?,?,?,?,NULL,NULL)",
        [
            (e.subject, e.seq, item, e.data["booked"], base, amount, discount, e.data["day"])
            for e in events
            for item, base, amount, discount in e.data["allocations"]
        ],
    )


def _payment_dismissed(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _payment_state(connection, events, "dismissed")


def _payment_returned(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _payment_released(connection, events)
    _payment_state(connection, events, "returned")


def _payment_state(
    connection: sqlite3.Connection, events: Sequence[EventRecord], state: str
) -> None:
    connection.executemany(
        "INSERT INTO payment_state VALUES (?,?,?,?,?,?,NULL)",
        [
            (
                e.subject,
                e.seq,
                state,
                e.data.get("debtor", ""),
                e.data.get("rest", 0),
                e.data["day"],
            )
            for e in events
        ],
    )


def _payment_released(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    ends = [{"day": e.data["day"], "entry": e.subject, "seq": e.seq} for e in events]
    for statement in _ENDED:
        connection.executemany(statement, ends)


PROJECTORS: Final[dict[str, Callable[[sqlite3.Connection, Sequence[EventRecord]], None]]] = {
    STATEMENT_IMPORTED: _statement_imported,
    ENTRY_IMPORTED: _entry_imported,
    PAYMENT_MATCHED: _payment_matched,
    PAYMENT_DISMISSED: _payment_dismissed,
    PAYMENT_RETURNED: _payment_returned,
    PAYMENT_RELEASED: _payment_released,
}
"""What each kind of event does to them."""
