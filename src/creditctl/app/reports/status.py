"""Where things stand: the last run, what is due now, what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import Outcome

if TYPE_CHECKING:
    from creditctl.app.planning import Plan
    from creditctl.app.rooms import Past
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import Row

_FACTS = (Column("what", ""), Column("value", ""))
_STAGES = (
    Column("outcome", "Open items"),
    Column("currency", "", Kind.CURRENCY),
    Column("items", "Items", Kind.INT),
    Column("amount", "Open", Kind.MONEY),
)
_WORDS = {
    "act": "to be reminded now",
    "refer": "waiting for a person",
    "hold": "on hold, or not due",
}


def status_report(workspace: Workspace, plan: Plan, past: Past) -> Report:
    """One page about the workspace."""
    return Report(
        schema="creditctl.status/1",
        title=f"{workspace.settings.company.name}, {plan.as_of}",
        as_of=plan.as_of,
        make_tables=lambda: (
            Table("", _FACTS, _facts(workspace, plan, past)),
            Table("", _STAGES, _stages(plan)),
        ),
        make_data=lambda: _data(workspace, plan, past),
        findings=tuple(plan.findings),
    )


def _facts(workspace: Workspace, plan: Plan, past: Past) -> list[Row]:
    last = past.last_run
    told = "none yet" if last is None else f"{last.run}, {last.outcome or 'cut off'}"
    rows: list[Row] = [("last run", told)]
    if last is not None and "notices" in last.summary:
        rows.append(("issued then", str(last.summary["notices"])))
    rows.append(("due now", _notices(len(plan.notices))))
    rows.append(("uncertain notices", _notices(len(past.findings))))
    rows.append(("rows in quarantine", str(plan.books.rejected_rows)))
    rows.append(("policy", f"{workspace.policy.policy.name} ({workspace.policy.file})"))
    if plan.stops:
        rows.append(("safety stop", "; ".join(stop.message for stop in plan.stops)))
    return rows


def _notices(count: int) -> str:
    return "1 notice" if count == 1 else f"{count} notices"


def _by_outcome(plan: Plan) -> list[tuple[str, str, int, int]]:
    found = []
    for outcome in (Outcome.ACT, Outcome.REFER, Outcome.HOLD):
        name = outcome.name.lower()
        for account in plan.accounts:
            mine = [v for (o, _), v in account.rows.items() if o == name]
            if mine:
                items, amount = (sum(column) for column in zip(*mine, strict=True))
                found.append((name, account.currency, items, amount))
    return found


def _stages(plan: Plan) -> list[Row]:
    return [
        (_WORDS[name], currency, items, (amount, currency))
        for name, currency, items, amount in _by_outcome(plan)
    ]


def _data(workspace: Workspace, plan: Plan, past: Past) -> dict[str, Any]:
    last = past.last_run
    return {
        "schema": "creditctl.status/1",
        "as_of": plan.as_of.isoformat(),
        "company": workspace.settings.company.name,
        "last_run": None
        if last is None
        else {
            "run": last.run,
            "as_of": last.as_of.isoformat(),
            "finished": last.finished,
            "outcome": last.outcome,
            "summary": dict(last.summary),
        },
        "due_now": len(plan.notices),
        "open_items": [
            {
                "outcome": name,
                "currency": currency,
                "items": items,
                "amount": to_text(amount, currency),
            }
            for name, currency, items, amount in _by_outcome(plan)
        ],
        "rejected_rows": plan.books.rejected_rows,
        "stops": [stop.message for stop in plan.stops],
        "findings": [finding.as_json() for finding in plan.findings],
    }
