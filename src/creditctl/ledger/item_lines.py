"""Open items in the making: due dates computed where the books state none, instalments apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, error, in_order
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import DueBasis, Kind
from creditctl.ledger.terms import part_amounts, part_days
from creditctl.ledger.terms_book import NO_TERMS, compute_dues

if TYPE_CHECKING:
    from creditctl.ledger.frames import Documents, Int8, Int32, Int64
    from creditctl.ledger.terms import Terms
    from creditctl.ledger.terms_book import Dues, TermsBook

_SHOWN_LINES: Final = 5

_NO_ISSUE_DATE: Final = (
    "CI391",
    "neither due date nor issue date",
    "state one of them in the file: without it nobody can say when to pay.",
)
_NO_TERMS: Final = (
    "CI392",
    "no due date and no payment terms to compute it from",
    "state the due date, the debtor's terms, or the policy's (terms: {default: net 30}).",
)


class Lines(NamedTuple):
    """One row an open item.

    Attributes:
        row: row of `Documents`.
        part: number of the instalment from 1, 0 = the whole document.
        due: int32 days; NO_DATE = not known yet.
        due_basis: `DueBasis`, int8.
        gross, open: int64 minor units, of the instalment where there is one.
    """

    row: Int64
    part: Int64
    due: Int32
    due_basis: Int8
    gross: Int64
    open: Int64

    def select(self, index: Int64) -> Lines:
        """The lines at `index`, in that order."""
        row, part, due, due_basis, gross, left = self
        return Lines(
            row[index], part[index], due[index], due_basis[index], gross[index], left[index]
        )


def whole_documents(documents: Documents, row: Int64, left: Int64) -> Lines:
    """One line for each of these documents, with the due date that the books state."""
    nothing = np.zeros(len(row), np.int64)
    stated = np.full(len(row), DueBasis.FILE, np.int8)
    return Lines(row, nothing, documents.due[row], stated, documents.gross[row], left[row])


def with_due_dates(documents: Documents, lines: Lines, book: TermsBook) -> Lines:
    """The lines with every due date known; an invoice with instalment terms becomes several.

    Invoices follow the payment terms. Credit notes and payments are available at once: theirs is
    the issue date.

    Raises:
        DataRefused: an issue date or terms are missing (CI391, CI392) or can't be read (CI390).
    """
    missing = np.flatnonzero(lines.due == NO_DATE)
    if not len(missing):
        return lines
    row = lines.row[missing]
    owed = documents.kind[row] == Kind.INVOICE
    dues = compute_dues(documents, row[owed], book)
    due = documents.issued[row]
    undated = due == NO_DATE
    due[owed] = dues.due
    findings = [
        *dues.findings,
        *_refusals(documents, row[undated], *_NO_ISSUE_DATE),
        *_refusals(documents, row[owed][(dues.code == NO_TERMS) & ~undated[owed]], *_NO_TERMS),
    ]
    if findings:
        raise DataRefused(in_order(findings))
    lines.due[missing] = due
    at = missing[owed]
    lines.due_basis[at] = DueBasis.TERMS
    return _with_instalments(documents, lines, at, dues, book)


def _refusals(documents: Documents, row: Int64, code: str, what: str, hint: str) -> list[Finding]:
    """One finding for each file that has such documents, naming the first lines."""
    findings = []
    for file in np.unique(documents.file[row]).tolist():
        line = np.sort(documents.line[row[documents.file[row] == file]]).tolist()
        shown = ", ".join(map(str, line[:_SHOWN_LINES]))
        more = f" and {len(line) - _SHOWN_LINES} more" if len(line) > _SHOWN_LINES else ""
        message = f"{what}: line{'s' if len(line) > 1 else ''} {shown}{more}"
        findings.append(error(code, message, Place(documents.files[file], line[0]), hint))
    return findings


def _with_instalments(
    documents: Documents, lines: Lines, at: Int64, dues: Dues, book: TermsBook
) -> Lines:
    """The lines at `at` split where their terms have instalments, in the order of the documents."""
    whole = np.ones(len(lines.row), np.bool_)
    pieces = []
    for code, terms in enumerate(dues.terms):
        split = at[(dues.code == code) & (lines.gross[at] > 0)]
        if len(terms.parts) > 1 and len(split):
            whole[split] = False
            pieces.append(_instalments(documents, lines.select(split), terms, book))
    if not pieces:
        return lines
    pieces.append(lines.select(np.flatnonzero(whole)))
    together = Lines(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))
    return together.select(np.lexsort((together.part, together.row)))


def _instalments(documents: Documents, lines: Lines, terms: Terms, book: TermsBook) -> Lines:
    """Split documents by their terms; what is paid was paid on the oldest instalment first."""
    gross = part_amounts(terms, lines.gross)
    paid = (lines.gross - lines.open)[:, None]
    left = np.clip(np.cumsum(gross, axis=1) - paid, 0, gross)
    # Paid more than was billed, or more open than billed: the last one shows it.
    left[:, -1] += lines.open - left.sum(axis=1)
    due = part_days(terms, documents.issued[lines.row], book.calendar, book.shift)
    count = len(terms.parts)
    row = np.repeat(lines.row, count)
    part = np.tile(np.arange(1, count + 1), len(lines.row))
    basis = np.full(len(row), DueBasis.TERMS, np.int8)
    split = Lines(row, part, due.ravel(), basis, gross.ravel(), left.ravel())
    return split.select(np.flatnonzero(split.open))
