"""The run lock: one writer a workspace. The kernel keeps it, so it ends with its holder."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from typing import TYPE_CHECKING, Final, Self

from creditctl.errors import LockedRefused
from creditctl.findings import Place, error
from creditctl.journal.database import make_private_folder, refusing, utc

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

_POLL_SECONDS: Final = 0.1


class RunLock:
    """An exclusive lock on ``state/journal.lock``, taken on entering, let go on leaving.

    The file stays; what it says matters only while the lock is held. Python's files are closed
    in programs that are started from here, so none of them can keep the lock by accident.

    Args:
        path: the lock file.
        now: the clock, for "since".
        wait: seconds to wait for another holder, 0 = refuse at once.

    Raises:
        LockedRefused: on entering, when another process holds it (CJ131).
        JournalRefused: on entering, when the file cannot be made or locked (CJ106).
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime], wait: float = 0) -> None:
        self._path = path
        self._now = now
        self._wait = wait
        self._file = -1

    def __enter__(self) -> Self:
        with refusing(self._path):
            make_private_folder(self._path.parent)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                self._acquire(file)
                holder = f"process {os.getpid()} on {socket.gethostname()} since {utc(self._now())}"
                os.ftruncate(file, 0)
                os.pwrite(file, holder.encode(), 0)
            except BaseException:
                os.close(file)
                raise
            self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def _acquire(self, file: int) -> None:
        end = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise self._refusal(file) from None
                time.sleep(min(_POLL_SECONDS, max(0.0, end - time.monotonic())))
            else:
                return

    def _refusal(self, file: int) -> LockedRefused:
        holder = os.pread(file, 500, 0).decode(errors="replace") or "another process"
        message = f"another run is at work in this workspace: {holder}"
        hint = "let it end, or give --wait SECONDS"
        return LockedRefused(error("CJ131", message, Place(str(self._path)), hint))
