"""Proving a journal: the file, its form, the chain of events, the projections, the snapshots."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import file_digest
from itertools import zip_longest
from typing import TYPE_CHECKING

from creditctl.findings import Place, error
from creditctl.journal import events as log
from creditctl.journal import projections
from creditctl.journal.database import CACHE
from creditctl.journal.migrations import initialise
from creditctl.journal.schema import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from creditctl.findings import Finding

_RESTORE = "restore the newest file of state/backups that verifies"
_REBUILD = "the events are whole: `creditctl journal rebuild` makes this table anew from them"


def verify(connection: sqlite3.Connection, path: Path) -> list[Finding]:
    """Everything that is wrong with a journal; an empty list proves it.

    The projections are compared with what a replay of all events gives, so this is done only
    when the chain is whole.

    Args:
        connection: in a read transaction, so that a run at the same time does not disturb.
        path: the journal; snapshots lie below its folder.
    """
    found = [*_damage(connection, path), *_form(connection, path)]
    broken = log.first_break(connection)
    if broken is not None:
        seq, why = broken
        place = Place(str(path), field=f"event {seq}")
        message = f"the chain of events is broken at event {seq}: {why}"
        return [*found, error("CJ113", message, place, _RESTORE)]
    if found:
        return found
    return [*_projections(connection, path), *_snapshots(connection, path)]


def _damage(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    try:
        remarks = [remark for (remark,) in connection.execute("PRAGMA integrity_check(10)")]
    except sqlite3.DatabaseError as exc:
        remarks = [str(exc)]
    for remark in remarks:
        if remark != "ok":
            yield error("CJ111", f"the file is damaged: {remark}", Place(str(path)), _RESTORE)


def _form(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    """Tables, indexes and triggers that are missing, changed or too many."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        initialise(fresh, program="", at="")
        expected = _schema(fresh)
    actual = _schema(connection)
    for name in sorted(expected.keys() | actual.keys()):
        if actual.get(name) == expected.get(name):
            continue
        kind = " ".join(name)
        what = "is missing" if name not in actual else "does not belong here"
        if name in actual and name in expected:
            what = "was changed"
        place = Place(str(path), field=kind)
        yield error("CJ112", f"the form of the journal was altered: {kind} {what}", place, _RESTORE)


def _schema(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    )
    return {(kind, name): sql for kind, name, sql in rows}


def _projections(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    # A database without a name lives in memory and spills to a private file when large.
    with closing(sqlite3.connect("", isolation_level=None)) as fresh:
        for setting in ("foreign_keys=ON", "journal_mode=OFF", f"cache_size={2 * CACHE}"):
            fresh.execute(f"PRAGMA {setting}")
        initialise(fresh, program="", at="")
        fresh.execute("BEGIN")
        try:
            projections.apply(fresh, log.read(connection))
        except (sqlite3.Error, KeyError) as exc:
            message = f"the events contradict each other and cannot be replayed: {exc}"
            yield error("CJ114", message, Place(str(path)), _RESTORE)
            return
        for table, key in PROJECTIONS.items():
            yield from _compare(connection, fresh, table, key, path)


def _compare(
    actual: sqlite3.Connection, expected: sqlite3.Connection, table: str, key: str, path: Path
) -> Iterator[Finding]:
    """The first row of a table that differs from what the events say."""
    query = f"SELECT * FROM {table} ORDER BY {key}"  # noqa: S608  (our own names)
    names = [column[0] for column in expected.execute(query).description]
    for ours, theirs in zip_longest(actual.execute(query), expected.execute(query)):
        if ours == theirs:
            continue
        message = f"table {table} has {_row(names, ours)}, the events say {_row(names, theirs)}"
        yield error("CJ115", message, Place(str(path), field=table), _REBUILD)
        return


def _row(names: list[str], row: tuple[object, ...] | None) -> str:
    if row is None:
        return "no further row"
    return ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))


def _snapshots(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    """Snapshots that were changed. One that was deleted is no fault: they can be large."""
    # Deleted and made again, a file counts as it was recorded last.
    query = (
        "SELECT file, file_sha256, max(seq) FROM run_snapshot JOIN run USING (run)"
        " GROUP BY file ORDER BY file"
    )
    for name, recorded, _ in connection.execute(query):
        file = path.parent / name
        if not file.is_file():
            continue
        with file.open("rb") as content:
            actual = file_digest(content, "sha256").hexdigest()
        if actual != recorded:
            message = "this ledger snapshot was changed after it was written"
            hint = "restore it from a backup, or delete it: reports as of its day then do without"
            yield error("CJ116", message, Place(str(file)), hint)
