"""Whether a plan file may be carried out: everything that stands against it, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.app.madefrom import changes, made_from, mark_of
from creditctl.app.planfile import ANEW
from creditctl.app.reports.notices import notice_data
from creditctl.app.rooms import journal_path, open_journal
from creditctl.errors import SafetyRefused
from creditctl.findings import Finding, error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date, datetime

    from creditctl.app.planfile import PlanFile
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.documents.letters import LetterRoom
    from creditctl.journal.events import EventRecord
    from creditctl.journal.reader import JournalReader

OLD_PLAN: Final = "old-plan"
"""The word that accepts, once, a plan made too many days ago."""
_DONE: Final = "CR145"


def refuse(found: Collection[Finding]) -> None:
    """Refuse with all that was found, if anything was.

    Raises:
        SafetyRefused: with the findings.
    """
    if found:
        raise SafetyRefused(list(found))


def out_of_date(
    file: PlanFile, workspace: Workspace, clock: Callable[[], datetime]
) -> list[Finding]:
    """What was recorded since a plan was made (CR147), read-only.

    Raises:
        SafetyRefused: it is a plan of another workspace (CR144), or was carried out (CR145): then
            nothing else about it matters.
    """
    made, here = file.data["made_from"]["workspace"], workspace.settings.company.name
    if made != here:
        message = f"the plan was made for the workspace of {made!r}; this is that of {here!r}"
        hint = f"name the right workspace with --workspace; {workspace.file} is the one here"
        raise SafetyRefused(error("CR144", message, file.place, hint))
    if not journal_path(workspace).exists():
        return journal_changes(file, None)
    with open_journal(workspace, clock, readonly=True) as journal:
        found = journal_changes(file, journal)
    refuse([finding for finding in found if finding.code == _DONE])
    return found


def not_ready(
    file: PlanFile, workspace: Workspace, today: date, accepted: Collection[str]
) -> list[Finding]:
    """What keeps a plan from being carried out today: no approval (CR149), or its age (CR150)."""
    found = []
    waiting = len(file.data["waiting"])
    if waiting and not file.approved_by:
        letters = "1 letter needs" if waiting == 1 else f"{waiting} letters need"
        message = f"{letters} approval, and nobody has approved the plan"
        hint = (
            f"creditctl plan approve {file.path} --by NAME; "
            f"or take them out: creditctl plan drop {file.path} NOTICE --reason TEXT --by NAME"
        )
        found.append(error("CR149", message, file.place, hint))
    most = workspace.policy.policy.safety.data_older_than
    age = (today - file.order.as_of).days
    if age > most and OLD_PLAN not in accepted:
        where = workspace.policy.line_of(("safety", "data_older_than"))
        message = (
            f"the plan is for {file.order.as_of}, {age} days before {today}; "
            f"the policy allows {most} ({where}), as money may have come in since"
        )
        hint = f"make a new plan; or accept this one once with --accept {OLD_PLAN}"
        found.append(error("CR150", message, file.place, hint))
    return found


def journal_changes(file: PlanFile, journal: JournalReader | None) -> list[Finding]:
    """What the journal says since the plan was made: it was carried out (CR145), or else (CR147).

    Args:
        file: the plan.
        journal: None = there is none yet.
    """
    for run in journal.runs() if journal else ():
        if run.facts.get("plan") == file.seal:
            done = "was carried out by" if run.finished else "was begun, and cut off, by"
            message = f"the plan {done} run {run.run} already"
            return [error(_DONE, message, file.place, f"for what is due now, {ANEW}")]
    made, now = file.data["made_from"]["journal"], mark_of(journal)
    if (made["events"], made["head"]) == now:
        return []
    since = now.events - made["events"]
    told = journal.log(since + 1) if journal and since >= 0 else []
    if made["events"] and (not told or told[0].hash != made["head"]):
        message = "the journal is not the one that the plan was made with, or an older copy of it"
    else:
        message = f"the journal: {_told(told[-since:] if since else [])} since the plan was made"
    return [error("CR147", message, file.place, ANEW)]


def _told(events: list[EventRecord]) -> str:
    """Events in a few words, by the runs that they belong to."""
    runs = sorted({event.run for event in events if event.run})
    kinds = sorted({event.kind for event in events if not event.run})
    count = "1 event" if len(events) == 1 else f"{len(events)} events"
    which = [f"run {run}" for run in runs] + kinds
    return f"{count} ({', '.join(which[:5])}{', ...' if len(which) > 5 else ''})"


def plan_changes(
    file: PlanFile, workspace: Workspace, plan: Plan, room: LetterRoom
) -> list[Finding]:
    """What is different in the plan made anew: a part that it is made from, or else a letter.

    Args:
        file: the plan as it was made.
        workspace, room: what it is made from now.
        plan: the plan made anew, with the letters that need approval, released or waiting.
    """
    now = made_from(workspace, plan, room, mark_of(None))
    found = changes(file, workspace, now)
    letters = [notice_data(n) for n in (*plan.notices, *plan.waiting)]
    same = sorted(letters, key=_id) == sorted(file.letters, key=_id)
    if not (found or same):
        message = "the letters come out otherwise now, though nothing changed that could be named"
        found.append(error("CR148", message, file.place, ANEW))
    return found


def _id(letter: dict[str, str]) -> str:
    return letter["notice"]
