"""Make the plan: the one path that `plan`, `run`, `run --dry-run`, `status` and `explain` share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.books import workspace_books
from creditctl.app.casework.instalments import instalment_notes
from creditctl.app.casework.standing import with_cases
from creditctl.app.claiming import claim_facts
from creditctl.app.reaching import letter_findings
from creditctl.app.referencing import referenced
from creditctl.app.segmentation import segment_warnings
from creditctl.app.thanking import thank_you_letters
from creditctl.config.policyfile import policy_warnings
from creditctl.findings import Finding, Severity, in_order
from creditctl.policy.account import account
from creditctl.policy.brokenpromises import broken_promise_letters, with_broken_promises
from creditctl.policy.decide import decide
from creditctl.policy.letters import notices
from creditctl.policy.reasons import REASONS, Outcome, Reason
from creditctl.policy.safety import SafetyStop, jumps, safety_stops
from creditctl.policy.segments import segment_changes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from creditctl.app.books import Books, Reading
    from creditctl.app.casework.standing import Standing
    from creditctl.app.rooms import Past
    from creditctl.config.workspace import Workspace
    from creditctl.policy.account import Account
    from creditctl.policy.decide import Decisions
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy
    from creditctl.policy.notices import Notice


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a run at this date would do.

    Attributes:
        books: the ledger.
        decisions: one for every open item.
        notices: what would be issued, in order.
        cases: the cases of the day.
        history: what was handed over before.
        waiting: letters that are ready, and leave only once a person has approved them.
        accounts: how the open items add up, by currency.
        stops: why nothing may be issued, after the flags that were given.
        segment_changes: (debtor id, currency) -> segment at the last run and now, "" = none.
        findings: warnings of import and policy, in order.
        policy_hash, input_hash: SHA-256 of the policy's meaning, and of the bytes read.
    """

    books: Books
    decisions: Decisions
    notices: list[Notice]
    accounts: list[Account]
    stops: list[SafetyStop]
    cases: Standing
    history: History
    waiting: list[Notice] = field(default_factory=list)
    segment_changes: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    policy_hash: str = ""
    input_hash: str = ""

    @property
    def as_of(self) -> date:
        """The as-of date."""
        return self.books.as_of

    @property
    def owed(self) -> Books:
        """The books for an aging: disputed parts are no items of their own."""
        return self.books.showing(self.cases.owed)


def make_plan(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    past: Past,
    *,
    first_run: bool = False,
    accepted: frozenset[str] = frozenset(),
    struck_out: Mapping[str, str] | None = None,
    approved: bool = False,
    letters: bool = True,
    trace: bool = False,
) -> Plan:
    """Read the books and decide about every open item.

    Args:
        workspace: sources and policy.
        as_of: the day that it is.
        reading: what the command line says about reading files.
        past: what was handed over before, and what the last import found.
        first_run: the user accepts that old items start at their first step; it matters as
            long as nothing was ever handed over.
        accepted: safety stops that the user accepts this once: max-notices, max-total, old-data,
            jump.
        struck_out: ids of items that a person took out of the plan, each with the reason.
        approved: a person has approved the letters that need it: none waits.
        letters: False = decide only, and write no letters.
        trace: keep what every gate saw, for `explain`.
    """
    books, cases = with_cases(workspace, workspace_books(workspace, as_of, reading), past.cases)
    loaded = workspace.policy
    decisions = decide(
        books.items,
        loaded.policy,
        past.history,
        behaviour=books.behaviour,
        held=books.imported.held,
        struck_out=struck_out,
        facts=claim_facts(loaded.policy, workspace.root, books.items, books.imported, past.letters),
        cases=cases.stops,
        trace=trace,
    )
    language = workspace.settings.language
    broken = broken_promise_letters(decisions, past.history, language)
    written: list[Notice] = []
    if letters:
        written = notices(decisions, language) + broken
        written += instalment_notes(workspace, books, cases, past.history, written)
        written += thank_you_letters(workspace, books, past.history, written, struck_out, cases)
    written, unmade = referenced(workspace, books.items, written)
    planned = [notice for notice in written if approved or not notice.review]
    waiting = [notice for notice in written if notice.review and not approved]
    if approved:
        decisions = _released(decisions)
    stops = safety_stops(decisions, planned, first_run=not (first_run or len(past.history)))
    decisions = with_broken_promises(decisions, broken, past.history, approved=approved)
    accounts = account(decisions)
    stops = [*_old_data(workspace, books), *_jumps(loaded.policy, past, accounts), *stops]
    return Plan(
        books=books,
        decisions=decisions,
        notices=planned,
        waiting=waiting,
        accounts=accounts,
        stops=[stop for stop in stops if stop.accept not in accepted],
        cases=cases,
        history=past.history,
        segment_changes=segment_changes(decisions.context, past.history),
        findings=in_order(
            [
                *books.findings,
                *policy_warnings(loaded, as_of),
                *segment_warnings(loaded, books),
                *unmade,
                *letter_findings(decisions),
            ]
        ),
        policy_hash=loaded.text_hash,
        input_hash=_input_hash(books),
    )


def _jumps(policy: Policy, past: Past, accounts: list[Account]) -> list[SafetyStop]:
    """What changed too much since the last import."""
    before = {currency: (total.items, total.total) for currency, total in past.totals.items()}
    return jumps(policy, before, accounts)


def _released(decisions: Decisions) -> Decisions:
    """The decisions once the letters that wait for approval have it: their items are acted on."""
    waited = decisions.reason == REASONS.index(Reason.REVIEW)
    act, due = np.int8(Outcome.ACT), np.int8(REASONS.index(Reason.STEP_DUE))
    return replace(
        decisions,
        outcome=np.where(waited, act, decisions.outcome),
        reason=np.where(waited, due, decisions.reason),
        next_date=np.where(waited, np.int32(decisions.context.as_of), decisions.next_date),
    )


def _old_data(workspace: Workspace, books: Books) -> list[SafetyStop]:
    """Files that were exported too long before the as-of date (guarantee G1)."""
    most = workspace.policy.policy.safety.data_older_than
    masters = {part.name for part in workspace.settings.sources if part.kind == "debtors"}
    stops = []
    for facts in books.imported.files:
        if facts.exported is None or facts.source in masters:
            continue
        age = (books.as_of - facts.exported).days
        if age > most:
            stops.append(
                SafetyStop(
                    "CR104",
                    f"{facts.file} shows the books of {facts.exported} ({facts.exported_basis}), "
                    f"{age} days before {books.as_of}; the policy allows {most}",
                    "old-data",
                    ("safety", "data_older_than"),
                )
            )
    return stops


def _input_hash(books: Books) -> str:
    digest = hashlib.sha256()
    for facts in books.imported.files:
        digest.update(f"{facts.source}\x1f{facts.sheet}\x1f{facts.sha256}\n".encode())
    return digest.hexdigest()


def stop_findings(workspace: Workspace, stops: list[SafetyStop]) -> list[Finding]:
    """Safety stops as findings, each with the policy line and the flag that accepts it once."""
    found = []
    for stop in stops:
        where = f" ({workspace.policy.line_of(stop.path)})" if stop.path else ""
        hint = f"if that is right, accept it once with {stop.flag}" if stop.accept else ""
        found.append(Finding(stop.code, Severity.ERROR, stop.message + where, hint=hint))
    return found
