"""Everything about one debtor: gathered from books, policy, cases, bank and journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.preview import preview
from creditctl.app.rooms import journal_path, open_journal
from creditctl.app.views.finding import EVERY, debtor_named
from creditctl.app.views.letters import letters
from creditctl.app.views.receipts import (
    at_the_bank,
    documents_of,
    in_the_books,
    taken_off,
)
from creditctl.credit.exposure import exposures
from creditctl.journal.records import State
from creditctl.ledger.dates import from_days
from creditctl.ledger.frames import Debtor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from creditctl.app.books import Books, Reading
    from creditctl.app.planning import Plan
    from creditctl.app.views.letters import Letter
    from creditctl.app.views.receipts import Receipt
    from creditctl.config.workspace import Workspace
    from creditctl.credit.exposure import Exposure
    from creditctl.findings import Finding
    from creditctl.journal.events import EventRecord
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Paying:
    """How a debtor has paid so far.

    Attributes:
        paid: invoices paid; late: of these after their due date; days: sum of days late.
        last: the day of the last payment, None = unknown.
    """

    paid: int
    late: int
    days: int
    last: date | None


@dataclass(frozen=True, slots=True, eq=False)
class DebtorView:
    """One debtor on a day.

    Attributes:
        debtor: as the books have it; name: to show.
        plan: what was decided about all open items; policy, home: whose rules and currency.
        rows: the debtor's open items, the company's own currency first, then the oldest.
        at_bank, written_off: minor units by currency that the books do not show yet.
        exposures: by currency, with the credit limit.
        letters: notices, the last one first; receipts: money, the last first.
        paying: None when no invoice was paid, as far as the books tell.
    """

    debtor: Debtor
    name: str
    plan: Plan
    policy: Policy
    home: str
    rows: Sequence[int]
    at_bank: Mapping[str, int]
    written_off: Mapping[str, int]
    exposures: Mapping[str, Exposure]
    letters: Sequence[Letter]
    receipts: Sequence[Receipt]
    paying: Paying | None

    @property
    def as_of(self) -> date:
        """The day."""
        return self.plan.as_of

    @property
    def needs_a_look(self) -> bool:
        """Whether rows of the debtor can't be read, files disagree, or a letter is uncertain."""
        books = self.plan.books
        return (
            self.debtor.debtor in books.imported.held
            or any(books.items.doubtful[row] for row in self.rows)
            or any(letter.state is State.UNCERTAIN for letter in self.letters)
        )

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the data of this debtor."""
        return [f for f in self.plan.findings if f.debtor == self.debtor.debtor]


def debtor_view(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    name: str,
) -> DebtorView:
    """Gather what is known of a debtor; nothing is written.

    Args:
        workspace: sources, policy, journal.
        as_of: the day.
        reading: what the command line says about reading files.
        clock: for opening the journal.
        name: id or exact name.

    Raises:
        UsageRefused: nobody is called that, or several are (CR120).
    """
    plan = preview(workspace, as_of, reading, clock, first_run=True, letters=False)
    items = plan.books.items
    named, events, receipts = _from_the_journal(workspace, plan, clock, name)
    code = list(items.debtors.ids).index(named) if named in items.debtors.ids else -1
    debtor = items.debtors.detail(code) if code >= 0 else _known_by_letters(named, events)
    home = workspace.settings.currency or workspace.policy.policy.currency or ""
    at_bank, written_off = taken_off(plan.books, plan.cases, code)
    paid = in_the_books(*documents_of(plan.books, code), as_of)
    return DebtorView(
        debtor=debtor,
        name=debtor.name or named,
        plan=plan,
        policy=workspace.policy.policy,
        home=home,
        rows=_rows(plan, code, home),
        at_bank=at_bank,
        written_off=written_off,
        exposures=_exposures(workspace.policy.policy, plan.books, code),
        letters=letters(events, as_of)[::-1],
        receipts=sorted([*receipts, *paid], key=lambda r: r.day, reverse=True),
        paying=_paying(plan.books, code),
    )


def _from_the_journal(
    workspace: Workspace, plan: Plan, clock: Callable[[], datetime], name: str
) -> tuple[str, list[EventRecord], list[Receipt]]:
    """The id of the debtor, its events, and its money at the bank."""
    if not journal_path(workspace).exists():
        return debtor_named(plan.books, name, None), [], []
    with open_journal(workspace, clock, readonly=True) as journal:
        named = debtor_named(plan.books, name, journal)
        events = journal.log(EVERY, debtor=named)
        money = at_the_bank(journal, plan.cases.file, named)
    return named, events, money


def _known_by_letters(name: str, events: Sequence[EventRecord]) -> Debtor:
    """A debtor of whom the books have nothing left: named as on the last letter."""
    called = [event.data["name"] for event in events if event.kind == "notice.planned"]
    return Debtor(name, called[-1] if called else "")


def _rows(plan: Plan, code: int, home: str) -> list[int]:
    items = plan.books.items
    rows = np.flatnonzero(items.debtor == code).tolist()

    def key(row: int) -> tuple[object, ...]:
        currency = items.currencies[int(items.currency[row])]
        return currency != home, currency, int(items.due[row]), row

    return sorted(rows, key=key)


def _exposures(policy: Policy, books: Books, code: int) -> dict[str, Exposure]:
    items = books.items.select(np.flatnonzero(books.items.debtor == code))
    if not len(items):
        return {}
    found = exposures(items, policy, books.behaviour, books.as_of, books.broken)
    return {exposure.currency: exposure for exposure in found}


def _paying(books: Books, code: int) -> Paying | None:
    behaviour = books.behaviour
    if code < 0 or not behaviour.paid_invoices[code]:
        return None
    return Paying(
        int(behaviour.paid_invoices[code]),
        int(behaviour.late_invoices[code]),
        int(behaviour.days_late_sum[code]),
        from_days(int(behaviour.last_paid[code])),
    )
