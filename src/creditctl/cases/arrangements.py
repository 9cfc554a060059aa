"""Arrangements: instalments that add up, and where a plan stands by what was paid."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from creditctl.cases.records import Instalment

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.cases.records import Arrangement

    ReceivedBy = Callable[[Arrangement, date], int]
    """Minor units received on the covered items from the arrangement to the end of a day."""

MOST: Final = 120
"""More instalments than that are a mistake."""


class Rhythm(StrEnum):
    """How far the instalments lie apart."""

    WEEK = "week"
    FORTNIGHT = "2-weeks"
    MONTH = "month"
    QUARTER = "quarter"


_DAYS: Final = {Rhythm.WEEK: 7, Rhythm.FORTNIGHT: 14}
_MONTHS: Final = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3}


def even_instalments(total: int, count: int, first: date, rhythm: Rhythm) -> tuple[Instalment, ...]:
    """Equal instalments, the rest of the rounding in the last one.

    A day that a month does not have becomes its last day, without moving the days after it.

    Args:
        total: minor units, at least one for each instalment.
        count: how many.
        first: day of the first one.
        rhythm: how far they lie apart.

    Raises:
        ValueError: the total can't be divided that way, in the bookkeeper's words.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"from 1 to {MOST} instalments are possible, not {count}")
    each = total // count
    if each < 1:
        raise ValueError(f"the sum is too small for {count} instalments")
    last = total - each * (count - 1)
    return tuple(
        Instalment(n + 1, _nth_day(first, n, rhythm), last if n == count - 1 else each)
        for n in range(count)
    )


def _nth_day(first: date, n: int, rhythm: Rhythm) -> date:
    if rhythm in _DAYS:
        return first + timedelta(days=_DAYS[rhythm] * n)
    year, month = divmod(first.year * 12 + first.month - 1 + _MONTHS[rhythm] * n, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


class ArrangementStatus(StrEnum):
    """Where an arrangement stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    DEFAULTED = "defaulted"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ArrangementStanding:
    """An arrangement and what became of it.

    Attributes:
        received: minor units received since it was made, at most its total.
        left: what is left of each instalment, minor units, in order; the oldest are paid first.
        defaulted_on: the first day of the default, None = there is none.
    """

    arrangement: Arrangement
    status: ArrangementStatus
    received: int
    left: tuple[int, ...]
    defaulted_on: date | None = None

    def overdue(self, as_of: date) -> list[tuple[Instalment, int]]:
        """Instalments whose day has passed and of which something is left, with what is left."""
        pairs = zip(self.arrangement.instalments, self.left, strict=True)
        return [(part, left) for part, left in pairs if left and part.due < as_of]

    def next(self, as_of: date) -> tuple[Instalment, int] | None:
        """The next instalment whose day has not passed, with what is left of it."""
        pairs = zip(self.arrangement.instalments, self.left, strict=True)
        return next(((part, left) for part, left in pairs if left and part.due >= as_of), None)


def standing_of(
    arrangement: Arrangement, received: ReceivedBy, as_of: date, default_after: int
) -> ArrangementStanding:
    """Where an arrangement stands at the end of a day.

    Money goes to the oldest instalment first. It is in default from the day on which an
    instalment is unpaid for more than `default_after` days; paying that one later does not undo it.

    Args:
        arrangement: the arrangement.
        received: what came in.
        as_of: the day.
        default_after: days.
    """
    got = max(0, min(arrangement.total, received(arrangement, as_of)))
    left, rest = [], got
    for part in arrangement.instalments:
        taken = min(part.amount, rest)
        left.append(part.amount - taken)
        rest -= taken
    broken = _default(arrangement, received, as_of, default_after)
    status = ArrangementStatus.ACTIVE
    if arrangement.ended is not None:
        status = ArrangementStatus.ENDED
    elif got == arrangement.total:
        status = ArrangementStatus.COMPLETED
    elif broken is not None:
        status = ArrangementStatus.DEFAULTED
    return ArrangementStanding(arrangement, status, got, tuple(left), broken)


def _default(
    arrangement: Arrangement, received: ReceivedBy, as_of: date, default_after: int
) -> date | None:
    """The first day of the default."""
    wanted = 0
    last = arrangement.ended.day if arrangement.ended else as_of
    for part in arrangement.instalments:
        wanted += part.amount
        until = part.due + timedelta(days=default_after)
        if until >= last:
            return None
        if received(arrangement, until) < wanted:
            return until + timedelta(days=1)
    return None
