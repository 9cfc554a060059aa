"""What others learn of a run: pings with counts, a line in a log, the numbers of the last run."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from creditctl.app.rooms import program
from creditctl.errors import ExitCode, Refused
from creditctl.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from creditctl.app.run import RunOutcome
    from creditctl.config.workspace import Workspace

_GOOD: Final = (ExitCode.DONE, ExitCode.LOOK, ExitCode.DUE)


@dataclass(slots=True)
class Watch:
    """A run under watch.

    Attributes:
        numbers: what is known of it: counts and codes, no names and no amounts.
        findings: what went wrong with the watching itself.
    """

    numbers: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)

    def ended(self, outcome: RunOutcome) -> None:
        """Take down the numbers of a run that was carried out."""
        self.numbers |= {
            "run": outcome.run,
            "exit_code": int(outcome.exit_code),
            "notices": len(outcome.issued.done),
            "refused": len(outcome.issued.refused),
            "waiting": len(outcome.plan.waiting),
            "items": len(outcome.plan.decisions),
            "rejected_rows": outcome.plan.books.rejected_rows,
        }
        if outcome.sent is not None:
            self.numbers["sent"] = outcome.sent.counts


@contextmanager
def watched(workspace: Workspace, as_of: date, clock: Callable[[], datetime]) -> Iterator[Watch]:
    """Watch a run: tell that it begins, and how it ended, whatever happens in between.

    Args:
        workspace: whose `monitoring` says who is told.
        as_of: the day of the run.
        clock: tells the moments.
    """
    part = workspace.settings.monitoring
    begun = clock()
    watch = Watch({"as_of": as_of.isoformat(), "program": program(), "began": _moment(begun)})
    _tell(workspace, watch, "start", part.ping.start)
    code = ExitCode.BUG
    try:
        yield watch
        code = ExitCode(watch.numbers.get("exit_code", ExitCode.DONE))
    except Refused as refused:
        code = refused.exit_code
        watch.numbers["findings"] = len(refused.findings)
        raise
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
        raise
    finally:
        ended = clock()
        watch.numbers |= {
            "exit_code": int(code),
            "ended": _moment(ended),
            "seconds": round((ended - begun).total_seconds()),
        }
        good = code in _GOOD
        _keep(workspace, watch)
        _tell(workspace, watch, "end", part.ping.success if good else part.ping.fail)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _tell(workspace: Workspace, watch: Watch, what: str, url: str | None) -> None:
    if url is None:
        return
    from creditctl.delivery.ping import ping

    timeout = workspace.settings.monitoring.ping.timeout
    trouble = ping(url, {"event": what, **watch.numbers}, timeout)
    if trouble:
        message = f"the monitor could not be told of the run's {what}: {trouble}"
        hint = "the run itself is not concerned; check monitoring.ping in creditctl.yaml"
        watch.findings.append(Finding("CD130", Severity.WARNING, message, hint=hint))


def _keep(workspace: Workspace, watch: Watch) -> None:
    """Write log and summary, for the owner only; neither may stop a run."""
    part = workspace.settings.monitoring
    line = json.dumps(watch.numbers, sort_keys=True)
    for name, mode, text in (
        (part.log, "a", line + "\n"),
        (part.summary, "w", json.dumps(watch.numbers, sort_keys=True, indent=1) + "\n"),
    ):
        if name is None:
            continue
        path = workspace.root / name
        try:
            _written(path, mode, text)
        except OSError as problem:
            message = f"{name} can't be written: {problem.strerror or problem}"
            hint = "the run itself is not concerned"
            finding = Finding("CD131", Severity.WARNING, message, Place(str(path)), hint)
            watch.findings.append(finding)


def _written(path: Path, mode: str, text: str) -> None:
    """Append to a file, or put a new one in its place; mode 0600."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if mode == "a":
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(text)
        return
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
