"""Decide: exactly one decision for every open item, by the first gate that closes.

`plan`, `run` and `explain` all call `decide`; it is pure, so a preview is the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import NO_DATE
from creditctl.policy.context import build_context
from creditctl.policy.gates import GATES
from creditctl.policy.gates.schedule import step_path
from creditctl.policy.notices import PROMISE_STEP
from creditctl.policy.reasons import REASONS, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from creditctl.ledger.frames import Bool, Int8, Int32, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.claims import Facts
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path
    from creditctl.policy.gates import Gate
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy
    from creditctl.policy.steps import Int16


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """One row per open item.

    Attributes:
        context: what was looked at.
        outcome: `Outcome`, int8.
        reason: int8 position in `reasons.REASONS`.
        step: int16 position of the step in the item's effective policy, negative = none.
        again: int16 repeat number of the step, 0 = its first issue.
        next_date: int32 first day on which something will happen, NO_DATE = not foreseeable.
            For an item that is acted on it is the as-of date.
        closed: the mask of every gate in `GATES` order when traced, else ().
    """

    context: Context
    outcome: Int8
    reason: Int8
    step: Int16
    again: Int16
    next_date: Int32
    closed: tuple[Bool, ...] = ()

    def __len__(self) -> int:
        return len(self.outcome)

    def reason_of(self, item: int) -> Reason:
        """The reason for one item."""
        return REASONS[int(self.reason[item])]

    def step_id(self, item: int) -> str:
        """The step of the letter about one item, or its next step; "" = none."""
        if self.reason_of(item) is Reason.BROKEN_PROMISE:
            return PROMISE_STEP
        step = self.context.step_of(item)
        return step.id if step else ""

    def path(self, item: int) -> Path:
        """Where the rule that decided one item stands in the policy, () when it is no rule."""
        reason = self.reason_of(item)
        if reason is Reason.STEP_DUE:
            return step_path(self.context, item)
        if reason is Reason.BROKEN_PROMISE:
            return ("promises", "letter")
        gate = next(g for g in GATES if g.reason is reason)
        return gate.path(self.context, item)


def decide(
    items: OpenItems,
    policy: Policy,
    history: History,
    *,
    behaviour: Behaviour | None = None,
    held: Collection[str] = (),
    struck_out: Mapping[str, str] | None = None,
    facts: Facts | None = None,
    cases: CaseStops | None = None,
    trace: bool = False,
) -> Decisions:
    """Decide about every open item at the items' as-of date.

    Args:
        items: the open items.
        policy: the debtor policy.
        history: which steps were handed over before.
        behaviour: what debtors paid before, for conditions on it.
        held: ids of debtors with a row that could not be read.
        struck_out: ids of items that a person took out of the plan, each with the reason.
        facts: what claims by law need; None = nothing is claimed.
        cases: what promises, disputes, arrangements and holds stop; None = nothing.
        trace: keep the mask of every gate, for `explain`.
    """
    context = build_context(
        items,
        policy,
        history,
        behaviour=behaviour,
        held=held,
        struck_out=struck_out,
        facts=facts,
        cases=cases,
    )
    rows = len(items)
    outcome = np.full(rows, Outcome.ACT, dtype=np.int8)
    reason = np.full(rows, REASONS.index(Reason.STEP_DUE), dtype=np.int8)
    next_date = np.full(rows, items.as_of, dtype=np.int32)
    masks: list[Bool] = []
    for gate in GATES:
        closed = gate.closes(context)
        if trace:
            masks.append(closed.copy())
        stopped = closed & context.alive
        if stopped.any():
            outcome[stopped] = gate.outcome
            reason[stopped] = REASONS.index(gate.reason)
            next_date[stopped] = opens_on(context, gate, stopped)
        context.alive &= ~closed
    return Decisions(
        context=context,
        outcome=outcome,
        reason=reason,
        step=context.step,
        again=context.again,
        next_date=next_date,
        closed=tuple(masks),
    )


def opens_on(context: Context, gate: Gate, stopped: Bool) -> Int32:
    """First sending day on which the gate may be open, for the stopped items."""
    if gate.until is None:
        return np.full(int(stopped.sum()), NO_DATE, dtype=np.int32)
    days = gate.until(context)[stopped]
    rules = context.effective[stopped]
    for index in np.unique(rules).tolist():
        mine = (rules == index) & (days != NO_DATE)
        if mine.any():
            days[mine] = context.calendar(int(index)).shift(days[mine], "following")
    return days
