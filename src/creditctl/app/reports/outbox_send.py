"""What was sent from the outbox, and what was not, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.sending import SendOutcome
    from creditctl.app.sending_session import Result

_COLUMNS: Final = (
    Column("notice", "Notice"),
    Column("fate", "Fate"),
    Column("as_of", "Day", Kind.DATE, optional=1),
    Column("name", "Name", shorten=True),
    Column("channel", "By", optional=2),
    Column("currency", "", Kind.CURRENCY),
    Column("total", "Total", Kind.MONEY),
    Column("words", "Words", shorten=True, optional=3),
)


def send_report(outcome: SendOutcome) -> Report:
    """The notices in the order in which they were looked at."""
    rows = outcome.results
    return Report(
        schema="creditctl.outbox-send/1",
        title=_title(outcome),
        as_of=outcome.as_of,
        make_tables=lambda: (Table("", _COLUMNS, [_row(r) for r in rows]),) if rows else (),
        make_data=lambda: _data(outcome),
        notes=("dry run: nothing was sent",) if outcome.dry_run else (),
        findings=tuple(outcome.findings),
    )


def _title(outcome: SendOutcome) -> str:
    if not outcome.results:
        # A finding tells why: no way out, or what is too old to leave by itself.
        return "Nothing was sent" if outcome.findings else "Nothing waits in the outbox"
    words = {"waiting": "would be sent"} if outcome.dry_run else {}
    told = ", ".join(f"{n} {words.get(fate, fate)}" for fate, n in outcome.counts.items())
    closed = not outcome.dry_run and set(outcome.counts) == {"waiting"}
    return f"Nothing was sent: {told}" if closed else told


def _row(result: Result) -> tuple[Any, ...]:
    n = result.notice
    total = (n.total, n.currency)
    name = n.name or n.debtor
    return n.notice, result.fate, n.as_of, name, n.channel, n.currency, total, result.words


def _data(outcome: SendOutcome) -> dict[str, Any]:
    return {
        "schema": "creditctl.outbox-send/1",
        "as_of": outcome.as_of.isoformat(),
        "dry_run": outcome.dry_run,
        "notices": [
            {
                "notice": r.notice.notice,
                "fate": r.fate,
                "words": r.words,
                "debtor": r.notice.debtor,
                "channel": r.notice.channel,
                "currency": r.notice.currency,
                "total": to_text(r.notice.total, r.notice.currency),
            }
            for r in outcome.results
        ],
        "exit_code": int(outcome.exit_code),
        "findings": [finding.as_json() for finding in outcome.findings],
    }
