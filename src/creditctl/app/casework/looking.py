"""Cases of a workspace for readers: nothing is written, created or locked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.casework.casefile import CaseFile, case_file
from creditctl.app.casework.standing import with_cases
from creditctl.app.rooms import journal_path, open_journal
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Books, Reading
    from creditctl.app.casework.standing import Standing
    from creditctl.config.workspace import Workspace


def cases_of(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    *,
    held: bool = True,
) -> tuple[Books, Standing]:
    """The books of a day with all that cases and the bank change, and the cases.

    Args:
        workspace, as_of, reading, clock: whose books, of which day.
        held: look for debtors whose money at the bank waits; without it nothing is matched.
    """
    return cases_in(workspace, workspace_books(workspace, as_of, reading), clock, held=held)


def cases_in(
    workspace: Workspace, books: Books, clock: Callable[[], datetime], *, held: bool = True
) -> tuple[Books, Standing]:
    """The same for books that were read already; see `cases_of`."""
    file = CaseFile()
    if journal_path(workspace).exists():
        with open_journal(workspace, clock, readonly=True) as journal:
            file = case_file(journal, books.as_of)
    if not held:
        file = replace(file, open_entries=())
    return with_cases(workspace, books, file)


def owed_books(
    workspace: Workspace, as_of: date, reading: Reading, clock: Callable[[], datetime]
) -> tuple[Books, tuple[str, ...]]:
    """The books of a day less bank money and write-offs; and in words what was taken off.

    Disputed parts are no items of their own here, and money that belongs to no invoice yet is
    left out.
    """
    books, standing = cases_of(workspace, as_of, reading, clock, held=False)
    return books.showing(standing.owed), taken_off(standing)


def taken_off(standing: Standing) -> tuple[str, ...]:
    """In words, what is taken off the books: money at the bank, and write-offs."""
    return tuple(
        f"{currency} {to_text(amount, currency)} {what}, not in the books yet: taken off"
        for what, sums in (
            ("seen at the bank", standing.at_bank),
            ("written off", standing.written_off),
        )
        for currency, amount in sorted(sums.items())
    )


def debtor_called(books: Books, name: str) -> str:
    """The id of a debtor by id or exact name; the name itself when the books know none such."""
    debtors = books.items.debtors
    if name in debtors.ids:
        return name
    return next((debtors.ids[c] for c in range(len(debtors)) if debtors.names[c] == name), name)
