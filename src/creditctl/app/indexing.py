"""The day's index of the outbox, from the journal: it lists the letters of all runs of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.delivery.index import IndexRow
from creditctl.journal.records import State
from creditctl.policy.channels import address_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from creditctl.app.planning import Plan
    from creditctl.delivery.outbox import Outbox
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal
    from creditctl.ledger.frames import Debtor

_THERE: Final = frozenset({State.HANDED_OVER, State.SENDING, State.SENT})
"""States of notices whose files lie in the outbox."""


def write_index(
    journal: Journal, outbox: Outbox, plan: Plan, days: Collection[date], *, empty: bool = False
) -> None:
    """Write `index.csv` of some days anew.

    E-mail addresses are those that the letters were written to; others are as the books are now.

    Args:
        journal, outbox: which letters there are, and where.
        plan: knows the debtors.
        days: which.
        empty: also of days that have no letters any more.
    """
    debtors = plan.books.imported.documents.debtors
    code = {name: number for number, name in enumerate(debtors.ids)}
    runs = [run for run in journal.runs() if run.as_of in days]
    for day in sorted(days):
        rows = []
        for run in (run for run in runs if run.as_of == day):
            written = journal.addresses(run.run)
            for notice in journal.notices(run.run):
                if notice.state in _THERE and notice.files:
                    known = notice.debtor in code
                    debtor = debtors.detail(code[notice.debtor]) if known else None
                    rows.append(_row(notice, debtor, written.get(notice.notice, "")))
        if rows or empty:
            outbox.write_index(day, rows)


def _row(notice: NoticeRecord, debtor: Debtor | None, to: str) -> IndexRow:
    file, sha256 = notice.files[0]
    if not to and debtor is not None:
        to = address_of(debtor, notice.channel)
    return IndexRow(
        notice=notice.notice,
        debtor=notice.debtor,
        name=notice.name,
        channel=notice.channel,
        to=to,
        step=notice.step,
        items=tuple(item.number for item in notice.items),
        currency=notice.currency,
        total=notice.total,
        pay_by=notice.pay_by,
        file=file,
        sha256=sha256,
    )
