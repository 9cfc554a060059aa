"""Run whole processes side by side and measure them: wall, CPU, peak memory.

Contenders are interleaved and their order is reversed every other round, so that a load on the
machine hits all of them. Before the rounds each runs once untimed: files are in the page cache
and byte code is compiled. Only ratios within one race mean anything on a shared machine.

Byte code is compiled, as after any installation, whatever the environment says: it is kept in a
folder of its own.

This module and all that bench.py imports stay small: a child starts with the peak memory of its
parent, so that peaks below 25 MB are those of the benchmark itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Failed(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """A contender failed, or its answer changed between rounds."""


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Contender:
    """One process to measure.

    Attributes:
        name: as the table shows it.
        command: the process and its arguments.
        before: done before each run, outside the timing.
        steady: whether every run must print the same bytes.
        reports: whether it prints numbers of its own, as one JSON object.
        note: a remark for the table.
    """

    name: str
    command: tuple[str, ...]
    before: Callable[[], None] = _nothing
    steady: bool = True
    reports: bool = False
    note: str = ""


@dataclass
class Result:
    """What the rounds of one contender took.

    Attributes:
        wall, cpu: seconds per round; cpu = user + system, children included.
        rss: peak memory in MB per round.
        said: the numbers that it printed, per round.
        output: the file with what it printed last.
    """

    contender: Contender
    output: Path
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)
    said: list[dict[str, float]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The contender's name."""
        return self.contender.name

    @property
    def median_wall(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.wall)

    @property
    def median_cpu(self) -> float:
        """Median CPU time in seconds."""
        return statistics.median(self.cpu)

    def median(self, name: str) -> float:
        """Median of a number that it printed."""
        return statistics.median(numbers[name] for numbers in self.said)

    def best(self, name: str) -> float:
        """The least of a number that it printed: what it costs when nothing disturbs it."""
        return min(numbers[name] for numbers in self.said)

    @property
    def peak(self) -> float:
        """Highest peak memory of all rounds, MB."""
        return max(self.rss)


def environment(byte_code: Path) -> dict[str, str]:
    """The environment of all contenders.

    Args:
        byte_code: folder for compiled modules.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _MEDDLERS}
    return {**kept, "PYTHONPYCACHEPREFIX": str(byte_code)}


_MEDDLERS = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONOPTIMIZE", "PYTHONHASHSEED")


def race(contenders: Sequence[Contender], rounds: int, folder: Path) -> dict[str, Result]:
    """Run all contenders, `rounds` times each.

    Args:
        contenders: in the order of the first round.
        rounds: timed runs of each, after one untimed.
        folder: where their outputs go, one file each.

    Raises:
        Failed: a contender ended with an error, or printed something else than before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    results = {
        c.name: Result(c, folder / f"{number:02d}.out") for number, c in enumerate(contenders)
    }
    printed = {name: _run(result, timed=False) for name, result in results.items()}
    for number in range(rounds):
        order = list(results.values())
        for result in order if number % 2 == 0 else reversed(order):
            digest = _run(result, timed=True)
            steady = result.contender.steady and not result.contender.reports
            if steady and digest != printed[result.name]:
                raise Failed(f"{result.name}: the answer changed in round {number + 1}")
    return results


def _run(result: Result, *, timed: bool) -> str:
    """One run; returns the hash of what it printed."""
    contender = result.contender
    contender.before()
    errors = result.output.with_suffix(".err")
    with result.output.open("wb") as out, errors.open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            contender.command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment(result.output.parent.parent / "pycache"),
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = errors.read_text(errors="replace")[-2000:]
        raise Failed(f"{contender.name}: exit {process.returncode}\n{said}")
    if timed:
        result.wall.append(wall)
        result.cpu.append(usage.ru_utime + usage.ru_stime)
        result.rss.append(usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024))
        if contender.reports:
            result.said.append(json.loads(result.output.read_text(encoding="utf-8")))
    with result.output.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
