"""Plan and run as reports: the notices, and the account of every open item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.dates import iso
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import ABOUT, Outcome, Reason

if TYPE_CHECKING:
    from creditctl.app.planning import Plan
    from creditctl.app.run import RunOutcome
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.insight.report import Row
    from creditctl.policy.notices import Notice

_NOTICE_COLUMNS = (
    Column("notice", "Notice"),
    Column("debtor", "Debtor", optional=1),
    Column("name", "Name", shorten=True),
    Column("step", "Step"),
    Column("channel", "By"),
    Column("items", "Items", Kind.INT),
    Column("currency", "", Kind.CURRENCY),
    Column("total", "Total", Kind.MONEY),
    Column("pay_by", "Pay by", Kind.DATE, optional=2),
)
_ACCOUNT_COLUMNS = (
    Column("outcome", ""),
    Column("reason", "Reason", shorten=True),
    Column("currency", "", Kind.CURRENCY),
    Column("items", "Items", Kind.INT),
    Column("amount", "Open", Kind.MONEY),
)


def plan_report(workspace: Workspace, plan: Plan, *, detail: bool = False) -> Report:
    """What a run would do.

    Args:
        workspace: for the lines of the policy.
        plan: what was decided.
        detail: add the decision about every open item to the JSON.
    """
    return Report(
        schema="creditctl.plan/1",
        title=f"Plan as of {plan.as_of}: {_count(len(plan.notices), 'notice')}",
        as_of=plan.as_of,
        make_tables=lambda: _tables("Would be issued", plan.notices, plan),
        make_data=lambda: _plan_data(workspace, plan, plan.notices, detail=detail),
        make_records=lambda: _notice_table("", plan.notices),
        notes=_notes(workspace, plan),
        findings=tuple(plan.findings),
    )


def run_report(workspace: Workspace, outcome: RunOutcome) -> Report:
    """What a run did."""
    plan = outcome.plan
    done = [notice for notice, _ in outcome.issued.done]
    shown = done if outcome.run else plan.notices
    return Report(
        schema="creditctl.run/1",
        title=_run_title(outcome),
        as_of=plan.as_of,
        make_tables=lambda: _tables("Issued" if outcome.run else "Would be issued", shown, plan),
        make_data=lambda: _run_data(workspace, outcome, shown),
        make_records=lambda: _notice_table("", shown),
        notes=() if outcome.run else ("dry run: nothing was written",),
        findings=tuple(outcome.findings),
    )


def _run_title(outcome: RunOutcome) -> str:
    count, refused = len(outcome.issued.done), len(outcome.issued.refused)
    as_of = outcome.plan.as_of
    if not outcome.run:
        return f"Dry run as of {as_of}: {_count(len(outcome.plan.notices), 'notice')} would leave"
    failed = f", {_count(refused, 'notice')} not handed over" if refused else ""
    if count or refused:
        return f"Run {outcome.run}: {_count(count, 'notice')} issued{failed}"
    return f"Run {outcome.run}: nothing new to issue"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tables(title: str, notices: list[Notice], plan: Plan) -> tuple[Table, ...]:
    account = Table("Every open item", _ACCOUNT_COLUMNS, _account_rows(plan), _account_totals(plan))
    return (_notice_table(title, notices), account) if notices else (account,)


def _notice_table(title: str, notices: list[Notice]) -> Table:
    rows: list[Row] = [
        (
            n.notice,
            n.debtor.debtor,
            n.debtor.name or n.debtor.debtor,
            n.step,
            n.channel,
            len(n.lines),
            n.currency,
            (n.total, n.currency),
            n.pay_by,
        )
        for n in notices
    ]
    totals: dict[str, tuple[int, int]] = {}
    for n in notices:
        count, total = totals.get(n.currency, (0, 0))
        totals[n.currency] = (count + len(n.lines), total + n.total)
    sums: list[Row] = [
        ("", "", "total", "", "", count, currency, (total, currency), None)
        for currency, (count, total) in sorted(totals.items())
    ]
    return Table(title, _NOTICE_COLUMNS, rows, sums)


def _account_rows(plan: Plan) -> list[Row]:
    """Acted on first, then referred to a person, then held; the largest sums first."""
    order = (Outcome.ACT, Outcome.REFER, Outcome.HOLD)
    rows: list[Row] = []
    for account in plan.accounts:
        for outcome in order:
            mine = [(r, v) for (o, r), v in account.rows.items() if o == outcome.name.lower()]
            for reason, (count, amount) in sorted(mine, key=lambda pair: (-pair[1][1], pair[0])):
                rows.append(
                    (
                        outcome.name.lower(),
                        f"{reason}: {ABOUT[Reason(reason)]}",
                        account.currency,
                        count,
                        (amount, account.currency),
                    )
                )
    return rows


def _account_totals(plan: Plan) -> list[Row]:
    return [("total", "", a.currency, a.items, (a.total, a.currency)) for a in plan.accounts]


def _notes(workspace: Workspace, plan: Plan) -> tuple[str, ...]:
    notes = [f"policy: {workspace.policy.policy.name} ({workspace.policy.file})"]
    later = plan.books.opening.later
    if later.documents:
        notes.append(f"{later.documents} documents are dated after {plan.as_of} and left out")
    return tuple(notes)


def _plan_data(
    workspace: Workspace, plan: Plan, notices: list[Notice], *, detail: bool
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "schema": "creditctl.plan/1",
        "as_of": plan.as_of.isoformat(),
        "policy": {
            "name": workspace.policy.policy.name,
            "file": workspace.policy.file,
            "sha256": plan.policy_hash,
        },
        "input_sha256": plan.input_hash,
        "notices": [_notice_data(n) for n in notices],
        "account": _account_data(plan),
        "stops": [{"code": s.code, "message": s.message, "accept": s.flag} for s in plan.stops],
        "findings": _findings_data(plan.findings),
    }
    if detail:
        data["decisions"] = _decision_data(workspace, plan)
    return data


def _run_data(workspace: Workspace, outcome: RunOutcome, notices: list[Notice]) -> dict[str, Any]:
    plan = outcome.plan
    files = {notice.notice: path for notice, path in outcome.issued.done}
    return {
        "schema": "creditctl.run/1",
        "as_of": plan.as_of.isoformat(),
        "run": outcome.run,
        "dry_run": not outcome.run,
        "policy": {
            "name": workspace.policy.policy.name,
            "file": workspace.policy.file,
            "sha256": plan.policy_hash,
        },
        "input_sha256": plan.input_hash,
        "notices": [_notice_data(n) | {"file": files.get(n.notice, "")} for n in notices],
        "refused": [
            {"notice": n.notice, "debtor": n.debtor.debtor, "reason": reason}
            for n, reason in outcome.issued.refused
        ],
        "account": _account_data(plan),
        "exit_code": int(outcome.exit_code),
        "findings": _findings_data(outcome.findings),
    }


def _notice_data(notice: Notice) -> dict[str, Any]:
    currency = notice.currency
    return {
        "notice": notice.notice,
        "debtor": notice.debtor.debtor,
        "name": notice.debtor.name or notice.debtor.debtor,
        "currency": currency,
        "language": notice.language,
        "step": notice.step,
        "channel": notice.channel,
        "subtotal": to_text(notice.subtotal, currency),
        "total": to_text(notice.total, currency),
        "pay_by": notice.pay_by.isoformat(),
        "items": [
            {
                "item": line.item,
                "number": line.number,
                "due": line.due.isoformat(),
                "days_overdue": line.days_overdue,
                "open": to_text(line.open, currency),
                "step": line.step,
                "repeat": line.repeat,
            }
            for line in notice.lines
        ],
        "credits": [
            {"item": line.item, "number": line.number, "open": to_text(line.open, currency)}
            for line in notice.credits
        ],
        "why": list(notice.why),
    }


def _account_data(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "currency": a.currency,
            "items": a.items,
            "total": to_text(a.total, a.currency),
            "rows": [
                {
                    "outcome": outcome,
                    "reason": reason,
                    "items": count,
                    "amount": to_text(amount, a.currency),
                }
                for (outcome, reason), (count, amount) in sorted(a.rows.items())
            ],
        }
        for a in plan.accounts
    ]


def _decision_data(workspace: Workspace, plan: Plan) -> list[dict[str, Any]]:
    decisions = plan.decisions
    items = decisions.context.items
    rows = []
    for row in range(len(items)):
        step = decisions.context.step_of(row)
        path = decisions.path(row)
        currency = items.currencies[int(items.currency[row])]
        rows.append(
            {
                "item": items.item[row],
                "debtor": items.debtors.ids[int(items.debtor[row])],
                "number": items.number[row],
                "currency": currency,
                "open": to_text(int(items.open[row]), currency),
                "due": iso(int(items.due[row])),
                "outcome": Outcome(int(decisions.outcome[row])).name.lower(),
                "reason": str(decisions.reason_of(row)),
                "step": step.id if step else "",
                "policy_line": workspace.policy.line_of(path) if path else "",
                "next_date": iso(int(decisions.next_date[row])) or None,
            }
        )
    return rows


def _findings_data(findings: list[Finding]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in findings]
