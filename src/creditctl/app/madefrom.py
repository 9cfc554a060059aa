"""What a plan was made from, part by part, so that a change can be named."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from creditctl.app.claiming import names_a_regime
from creditctl.app.planfile import ANEW
from creditctl.app.rooms import program
from creditctl.findings import Finding, error
from creditctl.journal.events import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from creditctl.app.planfile import PlanFile
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.documents.letters import LetterRoom
    from creditctl.insight.report import JsonObject
    from creditctl.journal.reader import JournalReader

_FILES: Final = ("settings", "data", "templates")
"""Parts that are files by name."""


class JournalMark(NamedTuple):
    """How far a journal has come: its number of events, and the hash of the last."""

    events: int
    head: str


NO_JOURNAL: Final = JournalMark(0, "")


def mark_of(journal: JournalReader | None) -> JournalMark:
    """How far the journal has come; None = there is none yet."""
    last = journal.log(1) if journal else []
    return JournalMark(last[0].seq, last[0].hash) if last else NO_JOURNAL


def made_from(
    workspace: Workspace, plan: Plan, room: LetterRoom, journal: JournalMark
) -> JsonObject:
    """The parts that a plan was made from.

    Args:
        workspace: settings and policy; known by its company, wherever its folder lies.
        plan: the plan; its letters tell which templates matter.
        room: renders the letters.
        journal: how far it had come when the plan was made.
    """
    every = (*plan.notices, *plan.waiting)
    letters = {(n.template, n.language, n.tone) for n in every if n.channel != "sms"}
    sms = {n.language for n in every if n.channel == "sms"}
    folder = workspace.policy.folder
    return {
        "program": program(),
        "workspace": workspace.settings.company.name,
        "policy": plan.policy_hash,
        "settings": _settings(workspace, room),
        "data": {
            facts.file.removeprefix(folder): facts.sha256 for facts in plan.books.imported.files
        },
        "templates": {
            f"templates/{name}": digest for name, digest in room.fingerprint(letters, sms).items()
        },
        "journal": journal._asdict(),
    }


def _settings(workspace: Workspace, room: LetterRoom) -> dict[str, str]:
    """The meaning of `creditctl.yaml`, comments aside, and the files that stand beside it."""
    settings = workspace.settings
    meaning = canonical(settings.model_dump(mode="json"))
    found = {"creditctl.yaml": sha256(meaning.encode()).hexdigest()}
    if settings.company.logo and room.company.logo:
        found[settings.company.logo] = sha256(room.company.logo).hexdigest()
    profiles = {path.name: path for path in (workspace.root / "profiles").glob("*.yaml")}
    named = {source.profile for source in settings.sources} - {"auto"}
    files = {f"profiles/{name}": path for name, path in profiles.items()}
    if names_a_regime(workspace.policy.policy):
        from creditctl.config.lawfiles import OWN_FILE

        named.add(OWN_FILE)
    files |= {name: workspace.root / name for name in named if (workspace.root / name).is_file()}
    return found | {
        name: sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())
    }


def changes(file: PlanFile, workspace: Workspace, now: Mapping[str, Any]) -> list[Finding]:
    """What is not as it was when a plan was made (CR146), each part and file by its name.

    The journal is not compared here: `planchecks.journal_changes` tells what it says since.

    Args:
        file: the plan.
        workspace: names the policy file.
        now: `made_from` of the plan made anew.
    """
    before = file.data["made_from"]
    found = []
    if before["program"] != now["program"]:
        message = f"the plan was made by {before['program']}; this is {now['program']}"
        found.append(error("CR146", message, file.place, ANEW))
    if before["policy"] != now["policy"]:
        name = workspace.policy.file
        message = f"the policy says something else than when the plan was made: {name}"
        found.append(error("CR146", message, file.place, ANEW))
    for part in _FILES:
        for name, how in _differences(before[part], now[part]):
            message = f"{part}: {name} {how} since the plan was made"
            found.append(error("CR146", message, file.place, ANEW))
    return found


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted({*before, *now}):
        if name not in before:
            yield name, "has come to be used"
        elif name not in now:
            yield name, "is no longer used"
        elif before[name] != now[name]:
            yield name, "changed"
