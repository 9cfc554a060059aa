"""Explain debtors and items: who is meant, and what `decide` saw."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.policy.explain import explain

if TYPE_CHECKING:
    from creditctl.app.planning import Plan
    from creditctl.findings import Finding
    from creditctl.policy.explain import Explanation


def explain_named(plan: Plan, name: str) -> list[tuple[int, Explanation]]:
    """Explain an item id, an invoice number, or all open items of a debtor id or exact name.

    Args:
        plan: made with `trace=True`.
        name: what the user typed.

    Returns:
        Row of the open item and its explanation, in the order of the ledger.

    Raises:
        UsageRefused: nothing open is called that (CR120), with the nearest names.
    """
    rows = _rows_called(plan, name)
    if not rows:
        raise UsageRefused(_nothing(plan, name))
    return [(row, explain(plan.decisions, row)) for row in rows]


def _rows_called(plan: Plan, name: str) -> list[int]:
    items = plan.books.items
    for column in (items.item, items.number):
        rows = [row for row, text in enumerate(column) if text == name]
        if rows:
            return rows
    debtors = items.debtors
    codes = [c for c in range(len(debtors)) if name in (debtors.ids[c], debtors.name(c))]
    return np.flatnonzero(np.isin(items.debtor, codes)).tolist() if codes else []


def _nothing(plan: Plan, name: str) -> Finding:
    items = plan.books.items
    debtors = items.debtors
    known = {*items.number, *debtors.ids, *(debtors.name(c) for c in range(len(debtors)))}
    if name in plan.books.imported.documents.number:
        message = f"{name!r} is in the books, but nothing of it is open on {plan.as_of}"
        return error("CR120", message, hint="nothing is owed on it, so nothing is decided")
    near = difflib.get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    message = f"no open item or debtor is called {name!r} as of {plan.as_of}"
    return error("CR120", message, hint=hint)
