"""The worklist of a day: gather all tasks, rank them, share them out, and give each its card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from creditctl.app.preview import preview
from creditctl.app.rooms import journal_path, open_journal
from creditctl.app.views.agreed import case_tasks
from creditctl.app.views.blocks import blocking_tasks
from creditctl.app.views.calls import calls
from creditctl.app.views.cards import card
from creditctl.app.views.decided import decision_tasks
from creditctl.app.views.facts import Facts
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.insight.worklist import TaskKind, ranked, shared_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from creditctl.app.books import Reading
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.insight.worklist import Share, Task
    from creditctl.journal.records import NoticeRecord

_NO_CALL_BESIDE: Final = frozenset(
    (TaskKind.PROMISE_DUE, TaskKind.FOLLOW_UP, TaskKind.ARRANGEMENT_DEFAULT)
)
"""Tasks beside which their debtor is not listed for a call as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Worklist:
    """What people should do on a day.

    Attributes:
        plan: what the tasks were made from.
        company: whose day it is; home: its currency, "" = none.
        at_most: tasks for each owner.
        shares: the tasks by owner.
    """

    plan: Plan
    company: str
    home: str
    at_most: int
    shares: tuple[Share, ...]


def worklist(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    *,
    owner: str | None = None,
    at_most: int | None = None,
) -> Worklist:
    """Make the worklist of a day; nothing is written.

    Args:
        workspace: sources, policy, journal.
        as_of: the day.
        reading: what the command line says about reading files.
        clock: for opening the journal.
        owner: only this owner's tasks, "" = those of nobody in particular; None = everybody's.
        at_most: tasks for each owner; None = as the policy says.

    Raises:
        UsageRefused: nobody is called like that owner (CR001).
    """
    plan = preview(workspace, as_of, reading, clock)
    facts = Facts(workspace, plan, _uncertain(workspace, clock))
    tasks = _tasks(facts)
    if owner is not None:
        tasks = [task for task in tasks if task.owner == owner]
    if owner and not tasks:
        _require_known(facts, owner)
    most = facts.policy.worklist.at_most if at_most is None else at_most
    shares = shared_out(ranked(tasks, facts.home), most)
    return Worklist(
        plan,
        workspace.settings.company.name,
        facts.home,
        most,
        tuple(replace(share, tasks=_with_cards(facts, share.tasks)) for share in shares),
    )


def _uncertain(workspace: Workspace, clock: Callable[[], datetime]) -> Sequence[NoticeRecord]:
    if not journal_path(workspace).exists():
        return ()
    with open_journal(workspace, clock, readonly=True) as journal:
        return journal.uncertain_notices()


def _tasks(facts: Facts) -> list[Task]:
    found = [*blocking_tasks(facts), *case_tasks(facts), *decision_tasks(facts)]
    others = {task.debtor for task in found if task.kind in _NO_CALL_BESIDE}
    return [*found, *calls(facts, others=others)]


def _require_known(facts: Facts, owner: str) -> None:
    """Refuse an owner without tasks whom nothing names: a slip of the pen reads like a free day."""
    named = {reason.owner for reason in facts.policy.disputes.reasons}
    named |= {debtor.owner for debtor in facts.items.debtors.master.values()}
    if owner not in named:
        known = ", ".join(sorted(named - {""}))
        hint = f"owners: {known}" if known else "no debtor and no reason has an owner"
        raise UsageRefused(error("CR001", f"nobody is called {owner!r}", hint=hint))


def _with_cards(facts: Facts, tasks: Iterable[Task]) -> tuple[Task, ...]:
    return tuple(
        replace(task, card=card(facts, task.debtor)) if task.debtor else task for task in tasks
    )
