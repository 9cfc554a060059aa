"""The daily run: recover, read, decide, issue, remember. Safe at any frequency."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_sources
from creditctl.app.indexing import write_index
from creditctl.app.issue import Issued, fingerprint, issue, refused_findings
from creditctl.app.planchecks import (
    journal_changes,
    not_ready,
    out_of_date,
    plan_changes,
    refuse,
)
from creditctl.app.planning import make_plan, stop_findings
from creditctl.app.progress import Unwatched
from creditctl.app.recovery import recover, uncertain_findings
from creditctl.app.rooms import letter_room, open_journal, outbox_of, past_in, past_of, program
from creditctl.cases.events import ITEMS_SEEN
from creditctl.delivery.mail import sender_problem
from creditctl.errors import ConfigRefused, ExitCode, SafetyRefused
from creditctl.findings import Severity, error
from creditctl.journal.casework import Act
from creditctl.journal.lock import RunLock
from creditctl.journal.records import LedgerTotal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from typing import Any

    from creditctl.app.books import Reading
    from creditctl.app.planfile import PlanFile
    from creditctl.app.planning import Plan
    from creditctl.app.progress import Progress
    from creditctl.app.rooms import Past
    from creditctl.app.sending import SendOutcome
    from creditctl.config.workspace import Workspace
    from creditctl.documents.letters import LetterRoom
    from creditctl.findings import Finding
    from creditctl.journal.records import RunRecord
    from creditctl.journal.store import Journal
    from creditctl.policy.notices import Notice


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What the user asks of a run.

    Attributes:
        as_of: the day that it is taken to be; today: the day that it is.
        reading: what the command line says about reading files.
        first_run: accept that every item of an old ledger starts at its first step.
        accepted: safety stops accepted this once: max-notices, max-total, old-data, jump,
            old-plan.
        allow_date: reason for an as-of date before the last run or in the future, "" = none.
        wait: seconds to wait for another run to end.
        file: the plan to carry out, exactly; None = whatever is due. `as_of`, `reading`, and what
            it accepted, are then the plan's.
    """

    as_of: date
    today: date
    reading: Reading
    first_run: bool = False
    accepted: frozenset[str] = frozenset()
    allow_date: str = ""
    wait: float = 0
    file: PlanFile | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RunOutcome:
    """What a run did.

    Attributes:
        run: its id, "" for a dry run.
        plan: what it decided; issued: what became of the notices.
        findings: everything worth a look, in order.
        file: the plan file that was carried out, None = there was none.
        sent: what was sent afterwards, None = a run sends nothing here.
    """

    run: str
    plan: Plan
    issued: Issued
    findings: list[Finding] = field(default_factory=list)
    file: PlanFile | None = None
    sent: SendOutcome | None = None

    @property
    def exit_code(self) -> ExitCode:
        """3 when a person must look, else 0."""
        look = any(f.severity is not Severity.INFO and f.code in _LOOK for f in self.findings)
        look = look or (self.sent is not None and self.sent.needs_a_look)
        return ExitCode.LOOK if look or self.plan.books.needs_a_look else ExitCode.DONE


_LOOK = frozenset({"CR111", "CR112"})


def daily_run(
    workspace: Workspace,
    order: RunOrder,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> RunOutcome:
    """Issue what is due at the as-of date.

    Args:
        workspace: sources, policy, outbox, journal.
        order: what the user asks.
        clock: tells the moment, with its time zone, for the journal.
        progress: who watches.

    Raises:
        Refused: in one of its kinds, with nothing issued: see `errors`.
    """
    progress = progress or Unwatched()
    if order.file:
        # Lock and journal are files too: a plan that is refused leaves nothing behind.
        progress.stage("checking the plan")
        dry_run(workspace, order, clock)
    room = cache(lambda: letter_room(workspace))
    with (
        RunLock(workspace.state / "journal.lock", now=clock, wait=order.wait),
        open_journal(workspace, clock, create=True) as journal,
    ):
        if order.file:
            refuse(journal_changes(order.file, journal))
        refuse(_date_objections(journal.last_run(), order))
        outbox = outbox_of(workspace)
        recovered = recover(journal, outbox)
        progress.stage("reading the books")
        paths = [s.path for s in workspace_sources(workspace, order.reading) if s.path]
        before = fingerprint(paths)
        plan = _plan(workspace, order, past_in(journal, order.as_of, whole=True), room)
        run = _begin(journal, workspace, order, plan)
        journal.plan_notices(run, plan.notices)
        issued = Issued()
        if plan.notices:
            issued = issue(
                plan.notices,
                room=room(),
                outbox=outbox,
                journal=journal,
                unchanged=lambda: fingerprint(paths) == before,
                progress=progress,
            )
        write_index(journal, outbox, plan, {plan.as_of, *recovered.days})
        sent = _sent(workspace, journal, plan, clock, progress)
        found = [*issued.findings, *refused_findings(issued), *(sent.findings if sent else ())]
        findings = [
            *recovered.findings,
            *plan.findings,
            *found,
            *uncertain_findings(journal),
        ]
        outcome = RunOutcome(run, plan, issued, findings, order.file, sent)
        journal.finish_run(run, "done", outcome.exit_code, summary(outcome))
    return outcome


def _plan(
    workspace: Workspace,
    order: RunOrder,
    past: Past,
    room: Callable[[], LetterRoom],
    objections: Sequence[Finding] = (),
) -> Plan:
    """The plan of a run, or the refusal to carry it out.

    Args:
        room: gives the letters; many a day needs none.
        objections: what stands against it already. Of a plan file, all that stands against it is
            told at once.
    """
    file = order.file
    if not file:
        refuse(objections)
    plan = make_plan(
        workspace,
        order.as_of,
        order.reading,
        past,
        first_run=order.first_run,
        accepted=order.accepted,
        struck_out=file.order.reasons if file else None,
        approved=bool(file and file.approved_by),
    )
    if file:
        refuse([*objections, *plan_changes(file, workspace, plan, room())])
    if plan.stops:
        raise SafetyRefused(stop_findings(workspace, plan.stops))
    if plan.notices:
        plan.findings.extend(check_letters(room(), plan.notices))
    return plan


def _sent(
    workspace: Workspace,
    journal: Journal,
    plan: Plan,
    clock: Callable[[], datetime],
    progress: Progress,
) -> SendOutcome | None:
    """What is sent at the end of a run, where the workspace wants that; None where it doesn't."""
    email = workspace.settings.delivery.email
    if email is None or not email.send_after_run:
        return None  # and a run without sending starts a tenth sooner without its modules
    from creditctl.app.sending import send_after_run

    return send_after_run(workspace, journal, plan, clock, progress)


def dry_run(workspace: Workspace, order: RunOrder, clock: Callable[[], datetime]) -> RunOutcome:
    """Decide and check the letters as `daily_run` does, but write nothing anywhere.

    Raises:
        Refused: whatever `daily_run` would refuse for.
    """
    file = order.file
    found = not_ready(file, workspace, order.today, order.accepted) if file else []
    found += out_of_date(file, workspace, clock) if file else []
    room = cache(lambda: letter_room(workspace))
    with past_of(workspace, clock, order.as_of) as past:
        found += _date_objections(past.last_run, order)
        plan = _plan(workspace, order, past, room, found)
        return RunOutcome("", plan, Issued(), [*plan.findings, *past.findings], order.file)


def _date_objections(last: RunRecord | None, order: RunOrder) -> list[Finding]:
    """An as-of date before the last run or in the future, unless a reason is given."""
    found: list[Finding] = []
    if order.allow_date:
        return found
    hint = "if you mean it, say why: --allow-date 'REASON'"
    if order.as_of > order.today:
        message = f"the as-of date {order.as_of} lies in the future (today is {order.today})"
        found.append(error("CR105", message, hint=hint))
    if last is not None and order.as_of < last.as_of:
        message = f"the as-of date {order.as_of} lies before the last run, {last.as_of}"
        found.append(error("CR106", message, hint=hint))
    return found


def check_letters(room: LetterRoom, letters: Sequence[Notice]) -> list[Finding]:
    """What all letters need is there and sound, before the first is issued; returns warnings.

    Raises:
        ConfigRefused: a template or the company is at fault.
    """
    by_email = any(notice.channel == "email" for notice in letters)
    sender = sender_problem(room.company) if by_email else None
    if sender is not None:
        raise ConfigRefused(sender)
    whole = [notice for notice in letters if notice.channel != "sms"]
    demands = {notice.template for notice in whole if notice.kind != "thanks"}
    thanks = {notice.template for notice in whole if notice.kind == "thanks"}
    tones = {notice.tone for notice in letters} or {"neutral"}
    found = room.check(demands, {notice.language for notice in whole}, thanks, tones)
    found += room.check_sms({notice.language for notice in letters if notice.channel == "sms"})
    problems = [finding for finding in found if finding.severity is Severity.ERROR]
    if problems:
        raise ConfigRefused(problems)
    return found


def _begin(journal: Journal, workspace: Workspace, order: RunOrder, plan: Plan) -> str:
    from creditctl.journal.snapshots import write_snapshot

    facts = {"policy": workspace.policy.policy.name, "policy_file": workspace.settings.policy}
    if order.allow_date:
        facts["allow_date"] = order.allow_date
    if order.accepted:
        facts["accepted"] = ", ".join(sorted(order.accepted))
    if order.file:
        facts["plan"] = order.file.seal
        facts["approved_by"] = order.file.approved_by
        facts["struck_out"] = str(len(order.file.order.struck_out))
    run = journal.begin_run(order.as_of, plan.policy_hash, plan.input_hash, facts)
    snapshot = write_snapshot(
        workspace.state / "snapshots",
        plan.books.imported.documents,
        order.as_of,
        {"program": program()},
    )
    totals = {a.currency: LedgerTotal(a.items, a.total) for a in plan.accounts}
    files = [
        {"file": f.file, "sha256": f.sha256, "rows": f.rows, "rejected": f.rejected}
        for f in plan.books.imported.files
    ]
    journal.note_import(run, files, totals, snapshot)
    if plan.segment_changes:
        journal.segments_changed(run, plan.segment_changes)
    if plan.cases.seen:
        seen = Act(ITEMS_SEEN, run, {"open": dict(plan.cases.seen)})
        journal.take_cases(order.as_of, [seen], run)
    return run


def summary(outcome: RunOutcome) -> dict[str, Any]:
    """A run in numbers, for the journal: counts only, no names."""
    steps: dict[str, int] = {}
    for notice, _ in outcome.issued.done:
        steps[notice.step] = steps.get(notice.step, 0) + 1
    return {
        "program": program(),
        "notices": len(outcome.issued.done),
        "refused": len(outcome.issued.refused),
        "steps": dict(sorted(steps.items())),
        "held": {
            a.currency: {reason: count for (_, reason), (count, _) in sorted(a.rows.items())}
            for a in outcome.plan.accounts
        },
        "rejected_rows": outcome.plan.books.rejected_rows,
    }
