"""Which segment a debtor is in, seen from outside: changes since the last run, unknown names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditctl.ledger.frames import Debtors
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
