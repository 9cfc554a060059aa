"""Issue planned notices: render, say what is about to happen, hand over, record. One at a time.

Every step is in the journal before the act it announces, so that a crash at any moment leaves at
most one notice in doubt.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from creditctl.errors import Refused
from creditctl.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from creditctl.app.progress import Progress
    from creditctl.delivery.outbox import Outbox, Package
    from creditctl.documents.letters import Letter, LetterRoom
    from creditctl.journal.store import Journal
    from creditctl.policy.notices import Notice

NAME_TAKEN: Final = "CC356"
"""Only this letter is concerned; any other trouble with the outbox concerns all."""

_AHEAD: Final = 8
"""How many letters are rendered ahead of the one that is handed over."""


@dataclass(slots=True)
class Issued:
    """What became of the notices of a run.

    Attributes:
        done: handed over, with the path of their file below the outbox.
        refused: not handed over, with the reason in words.
    """

    done: list[tuple[Notice, str]] = field(default_factory=list)
    refused: list[tuple[Notice, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def issue(
    notices: Sequence[Notice],
    *,
    room: LetterRoom,
    outbox: Outbox,
    journal: Journal,
    unchanged: Callable[[], bool],
    progress: Progress,
) -> Issued:
    """Render and hand over notices that the journal knows as planned.

    Args:
        notices: in the order of handing over.
        room: renders letters.
        outbox: where they go.
        journal: where every step is recorded.
        unchanged: False as soon as the books on disk are no longer those that were decided on;
            what is left is then withdrawn.
        progress: told of each notice.
    """
    issued = Issued()
    stopped = ""
    progress.stage("letters", len(notices))
    for notice, future in rendered(room, notices):
        stopped = stopped or ("" if unchanged() else "the books changed on disk during the run")
        if stopped:
            _withdraw(issued, journal, notice, stopped)
            continue
        try:
            letter = future.result()
        except Refused as problem:
            issued.findings += problem.findings
            _withdraw(issued, journal, notice, problem.findings[0].message)
            continue
        package = outbox.prepare(notice, letter)
        if isinstance(package, Finding):
            issued.findings.append(package)
            _withdraw(issued, journal, notice, package.message)
            continue
        stopped = _hand_over(issued, journal, outbox, notice, package)
        progress.step()
    return issued


def _hand_over(
    issued: Issued, journal: Journal, outbox: Outbox, notice: Notice, package: Package
) -> str:
    """Hand one notice over; returns why nothing more can be, "" when all is well."""
    journal.hand_over_begins(notice.notice, [(package.relative, package.sha256)])
    try:
        outbox.deliver(package)
    except Refused as problem:
        found = problem.findings[0]
        issued.findings += problem.findings
        journal.rejected(notice.notice, found.message)
        issued.refused.append((notice, found.message))
        return "" if found.code == NAME_TAKEN else found.message
    journal.handed_over(notice.notice)
    issued.done.append((notice, package.relative))
    return ""


def _withdraw(issued: Issued, journal: Journal, notice: Notice, reason: str) -> None:
    journal.withdrawn(notice.notice, reason)
    issued.refused.append((notice, reason))


def rendered(
    room: LetterRoom, notices: Sequence[Notice]
) -> Iterator[tuple[Notice, Future[Letter]]]:
    """Letters in order, rendered a little ahead on two threads: Typst lets go of Python's lock."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting: deque[tuple[Notice, Future[Letter]]] = deque()
        try:
            for notice in notices:
                waiting.append((notice, pool.submit(room.render, notice)))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft()
            while waiting:
                yield waiting.popleft()
        finally:
            for _, future in waiting:
                future.cancel()


def refused_findings(issued: Issued) -> list[Finding]:
    """One warning for every notice that could not be handed over."""
    return [
        Finding(
            "CR112",
            Severity.WARNING,
            f"notice {notice.notice} to {notice.debtor.name or notice.debtor.debtor} was not "
            f"handed over: {reason}",
            hint="mend the cause; the next run issues it",
            debtor=notice.debtor.debtor,
        )
        for notice, reason in issued.refused
    ]


def fingerprint(paths: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Size and modification time of files, to notice when the books change during a run."""
    found = []
    for path in paths:
        try:
            facts = path.stat()
        except OSError:
            found.append((-1, -1))
        else:
            found.append((facts.st_size, facts.st_mtime_ns))
    return tuple(found)
