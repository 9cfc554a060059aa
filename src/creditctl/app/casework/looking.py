"""Cases of a workspace for readers: nothing is written, created or locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.casework.standing import with_cases
from creditctl.app.rooms import past_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Books, Reading
    from creditctl.app.casework.standing import Standing
    from creditctl.config.workspace import Workspace


def cases_of(
    workspace: Workspace, as_of: date, reading: Reading, clock: Callable[[], datetime]
) -> tuple[Books, Standing]:
    """The books of a day with all that cases and the bank change, and the cases."""
    with past_of(workspace, clock, as_of) as past:
        books = workspace_books(workspace, as_of, reading)
        return with_cases(workspace, books, past.cases)


def debtor_called(books: Books, name: str) -> str:
    """The id of a debtor by id or exact name; the name itself when the books know none such."""
    debtors = books.items.debtors
    if name in debtors.ids:
        return name
    return next((debtors.ids[c] for c in range(len(debtors)) if debtors.names[c] == name), name)
