"""What was handed over before: the last step of every item, as columns that join the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import NO_DATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from creditctl.ledger.frames import Bool, Int32, Text

    Int16 = NDArray[np.int16]

NO_STEP_YET: Final = -1
"""Stands for "no step was handed over" in a column of step codes."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemHistory:
    """What is known of each open item, one row a row of the ledger it was joined with.

    Attributes:
        step: int16 code into `History.steps` of the last step handed over, `NO_STEP_YET` = none.
        repeat: int16, 0 = the first issue of that step.
        done: int32 days, as-of date of the notice that carried it; `NO_DATE` = none.
        waiting: True where a notice may or may not have gone out, and a person has to say.
    """

    step: Int16
    repeat: Int16
    done: Int32
    waiting: Bool


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Everything that deciding needs to know of the past. `History()` is an empty past.

    Attributes:
        items: ids of the items with a step handed over, each once.
        step: int16 codes into `steps`, one an item: the last step handed over.
        repeat: int16, one an item: 0 = the first issue of that step.
        done: int32 days, one an item: as-of date of that notice.
        steps: step ids that `step` codes point into.
        waiting: ids of items on a notice whose hand-over is under way or uncertain.
        debtors: (debtor id, currency, area) -> day of the last notice that went out, or may have;
            the area is "" unless areas get letters of their own.
        segments: (debtor id, currency) -> segment at the last run; without an entry, none.
        thanked: ids of items that a thank-you letter was about.
        promises_told: items with a letter about a broken promise: id, and which promise about it.
    """

    items: Sequence[str] = ()
    step: Int16 = field(default_factory=lambda: np.empty(0, np.int16))
    repeat: Int16 = field(default_factory=lambda: np.empty(0, np.int16))
    done: Int32 = field(default_factory=lambda: np.empty(0, np.int32))
    steps: tuple[str, ...] = ()
    waiting: Sequence[str] = ()
    debtors: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    segments: Mapping[tuple[str, str], str] = field(default_factory=dict)
    thanked: frozenset[str] = frozenset()
    promises_told: frozenset[tuple[str, int]] = frozenset()

    def __len__(self) -> int:
        return len(self.items)

    def join(self, items: Text) -> ItemHistory:
        """Align with a ledger.

        Args:
            items: item ids of the ledger, in its order.
        """
        row = positions(items, self.items)
        # One row more than the history has: position -1 then reads the value for "unknown".
        return ItemHistory(
            step=np.append(self.step, np.int16(NO_STEP_YET))[row],
            repeat=np.append(self.repeat, np.int16(0))[row],
            done=np.append(self.done, np.int32(NO_DATE))[row],
            waiting=positions(items, self.waiting) >= 0,
        )
