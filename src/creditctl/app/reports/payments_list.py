"""Bank entries and their fate as reports: a list, and the matches for the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.app.payments.listing import number_of
from creditctl.app.reports.payments import count_of, payer_of, text_of
from creditctl.app.reports.payments_data import entry_data
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from creditctl.app.payments.listing import Listed
    from creditctl.insight.report import Row

_LIST = (
    Column("payment", "Payment"),
    Column("booked", "Booked", Kind.DATE),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("state", "State"),
    Column("debtor", "Debtor"),
    Column("invoices", "Invoices", shorten=True),
    Column("rest", "On account", Kind.MONEY, optional=2),
    Column("payer", "Name", shorten=True),
    Column("text", "Text", shorten=True, optional=1),
)
_EXPORT = (
    Column("booked", "Booked", Kind.DATE),
    Column("amount", "Amount", Kind.MONEY),
    Column("currency", "", Kind.CURRENCY),
    Column("debtor", "Debtor"),
    Column("invoice", "Invoice"),
    Column("applied", "Applied", Kind.MONEY),
    Column("discount", "Discount", Kind.MONEY, optional=1),
    Column("rest", "Rest", Kind.MONEY),
    Column("bank_reference", "Bank reference", optional=2),
    Column("payment", "Payment"),
)


def list_report(found: Sequence[Listed], as_of: date) -> Report:
    """Entries and what became of them."""
    return Report(
        schema="creditctl.payments-list/1",
        title=f"{count_of(len(found), 'bank entry').replace('entrys', 'entries')} as of {as_of}",
        as_of=as_of,
        make_tables=lambda: (Table("", _LIST, [_row(one) for one in found]),) if found else (),
        make_data=lambda: {
            "schema": "creditctl.payments-list/1",
            "as_of": as_of.isoformat(),
            "payments": [_data(one) for one in found],
        },
        make_records=lambda: Table("", _LIST, [_row(one) for one in found]),
    )


def export_report(found: Sequence[Listed], as_of: date) -> Report:
    """Matches as the books want them: a row for each invoice, one for what stands on account."""
    matched = [one for one in found if one.fate == "matched"]
    return Report(
        schema="creditctl.payments-export/1",
        title=f"{count_of(len(matched), 'matched payment')} as of {as_of}",
        as_of=as_of,
        make_tables=lambda: (_exported(matched),),
        make_data=lambda: {
            "schema": "creditctl.payments-export/1",
            "as_of": as_of.isoformat(),
            "rows": [_line_data(*line) for one in matched for line in _lines(one)],
        },
        notes=("applied and rest add up to the amount of a payment; discount comes on top",),
    )


def _row(one: Listed) -> Row:
    entry = one.entry
    return (
        entry.entry,
        entry.booked,
        entry.currency,
        (entry.amount, entry.currency),
        one.fate,
        one.debtor,
        ", ".join(dict.fromkeys(number_of(part.item) for part in one.allocations)),
        (one.rest, entry.currency),
        payer_of(entry),
        text_of(entry),
    )


def _data(one: Listed) -> dict[str, Any]:
    currency = one.entry.currency
    return entry_data(one.entry) | {
        "account": one.entry.account,
        "imported": one.entry.day.isoformat(),
        "state": one.fate,
        "since": one.state.day.isoformat() if one.state else None,
        "debtor": one.debtor,
        "invoices": [
            {
                "item": part.item,
                "number": number_of(part.item),
                "pays": to_text(part.amount, currency),
                "discount": to_text(part.discount, currency),
            }
            for part in one.allocations
        ],
        "rest": to_text(one.rest, currency),
    }


_Line = tuple["Listed", str, int, int, int]
"""An entry, invoice number, what is applied, discount, and what stands on account."""


def _lines(one: Listed) -> Iterator[_Line]:
    for part in one.allocations:
        yield one, number_of(part.item), part.amount, part.discount, 0
    if one.rest:
        yield one, "", 0, 0, one.rest


def _exported(found: Sequence[Listed]) -> Table:
    rows: list[Row] = []
    for entry, number, applied, discount, rest in (x for one in found for x in _lines(one)):
        record = entry.entry
        currency = record.currency
        rows.append(
            (
                record.booked,
                (record.amount, currency),
                currency,
                entry.debtor,
                number,
                (applied, currency),
                (discount, currency),
                (rest, currency),
                str(record.data.get("bank_reference", "")),
                record.entry,
            )
        )
    return Table("", _EXPORT, rows)


def _line_data(one: Listed, number: str, applied: int, discount: int, rest: int) -> dict[str, Any]:
    entry = one.entry
    return {
        "booked": entry.booked.isoformat(),
        "amount": to_text(entry.amount, entry.currency),
        "currency": entry.currency,
        "debtor": one.debtor,
        "invoice": number,
        "applied": to_text(applied, entry.currency),
        "discount": to_text(discount, entry.currency),
        "rest": to_text(rest, entry.currency),
        "bank_reference": str(entry.data.get("bank_reference", "")),
        "payment": entry.entry,
    }
