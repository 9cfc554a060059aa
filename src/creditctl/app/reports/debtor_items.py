"""The open items of one debtor as JSON: the stage that each has come to, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.adjust import PART
from creditctl.ledger.dates import NO_DATE, iso
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import to_text
from creditctl.policy.gates import GATES
from creditctl.policy.reasons import ABOUT, OPENS, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.views.debtor import DebtorView
    from creditctl.insight.report import JsonObject


def item_data(view: DebtorView, cases: Mapping[str, Sequence[str]]) -> list[JsonObject]:
    """The open items, in the order of the view.

    Args:
        view: the debtor.
        cases: ids of the live cases about each item, by item id.
    """
    whole = {view.plan.books.items.item[row]: row for row in view.rows}
    return [_item(view, row, whole, cases) for row in view.rows]


def _item(
    view: DebtorView, row: int, whole: Mapping[str, int], cases: Mapping[str, Sequence[str]]
) -> JsonObject:
    items, decisions = view.plan.books.items, view.plan.decisions
    context, reason = decisions.context, decisions.reason_of(row)
    currency = items.currencies[int(items.currency[row])]
    name = items.item[row]
    # A disputed part was reminded of together with its invoice.
    base = whole.get(name.removesuffix(PART), row)
    last, done = context.last_step(base), int(context.done[base])
    step, next_date = context.step_of(row), int(decisions.next_date[row])
    return {
        "item": name,
        "number": items.number[row],
        "kind": Kind(int(items.kind[row])).name.lower().replace("_", "-"),
        "issued": iso(int(items.issued[row])) or None,
        "due": iso(int(items.due[row])),
        "days_overdue": items.days_overdue(row),
        "currency": currency,
        "gross": to_text(int(items.gross[row]), currency),
        "open": to_text(int(items.open[row]), currency),
        "disputed": bool(items.disputed[row]),
        "last_step": last.id if last else "",
        "last_step_day": iso(done) or None,
        "outcome": Outcome(int(decisions.outcome[row])).name.lower(),
        "reason": str(reason),
        "about": ABOUT[reason],
        "seen": _seen(view, row, reason),
        "step": step.id if step else "",
        "next_date": iso(next_date) or None,
        "opens": OPENS.get(reason, "") if next_date == NO_DATE else "",
        "cases": list(cases.get(name.removesuffix(PART), ())),
    }


def _seen(view: DebtorView, row: int, reason: Reason) -> str:
    """What the gate that decided saw, in words."""
    gate = next((gate for gate in GATES if gate.reason is reason), None)
    context = view.plan.decisions.context
    if gate is not None:
        return gate.value(context, row)
    step = context.step_of(row)
    return f"step '{step.id}'" if step else ""
