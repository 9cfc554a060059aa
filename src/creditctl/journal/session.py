"""An open journal file: checked, migrated, with read and write transactions."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from creditctl.errors import JournalRefused
from creditctl.findings import Place, error
from creditctl.journal import events as log
from creditctl.journal import migrations, projections
from creditctl.journal.database import connect, damaged, refusing, utc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Writing:
    """A transaction that can write.

    Attributes:
        connection: for questions inside the transaction.
        at: the time of all its events, UTC, ISO text.
    """

    connection: sqlite3.Connection
    at: str

    def record(
        self, kind: str, run: str | None, entries: Iterable[tuple[str, Mapping[str, Any]]]
    ) -> None:
        """Append events of one kind, (subject, data) each, and carry them into the projections."""
        events = log.append(self.connection, self.at, run, kind, entries)
        projections.apply(self.connection, events)


class Session:
    """An open journal file. Use it as a context manager, or close it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        program: str,
        now: Callable[[], datetime],
    ) -> None:
        self.path = path
        self.program = program
        self.backup: Path | None = None
        """The copy made before a migration, when opening did one."""
        self._connection = connection
        self._now = now

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        readonly: bool = False,
        program: str,
        now: Callable[[], datetime],
    ) -> Self:
        """Open a journal; bring an older one up to date, after a backup beside it.

        Args:
            path: the file, ``state/journal.db``.
            create: make an empty one when there is none.
            readonly: never write, create or migrate.
            program: name and version to be recorded, ``creditctl 0.1.0``.
            now: the clock; its moments have a time zone.

        Raises:
            JournalRefused: missing (CJ101), damaged (CJ102), newer (CJ103), made by other
                migrations (CJ104), older and opened read-only (CJ105), not usable (CJ106).
            LockedRefused: kept locked by another program (CJ107).
        """
        with refusing(path):
            if not path.exists():
                if not create or readonly:
                    raise _missing(path)
                migrations.create(path, program=program, now=now)
            connection = connect(path, readonly=readonly)
            try:
                session = cls(connection, path, program, now)
                if readonly:
                    _refuse_older(connection, path)
                else:
                    session.backup = migrations.migrate(connection, path, program=program, now=now)
            except BaseException:
                connection.close()
                raise
        return session

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: all of its answers are of one moment.

        A value that cannot be parsed was altered by something else than this program.
        """
        try:
            with refusing(self.path), _transaction(self._connection, "DEFERRED"):
                yield self._connection
        except ValueError as exc:
            raise damaged(self.path, str(exc)) from exc

    @contextmanager
    def _writing(self) -> Iterator[Writing]:
        """A write transaction: on disk as a whole when the block ends, or not at all."""
        at = utc(self._now())
        with refusing(self.path), _transaction(self._connection, "IMMEDIATE"):
            yield Writing(self._connection, at)


@contextmanager
def _transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After a full disk SQLite may have rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _missing(path: Path) -> JournalRefused:
    message = "there is no journal here yet"
    hint = "the first `creditctl run` makes one; check that this is the right workspace"
    return JournalRefused(error("CJ101", message, Place(str(path)), hint))


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    todo = migrations.pending(connection, path, migrations.MIGRATIONS)
    if todo:
        message = f"the journal was written by an older version (it lacks {todo[0].name})"
        hint = "the next `creditctl run` brings it up to date, after a backup"
        raise JournalRefused(error("CJ105", message, Place(str(path)), hint))
