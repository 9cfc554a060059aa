"""After a crash: settle what the last run left half-done, without sending anything twice.

A planned notice has not left: it is withdrawn, and planned again if it is still due. A notice
that was being handed over is done when its very file stands in the outbox; when it does not, it
may have been taken from there already, so it is uncertain and waits for a person. A double demand
harms more than a late one. The same goes for a notice that was being sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from creditctl.findings import Finding, Place, Severity
from creditctl.journal.records import State

if TYPE_CHECKING:
    from datetime import date

    from creditctl.delivery.outbox import Outbox
    from creditctl.journal.store import Journal


class Recovered(NamedTuple):
    """What was settled: the days whose outbox is concerned, and what to tell."""

    days: frozenset[date]
    findings: tuple[Finding, ...]


def recover(journal: Journal, outbox: Outbox) -> Recovered:
    """Settle the notices that a cut-off run left unfinished."""
    unfinished = journal.unfinished()
    days = frozenset(notice.as_of for notice in unfinished)
    for day in sorted(days):
        outbox.sweep(day)
    withdrawn = journal.withdraw_planned("the run ended before it was handed over")
    for notice in unfinished:
        if notice.state is State.PLANNED:
            continue
        if notice.state is State.SENDING:
            journal.uncertain(notice.notice, "the program ended while it was being sent")
        elif notice.files and all(outbox.present(path, sha) for path, sha in notice.files):
            journal.handed_over(notice.notice)
        else:
            reason = "the run ended while it was handed over, and its file is not in the outbox"
            journal.uncertain(notice.notice, reason)
    if not withdrawn:
        return Recovered(days, ())
    message = f"the last run was cut off; {withdrawn} notices that had not left were withdrawn"
    return Recovered(days, (Finding("CR110", Severity.INFO, message, Place(str(journal.path))),))


def uncertain_findings(journal: Journal) -> list[Finding]:
    """One warning for every notice of which nobody knows whether it left."""
    return [
        Finding(
            "CR111",
            Severity.WARNING,
            f"notice {notice.notice} to {notice.name or notice.debtor} may or may not have left: "
            f"{notice.reason}",
            Place(str(journal.path)),
            f"find out, then say it: creditctl outbox resolve {notice.notice} --sent --by NAME, "
            "or --not-sent",
            notice.debtor,
        )
        for notice in journal.uncertain_notices()
    ]
