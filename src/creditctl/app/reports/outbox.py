"""Notices of the journal as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.insight.report import Row
    from creditctl.journal.records import NoticeRecord

_COLUMNS = (
    Column("notice", "Notice"),
    Column("state", "State"),
    Column("as_of", "Day", Kind.DATE, optional=1),
    Column("name", "Name", shorten=True),
    Column("step", "Step"),
    Column("currency", "", Kind.CURRENCY),
    Column("total", "Total", Kind.MONEY),
    Column("reason", "Reason", shorten=True, optional=2),
)


def outbox_report(notices: Sequence[NoticeRecord], as_of: date) -> Report:
    """Notices in the order of their ids."""
    return Report(
        schema="creditctl.outbox/1",
        title=_title(len(notices)),
        as_of=as_of,
        make_tables=lambda: (Table("", _COLUMNS, [_row(n) for n in notices]),) if notices else (),
        make_data=lambda: {
            "schema": "creditctl.outbox/1",
            "as_of": as_of.isoformat(),
            "notices": [notice_data(n) for n in notices],
        },
    )


def _title(count: int) -> str:
    if not count:
        return "No notices"
    return "1 notice" if count == 1 else f"{count} notices"


def _row(n: NoticeRecord) -> Row:
    total = (n.total, n.currency)
    return n.notice, str(n.state), n.as_of, n.name or n.debtor, n.step, n.currency, total, n.reason


def notice_data(n: NoticeRecord) -> dict[str, Any]:
    """One notice as JSON values."""
    return {
        "notice": n.notice,
        "run": n.run,
        "state": str(n.state),
        "reason": n.reason,
        "as_of": n.as_of.isoformat(),
        "debtor": n.debtor,
        "name": n.name,
        "step": n.step,
        "area": n.area,
        "kind": n.kind,
        "channel": n.channel,
        "currency": n.currency,
        "total": to_text(n.total, n.currency),
        "pay_by": n.pay_by.isoformat(),
        "items": [
            {
                "item": i.item,
                "number": i.number,
                "step": i.step,
                "repeat": i.repeat,
                "open": to_text(i.open, n.currency),
            }
            for i in n.items
        ],
        "files": [{"path": path, "sha256": sha} for path, sha in n.files],
    }
