"""What stops a command, each kind with its exit code (DESIGN section 10).

The command line's one error boundary turns these into text or JSON on stderr. Nothing else
of creditctl raises for a condition that a bookkeeper can cause.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.findings import Finding


class ExitCode(IntEnum):
    """The exit codes, a contract with cron and scripts."""

    DONE = 0
    BUG = 1
    USAGE = 2
    LOOK = 3
    CONFIG = 4
    DATA = 5
    JOURNAL = 6
    LOCKED = 7
    SAFETY = 8
    DUE = 10
    INTERRUPTED = 130
    TERMINATED = 143


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an accident)
    """A command that cannot be carried out; carries every finding at once.

    Args:
        findings: all that is wrong, at least one.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, findings: Sequence[Finding] | Finding) -> None:
        from creditctl.findings import Finding as _Finding

        self.findings: tuple[Finding, ...] = (
            (findings,) if isinstance(findings, _Finding) else tuple(findings)
        )
        super().__init__("\n".join(f.as_text() for f in self.findings))


class UsageRefused(Refused):
    """The command line asks for something that cannot be (exit 2)."""

    exit_code = ExitCode.USAGE


class ConfigRefused(Refused):
    """Workspace, policy, profile or template is invalid (exit 4)."""

    exit_code = ExitCode.CONFIG


class DataRefused(Refused):
    """Input data is refused as a whole (exit 5)."""

    exit_code = ExitCode.DATA


class JournalRefused(Refused):
    """The journal is missing, damaged, or newer than this program (exit 6)."""

    exit_code = ExitCode.JOURNAL


class LockedRefused(Refused):
    """Another run holds the lock (exit 7)."""

    exit_code = ExitCode.LOCKED


class SafetyRefused(Refused):
    """A safety stop: nothing was issued (exit 8)."""

    exit_code = ExitCode.SAFETY
