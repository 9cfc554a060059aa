"""E-mails in the outbox that would go to somebody else by the books as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.arrow_text import positions
from creditctl.policy.addresses import same_address
from creditctl.policy.notices import ASKING
from creditctl.policy.recipients import contact_of, recipient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.planning import Plan
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal


def readdressed(plan: Plan, journal: Journal, waiting: Sequence[NoticeRecord]) -> dict[str, str]:
    """Which demands were written to an address that the books no longer give, each in words.

    Args:
        plan: of the day, on the books as they are now.
        journal: has the address that each was written to.
        waiting: letters in the outbox, or to be sent once more.

    Returns:
        Id of the notice -> why it should not leave.
    """
    mails = [notice for notice in waiting if notice.channel == "email" and notice.kind in ASKING]
    written: dict[str, str] = {}
    for run in sorted({notice.run for notice in mails}):
        written |= journal.addresses(run)
    items = plan.decisions.context.items
    names = sorted({item.item for notice in mails for item in notice.items})
    place = positions(items.item, names)
    row_of = {names[place[row]]: row for row in np.flatnonzero(place >= 0).tolist()}
    found = {}
    for notice in mails:
        was = written.get(notice.notice, "")
        rows = [row_of[item.item] for item in notice.items if item.item in row_of]
        if not (was and rows):
            continue
        debtor = items.debtors.detail(int(items.debtor[rows[0]]))
        now = recipient(debtor, contact_of(items, rows)).address
        if not same_address(was, now):
            found[notice.notice] = f"it is written to {was}; the books say {now or 'nobody'} now"
    return found
