"""An explanation as a report: what was decided, every gate, the policy line, the next date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.dates import iso
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import Reason

if TYPE_CHECKING:
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import Row
    from creditctl.policy.explain import Explanation

_GATES = (
    Column("mark", ""),
    Column("gate", "Gate"),
    Column("value", "What it saw", shorten=False),
    Column("policy", "Policy", optional=1),
)
_ITEMS = (
    Column("number", "Item"),
    Column("due", "Due", Kind.DATE),
    Column("days", "Days", Kind.DAYS),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
    Column("outcome", "Decided"),
    Column("reason", "Why", shorten=True),
    Column("next", "Next", Kind.DATE),
)


def explain_report(
    workspace: Workspace, plan: Plan, name: str, found: list[tuple[int, Explanation]]
) -> Report:
    """Explain the items found; the gates are shown when there is one, or in JSON."""
    return Report(
        schema="creditctl.explain/1",
        title=_title(plan, name, found),
        as_of=plan.as_of,
        make_tables=lambda: _tables(workspace, plan, found),
        make_data=lambda: {
            "schema": "creditctl.explain/1",
            "as_of": plan.as_of.isoformat(),
            "name": name,
            "items": [_item_data(workspace, plan, row, e) for row, e in found],
        },
        notes=_sentences(workspace, plan, found),
    )


def _title(plan: Plan, name: str, found: list[tuple[int, Explanation]]) -> str:
    """What was decided, in a sentence; for several items only whose they are."""
    if len(found) > 1:
        return f"{name} as of {plan.as_of}: {len(found)} open items"
    told = found[0][1]
    act = f"is due for step '{told.step}'"
    if told.reason == Reason.BROKEN_PROMISE:
        act = "gets a letter"
    words = {
        "act": act,
        "hold": "is held",
        "refer": "waits for a person",
    }
    return f"{told.number} {words[told.outcome]} on {plan.as_of}: {told.about}"


def _tables(
    workspace: Workspace, plan: Plan, found: list[tuple[int, Explanation]]
) -> tuple[Table, ...]:
    rows = [_item_row(plan, row, explained) for row, explained in found]
    overview = Table("", _ITEMS, rows)
    if len(found) > 1:
        return (overview,)
    gates: list[Row] = [
        (
            ">" if gate.decided else ("x" if gate.closed else ""),
            gate.reason,
            gate.value,
            workspace.policy.line_of(gate.path) if gate.path else "",
        )
        for gate in found[0][1].gates
    ]
    legend = "Gates, in order; > decided, x would also stop it"
    if found[0][1].reason == Reason.BROKEN_PROMISE:
        legend = "Gates of the next reminder, in order; x stops it"
    return overview, Table(legend, _GATES, gates)


def _item_row(plan: Plan, row: int, explained: Explanation) -> Row:
    items = plan.books.items
    currency = items.currencies[int(items.currency[row])]
    return (
        explained.number,
        iso(int(items.due[row])),
        items.days_overdue(row),
        currency,
        (int(items.open[row]), currency),
        explained.outcome,
        explained.reason,
        explained.next_date,
    )


def _sentences(
    workspace: Workspace, plan: Plan, found: list[tuple[int, Explanation]]
) -> tuple[str, ...]:
    if len(found) > 1:
        return ("one item in full: creditctl explain NUMBER",)
    row, told = found[0]
    sentences = []
    if told.path:
        sentences.append(f"policy: {workspace.policy.line_of(told.path)}")
    if told.segment:
        sentences.append(f"segment: {told.segment}")
    unkept = plan.cases.stops.unkept.get(told.item)
    if unkept and workspace.policy.policy.promises.letter is not None:
        sentences.append(f"broken promise: {unkept.words}")
    if told.outcome != "act":
        when = f"on {told.next_date}" if told.next_date else told.opens
        sentences.append(f"next: {when}")
    items = plan.books.items
    source = items.files[int(items.file[row])]
    sentences.append(f"from {source}, line {int(items.line[row])}")
    return tuple(sentences)


def _item_data(
    workspace: Workspace, plan: Plan, row: int, explained: Explanation
) -> dict[str, Any]:
    items = plan.books.items
    currency = items.currencies[int(items.currency[row])]
    return {
        "item": explained.item,
        "debtor": items.debtors.ids[int(items.debtor[row])],
        "number": explained.number,
        "currency": currency,
        "open": to_text(int(items.open[row]), currency),
        "due": iso(int(items.due[row])),
        "days_overdue": items.days_overdue(row),
        "outcome": explained.outcome,
        "reason": explained.reason,
        "about": explained.about,
        "segment": explained.segment,
        "step": explained.step,
        "policy_line": workspace.policy.line_of(explained.path) if explained.path else "",
        "next_date": explained.next_date.isoformat() if explained.next_date else None,
        "opens": explained.opens,
        "file": items.files[int(items.file[row])],
        "line": int(items.line[row]),
        "gates": [
            {
                "gate": gate.reason,
                "about": gate.about,
                "closed": gate.closed,
                "decided": gate.decided,
                "value": gate.value,
                "policy_line": workspace.policy.line_of(gate.path) if gate.path else "",
            }
            for gate in explained.gates
        ],
    }
