"""What a person decided about payments, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.app.reports.payments import count_of, payer_of
from creditctl.app.reports.payments_data import entry_data
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.payments.accepting import Accepted, Decided
    from creditctl.insight.report import Row

_COLUMNS = (
    Column("payment", "Payment"),
    Column("booked", "Booked", Kind.DATE, optional=1),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("payer", "Payer", shorten=True),
    Column("state", "State"),
    Column("debtor", "Debtor"),
    Column("invoices", "Invoices", shorten=True),
    Column("rest", "On account", Kind.MONEY, optional=2),
)


def accept_report(found: Accepted) -> Report:
    """What was recorded."""
    matched = sum(1 for one in found.decided if one.debtor)
    dismissed = len(found.decided) - matched
    title = f"{count_of(matched, 'payment')} matched, {dismissed or 'none'} dismissed"
    return Report(
        schema="creditctl.payments-accept/1",
        title=f"{title}, {found.left or 'none'} left as they are",
        as_of=found.as_of,
        make_tables=lambda: (
            (Table("", _COLUMNS, [_row(found, one) for one in found.decided]),)
            if found.decided
            else ()
        ),
        make_data=lambda: {
            "schema": "creditctl.payments-accept/1",
            "as_of": found.as_of.isoformat(),
            "payments": [_data(found, one) for one in found.decided],
            "untouched": found.left,
            "findings": [finding.as_json() for finding in found.findings],
        },
        findings=tuple(found.findings),
    )


def _row(found: Accepted, one: Decided) -> Row:
    entry = one.entry
    numbers = dict.fromkeys(found.desk.invoices[part.item].number for part in one.allocations)
    return (
        entry.entry,
        entry.booked,
        entry.currency,
        (entry.amount, entry.currency),
        payer_of(entry),
        _state(one),
        one.debtor,
        ", ".join(numbers),
        (one.rest, entry.currency),
    )


def _state(one: Decided) -> str:
    return "matched" if one.debtor else "dismissed"


def _data(found: Accepted, one: Decided) -> dict[str, Any]:
    currency = one.entry.currency
    return entry_data(one.entry) | {
        "state": _state(one),
        "debtor": one.debtor,
        "invoices": [
            {
                "item": part.item,
                "number": found.desk.invoices[part.item].number,
                "pays": to_text(part.amount, currency),
                "discount": to_text(part.discount, currency),
            }
            for part in one.allocations
        ],
        "rest": to_text(one.rest, currency),
    }
