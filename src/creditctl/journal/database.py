"""The journal as a file: opening SQLite safely, private files, backups, errors in plain words."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from creditctl.errors import JournalRefused, LockedRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.errors import Refused

BUSY_SECONDS: Final = 10.0
"""How long a statement waits for another program that is writing."""

CACHE: Final = -65536
"""At most 64 MB of pages; with SQLite's 2 MB a large journal is read many times over."""

_NEEDED: Final = (3, 37, 0)
_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100
_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = ("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "9p", "fuse.sshfs")
_DAMAGE: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FORMAT")
_CANNOT_WRITE: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_RESTORE: Final = "restore the newest file of state/backups, or the workspace's own backup"


def damaged(path: Path, detail: str) -> JournalRefused:
    """The refusal for a file that is no whole journal (CJ102)."""
    message = f"the journal cannot be read: {detail}"
    return JournalRefused(error("CJ102", message, Place(str(path)), _RESTORE))


def unwritable(path: Path, detail: str) -> JournalRefused:
    """The refusal for a journal that cannot be written or opened (CJ106)."""
    hint = "check free space and the permissions of the file and its folder"
    message = f"the journal cannot be used: {detail}"
    return JournalRefused(error("CJ106", message, Place(str(path)), hint))


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what SQLite or the operating system says into a refusal that a bookkeeper can read.

    Raises:
        JournalRefused: damaged (CJ102), or cannot be written (CJ106).
        LockedRefused: another program keeps the file locked (CJ107).
    """
    try:
        yield
    except sqlite3.Error as exc:
        refusal = _refusal(path, exc)
        if refusal is None:
            raise
        raise refusal from exc
    except OSError as exc:
        raise unwritable(path, exc.strerror or str(exc)) from exc


def _refusal(path: Path, exc: sqlite3.Error) -> Refused | None:
    name, text = getattr(exc, "sqlite_errorname", None) or "", str(exc)
    # Our SQL fits our own tables and texts; where it does not, the file was altered.
    altered = isinstance(exc, sqlite3.OperationalError) and name in ("", "SQLITE_ERROR")
    if altered or name.startswith(_DAMAGE):
        return damaged(path, text)
    if name.startswith(_CANNOT_WRITE):
        return unwritable(path, text)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        message = f"another program kept the journal locked for {BUSY_SECONDS:.0f} seconds"
        hint = "close the program that has it open, then try again"
        return LockedRefused(error("CJ107", message, Place(str(path)), hint))
    return None


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Open an existing SQLite file with the settings that the journal relies on.

    Every commit is on disk before it returns (`synchronous=FULL`). Transactions are explicit:
    a deferred one that turns into a writer would fail at once, whatever the timeout.
    """
    _check_sqlite(path)
    _check_header(path)
    connection = _open_to_read(path) if readonly else _open(path, "rw")
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size={CACHE}")
        if not readonly:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA journal_mode={_journal_mode(path)}").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def _open_to_read(path: Path) -> sqlite3.Connection:
    """A reader in WAL mode needs side files; on read-only media it must do without them."""
    connection = _open(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as exc:
        connection.close()
        needs_side_files = exc.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
        if needs_side_files and not _side_file(path):
            return _open(path, "ro&immutable=1")
        raise
    return connection


def _check_sqlite(path: Path) -> None:
    if sqlite3.sqlite_version_info < _NEEDED:
        raise unwritable(path, f"SQLite {sqlite3.sqlite_version} is too old, 3.37 is needed")


def _check_header(path: Path) -> None:
    """Refuse what is no SQLite file, or was cut short, before SQLite gets to see it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        size = file.seek(0, os.SEEK_END)
    if not header:
        raise damaged(path, "the file is empty")
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        raise damaged(path, "this is not an SQLite file")
    # Between a crash and the next opening, a side file holds what the main file lacks.
    page_size = int.from_bytes(header[16:18], "big")
    whole = int.from_bytes(header[28:32], "big") * (65536 if page_size == 1 else page_size)
    if size < whole and not _side_file(path):
        raise damaged(path, f"the file was cut short, {size} of {whole} bytes are left")


def _side_file(path: Path) -> bool:
    """Whether a write-ahead log or rollback journal with content lies beside the file."""
    sides = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(side.exists() and side.stat().st_size for side in sides)


def _journal_mode(path: Path) -> str:
    """WAL, except on network file systems, where it does not work between machines."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        mounts = ""
    return "DELETE" if file_system(path.resolve(), mounts) in _NETWORK else "WAL"


def file_system(path: Path, mounts: str) -> str:
    """Type of the file system that a path lies on, "" when unknown.

    Args:
        path: absolute, without symbolic links.
        mounts: text of ``/proc/self/mountinfo`` (see proc(5)), "" where there is none.
    """
    best, found = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        point = Path(left.split(" ")[4].replace("\\040", " "))
        # Of mounts on the same point the later one covers the earlier.
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), right.split(" ")[0]
    return found


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter (0700); leave an existing one as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read (0600).

    Raises:
        FileExistsError: something of that name is there.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def publish(temporary: Path, final: Path) -> None:
    """Give a finished file its name: after a crash it is there whole, or not at all."""
    sync(temporary)
    temporary.replace(final)
    sync(final.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def utc(moment: datetime) -> str:
    """A moment as ISO text in UTC with milliseconds: ``2026-01-31T06:00:00.000Z``.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone cannot be recorded")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def backup(path: Path, at: datetime) -> Path:
    """Copy a journal while it is in use, whole and compacted, to ``backups/`` beside it.

    Args:
        path: the journal.
        at: names the copy.

    Returns:
        The copy, ``backups/journal-20260131T060000Z.db``; a number is added when that is taken.

    Raises:
        JournalRefused: the journal cannot be read, or the copy cannot be written.
    """
    with refusing(path):
        folder = path.parent / "backups"
        make_private_folder(folder)
        target = _free_name(folder, f"{path.stem}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        try:
            with closing(connect(path, readonly=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(target),))
            sync(target)
            sync(folder)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise
    return target


def _free_name(folder: Path, stem: str) -> Path:
    """Claim a name that is not taken with an empty private file; SQLite writes into it."""
    number = 1
    while True:
        target = folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")
        try:
            make_private_file(target)
        except FileExistsError:
            number += 1
        else:
            return target
