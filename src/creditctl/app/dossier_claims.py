"""What a debtor who is handed over owes, item by item, with the letters about each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.reports.statement import kind_of
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.writers.cells import printable
from creditctl.ledger.frames import Kind as Document
from creditctl.policy.legal import LegalClaim
from creditctl.policy.notices import ASKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.insight.report import Row
    from creditctl.insight.statement import OpenForm
    from creditctl.journal.records import NoticeRecord

NO_INTEREST: Final = "No letter claimed interest or costs; they are not in the claims."
_INTEREST: Final = (
    Column("currency", "", Kind.CURRENCY),
    Column("number", "Number"),
    Column("first", "From", Kind.DATE),
    Column("last", "To", Kind.DATE),
    Column("days", "Days", Kind.DAYS),
    Column("percent", "Per year"),
    Column("principal", "Principal", Kind.MONEY),
    Column("amount", "Interest", Kind.MONEY),
)
_COLUMNS: Final = (
    Column("debtor", "Debtor"),
    Column("currency", "", Kind.CURRENCY),
    Column("kind", "What"),
    Column("number", "Number"),
    Column("issued", "Date", Kind.DATE),
    Column("due", "Due", Kind.DATE),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("gross", "Amount", Kind.MONEY),
    Column("open", "Open", Kind.MONEY),
    Column("disputed", "Disputed"),
    Column("letters", "Letters", Kind.INT),
    Column("last_letter", "Last letter", Kind.DATE),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a debtor owes, bank money and write-offs taken off.

    Attributes:
        forms: one for each currency; what lies at the bank for no invoice is beyond them.
        notices: letters that left, the first one first.
        legal: what is owed by law beside the invoices, by currency.
    """

    debtor: str
    name: str
    as_of: date
    forms: Sequence[OpenForm]
    notices: Sequence[NoticeRecord]
    legal: Mapping[str, LegalClaim]

    def by_law(self, currency: str) -> LegalClaim:
        """What is owed by law in a currency; nothing where no letter claimed any."""
        return self.legal.get(currency) or LegalClaim("")

    def total(self, form: OpenForm) -> int:
        """What is owed in the currency of a form, minor units."""
        return form.balance + self.by_law(form.currency).total

    @property
    def note(self) -> str:
        """How interest and costs stand in the claims."""
        if not self.legal:
            return NO_INTEREST
        told = {each.statute for each in self.legal.values()} - {""}
        law = f" ({'; '.join(sorted(told))})" if told else ""
        words = f"Interest and costs are those of the last letters, up to {self.as_of}{law}"
        return f"{words}; fees of letters are not among them."

    @property
    def invoices(self) -> list[str]:
        """The numbers of the invoices."""
        lines = [line for form in self.forms for line in form.lines]
        return [line.number for line in lines if line.kind is Document.INVOICE]


def claim_report(claim: Claim) -> Report:
    """The list of claims as a report."""
    title = f"Claims on {printable(claim.name)} ({printable(claim.debtor)}) as of {claim.as_of}"
    return Report(
        schema="",  # part of a dossier, never an answer of its own
        title=title,
        as_of=claim.as_of,
        make_tables=lambda: (Table("", _COLUMNS, _rows(claim), _totals(claim)),),
        make_data=dict,
        notes=(claim.note,),
    )


def interest_report(claim: Claim) -> Report:
    """How the interest came about, invoice by invoice and rate by rate."""
    rows: list[Row] = [
        (
            currency,
            line.number,
            line.first,
            line.last,
            line.days,
            f"{line.percent}%",
            (line.principal, currency),
            (line.amount, currency),
        )
        for currency, legal in sorted(claim.legal.items())
        for line in legal.interest_lines
    ]
    return Report(
        schema="",
        title=f"Interest up to {claim.as_of}",
        as_of=claim.as_of,
        make_tables=lambda: (Table("", _INTEREST, rows),),
        make_data=dict,
    )


def _rows(claim: Claim) -> list[Row]:
    days = _letter_days(claim.notices)
    rows: list[Row] = []
    for form in claim.forms:
        for line in form.lines:
            sent = days.get(line.number, [])
            row: Row = (
                claim.debtor,
                form.currency,
                kind_of(line),
                line.number,
                line.issued,
                line.due,
                line.days,
                (line.gross, form.currency),
                (line.open, form.currency),
                "yes" if line.disputed else "",
                len(sent),
                sent[-1] if sent else None,
            )
            rows.append(row)
        if form.beyond.total:
            rows.append(_row(claim, form, "at the bank, for no invoice yet", -form.beyond.total))
        legal = claim.by_law(form.currency)
        parts = (
            ("interest", legal.interest),
            ("compensation", legal.compensation),
            ("collection costs", legal.costs),
        )
        rows += [_row(claim, form, what, amount) for what, amount in parts if amount]
    return rows


def _totals(claim: Claim) -> list[Row]:
    return [_row(claim, form, "total", claim.total(form)) for form in claim.forms]


def _row(claim: Claim, form: OpenForm, what: str, amount: int) -> Row:
    money = (amount, form.currency)
    before: Row = (claim.debtor, form.currency, what, "", None, None, None, None)
    return (*before, money, "", None, None)


def _letter_days(notices: Sequence[NoticeRecord]) -> Mapping[str, list[date]]:
    """Days of the letters about each invoice, by its number, in order."""
    days: dict[str, list[date]] = defaultdict(list)
    for notice in notices:
        if notice.kind in ASKING:
            for number in dict.fromkeys(item.number for item in notice.items):
                days[number].append(notice.as_of)
    return days
