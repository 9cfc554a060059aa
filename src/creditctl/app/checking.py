"""Check everything a run needs, change nothing, and tell all findings of all parts at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditctl.app.books import workspace_books
from creditctl.app.checking_delivery import delivery_findings, ways_out
from creditctl.app.claiming import kinds_named, names_a_regime
from creditctl.app.reaching import contact_findings, owing
from creditctl.app.rooms import journal_path, letter_room, open_journal
from creditctl.app.segmentation import segment_remarks, segment_warnings
from creditctl.app.templates_check import case_templates
from creditctl.config.policyfile import policy_warnings
from creditctl.config.workspace import load_workspace
from creditctl.delivery.mail import sender_problem
from creditctl.errors import ExitCode, Refused
from creditctl.findings import Finding, Place, Severity, in_order
from creditctl.policy.reminders import Reminders, ThankYou

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from creditctl.app.books import Books, Reading
    from creditctl.config.workspace import Workspace
    from creditctl.ledger.frames import Debtor


@dataclass(slots=True)
class Checked:
    """What was checked.

    Attributes:
        parts: each part with a word about it: workspace, policy, late payment, data, letters,
            delivery, journal.
        findings: of all parts.
        exit_code: of the first part that would stop a run, else 3 when a person must look.
    """

    parts: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE

    def note(self, part: str, word: str, findings: list[Finding]) -> None:
        """Add what one part came to."""
        self.parts.append((part, word))
        self.findings += findings
        serious = any(finding.severity is not Severity.INFO for finding in findings)
        if serious and self.exit_code is ExitCode.DONE:
            self.exit_code = ExitCode.LOOK

    def stopped(self, part: str, refused: Refused) -> None:
        """Add a part that would stop a run."""
        self.parts.append((part, "refused"))
        self.findings += refused.findings
        if self.exit_code in (ExitCode.DONE, ExitCode.LOOK):
            self.exit_code = refused.exit_code


def check(folder: Path, as_of: date, reading: Reading, clock: Callable[[], datetime]) -> Checked:
    """Check a workspace at a date."""
    checked = Checked()
    try:
        workspace = load_workspace(folder)
    except Refused as refused:
        checked.stopped("workspace and policy", refused)
        return checked
    loaded = workspace.policy
    checked.note("workspace", workspace.file, [])
    checked.note("policy", f"{loaded.policy.name} ({loaded.file})", policy_warnings(loaded, as_of))
    _check_law(checked, workspace)
    _check_data(checked, workspace, as_of, reading)
    if ways := ways_out(workspace.settings.delivery):
        checked.note("delivery", ", ".join(ways), delivery_findings(workspace))
    _check_journal(checked, workspace, clock)
    checked.findings = in_order(checked.findings)
    return checked


def _check_law(checked: Checked, workspace: Workspace) -> None:
    """The rates by which letters claim, where the policy says that any do."""
    if not names_a_regime(workspace.policy.policy):
        return
    from creditctl.config.lawfiles import load_law

    try:
        loaded = load_law(workspace.root)
    except Refused as refused:
        checked.stopped("late payment", refused)
    else:
        word = f"rates as shipped, and {loaded.own}" if loaded.own else "rates as shipped"
        checked.note("late payment", word, list(loaded.findings))


def _check_data(checked: Checked, workspace: Workspace, as_of: date, reading: Reading) -> None:
    languages = {workspace.settings.language}
    try:
        books = workspace_books(workspace, as_of, reading)
    except Refused as refused:
        checked.stopped("data", refused)
    else:
        languages |= {d.language for d in books.items.debtors.master.values() if d.language}
        rows = sum(facts.rows for facts in books.imported.files)
        word = f"{rows} rows, {len(books.items)} open items, {books.rejected_rows} rejected"
        owed = [*owing(books.items).values()]
        found = contact_findings(books, workspace.policy.policy)
        found += [*_of_unknown_kind(workspace, owed), *_passed_over(workspace, owed)]
        checked.note("data", word, [*books.findings, *found])
        _check_segments(checked, workspace, books)
    _check_templates(checked, workspace, languages)


def _check_segments(checked: Checked, workspace: Workspace, books: Books) -> None:
    if workspace.policy.policy.segments:
        loaded = workspace.policy
        found = [*segment_warnings(loaded, books), *segment_remarks(loaded, books)]
        checked.note("segments", f"{len(loaded.policy.segments)} in the policy", found)


def _check_templates(checked: Checked, workspace: Workspace, languages: set[str]) -> None:
    policy = workspace.policy.policy
    own = [e.reminders for e in policy.exceptions if isinstance(e.reminders, Reminders)]
    rules = [policy.reminders, *(s.reminders for s in policy.segments if s.reminders), *own]
    steps = [step for part in rules for step in part.steps if step.action == "remind"]
    thanks = [part.thank_you for part in rules if isinstance(part.thank_you, ThankYou)]
    try:
        room = letter_room(workspace)
        names = {step.template_name for step in steps} | set(case_templates(policy))
        tones = {part.tone for part in rules}
        found = room.check(names, languages, {part.template for part in thanks}, tones)
    except Refused as refused:
        checked.stopped("templates", refused)
        return
    sender = sender_problem(room.company)
    channels = {name for step in steps for name in step.channels}
    channels |= {name for part in thanks for name in part.channels}
    if policy.promises.letter is not None:
        channels |= {*policy.promises.channels}
    if sender is not None and "email" in channels:
        found.append(sender)
    if "sms" in channels | {*policy.arrangements.channels}:
        found += room.check_sms(languages)
    errors = [f for f in found if f.severity is Severity.ERROR]
    word = f"{len(steps)} steps, languages {', '.join(sorted(languages))}"
    checked.note("letters", f"{word}, {len(errors)} errors" if errors else word, found)
    if errors and checked.exit_code is ExitCode.LOOK:
        checked.exit_code = ExitCode.CONFIG


def _of_unknown_kind(workspace: Workspace, owed: Sequence[Debtor]) -> list[Finding]:
    """That letters claim from businesses, and nobody knows who is one (CR190)."""
    if not kinds_named(workspace.policy.policy) & {"business", "public"}:
        return []
    unknown = [debtor for debtor in owed if not debtor.kind]
    if not unknown:
        return []
    return [
        Finding(
            "CR190",
            Severity.INFO,
            "letters claim interest or costs from businesses or public bodies, but the books don't "
            f"say what {len(unknown)} of the {len(owed)} debtors who owe money are; "
            "they count as consumers",
            hint="add a column 'kind' (business, consumer, public) to the file of debtors",
        )
    ]


def _passed_over(workspace: Workspace, owed: Sequence[Debtor]) -> list[Finding]:
    """That debtors prefer channels which no step allows: the steps' own are used (CD213)."""
    policy = workspace.policy.policy
    rules = [policy.reminders, *(s.reminders for s in policy.segments if s.reminders)]
    allowed = {name for part in rules for step in part.steps for name in step.channels}
    wished = [d.channels for d in owed if d.channels and not allowed & {*d.channels}]
    if not wished:
        return []
    names = ", ".join(sorted({name for channels in wished for name in channels}))
    message = f"{len(wished)} of the debtors who owe money prefer what no step allows: {names}"
    hint = "the channels of the steps are used; add these to them, if you send by them"
    return [Finding("CD213", Severity.INFO, message, hint=hint)]


def _check_journal(checked: Checked, workspace: Workspace, clock: Callable[[], datetime]) -> None:
    path = journal_path(workspace)
    if not path.exists():
        checked.note("journal", "none yet; the first run makes it", [])
        return
    try:
        with open_journal(workspace, clock, readonly=True) as journal:
            wrong = journal.verify()
            counts = journal.counts()
    except Refused as refused:
        checked.stopped("journal", refused)
        return
    if wrong:
        checked.parts.append(("journal", "damaged"))
        checked.findings += wrong
        checked.exit_code = ExitCode.JOURNAL
        return
    unsettled = []
    waiting = sum(n for state, n in counts.notices.items() if state == "uncertain")
    if waiting:
        message = f"{waiting} uncertain notices wait for a person"
        hint = "creditctl outbox list --waiting"
        unsettled.append(Finding("CR111", Severity.WARNING, message, Place(str(path)), hint))
    checked.note("journal", f"verified, events: {counts.events}, runs: {counts.runs}", unsettled)
