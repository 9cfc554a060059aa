"""Credit limits as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table, share
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from datetime import date

    from creditctl.credit.exposure import Exposure
    from creditctl.findings import Finding
    from creditctl.insight.report import Row

_COLUMNS = (
    Column("debtor", "Debtor"),
    Column("name", "Name", shorten=True),
    Column("state", "State"),
    Column("currency", "", Kind.CURRENCY),
    Column("exposure", "Exposure", Kind.MONEY),
    Column("limit", "Limit", Kind.MONEY),
    Column("used", "Used", Kind.PERCENT),
    Column("headroom", "Headroom", Kind.MONEY, optional=1),
    Column("oldest_days", "Oldest", Kind.DAYS, optional=2),
)


def credit_report(found: list[Exposure], as_of: date, findings: list[Finding]) -> Report:
    """Every debtor with open items, worst state first."""
    return Report(
        schema="creditctl.credit/1",
        title=f"Credit as of {as_of}",
        as_of=as_of,
        make_tables=lambda: (Table("", _COLUMNS, [_row(e) for e in found]),),
        make_data=lambda: {
            "schema": "creditctl.credit/1",
            "as_of": as_of.isoformat(),
            "debtors": [_data(e) for e in found],
            "findings": [f.as_json() for f in findings],
        },
        notes=("exposure: open items less credits; amounts in other currencies are not added",),
        findings=tuple(findings),
    )


def _row(e: Exposure) -> Row:
    limit = None if e.limit is None else (e.limit, e.currency)
    headroom = None if e.headroom is None else (e.headroom, e.currency)
    used = None if not e.limit else share(e.exposure, e.limit)
    exposure = (e.exposure, e.currency)
    return (
        e.debtor,
        e.name,
        str(e.state),
        e.currency,
        exposure,
        limit,
        used,
        headroom,
        e.oldest_days,
    )


def _data(e: Exposure) -> dict[str, Any]:
    return {
        "debtor": e.debtor,
        "name": e.name,
        "currency": e.currency,
        "state": str(e.state),
        "why": list(e.why),
        "exposure": to_text(e.exposure, e.currency),
        "limit": None if e.limit is None else to_text(e.limit, e.currency),
        "headroom": None if e.headroom is None else to_text(e.headroom, e.currency),
        "oldest_days": e.oldest_days,
    }
