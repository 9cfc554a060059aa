"""The letters of a plan as files to look at: the same bytes that a run would put in the outbox."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from creditctl.app.issue import rendered
from creditctl.app.rooms import letter_room, outbox_of
from creditctl.app.run import check_letters
from creditctl.delivery.files import DayFolder, LeadsElsewhere
from creditctl.errors import Refused, UsageRefused
from creditctl.findings import Finding, Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.planning import Plan
    from creditctl.app.progress import Progress
    from creditctl.config.workspace import Workspace


def require_empty(folder: Path) -> None:
    """Refuse a folder for letters that has something in it already.

    Raises:
        UsageRefused: it has, or it is no folder (CR153).
    """
    with _refusing(folder):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise LeadsElsewhere(folder)
        if folder.exists() and any(folder.iterdir()):
            message = "the folder for the letters is not empty"
            raise UsageRefused(_unusable(folder, message))


def write_letters(
    workspace: Workspace, plan: Plan, folder: Path, progress: Progress
) -> tuple[int, list[Finding]]:
    """Write every letter of a plan, those that wait for approval too, into a folder of its own.

    Args:
        workspace: templates, company.
        plan: what was decided.
        folder: made with mode 0700, the files with 0600.
        progress: told of each letter.

    Returns:
        How many letters there are now, and why others could not be made.

    Raises:
        ConfigRefused: a template or the company is at fault: a run would issue nothing.
        UsageRefused: the folder can't be written (CR153).
    """
    letters = [*plan.notices, *plan.waiting]
    room, outbox = letter_room(workspace), outbox_of(workspace)
    findings = check_letters(room, letters)
    count = 0
    whole = folder.absolute()
    progress.stage("letters", len(letters))
    with _refusing(folder), DayFolder(whole.parent.resolve(), whole.name) as place:
        for notice, future in rendered(room, letters):
            progress.step()
            try:
                package = outbox.prepare(notice, future.result())
            except Refused as problem:
                findings += problem.findings
                continue
            if isinstance(package, Finding):
                findings.append(package)
                continue
            place.add(Path(package.relative).name, package.content)
            count += 1
    return count, findings


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """What goes wrong with the folder, as a finding."""
    try:
        yield
    except LeadsElsewhere as trouble:
        message = "this is a link or a file; letters go into a folder"
        raise UsageRefused(_unusable(trouble.path, message)) from None
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        raise UsageRefused(_unusable(folder, f"the letters can't be written: {why}")) from None


def _unusable(folder: Path, message: str) -> Finding:
    return error("CR153", message, Place(str(folder)), "name a new folder; it is made")
