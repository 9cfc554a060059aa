"""All about one notice: what it asks for, its files, and everything that happened to it."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, Final

from creditctl.app.reports.outbox import notice_data
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text
from creditctl.policy.addresses import for_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.insight.report import Row
    from creditctl.journal.events import EventRecord
    from creditctl.journal.records import NoticeRecord

_FACTS: Final = (Column("fact", "Fact"), Column("value", "Value"))
_ITEMS: Final = (
    Column("number", "Number"),
    Column("step", "Step"),
    Column("due", "Due", Kind.DATE),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
)
_FILES: Final = (Column("path", "File"), Column("sha256", "SHA-256", optional=1))
_HISTORY: Final = (
    Column("at", "At (UTC)"),
    Column("what", "What"),
    Column("by", "By", optional=1),
    Column("words", "Words", shorten=True),
)


def show_report(
    notice: NoticeRecord, events: Sequence[EventRecord], as_of: date, text: str | None = None
) -> Report:
    """One notice.

    Args:
        notice: as the journal has it.
        events: everything that happened to it, in order.
        as_of: the day of the question.
        text: its text, None = it is not wanted.
    """
    return Report(
        schema="creditctl.outbox-show/1",
        title=f"Notice {notice.notice}: {notice.state}",
        as_of=as_of,
        make_tables=lambda: _tables(notice, events),
        make_data=lambda: {
            "schema": "creditctl.outbox-show/1",
            "as_of": as_of.isoformat(),
            "notice": notice_data(notice),
            "to": _told(events, "to"),
            "cc": _told(events, "cc"),
            "history": [_event(event) for event in events],
            "text": text,
        },
        notes=tuple(text.splitlines()) if text is not None else (),
    )


def text_of(content: bytes) -> str:
    """The text of an e-mail of the outbox."""
    body = message_from_bytes(content, policy=default).get_body(("plain",))
    return "" if body is None else str(body.get_content()).replace("\r\n", "\n")


def _tables(notice: NoticeRecord, events: Sequence[EventRecord]) -> tuple[Table, ...]:
    n = notice
    facts: list[Row] = [
        ("debtor", f"{n.debtor} {n.name}".strip()),
        ("day", n.as_of.isoformat()),
        ("run", n.run),
        ("kind", n.kind),
        ("step", n.step),
        ("channel", n.channel),
        ("to", _told(events, "to")),
        ("cc", _told(events, "cc")),
        ("language", n.language),
        ("total", f"{n.currency} {to_text(n.total, n.currency)}"),
        ("pay by", n.pay_by.isoformat()),
        ("reason", n.reason),
    ]
    items: list[Row] = [
        (i.number, i.step, i.due, n.currency, (i.open, n.currency)) for i in n.items
    ]
    history: list[Row] = [
        (e["at"][:19].replace("T", " "), e["what"], e["by"], e["words"])
        for e in map(_event, events)
    ]
    tables = [
        Table("", _FACTS, [fact for fact in facts if fact[1]]),
        Table("Items", _ITEMS, items),
        Table("Files", _FILES, list(n.files)),
        Table("What happened", _HISTORY, history),
    ]
    return tuple(table for table in tables if table.rows)


def _told(events: Sequence[EventRecord], key: str) -> str:
    """An address as the journal has it, as people read it; "" when it has none."""
    known = [str(event.data[key]) for event in events if event.data.get(key)]
    return for_people(known[-1]) if known else ""


def _event(event: EventRecord) -> dict[str, Any]:
    """One thing that happened, in words; its kind without the `notice.` before it."""
    data = event.data
    words = [str(data[key]) for key in ("fate", "reason", "words", "message_id") if data.get(key)]
    return {
        "seq": event.seq,
        "at": event.at,
        "what": event.kind.removeprefix("notice."),
        "by": str(data.get("by", "")),
        "words": "; ".join(words),
    }
