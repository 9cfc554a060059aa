"""The event log: canonical JSON, and the chain of hashes that links every event to the one before.

The hash of an event is the SHA-256 of the canonical JSON list
``[seq, at, run, kind, subject, data, previous]``: sorted keys, no spaces, ASCII. `previous` is
the hash of the event before, 64 zeros for the first. Anyone can check it with a few lines.
"""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ORIGIN: Final = "0" * 64
"""What the first event has for `previous`."""

# ASCII, so that no byte of it depends on an encoding and any file name can be recorded.
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_INSERT: Final = (
    "INSERT INTO event (seq, at, run, kind, subject, data, previous, hash) VALUES (?,?,?,?,?,?,?,?)"
)
_SELECT: Final = "SELECT seq, at, run, kind, subject, data, previous, hash FROM event"


class EventRecord(NamedTuple):
    """One thing that happened.

    Attributes:
        seq: from 1, without gaps.
        at: UTC, ISO text.
        run: id of the run that it belongs to, or None.
        kind: what happened, such as ``notice.planned``.
        subject: what it happened to: id of a run, notice, debtor or item.
        data: the rest, by kind.
        previous, hash: the links of the chain, hexadecimal.
    """

    seq: int
    at: str
    run: str | None
    kind: str
    subject: str
    data: Mapping[str, Any]
    previous: str
    hash: str


def canonical(value: object) -> str:
    """JSON text that is the same for the same value.

    Raises:
        ValueError: a float that is no number.
        TypeError: something that JSON does not have, such as a Decimal.
    """
    return _ENCODER.encode(value)


def seal(
    seq: int, at: str, run: str | None, kind: str, subject: str, data: str, previous: str
) -> str:
    """The hash of an event; `data` is its canonical JSON text."""
    head = ",".join(map(canonical, (at, run, kind, subject)))
    text = f'[{seq},{head},{data},"{previous}"]'
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def append(
    connection: sqlite3.Connection,
    at: str,
    run: str | None,
    kind: str,
    entries: Iterable[tuple[str, Mapping[str, Any]]],
) -> list[EventRecord]:
    """Add events of one kind at the end of the chain, inside the caller's transaction.

    Args:
        connection: in a transaction that can write.
        at: UTC, ISO text.
        run: id of the run, or None.
        kind: of all the events.
        entries: subject and data of each, in order.
    """
    seq, previous = head(connection)
    events: list[EventRecord] = []
    rows = []
    for subject, data in entries:
        seq += 1
        text = canonical(data)
        link = seal(seq, at, run, kind, subject, text, previous)
        events.append(EventRecord(seq, at, run, kind, subject, data, previous, link))
        rows.append((seq, at, run, kind, subject, text, previous, link))
        previous = link
    connection.executemany(_INSERT, rows)
    return events


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the last event; 0 and `ORIGIN` when there is none."""
    last = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return last or (0, ORIGIN)


def read(
    connection: sqlite3.Connection, where: str = "ORDER BY seq", values: Sequence[object] = ()
) -> Iterator[EventRecord]:
    """Events with their data parsed; all in order of `seq`, unless `where` says otherwise.

    Args:
        connection: a journal.
        where: the rest of the SELECT after the table, made by this package only.
        values: for the question marks in `where`.
    """
    rows = connection.execute(f"{_SELECT} {where}", values)
    for seq, at, run, kind, subject, data, previous, link in rows:
        yield EventRecord(seq, at, run, kind, subject, json.loads(data), previous, link)


def first_break(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """The first event that is not what was written, and why; None when the chain is whole."""
    seq, before = 0, ORIGIN
    try:
        for row in connection.execute(f"{_SELECT} ORDER BY seq"):
            seq += 1
            if row[0] != seq:
                return seq, "it is missing"
            if row[6] != before:
                return seq, "it does not follow from the event before it"
            if seal(*row[:7]) != row[7]:
                return seq, "it was changed after it was written"
            before = row[7]
    except (sqlite3.DatabaseError, TypeError):
        # Text that is no UTF-8, a page that is no page, bytes where text should be.
        return seq + 1, "it cannot be read"
    return None
