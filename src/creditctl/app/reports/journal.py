"""The journal's events as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.report import Column, Kind, Report, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.insight.report import Row
    from creditctl.journal.events import EventRecord

_COLUMNS = (
    Column("seq", "Seq", Kind.INT),
    Column("at", "At (UTC)"),
    Column("run", "Run", optional=1),
    Column("kind", "What"),
    Column("subject", "Of", shorten=True),
    Column("hash", "Hash", optional=2),
)


def journal_report(events: Sequence[EventRecord], as_of: date) -> Report:
    """Events, oldest first."""
    rows: list[Row] = [
        (e.seq, e.at[:19].replace("T", " "), e.run or "", e.kind, e.subject, e.hash[:12])
        for e in events
    ]
    return Report(
        schema="creditctl.journal/1",
        title=f"{len(events)} events",
        as_of=as_of,
        make_tables=lambda: (Table("", _COLUMNS, rows),),
        make_data=lambda: {
            "schema": "creditctl.journal/1",
            "events": [
                {
                    "seq": e.seq,
                    "at": e.at,
                    "run": e.run,
                    "kind": e.kind,
                    "subject": e.subject,
                    "data": dict(e.data),
                    "previous": e.previous,
                    "hash": e.hash,
                }
                for e in events
            ],
        },
    )
