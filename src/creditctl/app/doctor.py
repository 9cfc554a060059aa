"""Facts about the installation and the workspace, each marked ok, look or bad."""

from __future__ import annotations

import importlib.metadata
import platform
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from creditctl.app.rooms import journal_path, open_journal, program
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.config.workspace import FILE, load_workspace
from creditctl.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from creditctl.config.workspace import Workspace

Mark = Literal["ok", "look", "bad"]

_LIBRARIES = (
    "typer",
    "pydantic",
    "numpy",
    "pyarrow",
    "python-calamine",
    "typst",
    "babel",
    "holidays",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what was looked at, what was found, and whether that is well."""

    mark: Mark
    what: str
    value: str


def examine(folder: Path, clock: Callable[[], datetime]) -> list[Fact]:
    """Look at everything; nothing is changed and nothing is raised."""
    facts = [
        Fact("ok", "program", program()),
        Fact("ok", "Python", platform.python_version()),
        *_libraries(),
        _shipped(),
    ]
    if not (folder / FILE).exists():
        return [
            *facts,
            Fact("look", "workspace", f"no {FILE} in {folder}; creditctl init makes one"),
        ]
    try:
        workspace = load_workspace(folder)
    except Refused as refused:
        problems = f"{len(refused.findings)} errors; see creditctl check"
        return [*facts, Fact("bad", "workspace", problems)]
    policy = workspace.policy
    return [
        *facts,
        Fact("ok", "workspace", workspace.file),
        Fact("ok", "policy", f"{policy.policy.name} ({policy.file})"),
        *_sources(workspace),
        *_journal(workspace, clock),
        *_private(workspace),
    ]


def _libraries() -> list[Fact]:
    facts: list[Fact] = []
    for name in _LIBRARIES:
        try:
            facts.append(Fact("ok", name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            facts.append(Fact("bad", name, "not installed"))
    return facts


def _shipped() -> Fact:
    policies = shipped_policies()
    languages = sorted(p.name for p in shipped("templates").glob("??"))
    found = f"policies {', '.join(policies)}; letters in {', '.join(languages)}"
    return Fact("ok" if policies and languages else "bad", "shipped", found)


def _sources(workspace: Workspace) -> list[Fact]:
    facts: list[Fact] = []
    for source in workspace.settings.sources:
        files = [(path, shown) for path, shown in workspace.files_of(source) if path.is_file()]
        if not files:
            facts.append(Fact("bad", f"source {source.name}", f"no file: {source.file}"))
        facts += [
            Fact("ok", f"source {source.name}", f"{shown}, {path.stat().st_size} bytes")
            for path, shown in files
        ]
    return facts


def _journal(workspace: Workspace, clock: Callable[[], datetime]) -> list[Fact]:
    path = journal_path(workspace)
    if not path.exists():
        return [Fact("ok", "journal", "none yet; the first run makes it")]
    try:
        with open_journal(workspace, clock, readonly=True) as journal:
            counts = journal.counts()
            last = journal.last_run()
            wrong = journal.verify()
    except Refused as refused:
        return [Fact("bad", "journal", refused.findings[0].message)]
    ran = "no run" if last is None else f"last run {last.run}"
    facts: list[Fact] = [
        Fact("bad" if wrong else "ok", "journal", f"{counts.events} events, {ran}"),
    ]
    if last is not None and not last.finished:
        facts.append(
            Fact("look", "last run", "was cut off, or is at work; the next one settles it")
        )
    return facts


def _private(workspace: Workspace) -> list[Fact]:
    """Folders with debtor data are for the user alone."""
    facts: list[Fact] = []
    for folder in (workspace.state, workspace.outbox):
        if folder.is_dir():
            open_to_others = stat.S_IMODE(folder.stat().st_mode) & 0o077
            word = "others may look into it; chmod 700 closes it" if open_to_others else "private"
            facts.append(Fact("look" if open_to_others else "ok", f"folder {folder.name}", word))
    return facts
