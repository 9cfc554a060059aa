"""The command line inside this process: the same words, streams and exit code as from a shell.

A process of its own costs a second for each command, most of it imports. What only a process can
show (pipes, closed streams, signals) is tried in tests/cli/test_streams.py and tests/guarantees.
"""

from __future__ import annotations

import gc
import io
import signal
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from creditctl.cli.app import run


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: exit code, and the text of both streams."""

    returncode: int
    stdout: str
    stderr: str


def creditctl(*words: str) -> Done:
    """Run one command line in the current folder."""
    terminated = signal.getsignal(signal.SIGTERM)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run(words)
    finally:
        signal.signal(signal.SIGTERM, terminated)
        gc.enable()
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
