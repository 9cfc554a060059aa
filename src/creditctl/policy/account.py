"""The account of a plan: every open item stands in it once, with its outcome and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.policy.reasons import REASONS, Outcome

if TYPE_CHECKING:
    from creditctl.policy.decide import Decisions


@dataclass(frozen=True, slots=True)
class Account:
    """How the open items add up, for one currency: counts and sums by outcome and reason.

    Attributes:
        rows: (outcome, reason) -> (items, minor units); together they are the ledger.
    """

    currency: str
    rows: dict[tuple[str, str], tuple[int, int]]

    @property
    def items(self) -> int:
        """Number of open items."""
        return sum(count for count, _ in self.rows.values())

    @property
    def total(self) -> int:
        """Sum of the open items, minor units."""
        return sum(amount for _, amount in self.rows.values())


def account(decisions: Decisions) -> list[Account]:
    """Account for every open item, by currency in alphabetical order (guarantee G5)."""
    items = decisions.context.items
    result = []
    for code in sorted(range(len(items.currencies)), key=lambda c: items.currencies[c]):
        mine = np.flatnonzero(items.currency == code)
        if not len(mine):
            continue
        key = decisions.outcome[mine].astype(np.int64) * len(REASONS) + decisions.reason[mine]
        rows: dict[tuple[str, str], tuple[int, int]] = {}
        for value in np.unique(key).tolist():
            same = mine[key == value]
            outcome, reason = divmod(int(value), len(REASONS))
            rows[Outcome(outcome).name.lower(), str(REASONS[reason])] = (
                len(same),
                int(items.open[same].sum()),
            )
        result.append(Account(items.currencies[code], rows))
    return result
