"""Bringing a journal to the form that this program knows: ordered, transactional, backup first."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.errors import JournalRefused
from creditctl.findings import Place, error
from creditctl.journal import projections, schema
from creditctl.journal.database import (
    backup,
    damaged,
    make_private_file,
    make_private_folder,
    publish,
    utc,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Migration:
    """One change of form, applied in one transaction together with its row in `migration`.

    Attributes:
        name: begins with its number, so that names sort in order.
        statements: SQL, in order. Once released they never change.
        renews: True when it leaves projections empty, to be made anew from the events.
    """

    name: str
    statements: tuple[str, ...]
    renews: bool = False

    @property
    def checksum(self) -> str:
        """SHA-256 of the statements; tells a changed migration from the one applied."""
        return hashlib.sha256("\n".join(self.statements).encode()).hexdigest()


MIGRATIONS: Final = (
    Migration("0001-journal", schema.FIRST),
    Migration("0002-areas-voids-segments", schema.SECOND, renews=True),
    Migration("0003-cases-bank-instalments", schema.THIRD, renews=True),
    Migration("0004-letters-about-promises", schema.FOURTH, renews=True),
)


def pending(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]
) -> Sequence[Migration]:
    """The migrations that a journal still lacks, in order.

    Raises:
        JournalRefused: not a journal (CJ102), written by a newer program (CJ103), or by one
            whose migrations differ from ours (CJ104).
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise damaged(path, "this SQLite file was not made by creditctl")
    applied = connection.execute("SELECT name, program, checksum FROM migration ORDER BY name")
    known = {migration.name: migration for migration in migrations}
    count = 0
    for name, program, checksum in applied:
        if name not in known:
            raise _newer(path, name, program)
        if known[name].checksum != checksum:
            raise _different(path, name, program)
        count += 1
    return migrations[count:]


def _newer(path: Path, name: str, program: str) -> JournalRefused:
    message = f"the journal was written by {program}, which is newer (migration {name})"
    hint = f"use {program} or later; this version could not read all of it"
    return JournalRefused(error("CJ103", message, Place(str(path)), hint))


def _different(path: Path, name: str, program: str) -> JournalRefused:
    message = f"migration {name}, applied by {program}, is not the one that this program knows"
    hint = "use a released version of creditctl, or restore a backup"
    return JournalRefused(error("CJ104", message, Place(str(path)), hint))


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    *,
    program: str,
    now: Callable[[], datetime],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> Path | None:
    """Apply what is pending, after a backup.

    Returns:
        The backup, or None when there was nothing to do.

    Raises:
        JournalRefused: as `pending`; or the backup could not be written, then nothing changes.
    """
    todo = pending(connection, path, migrations)
    if not todo:
        return None
    copy = backup(path, now())
    apply(connection, todo, program, utc(now()))
    return copy


def apply(connection: sqlite3.Connection, todo: Sequence[Migration], program: str, at: str) -> None:
    """Carry out migrations, all of them or nothing.

    Projections are made anew when all are carried out, because events are applied to the tables
    as this program knows them.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in todo:
            for statement in migration.statements:
                connection.execute(statement)
            row = (migration.name, at, program, migration.checksum)
            connection.execute("INSERT INTO migration VALUES (?, ?, ?, ?)", row)
        if any(migration.renews for migration in todo):
            projections.rebuild(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def create(
    path: Path,
    *,
    program: str,
    now: Callable[[], datetime],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Make an empty journal under a temporary name, then give it its own.

    The caller holds the run lock, or two programs could each make one.
    """
    make_private_folder(path.parent)
    temporary = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        temporary.unlink()  # left by a crash
    make_private_file(temporary)
    connection = sqlite3.connect(temporary, isolation_level=None)
    try:
        initialise(connection, program=program, at=utc(now()), migrations=migrations)
        connection.execute("VACUUM")  # drops the pages of tables that a later migration replaced
    finally:
        connection.close()
    publish(temporary, path)


def initialise(
    connection: sqlite3.Connection,
    *,
    program: str,
    at: str,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Turn an empty SQLite database into an empty journal."""
    connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
    connection.execute(schema.MIGRATION_TABLE)
    apply(connection, migrations, program, at)
