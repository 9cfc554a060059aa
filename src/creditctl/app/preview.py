"""The plan as readers see it: the same as the run's, with nothing written, created or locked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from creditctl.app.madefrom import NO_JOURNAL, mark_of
from creditctl.app.planning import make_plan
from creditctl.app.rooms import journal_path, open_journal, past_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from creditctl.app.books import Reading
    from creditctl.app.madefrom import JournalMark
    from creditctl.app.planfile import PlanOrder
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
    struck_out: Mapping[str, str] | None = None,
    approved: bool = False,
    letters: bool = True,
    trace: bool = False,
) -> Plan:
    """Make the plan that a run at this date would carry out; arguments as in `make_plan`."""
    with past_of(workspace, clock, as_of) as past:
        plan = make_plan(
            workspace,
            as_of,
            reading,
            past,
            first_run=first_run,
            accepted=accepted,
            struck_out=struck_out,
            approved=approved,
            letters=letters,
            trace=trace,
        )
        return replace(plan, findings=[*plan.findings, *past.findings])


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A plan with all that it takes to carry it out later, and only if nothing has changed.

    Attributes:
        workspace: what it is for.
        order: what shaped it.
        plan: what was decided.
        journal: how far the journal had come before it was made.
    """

    workspace: Workspace
    order: PlanOrder
    plan: Plan
    journal: JournalMark


def propose(
    workspace: Workspace,
    order: PlanOrder,
    clock: Callable[[], datetime],
    *,
    approved: bool = False,
) -> Proposal:
    """Make a plan that can become a plan file.

    Args:
        workspace: sources, policy, journal.
        order: what shapes it.
        clock: for opening the journal.
        approved: take the letters that need approval as approved.
    """
    # Before the plan: what is recorded in between makes the plan stale, and never passes unseen.
    mark = NO_JOURNAL
    if journal_path(workspace).exists():
        with open_journal(workspace, clock, readonly=True) as journal:
            mark = mark_of(journal)
    plan = preview(
        workspace,
        order.as_of,
        order.reading,
        clock,
        first_run=order.first_run,
        accepted=order.accepted,
        struck_out=order.reasons,
        approved=approved,
    )
    return Proposal(workspace, order, plan, mark)
