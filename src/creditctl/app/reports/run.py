"""A run as a report: what was issued, what waits, and every open item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.reports.notices import notice_data, notice_records
from creditctl.app.reports.openitems import account_data, account_table, referred_data
from creditctl.app.reports.plan import (
    approval_note,
    count_of,
    letter_tables,
    policy_data,
    referred_of,
)
from creditctl.insight.report import Report

if TYPE_CHECKING:
    from creditctl.app.planfile import PlanFile
    from creditctl.app.run import RunOutcome
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import JsonObject


def run_report(workspace: Workspace, outcome: RunOutcome, *, full: bool = False) -> Report:
    """What a run did.

    Args:
        workspace: for the names of policy and files.
        outcome: what came of it.
        full: for paper and workbooks: every item of every letter, and nothing left out.
    """
    plan = outcome.plan
    shown = [n for n, _ in outcome.issued.done] if outcome.run else plan.notices
    notices = [notice_data(n) for n in shown]
    waiting = [notice_data(n) for n in plan.waiting]
    title = "Issued" if outcome.run else "Would be issued"
    notes = [*approval_note(len(waiting))]
    if outcome.file:
        by = outcome.file.approved_by
        notes.append(f"plan: {outcome.file.path}{f', approved by {by}' if by else ''}")
    if outcome.sent and outcome.sent.counts:
        fates = ", ".join(f"{n} {fate}" for fate, n in outcome.sent.counts.items())
        notes.append(f"e-mails: {fates}")
    if not outcome.run:
        notes.append("dry run: nothing was written")
    return Report(
        schema="creditctl.run/1",
        title=_title(outcome),
        as_of=plan.as_of,
        make_tables=lambda: (
            letter_tables((title, notices), waiting, full=full)
            + referred_of(plan, full=full)
            + (account_table(account_data(plan)),)
        ),
        make_data=lambda: _data(workspace, outcome, notices, waiting),
        make_records=lambda: notice_records(notices),
        notes=tuple(notes),
        findings=tuple(outcome.findings),
    )


def _title(outcome: RunOutcome) -> str:
    count, refused = len(outcome.issued.done), len(outcome.issued.refused)
    as_of = outcome.plan.as_of
    if not outcome.run:
        return f"Dry run as of {as_of}: {count_of(len(outcome.plan.notices), 'notice')} would leave"
    failed = f", {count_of(refused, 'notice')} not handed over" if refused else ""
    if count or refused:
        return f"Run {outcome.run}: {count_of(count, 'notice')} issued{failed}"
    return f"Run {outcome.run}: nothing new to issue"


def _data(
    workspace: Workspace,
    outcome: RunOutcome,
    notices: list[JsonObject],
    waiting: list[JsonObject],
) -> JsonObject:
    plan = outcome.plan
    files = {notice.notice: path for notice, path in outcome.issued.done}
    return {
        "schema": "creditctl.run/1",
        "as_of": plan.as_of.isoformat(),
        "run": outcome.run,
        "dry_run": not outcome.run,
        "plan": _plan_facts(outcome.file),
        "policy": policy_data(workspace, plan),
        "input_sha256": plan.input_hash,
        "notices": [n | {"file": files.get(n["notice"], "")} for n in notices],
        "waiting": waiting,
        "refused": [
            {"notice": n.notice, "debtor": n.debtor.debtor, "reason": reason}
            for n, reason in outcome.issued.refused
        ],
        "sent": outcome.sent.counts if outcome.sent else None,
        "referred": referred_data(plan)[0],
        "account": account_data(plan),
        "exit_code": int(outcome.exit_code),
        "findings": [finding.as_json() for finding in outcome.findings],
    }


def _plan_facts(file: PlanFile | None) -> JsonObject | None:
    """The plan that was carried out, None when there was none."""
    if file is None:
        return None
    struck = len(file.order.struck_out)
    return {"seal": file.seal, "approved_by": file.approved_by, "struck_out": struck}
