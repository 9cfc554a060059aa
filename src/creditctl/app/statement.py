"""The statement of account of debtors: gathered from books, bank and cases; nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.casework.looking import cases_of
from creditctl.app.rooms import journal_path, open_journal
from creditctl.app.views.finding import debtor_named
from creditctl.app.views.receipts import documents_of, taken_off
from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.insight.statement import NotBooked
from creditctl.insight.statement_items import open_forms
from creditctl.insight.statement_moves import movement_forms, untold
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Debtor, Debtors, OpenBasis
from creditctl.ledger.opening import open_items

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from datetime import datetime

    from creditctl.app.books import Books, Reading
    from creditctl.app.casework.standing import Standing
    from creditctl.config.workspace import Workspace
    from creditctl.insight.statement import MovementForm, OpenForm
    from creditctl.ledger.frames import Documents, OpenItems, Payments


_SECOND: Final = date.min + timedelta(1)
"""The first day that has a day before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """The account of one debtor.

    Attributes:
        debtor: as the books have it; name: to show.
        as_of: the day; since: first day of the movements, None = open items.
        forms: one for each currency; none when nothing is open and nothing moved.
        findings: what is wrong with the data of the debtor, and what waits at the bank.
        held: whether rows of the debtor can't be read, files disagree about what was paid, or
            money at the bank waits.
    """

    debtor: Debtor
    name: str
    as_of: date
    since: date | None
    forms: Sequence[OpenForm] | Sequence[MovementForm]
    findings: Sequence[Finding]
    held: bool


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """The accounts of all debtors on a day.

    Attributes:
        workspace: whose.
        books: with all that cases and the bank change; standing: the cases.
        since: first day of the movements, None = open items.
        findings: what is wrong with the data, by debtor id.
        matched: bank entries of which it is certain whose they are.
    """

    workspace: Workspace
    books: Books
    standing: Standing
    since: date | None
    findings: Mapping[str, Sequence[Finding]]
    matched: frozenset[str]

    def named(self, name: str, clock: Callable[[], datetime]) -> Statement:
        """The statement of a debtor, by id or exact name.

        Raises:
            UsageRefused: nobody is called that, or several are (CR120).
            DataRefused: the books do not tell the movements (CR200).
        """
        if journal_path(self.workspace).exists():
            with open_journal(self.workspace, clock, readonly=True) as journal:
                debtor = debtor_named(self.books, name, journal)
        else:
            debtor = debtor_named(self.books, name, None)
        ids = self.books.items.debtors.ids
        if debtor not in ids:
            return self._statement(Debtor(debtor), -1)
        code = list(ids).index(debtor)
        return self._statement(self.books.items.debtors.detail(code), code)

    def all(self) -> Iterator[Statement]:
        """The statements that say something, in the order of the debtors' ids.

        Raises:
            DataRefused: the books do not tell the movements of a debtor (CR200).
        """
        debtors = self.books.items.debtors
        for code in sorted(range(len(debtors)), key=lambda code: debtors.ids[code]):
            statement = self._statement(debtors.detail(code), code)
            if statement.forms:
                yield statement

    def _statement(self, debtor: Debtor, code: int) -> Statement:
        books = self.books
        documents, payments = _alone(*documents_of(books, code), debtor)
        beyond = self._beyond(debtor.debtor, code)
        items = marked(self._open(documents, payments, books.as_of), self.standing.stops.withheld)
        forms: Sequence[OpenForm] | Sequence[MovementForm]
        if self.since is None:
            forms = open_forms(items, beyond, self.workspace.settings.output.buckets)
        else:
            self._told(documents, debtor.debtor)
            day_before = self._open(documents, payments, max(self.since, _SECOND) - timedelta(1))
            forms = movement_forms(
                documents,
                payments,
                self.since,
                books.as_of,
                before=_sums(day_before),
                after=_sums(items),
                beyond=beyond,
            )
        waiting = self._waiting(debtor.debtor)
        return Statement(
            debtor=debtor,
            name=debtor.name or debtor.debtor,
            as_of=books.as_of,
            since=self.since,
            forms=forms,
            findings=[*self.findings.get(debtor.debtor, ()), *waiting],
            held=debtor.debtor in books.imported.held
            or bool(items.doubtful.any())
            or bool(waiting),
        )

    def _open(self, documents: Documents, payments: Payments, day: date) -> OpenItems:
        """What the books alone say is open."""
        return open_items(documents, payments, day, terms=self.books.opening.terms).items

    def _beyond(self, debtor: str, code: int) -> dict[str, NotBooked]:
        """What the books do not show yet, by currency."""
        at_bank, written_off = dict[str, int](), dict[str, int]()
        if self.standing.at_bank or self.standing.written_off:
            at_bank, written_off = taken_off(self.books, self.standing, code)
        on_account: Counter[str] = Counter()
        for money in self.standing.loose:
            if money.debtor == debtor and money.id in self.matched:
                on_account[money.currency] += money.amount
        return {
            code: NotBooked(at_bank.get(code, 0), on_account[code], written_off.get(code, 0))
            for code in {*at_bank, *written_off, *on_account}
        }

    def _waiting(self, debtor: str) -> list[Finding]:
        """Money at the bank that may be the debtor's: no statement counts what is only likely."""
        likely = {
            money.currency
            for money in self.standing.loose
            if money.debtor == debtor and money.id not in self.matched
        }
        maybe = {code for whose, code in self.standing.stops.unmatched if whose == debtor}
        hint = "creditctl payments review"
        return [
            replace(
                Finding(
                    "CR201",
                    Severity.WARNING,
                    f"{code} at the bank may be {debtor}'s, and is not on the statement",
                    hint=hint,
                ),
                debtor=debtor,
            )
            for code in sorted(likely | maybe)
        ]

    def _told(self, documents: Documents, debtor: str) -> None:
        """Refuse movements that would have to be guessed."""
        whole, paid = self.books.imported.documents, self.books.imported.payments
        rows = untold(documents, self.books.as_of)
        settled = (whole.basis == OpenBasis.SETTLED) & (whole.settled != NO_DATE)
        if len(whole) and not len(paid) and not settled.any():
            raise DataRefused(_refusal(f"the books say what {debtor} owes", Place(whole.files[0])))
        if len(rows):
            row = int(rows[0])
            place = Place(documents.files[int(documents.file[row])], int(documents.line[row]))
            shown = f"{documents.number[row]!r}"
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            raise DataRefused(_refusal(f"the books say what is open of {shown}{more}", place))


def _alone(documents: Documents, payments: Payments, debtor: Debtor) -> tuple[Documents, Payments]:
    """The books of one debtor as if there were no other: ids are made for all there are."""
    debtors = Debtors([debtor.debtor], [debtor.name], {debtor.debtor: debtor})
    mine, paid = (np.zeros(len(rows), np.int32) for rows in (documents, payments))
    return replace(documents, debtors=debtors, debtor=mine), replace(payments, debtor=paid)


def marked(items: OpenItems, disputed: Container[str]) -> OpenItems:
    """The items with those marked about which a dispute is open, in part or as a whole."""
    found = np.array([item in disputed for item in items.item], np.bool_)
    return replace(items, disputed=items.disputed | found)


def _refusal(what: str, place: Place) -> Finding:
    return error(
        "CR200",
        f"{what}, and not when the rest was paid: earlier movements are not in the books",
        place,
        "export all invoices, paid ones too, with their day of settlement; or without what is "
        "open, beside a file of dated payments. Without --from the statement shows what is open",
    )


def _sums(items: OpenItems) -> Mapping[str, int]:
    """What is open by currency, minor units."""
    return {
        items.currencies[code]: int(items.open[items.currency == code].sum())
        for code in np.unique(items.currency).tolist()
    }


def accounts(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    since: date | None = None,
) -> Accounts:
    """Read what statements are made from.

    Args:
        workspace: sources, policy, journal.
        as_of: the day; later data do not exist.
        reading: what the command line says about reading files.
        clock: for opening the journal.
        since: first day of the movements, None = open items.
    """
    books, standing = cases_of(workspace, as_of, reading, clock)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in books.findings:
        findings[finding.debtor].append(finding)
    matched = frozenset(state.entry for state in standing.file.states if state.state == "matched")
    return Accounts(workspace, books, standing, since, findings, matched)
