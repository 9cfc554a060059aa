"""The steps of the policies in force as tables, and the next step of every item.

Steps test state ("at least N days"), never an exact day: a missed day only delays, no step is
skipped and no burst is replayed. Courtesy steps are dropped, not sent late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import NO_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from creditctl.ledger.frames import Int32, OpenItems
    from creditctl.policy.effective import Effective

    Int16 = NDArray[np.int16]

NO_STEP: Final = -1
UNKNOWN_STEP: Final = -2

_BASES: Final = ("due", "issued", "end of due month")


@dataclass(frozen=True, slots=True, eq=False)
class StepTable:
    """Steps by effective policy (row) and position (column).

    Attributes:
        days, base, gap: int32; days since the base date, position in `_BASES`, least number of
            days since the step before it was handed over (0 when that is no reminder step).
        pay_within: int32, days that the step's letter gives to pay.
        count, courtesies: int32 per policy: number of steps, and how many of them are courtesy.
        grace: int32 per policy, days.
        every, most: int32 per policy: days between repeats of the last step (0 = never), and how
            many repeats at most.
    """

    days: Int32
    base: Int32
    gap: Int32
    pay_within: Int32
    count: Int32
    courtesies: Int32
    grace: Int32
    every: Int32
    most: Int32


def step_table(policies: Sequence[Effective]) -> StepTable:
    """Lay the steps of every effective policy out as a table."""
    width = max((len(p.reminders.steps) for p in policies), default=1)
    shape = (len(policies), width)
    days, base, gap, pay_within = (np.zeros(shape, dtype=np.int32) for _ in range(4))
    for row, policy in enumerate(policies):
        previous = None
        for column, step in enumerate(policy.reminders.steps):
            days[row, column] = step.days
            pay_within[row, column] = step.pay_within
            base[row, column] = _BASES.index(step.count_from)
            if previous is not None and not previous.courtesy:
                apart = step.days - previous.days
                own = step.after_previous
                gap[row, column] = max(1, apart) if own is None else max(1, own)
            previous = step
    repetitions = [p.reminders.repetition for p in policies]
    return StepTable(
        days=days,
        base=base,
        gap=gap,
        pay_within=pay_within,
        count=_column(p.reminders.count for p in policies),
        courtesies=_column(
            sum(s.courtesy for s in p.reminders.steps[: p.reminders.count]) for p in policies
        ),
        grace=_column(p.reminders.grace for p in policies),
        every=_column(r.every if r else 0 for r in repetitions),
        most=_column(r.most if r else 0 for r in repetitions),
    )


def _column(values: Iterable[int]) -> Int32:
    return np.array(list(values), dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class NextStep:
    """The next step of every item.

    Attributes:
        step: int16 position of the step; NO_STEP before the first, the number of steps after
            the last.
        again: int16, 0 = first issue of the step, k = its k-th repeat.
        due_on: int32 first day on which that step (or the first one that lies ahead) is due by
            its own days, grace and gap; working days are not looked at. After the last step, the
            first day after the time that its letter gave to pay.
    """

    step: Int16
    again: Int16
    due_on: Int32


def next_steps(
    items: OpenItems,
    policy: Int32,
    table: StepTable,
    last: Int16,
    done: Int32,
    repeat: Int16,
) -> NextStep:
    """Find the next step of every item.

    Args:
        items: the open items.
        policy: effective policy of each item.
        table: the steps.
        last: position of the last step handed over, NO_STEP or UNKNOWN_STEP.
        done: day on which it was handed over.
        repeat: which repeat of it that was.
    """
    as_of = np.int32(items.as_of)
    overdue = items.due < as_of
    first = table.courtesies[policy]
    step = np.full(len(items), NO_STEP, dtype=np.int32)
    due_on = np.full(len(items), NO_DATE, dtype=np.int32)

    late = np.flatnonzero(overdue)
    wanted = np.maximum(last[late].astype(np.int32) + 1, first[late])
    step[late] = wanted
    inside = wanted < table.count[policy[late]]
    ended = late[~inside]
    ended = ended[last[ended] >= 0]
    due_on[ended] = done[ended] + table.pay_within[policy[ended], last[ended]] + np.int32(1)
    again = np.zeros(len(items), dtype=np.int16)
    at_last = last[ended] == table.count[policy[ended]] - 1
    more = ended[at_last & (repeat[ended] < table.most[policy[ended]])]
    step[more], again[more] = last[more], repeat[more] + np.int16(1)
    due_on[more] = done[more] + table.every[policy[more]]
    rows, wanted = late[inside], wanted[inside]
    due_on[rows] = _due_on(items, table, policy, rows, wanted)
    follows = last[rows] >= first[rows]
    gap = table.gap[policy[rows], wanted]
    due_on[rows] = np.where(follows, np.maximum(due_on[rows], done[rows] + gap), due_on[rows])

    early = np.flatnonzero(~overdue)
    due_on[early] = first_reminder_on(items, policy, table, early)
    for column in range(int(table.courtesies.max(initial=0)) - 1, -1, -1):
        has = (column < first[early]) & (last[early] < column)
        start = items.due[early] + table.days[policy[early], column]
        reached = has & (start <= as_of) & (step[early] == NO_STEP)
        step[early[reached]] = column
        due_on[early[has & (start > as_of)]] = start[has & (start > as_of)]
        due_on[early[reached]] = start[reached]
    lost = last == UNKNOWN_STEP
    step[lost], due_on[lost] = NO_STEP, NO_DATE
    return NextStep(step.astype(np.int16), again, due_on)


def first_reminder_on(
    items: OpenItems, policy: Int32, table: StepTable, rows: NDArray[np.int64]
) -> Int32:
    """First day of the first reminder step of items, never before they are overdue."""
    step = np.minimum(table.courtesies[policy[rows]], table.count[policy[rows]] - 1)
    day = np.maximum(_due_on(items, table, policy, rows, step), items.due[rows] + np.int32(1))
    first: Int32 = day.astype(np.int32)
    return first


def _due_on(
    items: OpenItems, table: StepTable, policy: Int32, rows: NDArray[np.int64], step: Int32
) -> Int32:
    """Base date + days + grace of a step, for the items at `rows`; courtesy steps get no grace."""
    base = items.due[rows].copy()
    kind = table.base[policy[rows], step]
    issued = items.issued[rows]
    use_issued = (kind == 1) & (issued != NO_DATE)
    base[use_issued] = issued[use_issued]
    month_end = kind == 2
    base[month_end] = _end_of_month(base[month_end])
    grace = np.where(step < table.courtesies[policy[rows]], 0, table.grace[policy[rows]])
    day: Int32 = (base + table.days[policy[rows], step] + grace).astype(np.int32)
    return day


def _end_of_month(days: Int32) -> Int32:
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    return ((month + 1).astype("datetime64[D]").astype(np.int64) - 1).astype(np.int32)
