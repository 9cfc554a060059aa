"""The plan as readers see it: the same as the run's, with nothing written, created or locked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from creditctl.app.planning import make_plan
from creditctl.app.rooms import past_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Reading
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace


def preview(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    *,
    first_run: bool = False,
    accepted: frozenset[str] = frozenset(),
    trace: bool = False,
) -> Plan:
    """Make the plan that a run at this date would carry out; arguments as in `make_plan`."""
    with past_of(workspace, clock, as_of) as past:
        plan = make_plan(
            workspace,
            as_of,
            reading,
            past.history,
            first_run=first_run,
            accepted=accepted,
            trace=trace,
        )
        return replace(plan, findings=[*plan.findings, *past.findings])
