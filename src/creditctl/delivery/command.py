"""Notices handed to a program: its file on standard input, facts about it in the environment."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final, Self

from creditctl.delivery.transport import Fate, Sent
from creditctl.delivery.words import words_of
from creditctl.documents.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.delivery.transport import Parcel

_MOST_READ: Final = 10_000
_GRACE: Final = 5


class Command:
    """Sends parcels by a program, which is started anew for each, without a shell.

    Args:
        run: the program and its arguments.
        timeout: seconds after which it is stopped, with all that it started.
        root: the workspace, where it runs.
    """

    def __init__(self, run: Sequence[str], timeout: int, root: Path) -> None:
        self._run = tuple(run)
        self._timeout = timeout
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, parcel: Parcel) -> Sent:
        """Run the program for one parcel; its exit code decides.

        0 is sent; 75 (EX_TEMPFAIL of sysexits.h), and a program that can't be started, are
        deferred; any other code is rejected, with the first line of standard error. A program that
        was stopped, by a signal or for its time, is uncertain.
        """
        # Files, no pipes: a program that reads nothing or writes much can't block.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(parcel.content)
            given.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603  (the user's own program, no shell)
                    self._run,
                    cwd=self._root,
                    env={**os.environ, **_facts(parcel)},
                    stdin=given,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                )
            except (OSError, ValueError) as trouble:
                why = getattr(trouble, "strerror", None) or str(trouble)
                return Sent(Fate.DEFERRED, f"the program can't be started: {why.lower()}")
            return self._awaited(process, said)

    def _awaited(self, process: subprocess.Popen[bytes], said: IO[bytes]) -> Sent:
        try:
            code = process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            _stop(process)
            return Sent(Fate.UNCERTAIN, f"stopped after {self._timeout} seconds")
        except BaseException:
            _stop(process)
            raise
        if code == os.EX_OK:
            return Sent(Fate.SENT)
        if code < 0:
            return Sent(Fate.UNCERTAIN, f"the program was stopped by signal {-code}")
        said.seek(0)
        lines = said.read(_MOST_READ).splitlines()
        words = next(filter(None, map(words_of, lines)), f"exit code {code}")
        return Sent(Fate.DEFERRED if code == os.EX_TEMPFAIL else Fate.REJECTED, words)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started, kindly at first."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)


def _facts(parcel: Parcel) -> dict[str, str]:
    facts = {
        "NOTICE": parcel.notice,
        "CHANNEL": parcel.channel,
        "DEBTOR": parcel.debtor,
        "DAY": parcel.as_of.isoformat(),
        "FILE": parcel.relative,
    }
    return {f"CREDITCTL_{name}": one_line(text) for name, text in facts.items()}
