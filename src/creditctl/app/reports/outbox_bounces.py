"""Letters that came back, and the holds that were put, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.app.reports.payments import count_of
from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.sending_bounces import BounceOutcome, Returned

_COLUMNS: Final = (
    Column("notice", "Notice"),
    Column("debtor", "Debtor"),
    Column("address", "Address"),
    Column("hold", "Hold"),
    Column("new", "New"),
    Column("words", "Words", shorten=True, optional=1),
)


def bounces_report(outcome: BounceOutcome, as_of: date) -> Report:
    """The letters that came back, in the order of the messages."""
    rows = outcome.returned
    return Report(
        schema="creditctl.outbox-bounces/1",
        title=_title(outcome),
        as_of=as_of,
        make_tables=lambda: (Table("", _COLUMNS, [_row(r) for r in rows]),) if rows else (),
        make_data=lambda: _data(outcome, as_of),
        findings=tuple(outcome.findings),
    )


def _title(outcome: BounceOutcome) -> str:
    new = sum(one.new for one in outcome.returned)
    told = f"{count_of(outcome.looked_at, 'message')}, {count_of(len(outcome.returned), 'letter')}"
    return f"{told} that came back, {count_of(new, 'new hold')}"


def _row(one: Returned) -> tuple[str, ...]:
    new = "yes" if one.new else ""
    bounce = one.bounce
    return one.notice.notice, one.notice.debtor, bounce.address, one.hold, new, bounce.words


def _data(outcome: BounceOutcome, as_of: date) -> dict[str, Any]:
    return {
        "schema": "creditctl.outbox-bounces/1",
        "as_of": as_of.isoformat(),
        "looked_at": outcome.looked_at,
        "strangers": outcome.strangers,
        "returned": [
            {
                "notice": one.notice.notice,
                "debtor": one.notice.debtor,
                "message_id": one.bounce.message_id,
                "address": one.bounce.address,
                "words": one.bounce.words,
                "hold": one.hold,
                "new": one.new,
            }
            for one in outcome.returned
        ],
        "findings": [finding.as_json() for finding in outcome.findings],
    }
