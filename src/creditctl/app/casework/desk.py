"""The desk where cases are recorded: the books of the day, the journal under its lock, the acts.

Acts are checked one after the other, each seeing those before it, and recorded together: all of
them, or nothing.
"""

from __future__ import annotations

import difflib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from creditctl.app.books import workspace_books
from creditctl.app.casework.casefile import case_file
from creditctl.app.casework.standing import with_cases
from creditctl.app.rooms import open_journal
from creditctl.cases.events import LETTERS, fold
from creditctl.cases.records import CaseEvent, Subject
from creditctl.errors import UsageRefused
from creditctl.findings import NOWHERE, Finding, Severity, error
from creditctl.journal.lock import RunLock
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import to_minor, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from creditctl.app.books import Books
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.app.casework.standing import Standing
    from creditctl.app.moment import Moment
    from creditctl.cases.records import CaseBook
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Place
    from creditctl.journal.casework import Act
    from creditctl.journal.store import Journal
    from creditctl.policy.model import Policy


class Objection(Exception):  # noqa: N818  (an answer, not an accident)
    """Why an act can't be recorded; `taking` makes a refusal of it, with the place."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def finding(self, place: Place = NOWHERE) -> Finding:
        """The objection as a finding."""
        return error(self.code, self.message, place, self.hint)


@dataclass(slots=True)
class Desk:
    """What checks look at, and the acts that passed them.

    Attributes:
        day: the day on which things happen.
        policy: whose limits count.
        books: the open items of the day, with bank money, write-offs and disputes in them.
        standing: the cases before the acts; book: with the acts that passed.
        acts: what is going to be recorded.
        ids: of the cases concerned, those that were recorded before among them.
        remarks: what people should know.
    """

    day: date
    policy: Policy
    books: Books
    standing: Standing
    book: CaseBook
    known: dict[str, str]
    acts: list[Act] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def is_new(self, act: Act) -> bool:
        """Whether an act was not recorded before, word for word."""
        return _meaning(act.kind, act.case, act.data) not in self.known

    def take(self, act: Act, place: Place = NOWHERE) -> None:
        """Let an act pass; what was recorded before, word for word, is not recorded again."""
        before = self.known.get(_meaning(act.kind, act.case, act.data))
        if before is not None:
            message = f"recorded already, as {before}"
            self.remarks.append(Finding("CS110", Severity.INFO, message, place))
            self.ids.append(before)
            return
        case = act.case or self._next_id(act.kind)
        event = CaseEvent(2**60 + len(self.acts), "", self.day, act.kind, case, act.data)
        fold([event], self.book)
        self.known[_meaning(act.kind, act.case, act.data)] = case
        self.acts.append(act)
        self.ids.append(case)

    def _next_id(self, kind: str) -> str:
        letter = LETTERS[kind]
        kinds = (self.book.promises, self.book.disputes, self.book.holds, self.book.notes)
        more = (self.book.writeoffs, self.book.arrangements)
        return f"{letter}{1 + sum(1 for d in (*kinds, *more) for name in d if name[0] == letter)}"

    def subject(self, name: str) -> Subject:
        """The open invoice of that number or item id.

        Raises:
            Objection: none is open (CS101, CS102), or several are called that (CS103).
        """
        items = self.standing.owed
        for column in (items.item, items.number):
            rows = [row for row, text in enumerate(column) if text == name]
            owed = [r for r in rows if items.kind[r] == Kind.INVOICE and items.open[r] > 0]
            if len(owed) > 1:
                ids = " or ".join(items.item[row] for row in owed)
                message = f"several open invoices are called '{name}'"
                raise Objection("CS103", message, f"name the item: {ids}")
            if owed:
                return self._subject(owed[0])
        if name in self.books.imported.documents.number:
            message = f"nothing of '{name}' is open on {self.day}: it is paid"
            raise Objection("CS102", message, "a paid invoice needs no case")
        near = difflib.get_close_matches(name, list(items.number), n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else "it is not in the books"
        raise Objection("CS101", f"there is no open invoice '{name}' on {self.day}", hint)

    def overdue_of(self, debtor: str, currency: str | None) -> list[Subject]:
        """The overdue invoices of a debtor, in one currency, oldest first."""
        items = self.standing.owed
        code = self._code_of(debtor)
        mine = (items.debtor == code) & (items.kind == Kind.INVOICE) & (items.open > 0)
        rows = np.flatnonzero(mine & (items.overdue > 0))
        rows = rows[np.lexsort((rows, items.due[rows]))]
        found = [self._subject(row) for row in rows.tolist()]
        return [about for about in found if currency in (None, about.currency)]

    def debtor(self, name: str) -> str:
        """The id of a debtor, by id or exact name.

        Raises:
            Objection: the books don't know it (CS101), or several have that name (CS103).
        """
        return self.books.items.debtors.ids[self._code_of(name)]

    def groups(self) -> set[str]:
        """The groups of debtors in the books."""
        return {d.group for d in self.books.items.debtors.having("group")}

    def _code_of(self, name: str) -> int:
        debtors = self.books.items.debtors
        if name in debtors.ids:
            return list(debtors.ids).index(name)
        codes = [c for c in range(len(debtors)) if debtors.names[c] == name]
        if len(codes) > 1:
            ids = " or ".join(debtors.ids[code] for code in codes)
            raise Objection("CS103", f"several debtors are called '{name}'", f"give the id: {ids}")
        if codes:
            return codes[0]
        near = difflib.get_close_matches(name, [*debtors.ids, *debtors.names], n=2)
        hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        raise Objection("CS101", f"the books know no debtor '{name}'", hint)

    def _subject(self, row: int) -> Subject:
        items = self.standing.owed
        return Subject(
            item=items.item[row],
            debtor=items.debtors.ids[int(items.debtor[row])],
            number=items.number[row],
            currency=items.currencies[int(items.currency[row])],
            open=int(items.open[row]),
        )


def amount_of(text: str | None, about: Subject, what: str) -> int:
    """An amount that is to be part of what is open; without one, all of it.

    Raises:
        Objection: it is no amount (CS104), or more than is open (CS105).
    """
    if text is None:
        return about.open
    amount = plain_amount(text, about.currency)
    if amount > about.open:
        message = (
            f"{what} {about.currency} {to_text(amount, about.currency)} is more than the "
            f"{to_text(about.open, about.currency)} that is open of {about.number}"
        )
        raise Objection("CS105", message, "take what is open, or less")
    return amount


def plain_amount(text: str, currency: str) -> int:
    """An amount above zero as minor units.

    Raises:
        Objection: it is none (CS104).
    """
    try:
        amount = to_minor(text.strip(), currency)
    except ValueError as problem:
        raise Objection("CS104", str(problem), "write it as 123.45, without a currency") from None
    if amount <= 0:
        raise Objection("CS104", f"an amount above zero is wanted, not '{text}'")
    return amount


def wanted(text: str, what: str) -> str:
    """A text that must not be empty.

    Raises:
        Objection: it is (CS106).
    """
    if not text.strip():
        raise Objection("CS106", f"{what} is missing")
    return text.strip()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it.

    Attributes:
        day: the day.
        standing: the cases afterwards.
        books: the books afterwards.
        ids: of the cases concerned.
        recorded: how many acts were recorded.
        remarks: what people should know.
    """

    day: date
    books: Books
    standing: Standing
    ids: list[str]
    recorded: int
    remarks: list[Finding]


def taking(workspace: Workspace, moment: Moment, acting: Callable[[Desk], None]) -> Taken:
    """Check and record what people do; nothing is recorded when anything is wrong.

    Args:
        workspace: whose books, policy and journal.
        moment: when.
        acting: checks, and lets acts pass with `Desk.take`.

    Raises:
        UsageRefused: an objection; DataRefused and other refusals from `acting` pass through.
    """
    with _journal(workspace, moment) as journal:
        raw = workspace_books(workspace, moment.as_of, moment.reading)
        desk = _desk(workspace, moment, raw, journal)
        try:
            acting(desk)
        except Objection as objection:
            raise UsageRefused(objection.finding()) from None
        journal.take_cases(moment.as_of, desk.acts)
        file = _file(journal, moment)
    books, standing = with_cases(workspace, raw, file)
    return Taken(moment.as_of, books, standing, desk.ids, len(desk.acts), desk.remarks)


def _file(journal: Journal, moment: Moment) -> CaseFile:
    """Cases and bank money; what waits at the bank holds letters, and no case."""
    return replace(case_file(journal, moment.as_of), open_entries=())


def _desk(workspace: Workspace, moment: Moment, raw: Books, journal: Journal) -> Desk:
    events = journal.case_events(moment.as_of)
    books, standing = with_cases(workspace, raw, _file(journal, moment))
    known = {}
    for event in events:
        opens = event.kind in LETTERS
        known[_meaning(event.kind, "" if opens else event.case, event.data)] = event.case
    return Desk(moment.as_of, workspace.policy.policy, books, standing, fold(events), known)


@contextmanager
def _journal(workspace: Workspace, moment: Moment) -> Iterator[Journal]:
    with (
        RunLock(workspace.state / "journal.lock", now=moment.clock),
        open_journal(workspace, moment.clock, create=True) as journal,
    ):
        last = journal.last_run()
        if moment.as_of > moment.today:
            message = f"{moment.as_of} lies in the future (today is {moment.today})"
            raise UsageRefused(error("CS107", message, hint="record it when it has happened"))
        if last is not None and moment.as_of < last.as_of:
            message = f"{moment.as_of} lies before the last run, {last.as_of}"
            hint = "record it as of today: what was decided before stays as it was"
            raise UsageRefused(error("CS107", message, hint=hint))
        yield journal


def _meaning(kind: str, case: str, data: Any) -> str:
    """What an act says, without what was open when it was said."""
    told = {key: value for key, value in data.items() if key not in ("day", "open")}
    if "about" in told:
        told["about"] = told["about"]["item"]
    if "covers" in told:
        told["covers"] = [about["item"] for about in told["covers"]]
    return json.dumps([kind, case, told], sort_keys=True)
