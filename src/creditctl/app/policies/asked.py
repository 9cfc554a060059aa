"""Conditions of segments, each with what was measured of the debtor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.policy.effective import credit_limits
from creditctl.policy.measures import Measures, holds
from creditctl.policy.seen import seen_of_debtor

if TYPE_CHECKING:
    from creditctl.ledger.frames import Int64, OpenItems
    from creditctl.policy.conditions import Condition
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of a segment, and what was measured: ``open_total >= 25000``, ``412.00 EUR``."""

    text: str
    measured: str
    holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What conditions are measured on."""

    policy: Policy
    items: OpenItems
    measures: Measures

    def limits(self) -> Int64:
        """The limits that conditions see: those of the policy itself, before any segment."""
        policy, items = self.policy, self.items
        return credit_limits(
            (policy.credit,), None, policy, self.measures, items.currencies, items.debtors
        )

    def asked(self, condition: Condition, row: int) -> Asked:
        """One condition, for a row of the measures."""
        items = self.items
        held = holds(
            condition,
            self.measures,
            np.array([row]),
            items.currencies,
            items.debtors,
            self.limits,
        )
        seen = seen_of_debtor(condition.field, items, self.measures, row, self.limits)
        return Asked(condition.text, seen or "not known", bool(held[0]))
