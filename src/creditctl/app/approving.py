"""What a person does to a plan file: approve it, or strike letters and items out of it.

Nothing is ever added. Striking an item out can make another one due (a courtesy note that made
way for the reminder); whatever would newly be written is struck out with it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from creditctl.app.planchecks import out_of_date, plan_changes, refuse
from creditctl.app.planfile import PlanFile, StruckOut, sealed
from creditctl.app.planning import stop_findings
from creditctl.app.preview import propose
from creditctl.app.reports.notices import notice_data
from creditctl.app.reports.plan import plan_data, stops_data
from creditctl.app.rooms import letter_room
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.journal.database import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.insight.report import JsonObject

FOLLOWS: Final = "would only be written because other items were struck out"
"""The reason of what is struck out along with others."""


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """A plan file as it is to be written anew.

    Attributes:
        file: the new content, sealed.
        struck_out: what was struck out now.
        stops: safety stops that a run of it would meet.
    """

    file: PlanFile
    struck_out: tuple[StruckOut, ...]
    stops: list[Finding]


def approve(
    workspace: Workspace, file: PlanFile, by: str, clock: Callable[[], datetime]
) -> Changed:
    """Approve a plan that is still what a run would do.

    Raises:
        SafetyRefused: something has changed since it was made (CR144 to CR148).
    """
    plan = _current(workspace, file, clock, approved=True)
    approval = {"by": by, "at": utc(clock())}
    data = sealed(file.data | {"approved": approval, "stops": stops_data(plan)})
    approved = replace(file, data=data, approved_by=by)
    return Changed(approved, (), stop_findings(workspace, plan.stops))


def drop(
    workspace: Workspace,
    file: PlanFile,
    names: Sequence[str],
    *,
    reason: str,
    by: str,
    clock: Callable[[], datetime],
) -> Changed:
    """Strike letters or single items out of a plan; an approval that it had is void.

    Args:
        workspace: what the plan is for.
        file: the plan.
        names: ids of notices, invoice numbers, or item ids.
        reason: why, in a person's words.
        by: who says so.
        clock: tells when.

    Raises:
        SafetyRefused: something has changed since the plan was made (CR144 to CR148).
        UsageRefused: the plan has no letter about that (CR152).
    """
    _current(workspace, file, clock, approved=False)
    at = utc(clock())
    allowed = {_key(line) for letter in file.letters for line in letter["items"]}
    struck = [StruckOut(*found, reason, by, at) for found in _called(file, names)]
    while True:
        order = replace(file.order, struck_out=(*file.order.struck_out, *struck))
        proposal = propose(workspace, order, clock)
        new = [found for found, key in _lines(proposal.plan) if key not in allowed]
        if not new:
            break
        struck += [StruckOut(*found, FOLLOWS, by, at) for found in new]
    data = plan_data(proposal, detail="decisions" in file.data)
    stops = stop_findings(workspace, proposal.plan.stops)
    return Changed(PlanFile(file.path, data, order), tuple(struck), stops)


def _current(
    workspace: Workspace, file: PlanFile, clock: Callable[[], datetime], *, approved: bool
) -> Plan:
    """The plan of a file made anew, once it is certain that it is the same."""
    found = out_of_date(file, workspace, clock)
    plan = propose(workspace, file.order, clock, approved=approved).plan
    refuse([*found, *plan_changes(file, workspace, plan, letter_room(workspace))])
    return plan


def _key(line: JsonObject) -> tuple[str, str, int]:
    """What is issued for an item: another step, or the step once more, is another thing."""
    return line["item"], line["step"], line["repeat"]


def _lines(plan: Plan) -> Iterator[tuple[tuple[str, str, str], tuple[str, str, int]]]:
    """Item, number and debtor of every line of every letter, with what is issued for it."""
    for letter in (notice_data(n) for n in (*plan.notices, *plan.waiting)):
        for line in letter["items"]:
            yield (line["item"], line["number"], letter["debtor"]), _key(line)


def _called(file: PlanFile, names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Item, number and debtor of what the names mean, each once."""
    found: dict[tuple[str, str, str], None] = {}
    wrong: list[Finding] = []
    for name in names:
        items = _items_called(file, name)
        debtors = sorted({debtor for _, _, debtor in items})
        if not items:
            wrong.append(_nothing(file, name))
        elif len(debtors) > 1:
            ids = " or ".join(repr(item) for item, _, _ in items)
            message = f"debtors {', '.join(debtors)} each have an item called {name!r}"
            wrong.append(error("CR152", message, file.place, f"say which: {ids}"))
        found |= dict.fromkeys(items)
    if wrong:
        raise UsageRefused(wrong)
    return list(found)


def _items_called(file: PlanFile, name: str) -> list[tuple[str, str, str]]:
    """All items of the notice of that id, else the item of that id, else those of that number."""
    all_items = [
        (letter["notice"], (line["item"], line["number"], letter["debtor"]))
        for letter in file.letters
        for line in letter["items"]
    ]
    for fits in (
        [item for notice, item in all_items if notice == name],
        [item for _, item in all_items if item[0] == name],
        [item for _, item in all_items if item[1] == name],
    ):
        if fits:
            return fits
    return []


def _nothing(file: PlanFile, name: str) -> Finding:
    if any(name in (struck.item, struck.number) for struck in file.order.struck_out):
        message = f"{name!r} is struck out already"
        return error("CR152", message, file.place, "leave it out of this command")
    known = {letter["notice"] for letter in file.letters}
    known |= {line["number"] for letter in file.letters for line in letter["items"]}
    near = difflib.get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else ""
    hint = hint or f"creditctl plan show {file.path} lists all"
    message = f"no letter of the plan is called {name!r}, and none is about an item of that name"
    return error("CR152", message, file.place, hint)
