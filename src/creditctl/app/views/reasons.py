"""All disputes of a workspace, as the report about reasons for non-payment takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.casework.looking import cases_of
from creditctl.insight.nonpayment import Complaint
from creditctl.ledger.arrow_text import positions
from creditctl.ledger.frames import Debtor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from creditctl.app.books import Books, Reading
    from creditctl.cases.records import Dispute
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.ledger.frames import OpenItems
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why customers don't pay, up to a day.

    Attributes:
        home: the company's own currency, "" = none.
        since, until: the disputes were opened within these days; None = no such bound.
        complaints: in the order in which they were opened.
        unnamed: (number of invoices, minor units) by currency that the books mark as disputed
            and about which nobody has recorded a reason.
        findings: what is wrong with the data.
    """

    as_of: date
    home: str
    since: date | None
    until: date | None
    complaints: Sequence[Complaint]
    unnamed: Mapping[str, tuple[int, int]]
    findings: Sequence[Finding]


def reasons_for_non_payment(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
    *,
    since: date | None = None,
    until: date | None = None,
) -> Reasons:
    """Gather them; nothing is written.

    Args:
        workspace: sources, policy, journal.
        as_of: the day; what is later does not exist.
        reading: what the command line says about reading files.
        clock: for opening the journal.
        since, until: first and last day on which a dispute was opened.
    """
    books, standing = cases_of(workspace, as_of, reading, clock)
    policy = workspace.policy.policy
    disputes = standing.file.book.disputes.values()
    code = {name: place for place, name in enumerate(books.items.debtors.ids)}
    wanted = [
        dispute
        for dispute in disputes
        if (since is None or dispute.opened >= since) and (until is None or dispute.opened <= until)
    ]
    return Reasons(
        as_of,
        workspace.settings.currency or policy.currency or "",
        since,
        until,
        [_complaint(dispute, policy, books, code, as_of) for dispute in wanted],
        _unnamed(standing.owed, [dispute.about.item for dispute in disputes]),
        books.findings,
    )


def _complaint(
    dispute: Dispute, policy: Policy, books: Books, code: Mapping[str, int], as_of: date
) -> Complaint:
    about, reason = dispute.about, policy.disputes.reason(dispute.reason)
    place = code.get(about.debtor)
    debtor = Debtor(about.debtor) if place is None else books.items.debtors.detail(place)
    resolved = dispute.resolved.day if dispute.resolved else None
    days = ((resolved or as_of) - dispute.opened).days
    return Complaint(
        case=dispute.id,
        reason=dispute.reason,
        label=reason.label if reason else dispute.reason,
        debtor=about.debtor,
        name=debtor.name or about.debtor,
        owner=(reason.owner if reason else "") or debtor.owner,
        currency=about.currency,
        amount=about.open if dispute.amount is None else dispute.amount,
        opened=dispute.opened,
        resolved=resolved,
        days=days,
        late=bool(resolved is None and reason and days > reason.resolve_within),
    )


def _unnamed(owed: OpenItems, recorded: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Open items that the books themselves mark as disputed, without a case."""
    found: dict[str, tuple[int, int]] = {}
    marked = owed.select(np.flatnonzero(owed.disputed & (owed.open > 0)))
    for row in np.flatnonzero(positions(marked.item, recorded) < 0).tolist():
        currency = marked.currencies[int(marked.currency[row])]
        count, total = found.get(currency, (0, 0))
        found[currency] = count + 1, total + int(marked.open[row])
    return found
