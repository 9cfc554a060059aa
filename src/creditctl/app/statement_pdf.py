"""Statements as pages: one, or one file for each debtor in a folder of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from creditctl.app.rooms import company_of
from creditctl.delivery.files import DayFolder, LeadsElsewhere
from creditctl.delivery.names import safe_name
from creditctl.documents.letters import LetterRefused
from creditctl.documents.statement import StatementRoom
from creditctl.documents.statement_page import StatementText
from creditctl.errors import UsageRefused
from creditctl.findings import Finding, Place, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from creditctl.app.statement import Statement
    from creditctl.config.workspace import Workspace


def statement_room(workspace: Workspace) -> StatementRoom:
    """The statements of a workspace: its own templates before the shipped ones.

    Raises:
        ConfigRefused: the company's details are at fault.
    """
    from creditctl.config.shipped import shipped

    own = workspace.root / "templates"
    folders = [folder for folder in (own, shipped("templates")) if folder.is_dir()]
    return StatementRoom(company_of(workspace), folders)


def statement_pdf(workspace: Workspace, room: StatementRoom, statement: Statement) -> bytes:
    """A statement as PDF, in the debtor's language, else in the workspace's.

    Raises:
        ConfigRefused, LetterRefused: see `StatementRoom.render`.
    """
    language = statement.debtor.language or workspace.settings.language
    text = StatementText(
        room.company, statement.debtor, statement.as_of, statement.since, statement.forms
    )
    return room.render(text, language)


def write_statements(
    workspace: Workspace, statements: Iterable[Statement], folder: Path
) -> tuple[int, bool, list[Finding]]:
    """Write each statement into a new folder, ``<debtor>.pdf``, 0600 in 0700.

    Args:
        workspace: templates, company.
        statements: of different debtors.
        folder: made; it must not be there, or be empty.

    Returns:
        How many there are, whether a person must look, and the findings about all debtors.

    Raises:
        UsageRefused: the folder is not empty, or can't be written (CR202).
        ConfigRefused: the words of a language or the layout are at fault.
    """
    room = statement_room(workspace)
    findings: list[Finding] = []
    count, look = 0, False
    with _refusing(folder):
        _require_new(folder)
        whole = folder.absolute()
        with DayFolder(whole.parent.resolve(), whole.name) as place:
            for statement in statements:
                findings += statement.findings
                look |= statement.held
                try:
                    pdf = statement_pdf(workspace, room, statement)
                except LetterRefused as problem:
                    findings += problem.findings
                    look = True
                    continue
                name = f"{safe_name(statement.debtor.debtor)}.pdf"
                if not place.add(name, pdf):
                    # Only where the file system takes c1 and C1 for the same name.
                    message = f"there is another statement called {name}"
                    raise UsageRefused(_unusable(folder, message))
                count += 1
    return count, look, findings


def _require_new(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise LeadsElsewhere(folder)
    if folder.exists() and any(folder.iterdir()):
        raise UsageRefused(_unusable(folder, "the folder for the statements is not empty"))


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """What goes wrong with the folder, as a finding."""
    try:
        yield
    except LeadsElsewhere as trouble:
        message = "this is a link or a file; statements go into a folder"
        raise UsageRefused(_unusable(trouble.path, message)) from None
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        raise UsageRefused(_unusable(folder, f"statements can't be written: {why}")) from None


def _unusable(folder: Path, message: str) -> Finding:
    return error("CR202", message, Place(str(folder)), "name a new folder; it is made")
