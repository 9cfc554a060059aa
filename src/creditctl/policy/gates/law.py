"""Gates: does the law say what the letter would claim, and may it be claimed yet?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.policy.gates.gate import Gate
from creditctl.policy.gates.schedule import step_path
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.claims import Claims
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path
    from creditctl.policy.reminders import Step


def _claiming(context: Context) -> list[tuple[int, Step]]:
    """Items whose letter would claim something by law today."""
    if context.claims is None:
        return []
    policies = context.assignment.policies
    claims = np.zeros((len(policies), context.table.days.shape[1]), dtype=np.bool_)
    for number, rules in enumerate(policies):
        for place, one in enumerate(rules.reminders.steps[: rules.reminders.count]):
            claims[number, place] = one.claims
    inside = context.alive & (context.step >= 0) & (context.step < claims.shape[1])
    rows = np.flatnonzero(inside)
    rows = rows[claims[context.effective[rows], context.step[rows]]]
    return [(row, step) for row in rows.tolist() if (step := context.step_of(row)) is not None]


def _closes(trouble: Callable[[Claims, Context, int, Step], bool]) -> Callable[[Context], Bool]:
    def closes(context: Context) -> Bool:
        closed = np.zeros(len(context.items), dtype=np.bool_)
        claims = context.claims
        if claims is not None:
            closed[[r for r, step in _claiming(context) if trouble(claims, context, r, step)]] = (
                True
            )
        return closed

    return closes


def _words(
    trouble: Callable[[Claims, Context, int, Step], str], fine: str = ""
) -> Callable[[Context, int], str]:
    """What a gate saw: the trouble, or that all is fine; without words for that, by which rules."""

    def value(context: Context, item: int) -> str:
        step = context.step_of(item)
        if step is None or not step.claims or context.claims is None:
            return "nothing is claimed by law"
        found = trouble(context.claims, context, item, step) or fine
        return found or context.claims.in_words(context, item)

    return value


def _regime(claims: Claims, context: Context, item: int, _step: Step) -> str:
    return claims.regime_trouble(context, item)


def _rate(claims: Claims, context: Context, item: int, step: Step) -> str:
    if claims.regime_trouble(context, item):
        return ""
    return claims.rate_trouble(context, item, step)


def _notice(claims: Claims, context: Context, item: int, step: Step) -> str:
    opens = claims.notice_opens(context, item, step)
    if opens is None or opens <= day_of(context.as_of):
        return ""
    if opens == date.max:
        return "no letter announced the costs, which the law wants first"
    return f"announced; the days to pay without costs end before {opens}"


def _notice_until(context: Context) -> Int32:
    days = np.full(len(context.items), NO_DATE, dtype=np.int32)
    for row, step in _claiming(context):
        opens = context.claims.notice_opens(context, row, step) if context.claims else None
        if opens is not None and opens != date.max:
            days[row] = to_days(opens)
    return days


def _law_path(context: Context, item: int) -> Path:
    kind = context.items.debtors.detail(int(context.items.debtor[item])).kind or "consumer"
    return context.rules(item).path("late_payment", kind)


LAW: Final = (
    Gate(
        Reason.REGIME_UNKNOWN,
        Outcome.HOLD,
        _closes(lambda *a: bool(_regime(*a))),
        _words(_regime),
        _law_path,
    ),
    Gate(
        Reason.RATE_UNKNOWN,
        Outcome.HOLD,
        _closes(lambda *a: bool(_rate(*a))),
        _words(_rate, "all figures are known"),
        _law_path,
    ),
    Gate(
        Reason.NOTICE_PERIOD,
        Outcome.HOLD,
        _closes(lambda *a: bool(_notice(*a))),
        _words(_notice, "no notice is wanted first, or its days have passed"),
        step_path,
        _notice_until,
    ),
)
