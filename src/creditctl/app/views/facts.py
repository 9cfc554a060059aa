"""What the tasks of a day are made from: debtors, their accounts, and what people agreed on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.views.accounts import Accounts
from creditctl.insight.worklist_score import Risk, Score
from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import NO_DATE, from_days
from creditctl.ledger.frames import Debtor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from creditctl.app.planning import Plan
    from creditctl.cases.records import CaseBook, Note
    from creditctl.config.workspace import Workspace
    from creditctl.insight.worklist_score import Factor
    from creditctl.journal.records import NoticeRecord


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An open invoice that a case is about: minor units, and days overdue (0 = not overdue)."""

    row: int
    number: str
    currency: str
    open: int
    days: int


class Facts(Accounts):
    """Everything about a day, ready to be asked.

    Args:
        workspace: policy and company.
        plan: what would leave today, and the decision about every open item.
        uncertain: notices of which nobody knows whether they left.
    """

    def __init__(
        self, workspace: Workspace, plan: Plan, uncertain: Sequence[NoticeRecord] = ()
    ) -> None:
        self.policy = workspace.policy.policy
        super().__init__(plan, workspace.settings.currency or self.policy.currency or "")
        self.uncertain = uncertain

    @property
    def as_of(self) -> date:
        """The day."""
        return self.plan.as_of

    @property
    def book(self) -> CaseBook:
        """The cases."""
        return self.plan.cases.file.book

    # Debtors.

    def debtor(self, name: str) -> Debtor:
        """A debtor by id; bare when only the journal knows it."""
        code = self.codes.get(name)
        return Debtor(name) if code is None else self.items.debtors.detail(code)

    def shown(self, name: str) -> str:
        """What a debtor is called."""
        return self.debtor(name).name or name

    def risk(self, name: str, currency: str) -> Risk:
        """What the risk weight of a debtor is made of, in one currency."""
        code, group = self.codes.get(name), self.group_of(name, currency)
        paid, late = (0, 0)
        if code is not None:
            behaviour = self.plan.books.behaviour
            paid, late = int(behaviour.paid_invoices[code]), int(behaviour.late_invoices[code])
        broken = self.plan.cases.stops.broken.get(name, 0)
        if group is None:
            return Risk(broken, paid, late)
        columns = self.columns
        letter = int(columns.letter[group])
        rules = self.context.assignment.policies[int(columns.rules[group])]
        return Risk(
            broken,
            paid,
            late,
            steps=int(columns.steps[group]),
            letter_age=None if letter == NO_DATE else self.items.as_of - letter,
            gap=rules.reminders.between_notices,
            disputed=bool(columns.disputed[group]),
            promised=bool(columns.promised[group]),
        )

    def score(self, amount: int, currency: str, days: int, factors: Iterable[Factor] = ()) -> Score:
        """A score; what is not overdue counts no days."""
        return Score(max(0, amount), currency, max(0, days), tuple(factors))

    def last_letter(self, name: str) -> tuple[str, date] | None:
        """Step and day of the last letter to a debtor, in any currency."""
        groups = self.groups_of(name)
        last = max((int(self.columns.letter[group]) for group in groups), default=NO_DATE)
        day = from_days(last)
        if day is None:
            return None
        rows = (row for group in groups for row in self.rows_in(group))
        done = [row for row in rows if int(self.context.done[row]) == last]
        step = max((int(self.context.last[row]) for row in done), default=-1)
        steps = self.context.rules(done[0]).reminders.steps if done else ()
        return (steps[step].id if 0 <= step < len(steps) else "", day)

    # Cases.

    @cached_property
    def _open(self) -> Mapping[str, OpenInvoice]:
        """The open invoices that cases are about; disputed parts are not taken off."""
        book, owed = self.book, self.plan.cases.owed
        names = {p.about.item for p in book.promises.values()}
        names |= {d.about.item for d in book.disputes.values()}
        names |= {w.about.item for w in book.writeoffs.values()}
        names |= {about.item for a in book.arrangements.values() for about in a.covers}
        wanted = sorted(names)
        place = positions(owed.item, wanted)
        return {
            wanted[int(place[row])]: OpenInvoice(
                row,
                owed.number[row],
                owed.currencies[int(owed.currency[row])],
                int(owed.open[row]),
                max(0, owed.days_overdue(row)),
            )
            for row in np.flatnonzero(place >= 0).tolist()
        }

    def invoice(self, item: str) -> OpenInvoice | None:
        """The open invoice that a case is about, None when nothing of it is open."""
        return self._open.get(item)

    @cached_property
    def notes(self) -> Mapping[str, Sequence[Note]]:
        """Notes by debtor, in the order in which they were made."""
        found: dict[str, list[Note]] = defaultdict(list)
        for note in self.book.notes.values():
            found[note.debtor].append(note)
        return found

    def last_call(self, name: str) -> date | None:
        """The day on which a debtor was last telephoned."""
        days = [note.day for note in self.notes.get(name, ()) if note.kind == "call"]
        return max(days, default=None)

    @cached_property
    def letters_today(self) -> frozenset[str]:
        """Ids of the debtors to whom a letter would leave today."""
        return frozenset(notice.debtor.debtor for notice in self.plan.notices)
