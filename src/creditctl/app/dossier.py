"""The dossier of a debtor who is handed over: everything in one file, and letters stop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.casework import acts
from creditctl.app.casework.desk import taking
from creditctl.app.dossier_claims import Claim, claim_report, interest_report
from creditctl.app.dossier_files import Missing, invoice_copies, letters_that_left, notices_of
from creditctl.app.dossier_interest import legal_claims
from creditctl.app.reports.cases import case_report
from creditctl.app.reports.history import history_report
from creditctl.app.reports.statement import statement_report
from creditctl.app.statement import accounts, marked
from creditctl.app.statement_pdf import statement_pdf, statement_room
from creditctl.app.views.history import debtor_history
from creditctl.documents.letters import LetterRefused
from creditctl.errors import UsageRefused
from creditctl.findings import NOWHERE, Finding, error
from creditctl.insight.statement import OpenForm
from creditctl.insight.statement_items import open_forms
from creditctl.insight.writers import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.app.casework.desk import Desk
    from creditctl.app.dossier_files import CopyPattern
    from creditctl.app.moment import Moment
    from creditctl.app.statement import Accounts, Statement
    from creditctl.cases.records import CaseBook
    from creditctl.config.workspace import Workspace
    from creditctl.journal.records import NoticeRecord
    from creditctl.policy.legal import LegalClaim

REASON: Final = "in collection"
"""Why the letters of a debtor who is handed over stop."""


@dataclass(frozen=True, slots=True)
class DossierOrder:
    """What a person asks for.

    Attributes:
        name: id or exact name of the debtor; by: who hands over.
        moment: the day, and how data are read.
        copies: where copies of invoices lie, None = nowhere.
        hold: stop the debtor's letters.
    """

    name: str
    by: str
    moment: Moment
    copies: CopyPattern | None = None
    hold: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """What is handed over.

    Attributes:
        order: what was asked for.
        statement: the account; claim: what is owed, bank money and write-offs taken off.
        hold: id of the hold that stops the debtor's letters, "" = none.
        files: content by name, contents page and checksums not yet among them.
        missing: what should be there and is not.
    """

    order: DossierOrder
    statement: Statement
    claim: Claim
    hold: str
    files: Mapping[str, bytes]
    missing: Sequence[Missing]

    @property
    def findings(self) -> list[Finding]:
        """What a person must know: bad rows, money that waits, what is missing."""
        own = [replace(m.finding, debtor=self.statement.debtor.debtor) for m in self.missing]
        return [*self.statement.findings, *own]


def gather(workspace: Workspace, order: DossierOrder) -> Dossier:
    """Put a dossier together; nothing is written or recorded.

    Raises:
        UsageRefused: nobody is called that (CR120), or owes nothing (CR210).
        ConfigRefused: company, words or layout of the statement are at fault.
    """
    moment = order.moment
    read = accounts(workspace, moment.as_of, moment.reading, moment.clock)
    statement = read.named(order.name, moment.clock)
    notices = notices_of(workspace, moment.clock, statement.debtor.debtor, moment.as_of)
    legal, unknown = legal_claims(workspace, moment, statement.debtor.debtor)
    claim = _claim(workspace, read, statement, notices, legal)
    if not any(form.balance > 0 for form in claim.forms):
        message = f"{statement.name} owes nothing on {moment.as_of}"
        raise UsageRefused(error("CR210", message, hint="there is nothing to hand over"))
    letters, gone = letters_that_left(workspace, notices)
    copies, lost = invoice_copies(order.copies, claim.invoices) if order.copies else ({}, [])
    pages, unset = _pages(workspace, statement)
    files = {
        **_tables(workspace, order, read, statement, claim),
        **pages,
        **letters,
        **copies,
    }
    hold = _in_collection(read.standing.file.book, statement.debtor.debtor, moment.as_of)
    return Dossier(order, statement, claim, hold, files, [*unknown, *unset, *gone, *lost])


def put_on_hold(workspace: Workspace, dossier: Dossier) -> None:
    """Stop the debtor's letters, unless they are stopped for this reason already.

    Raises:
        UsageRefused: the day lies in the future or before the last run (CS107).
    """
    debtor, by = dossier.statement.debtor.debtor, dossier.order.by

    def acting(desk: Desk) -> None:
        if _in_collection(desk.book, debtor, desk.day):
            return
        acts.hold(
            desk,
            NOWHERE,
            scope="debtor",
            name=debtor,
            reason=REASON,
            start=None,
            until=None,
            by=by,
        )

    taking(workspace, dossier.order.moment, acting)


def _in_collection(book: CaseBook, debtor: str, day: date) -> str:
    """The id of a hold that stops the debtor's letters from that day until it is lifted."""
    for hold in book.holds.values():
        same = (hold.scope, hold.key, hold.reason) == ("debtor", debtor, REASON)
        if same and hold.lifted is None and hold.until is None and hold.stops(day):
            return hold.id
    return ""


def _claim(
    workspace: Workspace,
    read: Accounts,
    statement: Statement,
    notices: Sequence[NoticeRecord],
    legal: Mapping[str, LegalClaim],
) -> Claim:
    """What is owed once bank money and write-offs are off, item by item."""
    debtor = statement.debtor.debtor
    owed = read.standing.owed
    ids = list(owed.debtors.ids)
    code = ids.index(debtor) if debtor in ids else -1
    items = owed.select(np.flatnonzero(owed.debtor == code))
    items = marked(items, read.standing.stops.withheld)
    # What is taken off the items is not taken off their sum once more.
    loose = {
        form.currency: replace(form.beyond, at_bank=0, written_off=0)
        for form in statement.forms
        if isinstance(form, OpenForm)
    }
    forms = open_forms(items, loose, workspace.settings.output.buckets)
    return Claim(debtor, statement.name, statement.as_of, forms, notices, legal)


def _pages(workspace: Workspace, statement: Statement) -> tuple[dict[str, bytes], list[Missing]]:
    """The statement as a page, unless no font has its characters."""
    try:
        pdf = statement_pdf(workspace, statement_room(workspace), statement)
    except LetterRefused as problem:
        found = problem.findings[0]
        return {}, [Missing("statement.pdf", found.message, found)]
    return {"statement.pdf": pdf}, []


def _tables(
    workspace: Workspace, order: DossierOrder, read: Accounts, statement: Statement, claim: Claim
) -> dict[str, bytes]:
    """Claims, account, history and cases, as tables for people and programs."""
    moment, debtor = order.moment, statement.debtor.debtor
    past = debtor_history(workspace, moment.as_of, moment.reading, moment.clock, debtor)
    history = history_report(replace(past, findings=()), brief=False)
    cases = case_report(read.standing, moment.as_of, debtor=debtor)
    wanted = (
        ("claims", claim_report(claim), ("csv", "html")),
        ("interest", interest_report(claim), ("csv",) if claim.legal else ()),
        ("statement", statement_report(statement), ("csv",)),
        ("history", history, ("csv", "json")),
        ("cases", cases, ("csv", "json")),
    )
    return {
        f"{name}.{form}": _bytes(render(report, form))
        for name, report, forms in wanted
        for form in forms
    }


def _bytes(rendered: str | bytes) -> bytes:
    return rendered if isinstance(rendered, bytes) else rendered.encode()
