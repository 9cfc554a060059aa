"""Where things stand, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.planning import make_plan
from creditctl.app.reports.status import status_report
from creditctl.app.rooms import past_of
from creditctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Reading
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import Report


def status(
    workspace: Workspace, as_of: date, reading: Reading, clock: Callable[[], datetime]
) -> tuple[Report, ExitCode]:
    """Report on a workspace; exit code 3 when something waits for a person."""
    with past_of(workspace, clock, as_of) as past:
        plan = make_plan(workspace, as_of, reading, past)
        plan.findings.extend(past.findings)
        waiting = plan.books.needs_a_look or past.findings
        report = status_report(workspace, plan, past)
        return report, ExitCode.LOOK if waiting else ExitCode.DONE
