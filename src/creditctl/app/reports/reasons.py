"""The reasons for non-payment as a report, with bars on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.bars import bar
from creditctl.insight.nonpayment import summed_up
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.views.reasons import Reasons
    from creditctl.insight.nonpayment import By, Complaint, Line
    from creditctl.insight.report import JsonObject, Row

_SCHEMA: Final = "creditctl.reasons/1"
_BAR: Final = 8
_HEADS: Final = {"reason": "Reason", "debtor": "Debtor", "month": "Month", "owner": "Owner"}
_WORDS: Final = {"reason": "", "debtor": " by debtor", "month": " by month", "owner": " by owner"}


def reasons_report(found: Reasons, by: By, *, bars: bool, blocks: bool = False) -> Report:
    """Disputes summed up.

    Args:
        found: the disputes.
        by: what makes a group.
        bars: draw the amounts of each currency as bars.
        blocks: draw them with block characters instead of `#`.
    """
    lines = summed_up(found.complaints, by, found.home)
    return Report(
        schema=_SCHEMA,
        title=f"Reasons for non-payment{_WORDS[by]}, {_period(found)}",
        as_of=found.as_of,
        make_tables=lambda: _tables(lines, by, bars=bars, blocks=blocks),
        make_data=lambda: _data(found, by, lines),
        make_records=lambda: _flat(lines, by),
        notes=_notes(found, lines),
        findings=tuple(found.findings),
    )


def _period(found: Reasons) -> str:
    if found.since is None and found.until is None:
        return f"up to {found.as_of}"
    first = f"from {found.since} " if found.since else ""
    return f"{first}to {found.until or found.as_of}, as of {found.as_of}"


def _columns(by: By) -> tuple[Column, ...]:
    return (
        Column("key", _HEADS[by] if by == "month" else "Code", optional=3),
        Column("label", _HEADS[by], shorten=by != "reason"),
        Column("count", "All", Kind.INT),
        Column("unresolved", "Open", Kind.INT),
        Column("late", "Late", Kind.INT),
        Column("unresolved_amount", "Still open", Kind.MONEY),
        Column("amount", "In all", Kind.MONEY, optional=1),
        Column("mean_days", "Days", align="right"),
    )


def _row(line: Line) -> Row:
    return (
        line.key,
        line.label,
        line.count,
        line.unresolved,
        line.late,
        (line.left, line.currency),
        (line.amount, line.currency),
        "" if line.mean_days is None else str(line.mean_days),
    )


def _tables(lines: Sequence[Line], by: By, *, bars: bool, blocks: bool) -> tuple[Table, ...]:
    """One table a currency; the key is left out where the label says the same."""
    first = 0 if by in ("reason", "debtor") else 1
    columns = (*_columns(by)[first:], *((Column("bar", ""),) if bars else ()))
    tables = []
    for currency in dict.fromkeys(line.currency for line in lines):
        mine = [line for line in lines if line.currency == currency]
        most = max(1, *(line.amount for line in mine))
        rows: list[Row] = []
        for line in mine:
            drawn = (bar(line.amount, most, _BAR, blocks=blocks),) if bars else ()
            rows.append((*_row(line)[first:], *drawn))
        tables.append(Table(currency, columns, rows))
    return tuple(tables)


def _flat(lines: Sequence[Line], by: By) -> Table:
    columns = (Column("currency", "", Kind.CURRENCY), *_columns(by))
    return Table("", columns, [(line.currency, *_row(line)) for line in lines])


def _notes(found: Reasons, lines: Sequence[Line]) -> tuple[str, ...]:
    notes = []
    if lines:
        notes.append("Days: from opening to solution, mean of the resolved ones.")
    else:
        notes.append("No dispute is recorded in that time.")
    for currency, (count, total) in sorted(found.unnamed.items()):
        invoices = "1 open invoice" if count == 1 else f"{count} open invoices"
        money = f"{currency} {to_text(total, currency)}"
        notes.append(f"Disputed in the books, and no reason recorded: {invoices}, {money}.")
    if found.unnamed:
        notes.append("  creditctl dispute add INVOICE --reason CODE --by NAME")
    return tuple(notes)


def _data(found: Reasons, by: By, lines: Sequence[Line]) -> JsonObject:
    return {
        "schema": _SCHEMA,
        "as_of": found.as_of.isoformat(),
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
        "by": by,
        "groups": [
            {
                "key": line.key,
                "label": line.label,
                "currency": line.currency,
                "count": line.count,
                "unresolved": line.unresolved,
                "late": line.late,
                "amount": to_text(line.amount, line.currency),
                "unresolved_amount": to_text(line.left, line.currency),
                "mean_days": None if line.mean_days is None else str(line.mean_days),
            }
            for line in lines
        ],
        "disputes": [_dispute(one) for one in found.complaints],
        "without_reason": [
            {"currency": currency, "count": count, "amount": to_text(total, currency)}
            for currency, (count, total) in sorted(found.unnamed.items())
        ],
        "findings": [finding.as_json() for finding in found.findings],
    }


def _dispute(one: Complaint) -> JsonObject:
    return {
        "id": one.case,
        "reason": one.reason,
        "label": one.label,
        "debtor": one.debtor,
        "name": one.name,
        "owner": one.owner,
        "currency": one.currency,
        "amount": to_text(one.amount, one.currency),
        "opened": one.opened.isoformat(),
        "resolved": one.resolved.isoformat() if one.resolved else None,
        "days": one.days,
        "late": one.late,
    }
