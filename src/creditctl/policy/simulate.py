"""Run a policy day by day over given ledgers: what would leave if it ran every day.

The past is kept in memory, and every letter of a day counts as handed over on that day. The days
are decided by `decide` and written by `notices`, so that a simulated day is the real one. Letters
of thanks are left out: they ask for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.policy.brokenpromises import broken_promise_letters, with_broken_promises
from creditctl.policy.decide import decide
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.reasons import REASONS, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from creditctl.ledger.frames import Bool, OpenItems, Text
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.claims import Facts
    from creditctl.policy.decide import Decisions
    from creditctl.policy.model import Policy
    from creditctl.policy.notices import Notice


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedDay:
    """What happened on one day.

    Attributes:
        decisions: one for every open item, as they were before the letters left.
        left: items whose step left with a letter, those about broken promises left out.
        sent: the letters that left.
        waiting: letters that a person must approve, and that therefore stayed.
    """

    decisions: Decisions
    left: Bool
    sent: list[Notice]
    waiting: list[Notice]


@dataclass(slots=True, eq=False)
class Simulation:
    """A policy at work, day after day.

    Attributes:
        policy: the debtor policy.
        past: what was handed over before the first day.
        language: of letters to debtors that have none of their own.
        held: ids of debtors with a row that could not be read.
        facts: what claims by law need, None = nothing is claimed. Reminder fees are counted without
            the letters of the simulation.
        approve: True = letters that a person must approve leave on the day they are ready.
    """

    policy: Policy
    past: History = field(default_factory=History)
    language: str = "en"
    held: Collection[str] = ()
    approve: bool = False
    facts: Facts | None = None
    _memory: _Memory = field(init=False)

    def __post_init__(self) -> None:
        self._memory = _Memory.of(self.past)

    def day(
        self,
        items: OpenItems,
        behaviour: Behaviour | None = None,
        cases: CaseStops | None = None,
    ) -> SimulatedDay:
        """Live through one day.

        Args:
            items: the open items of that day; days come in order.
            behaviour: how debtors paid up to it.
            cases: what promises, disputes, arrangements and holds stop; None = nothing.
        """
        past = self._memory.of_items(self.past, items.item)
        decisions = decide(
            items,
            self.policy,
            past,
            behaviour=behaviour,
            held=self.held,
            facts=self.facts,
            cases=cases,
        )
        broken = broken_promise_letters(decisions, past, self.language)
        written = notices(decisions, self.language) + broken
        sent = [n for n in written if self.approve or not n.review]
        waiting = [n for n in written if n.review and not self.approve]
        self._memory.handed_over(sent, items.as_of)
        left = decisions.outcome == Outcome.ACT
        if self.approve:
            left |= decisions.reason == REASONS.index(Reason.REVIEW)
        decisions = with_broken_promises(decisions, broken, past, approved=self.approve)
        return SimulatedDay(decisions, left, sent, waiting)


@dataclass(slots=True, eq=False)
class _Memory:
    """The past in a form that grows: a `History` of today's open items is cut from it.

    Attributes:
        done: item id -> step code, repeat, day of the last step handed over.
        steps: step id -> its code.
        debtors: (debtor id, currency, area) -> day of the last letter.
        promises_told: items with a letter about a broken promise, and which promise.
    """

    done: dict[str, tuple[int, int, int]]
    steps: dict[str, int]
    debtors: dict[tuple[str, str, str], int]
    promises_told: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, past: History) -> _Memory:
        columns = (past.step.tolist(), past.repeat.tolist(), past.done.tolist())
        return cls(
            done=dict(zip(past.items, zip(*columns, strict=True), strict=True)),
            steps={name: code for code, name in enumerate(past.steps)},
            debtors=dict(past.debtors),
            promises_told=past.promises_told,
        )

    def of_items(self, past: History, items: Text) -> History:
        """The past of these items; `past` has what a simulation does not change."""
        known = [item for item in items if item in self.done]
        states = np.array([self.done[item] for item in known], dtype=np.int64).reshape(-1, 3)
        return replace(
            past,
            items=known,
            step=states[:, 0].astype(np.int16),
            repeat=states[:, 1].astype(np.int16),
            done=states[:, 2].astype(np.int32),
            steps=tuple(self.steps),
            debtors=self.debtors,
            promises_told=self.promises_told,
        )

    def handed_over(self, sent: Iterable[Notice], day: int) -> None:
        """Remember the letters of a day."""
        for notice in sent:
            self.debtors[notice.debtor.debtor, notice.currency, notice.area] = day
            if notice.kind == "promise":
                self.promises_told |= {(line.item, line.repeat) for line in notice.lines}
                continue
            for line in notice.lines:
                code = self.steps.setdefault(line.step, len(self.steps))
                self.done[line.item] = (code, line.repeat, day)


__all__ = ["SimulatedDay", "Simulation"]
