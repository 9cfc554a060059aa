"""What happened with one debtor: from the books, the journal, the bank and the cases, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.casework.standing import with_cases
from creditctl.app.rooms import journal_path, open_journal, past_in
from creditctl.app.views.finding import EVERY, debtor_named
from creditctl.app.views.happened import happened
from creditctl.app.views.inthebooks import booked, broken
from creditctl.insight.timeline import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from creditctl.app.books import Books, Reading
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.insight.timeline import Entry


@dataclass(frozen=True, slots=True)
class DebtorHistory:
    """What happened with a debtor up to a day.

    Attributes:
        debtor: id; name: to show.
        entries: in order.
        earlier: how many were left out at the beginning.
        paid_unknown: invoices that are paid on a day which the books don't tell.
        findings: what is wrong with the data of the debtor.
        held: whether rows of the debtor can't be read.
    """

    debtor: str
    name: str
    as_of: date
    entries: Sequence[Entry]
    earlier: int
    paid_unknown: int
    findings: Sequence[Finding]
    held: bool


def debtor_history(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    name: str,
    *,
    since: date | None = None,
    limit: int | None = None,
) -> DebtorHistory:
    """Gather it; nothing is written.

    Args:
        workspace: sources, policy, journal.
        as_of: the day; what is later does not exist.
        reading: what the command line says about reading files.
        clock: for opening the journal.
        name: id or exact name of the debtor.
        since: leave out what is earlier.
        limit: only the last so many entries.

    Raises:
        UsageRefused: nobody is called that, or several are (CR120).
    """
    books = workspace_books(workspace, as_of, reading)
    debtor, called, recorded = _recorded(workspace, books, clock, name)
    ids = books.items.debtors.ids
    code = list(ids).index(debtor) if debtor in ids else -1
    told, unknown = booked(books, code) if code >= 0 else ([], 0)
    everything = in_order([*told, *recorded], None, None)
    entries = in_order(everything, since, limit)
    return DebtorHistory(
        debtor,
        books.items.debtors.name(code) if code >= 0 else called,
        as_of,
        entries,
        len(everything) - len(entries),
        unknown,
        [f for f in books.findings if f.debtor == debtor],
        debtor in books.imported.held,
    )


def _recorded(
    workspace: Workspace, books: Books, clock: Callable[[], datetime], name: str
) -> tuple[str, str, list[Entry]]:
    """The id of the debtor, what its last letter called it, and what the journal says."""
    if not journal_path(workspace).exists():
        debtor = debtor_named(books, name, None)
        return debtor, debtor, []
    policy = workspace.policy.policy
    with open_journal(workspace, clock, readonly=True) as journal:
        debtor = debtor_named(books, name, journal)
        events = journal.log(EVERY, debtor=debtor)
        _, standing = with_cases(workspace, books, past_in(journal, books.as_of).cases)
    names = [event.data["name"] for event in events if event.kind == "notice.planned"]
    entries = happened(events, debtor, policy, books.as_of)
    entries += broken(standing, policy, books, debtor)
    return debtor, (names[-1] if names else "") or debtor, entries
