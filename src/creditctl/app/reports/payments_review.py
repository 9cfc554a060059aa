"""Proposals as a report: a short table for people, a full one to be edited and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.app.payments.reviewing import check_of
from creditctl.app.reports.payments import count_of, payer_of, text_of
from creditctl.app.reports.payments_data import entry_data
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.payments.reviewing import Review, ReviewRow
    from creditctl.insight.report import Row

FILE_COLUMNS = (
    Column("accept", "accept"),
    Column("payment", "payment"),
    Column("booked", "booked", Kind.DATE),
    Column("amount", "amount", Kind.MONEY),
    Column("currency", "currency", Kind.CURRENCY),
    Column("payer", "payer"),
    Column("text", "text"),
    Column("debtor", "debtor"),
    Column("invoice", "invoice"),
    Column("item", "item"),
    Column("pays", "pays", Kind.MONEY),
    Column("discount", "discount", Kind.MONEY),
    Column("certainty", "certainty"),
    Column("evidence", "evidence"),
    Column("rivals", "rivals"),
    Column("check", "check"),
)
"""The columns of a review file; `accept`, `debtor`, `invoice`, `item`, `pays` are edited."""
_SHORT = (
    Column("payment", "Payment"),
    Column("booked", "Booked", Kind.DATE, optional=2),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("payer", "Payer", shorten=True),
    Column("text", "Text", shorten=True, optional=1),
    Column("debtor", "Debtor"),
    Column("invoice", "Invoice"),
    Column("pays", "Pays", Kind.MONEY),
    Column("certainty", "Certainty"),
    Column("evidence", "Evidence", shorten=True, optional=3),
)


def review_report(found: Review) -> Report:
    """What waits for a person."""
    count = len({row.entry.entry for row in found.rows})
    title = f"{count_of(count, 'payment')} {'waits' if count == 1 else 'wait'} for a person"
    return Report(
        schema="creditctl.payments-review/1",
        title=f"{title} on {found.desk.as_of}",
        as_of=found.desk.as_of,
        make_tables=lambda: (
            (Table("", _SHORT, [_short(row) for row in found.rows]),) if found.rows else ()
        ),
        make_data=lambda: {
            "schema": "creditctl.payments-review/1",
            "as_of": found.desk.as_of.isoformat(),
            "certain": found.certain,
            "rows": [_data(row) for row in found.rows],
            "findings": [finding.as_json() for finding in found.desk.books.findings],
        },
        make_records=lambda: Table("", FILE_COLUMNS, [_record(row) for row in found.rows]),
        notes=_notes(found),
        findings=tuple(found.desk.books.findings),
    )


def _notes(found: Review) -> tuple[str, ...]:
    notes = []
    if found.certain:
        count = count_of(found.certain, "payment")
        notes.append(f"{count} would be matched by: creditctl payments match")
    if found.rows:
        notes.append("edit: creditctl payments review -o proposals.csv")
        notes.append("then: creditctl payments accept proposals.csv --by NAME")
    return tuple(notes)


def _evidence(row: ReviewRow) -> str:
    return " ".join(row.match.words) if row.match else ""


def _pays(row: ReviewRow) -> tuple[int, str] | None:
    return (row.allocation.amount, row.entry.currency) if row.allocation else None


def _short(row: ReviewRow) -> Row:
    entry = row.entry
    return (
        entry.entry,
        entry.booked,
        entry.currency,
        (entry.amount, entry.currency),
        payer_of(entry),
        text_of(entry),
        row.match.debtor if row.match else "",
        row.invoice.number if row.invoice else "",
        _pays(row),
        row.certainty,
        _evidence(row),
    )


def _record(row: ReviewRow) -> Row:
    entry, match, part = row.entry, row.match, row.allocation
    return (
        "",
        entry.entry,
        entry.booked,
        (entry.amount, entry.currency),
        entry.currency,
        payer_of(entry),
        text_of(entry),
        match.debtor if match else "",
        row.invoice.number if row.invoice else "",
        row.invoice.item if row.invoice else "",
        _pays(row),
        (part.discount, entry.currency) if part and part.discount else None,
        row.certainty,
        _evidence(row),
        ", ".join(match.rivals) if match else "",
        check_of(entry),
    )


def _data(row: ReviewRow) -> dict[str, Any]:
    entry, match, part = row.entry, row.match, row.allocation
    return entry_data(entry) | {
        "debtor": match.debtor if match else "",
        "invoice": row.invoice.number if row.invoice else "",
        "item": row.invoice.item if row.invoice else "",
        "pays": to_text(part.amount, entry.currency) if part else None,
        "discount": to_text(part.discount, entry.currency) if part else None,
        "certainty": row.certainty,
        "words": list(match.words) if match else [],
        "rivals": list(match.rivals) if match else [],
        "check": check_of(entry),
    }
