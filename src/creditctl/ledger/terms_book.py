"""Whose payment terms apply, and the due dates that follow where the books state none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.findings import Finding, Place, Severity
from creditctl.ledger.calendars import Calendar, Shift
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import take
from creditctl.ledger.terms import WORKING_WEEK, Terms, due_days, parse_terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.ledger.frames import Debtor, Documents, Int32, Int64

NO_TERMS: Final = -1
UNREADABLE: Final = -2


@dataclass(frozen=True, slots=True)
class TermsBook:
    """The payment terms of everyone. First come a row's own, then the debtor's, then the default.

    Attributes:
        default: for who has none; None = there is no default.
        debtors: by debtor id; they come before what the debtor master says.
        calendar: which days are working days.
        shift: what to do with a computed due date that is none.
    """

    default: Terms | None = None
    debtors: Mapping[str, Terms] = field(default_factory=dict)
    calendar: Calendar = WORKING_WEEK
    shift: Shift = Shift.NONE

    def of_debtor(self, debtor: Debtor) -> Terms | None:
        """The terms of a debtor whose row has none of its own.

        Raises:
            ValueError: the terms in the debtor master can't be read.
        """
        own = self.debtors.get(debtor.debtor)
        if own is not None:
            return own
        return parse_terms(debtor.terms) if debtor.terms.strip() else self.default


class Dues(NamedTuple):
    """Due dates computed for some documents.

    Attributes:
        due: int32 days; NO_DATE where terms or issue date are missing.
        code: int32 into `terms`; `NO_TERMS`, or `UNREADABLE` with a finding.
        terms: the distinct terms.
        findings: terms that can't be read, one for each distinct text and for each debtor.
    """

    due: Int32
    code: Int32
    terms: tuple[Terms, ...]
    findings: tuple[Finding, ...]


def compute_dues(documents: Documents, rows: Int64, book: TermsBook) -> Dues:
    """Due dates of the documents at `rows`, from their terms and issue dates."""
    numbers: dict[Terms, int] = {}
    code, findings = _from_rows(documents, rows, numbers)
    findings += _from_debtors(documents, rows, book, numbers, code)
    issued = documents.issued[rows]
    due = np.full(len(rows), NO_DATE, np.int32)
    for terms, number in numbers.items():
        mine = code == number
        due[mine] = due_days(terms, issued[mine], book.calendar, book.shift)
    return Dues(due, code, tuple(numbers), tuple(findings))


def _from_rows(
    documents: Documents, rows: Int64, numbers: dict[Terms, int]
) -> tuple[Int32, list[Finding]]:
    """Numbers of the terms that the rows name themselves."""
    if documents.terms is None:
        return np.full(len(rows), NO_TERMS, np.int32), []
    number_of: dict[str, int] = {"": NO_TERMS}
    findings: list[Finding] = []
    code = np.empty(len(rows), np.int32)
    for i, text in enumerate(take(documents.terms, rows)):
        number = number_of.get(text)
        if number is None:
            number = NO_TERMS
            if text.strip():
                try:
                    number = numbers.setdefault(parse_terms(text), len(numbers))
                except ValueError as problem:
                    number = UNREADABLE
                    findings.append(_unreadable(documents, int(rows[i]), str(problem)))
            number_of[text] = number
        code[i] = number
    return code, findings


def _from_debtors(
    documents: Documents, rows: Int64, book: TermsBook, numbers: dict[Terms, int], code: Int32
) -> list[Finding]:
    """Fill in `code` where the row itself names no terms."""
    bare = code == NO_TERMS
    findings: list[Finding] = []
    debtors, place = np.unique(documents.debtor[rows[bare]], return_inverse=True)
    of_debtor = np.full(len(debtors), NO_TERMS, np.int32)
    for i, debtor in enumerate(debtors.tolist()):
        detail = documents.debtors.detail(debtor)
        try:
            terms = book.of_debtor(detail)
        except ValueError as problem:
            of_debtor[i] = UNREADABLE
            findings.append(
                Finding(
                    "CI390",
                    Severity.ERROR,
                    f"debtor {detail.debtor}: {problem}",
                    hint="correct the terms in the debtor file.",
                    debtor=detail.debtor,
                )
            )
            continue
        if terms is not None:
            of_debtor[i] = numbers.setdefault(terms, len(numbers))
    code[bare] = of_debtor[place]
    return findings


def _unreadable(documents: Documents, row: int, problem: str) -> Finding:
    place = Place(
        documents.files[documents.file[row]], int(documents.line[row]), field="payment terms"
    )
    return Finding(
        "CI390",
        Severity.ERROR,
        problem,
        place,
        "correct the terms in the file, or state the due date.",
        documents.debtors.ids[documents.debtor[row]],
    )
