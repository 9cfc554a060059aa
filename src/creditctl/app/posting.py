"""The post of a day: its letters as one batch to print, and handed to a print service if asked.

With a print service every step is in the journal before the act that it announces, as for
everything that leaves: a batch that may have left is uncertain and never handed over again.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditctl.app.recovery import recover, uncertain_findings
from creditctl.app.rooms import open_journal, outbox_of
from creditctl.app.sending import books_of, refuse_old_books
from creditctl.app.sending_checks import outdated
from creditctl.delivery.command import Command
from creditctl.delivery.postbatch import PostLetter, post_batch
from creditctl.delivery.postcode import postcode_of
from creditctl.delivery.sending_files import content_of
from creditctl.delivery.transport import Fate, Parcel
from creditctl.errors import ConfigRefused, DataRefused, ExitCode
from creditctl.findings import Finding, Place, Severity, error
from creditctl.journal.lock import RunLock
from creditctl.ledger.frames import Debtor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from creditctl.app.planning import Plan
    from creditctl.config.deliveryfile import PostPart
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.postbatch import PostBatch
    from creditctl.delivery.transport import Sent
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal


@dataclass(frozen=True, slots=True)
class PostOrder:
    """What the user asks.

    Attributes:
        day: the day that the letters were issued for.
        as_of: the day of the books by which letters are left out.
        name: of the file, for the print service.
        duplex: every letter starts on the front of a sheet.
        send: hand the batch to the print service.
        accepted: "old-data" = go on although the books are too old to be looked at again.
        wait: seconds to wait for a run to end.
    """

    day: date
    as_of: date
    name: str
    duplex: bool = False
    send: bool = False
    accepted: frozenset[str] = frozenset()
    wait: float = 0


@dataclass(slots=True)
class PostOutcome:
    """What came of it.

    Attributes:
        batch: None when no letter waits.
        sent: the word of the print service, None when it was not asked.
        findings: worth a look.
    """

    batch: PostBatch | None = None
    sent: Sent | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """3 when a letter was left out or the service did not take the batch, else 0."""
        return ExitCode.LOOK if self.findings else ExitCode.DONE


def post(
    workspace: Workspace,
    order: PostOrder,
    clock: Callable[[], datetime],
    write: Callable[[PostBatch], None],
) -> PostOutcome:
    """Make the batch of a day from the letters that lie in the outbox.

    Args:
        workspace: settings, books, outbox and journal.
        order: what the user asks.
        clock: tells the moment, for the journal.
        write: puts the batch into its files, before anybody is handed it.

    Raises:
        ConfigRefused: no print service is named (CD223).
        SafetyRefused: the books are too old to tell who has paid since (CR104).
        DataRefused: a file is missing or was changed (CD221), or is no PDF (CD222); nothing was
            written.
    """
    service = _service(workspace) if order.send else None
    lock = RunLock(workspace.state / "journal.lock", now=clock, wait=order.wait)
    with (
        lock if service else nullcontext(),
        open_journal(workspace, clock, readonly=service is None) as journal,
    ):
        if service:
            recover(journal, outbox_of(workspace))
        outcome = PostOutcome(findings=uncertain_findings(journal))
        notices = _waiting(workspace, journal, order, outcome)
        if not notices:
            return outcome
        letters = _letters(workspace, notices)
        batch = post_batch(letters, order.day, duplex=order.duplex)
        if isinstance(batch, Finding):
            raise DataRefused(batch)
        outcome.batch = batch
        write(batch)
        if service:
            outcome.sent = _hand_over(workspace, journal, order, service, batch)
            outcome.findings += _told(outcome.sent, batch)
    return outcome


def _service(workspace: Workspace) -> PostPart:
    service = workspace.settings.delivery.post
    if service is None:
        hint = "write delivery.post with its command into creditctl.yaml, or leave out --send"
        message = "nothing says who gets the letters that are printed"
        raise ConfigRefused(error("CD223", message, Place(workspace.file), hint))
    return service


def _waiting(
    workspace: Workspace, journal: Journal, order: PostOrder, outcome: PostOutcome
) -> list[tuple[NoticeRecord, Debtor]]:
    """The letters of the day that may leave, each with its debtor as the books have it now."""
    found = [n for n in journal.waiting_to_be_sent("letter", order.day) if n.as_of == order.day]
    if not found:
        return []
    plan = books_of(workspace, journal, order.as_of, order.accepted)
    refuse_old_books(workspace, plan)
    reasons = outdated(plan, found)
    outcome.findings += [_left_out(n, reasons[n.notice]) for n in found if n.notice in reasons]
    debtors = _debtors(plan, found)
    return [(n, debtors[n.debtor]) for n in found if n.notice not in reasons]


def _debtors(plan: Plan, notices: Sequence[NoticeRecord]) -> Mapping[str, Debtor]:
    """The debtors of notices; of one whom the books forgot, the id is all that is known."""
    known = plan.books.imported.documents.debtors
    code = {name: number for number, name in enumerate(known.ids)}
    ids = {notice.debtor for notice in notices}
    return {name: known.detail(code[name]) if name in code else Debtor(name) for name in ids}


def _left_out(notice: NoticeRecord, reason: str) -> Finding:
    return Finding(
        "CD224",
        Severity.WARNING,
        f"notice {notice.notice} to {notice.name or notice.debtor} is left out: {reason}",
        hint=f"take it back: creditctl outbox void {notice.notice} --by NAME --reason TEXT",
        debtor=notice.debtor,
    )


def _letters(
    workspace: Workspace, notices: Sequence[tuple[NoticeRecord, Debtor]]
) -> list[PostLetter]:
    """The letters with their files, which are still the ones that the journal knows."""
    letters, wrong = [], []
    home = workspace.settings.company.country or ""
    for notice, debtor in notices:
        file, digest = notice.files[0]
        content = content_of(workspace.outbox, file, digest)
        if content is None:
            message = f"the letter of notice {notice.notice} is missing or was changed"
            hint = "put it back as it was; or creditctl outbox void, when nobody shall get it"
            wrong.append(error("CD221", message, Place(str(workspace.outbox / file)), hint))
            continue
        country = debtor.country or home
        postcode = postcode_of(debtor.address, country)
        name = notice.name or notice.debtor
        letter = PostLetter(notice.notice, notice.debtor, name, country, postcode, file, content)
        letters.append(letter)
    if wrong:
        raise DataRefused(wrong)
    return letters


def _hand_over(
    workspace: Workspace, journal: Journal, order: PostOrder, service: PostPart, batch: PostBatch
) -> Sent:
    """Hand the batch to the print service, as one: all of its letters share its fate."""
    names = [row.notice for row in batch.rows]
    for name in names:
        attempt = journal.tries(name).attempts + 1
        journal.sending(name, {"attempt": attempt, "batch": batch.id})
    parcel = Parcel(batch.id, "letter", "", order.day, order.name, batch.pdf)
    with Command(service.command, service.timeout, workspace.root) as command:
        sent = command.send(parcel)
    record = {Fate.SENT: journal.sent, Fate.UNCERTAIN: journal.uncertain}
    # Refused as a whole: no debtor is at fault, so the letters wait as before.
    for name in names:
        record.get(sent.fate, journal.deferred)(name, sent.words)
    return sent


def _told(sent: Sent, batch: PostBatch) -> list[Finding]:
    if sent.fate is Fate.SENT:
        return []
    unsure = sent.fate is Fate.UNCERTAIN
    what = "may or may not have taken" if unsure else "did not take"
    message = f"the print service {what} {batch.id}: {sent.words}"
    hint = (
        "find out, then say it for each notice: creditctl outbox resolve"
        if unsure
        else "mend the cause, then: creditctl post --send"
    )
    return [Finding("CD225", Severity.WARNING, message, hint=hint)]
