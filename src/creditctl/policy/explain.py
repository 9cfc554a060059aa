"""Explain one open item: every gate with what it saw, the rule that decided, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.ledger.dates import NO_DATE, from_days
from creditctl.policy.gates import GATES
from creditctl.policy.reasons import ABOUT, OPENS, Outcome

if TYPE_CHECKING:
    from datetime import date

    from creditctl.policy.decide import Decisions
    from creditctl.policy.effective import Path


@dataclass(frozen=True, slots=True)
class GateTrace:
    """One gate as it stood for one item.

    Attributes:
        reason: the gate's reason code; about: what it means.
        closed: True when the gate stops the item.
        decided: True for the one gate that decided.
        value: what the gate saw, in words.
        path: where its rule stands in the policy, () = nowhere.
    """

    reason: str
    about: str
    closed: bool
    decided: bool
    value: str
    path: Path


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one open item is acted on, held or referred.

    Attributes:
        outcome: act, hold or refer.
        segment: the segment in force, "" = none.
        step: id of the step concerned, "" = none.
        next_date: first day on which something will happen, None = not foreseeable.
        opens: what has to happen first, where no day is foreseeable, else "".
        path: the rule that decided.
    """

    item: str
    number: str
    outcome: str
    reason: str
    about: str
    segment: str
    step: str
    next_date: date | None
    opens: str
    path: Path
    gates: tuple[GateTrace, ...]


def explain(decisions: Decisions, item: int) -> Explanation:
    """Explain the item at a row; `decisions` must have been traced."""
    context = decisions.context
    reason = decisions.reason_of(item)
    next_date = int(decisions.next_date[item])
    return Explanation(
        item=context.items.item[item],
        number=context.items.number[item],
        outcome=Outcome(int(decisions.outcome[item])).name.lower(),
        reason=str(reason),
        about=ABOUT[reason],
        segment=context.rules(item).segment,
        step=decisions.step_id(item),
        next_date=None if next_date == NO_DATE else from_days(next_date),
        opens=OPENS.get(reason, "") if next_date == NO_DATE else "",
        path=decisions.path(item),
        gates=tuple(
            GateTrace(
                reason=str(gate.reason),
                about=ABOUT[gate.reason],
                closed=bool(mask[item]),
                decided=gate.reason is reason,
                value=gate.value(context, item),
                path=gate.path(context, item),
            )
            for gate, mask in zip(GATES, decisions.closed, strict=True)
        ),
    )
