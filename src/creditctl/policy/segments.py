"""Which segment a debtor is in, seen from outside: changes, overlaps, unknown names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.policy.effective import credit_limits
from creditctl.policy.measures import fulfilled, holds, measure

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool, Debtors, Int64, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.conditions import Condition
    from creditctl.policy.context import Context
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy


def segment_changes(context: Context, history: History) -> dict[tuple[str, str], tuple[str, str]]:
    """Debtors who came into another segment since the last run.

    Returns:
        (debtor id, currency) -> segment before and now, "" = none. Where areas are separate, the
        currency has the area behind a slash, such as ``EUR/rent``.
    """
    measures, items = context.measures, context.items
    names = [rules.segment for rules in context.assignment.policies]
    if not (any(names) or history.segments):
        return {}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row, index in enumerate(context.assignment.index.tolist()):
        now = names[index]
        if not now and not history.segments:
            continue
        money = items.currencies[int(measures.currency[row])]
        area = measures.areas[int(measures.area[row])]
        key = (items.debtors.ids[int(measures.debtor[row])], f"{money}/{area}" if area else money)
        before = history.segments.get(key, "")
        if before != now:
            found[key] = (before, now)
    return found


def unknown_segments(policy: Policy, debtors: Debtors) -> dict[str, str]:
    """Debtor id -> the segment that the file of debtors names and the policy does not have."""
    known = {segment.id for segment in policy.segments}
    return {d.debtor: d.segment for d in debtors.having("segment") if d.segment not in known}


def overlaps(
    policy: Policy, items: OpenItems, behaviour: Behaviour | None
) -> dict[tuple[str, str], list[str]]:
    """Debtors who fit the conditions of two segments, of which the first counts.

    Returns:
        (segment that counts, other segment) -> ids of the debtors, in order.
    """
    measures = measure(items, behaviour, separate_areas=policy.areas == "separate")
    rows = np.arange(len(measures))

    def limits() -> Int64:
        return credit_limits(
            (policy.credit,), None, policy, measures, items.currencies, items.debtors
        )

    def ask(condition: Condition, at: Int64) -> Bool:
        return holds(condition, measures, at, items.currencies, items.debtors, limits)

    found: dict[tuple[str, str], list[str]] = {}
    first = np.full(len(rows), -1, dtype=np.int64)
    tested = [(n, s) for n, s in enumerate(policy.segments) if s.when]
    for number, segment in tested:
        fits = fulfilled(segment.test, rows, ask)
        for earlier in np.unique(first[fits & (first >= 0)]).tolist():
            both = measures.debtor[fits & (first == earlier)].tolist()
            names = dict.fromkeys(items.debtors.ids[code] for code in both)
            found[policy.segments[earlier].id, segment.id] = list(names)
        first[fits & (first < 0)] = number
    return found
