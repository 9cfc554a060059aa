"""Open the rooms of a workspace: journal, outbox, letters; and the past as readers see it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from creditctl import __version__
from creditctl.app.casework.casefile import CaseFile, case_file
from creditctl.app.recovery import uncertain_findings
from creditctl.findings import Finding, Place, Severity
from creditctl.policy.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from creditctl.config.workspace import Workspace
    from creditctl.delivery.mail import Sender
    from creditctl.delivery.outbox import Outbox
    from creditctl.documents.company import Company
    from creditctl.documents.letters import LetterRoom
    from creditctl.journal.records import LedgerTotal, RunRecord
    from creditctl.journal.store import Journal
    from creditctl.policy.claims import Sent


def program() -> str:
    """Name and version, as the journal records them."""
    return f"creditctl {__version__}"


def journal_path(workspace: Workspace) -> Path:
    """Where the journal of a workspace lies."""
    return workspace.state / "journal.db"


def open_journal(
    workspace: Workspace,
    clock: Callable[[], datetime],
    *,
    create: bool = False,
    readonly: bool = False,
) -> Journal:
    """Open the journal of a workspace; see `journal.store.Journal.open`."""
    from creditctl.journal.store import Journal

    return Journal.open(
        journal_path(workspace), create=create, readonly=readonly, program=program(), now=clock
    )


def outbox_of(workspace: Workspace) -> Outbox:
    """The outbox of a workspace."""
    from creditctl.delivery.outbox import Outbox

    return Outbox(workspace.outbox, company_of(workspace), _senders(workspace))


def _senders(workspace: Workspace) -> dict[str, Sender]:
    """Whom the e-mails of steps come from that have a sender of their own."""
    from creditctl.delivery.mail import Sender

    email, company = workspace.settings.delivery.email, workspace.settings.company
    return {
        step: Sender(part.origin or company.email or "", part.name or company.name)
        for step, part in (email.steps if email else {}).items()
        if part.origin or part.name
    }


def letter_room(workspace: Workspace) -> LetterRoom:
    """The letters of a workspace: its own templates before the shipped ones."""
    from creditctl.config.shipped import shipped
    from creditctl.documents.letters import LetterRoom

    own = workspace.root / "templates"
    folders = [folder for folder in (own, shipped("templates")) if folder.is_dir()]
    return LetterRoom(company_of(workspace), folders, workspace.settings.delivery.sms.parts)


def company_of(workspace: Workspace) -> Company:
    """The sender of the letters."""
    from creditctl.documents.company import Company

    return Company(**workspace.company())


@dataclass(frozen=True, slots=True)
class Past:
    """What a reader needs of the journal; empty when there is none yet.

    Attributes:
        history: steps handed over.
        last_run: the run that began last.
        letters: reminders about an item that left, courtesy letters and voided ones left out.
        totals: open items and their sum per currency at the last import, for a later day only.
        cases: cases and bank money.
        findings: notices that wait for a person, or for the next run.
    """

    history: History
    last_run: RunRecord | None = None
    totals: Mapping[str, LedgerTotal] = field(default_factory=dict)
    letters: Callable[[str], Sequence[Sent]] = lambda _item: ()
    cases: CaseFile = field(default_factory=CaseFile)
    findings: list[Finding] = field(default_factory=list)


def past_in(journal: Journal, as_of: date, *, whole: bool = False) -> Past:
    """What an open journal says of the past up to a day.

    Args:
        journal: open.
        as_of: the day.
        whole: for a run, also what was handed over as of later days: it did leave.
    """
    last = journal.last_run()
    totals = journal.last_totals() if last is not None and last.as_of <= as_of else {}
    until = None if whole else as_of

    def letters(item: str) -> Sequence[Sent]:
        from creditctl.policy.claims import Sent
        from creditctl.regimes.fees import Letter

        found = journal.reminders_about(item, until)
        return [Sent(step, Letter(sent, pay_by)) for step, sent, pay_by in found]

    cases = case_file(journal, as_of, whole=whole)
    return Past(journal.history(until), last, totals, letters, cases)


@contextmanager
def past_of(workspace: Workspace, clock: Callable[[], datetime], as_of: date) -> Iterator[Past]:
    """The past of a workspace up to a day, read-only: nothing is written, created or locked."""
    if not journal_path(workspace).exists():
        yield Past(History())
        return
    with open_journal(workspace, clock, readonly=True) as journal:
        findings = uncertain_findings(journal)
        unfinished = journal.unfinished()
        if unfinished:
            findings.append(
                Finding(
                    "CR113",
                    Severity.WARNING,
                    f"{len(unfinished)} notices are under way, or a run was cut off",
                    Place(str(journal.path)),
                    "the next creditctl run settles them",
                )
            )
        yield replace(past_in(journal, as_of), findings=findings)
