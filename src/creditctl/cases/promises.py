"""Whether promises were kept: computed from payments, never typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from creditctl.cases.records import Promise

    ReceivedBy = Callable[[Promise, date], int]
    """Minor units received on the promised item from the promise to the end of a day."""


class PromiseStatus(StrEnum):
    """Where a promise stands. Partly = broken, but something came in time."""

    PENDING = "pending"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    CANCELLED = "cancelled"


BROKEN: frozenset[PromiseStatus] = frozenset({PromiseStatus.BROKEN, PromiseStatus.PARTLY})
"""The promise was not kept."""


@dataclass(frozen=True, slots=True)
class PromiseStanding:
    """A promise and what became of it.

    Attributes:
        in_time: minor units received up to the promised day and the tolerance, at most what was
            promised.
        received: the same up to the day that it is, late or not.
    """

    promise: Promise
    status: PromiseStatus
    in_time: int
    received: int = 0

    @property
    def unpaid(self) -> bool:
        """Whether the promise was not kept, and some of the money is still not there."""
        return self.status in BROKEN and self.received < self.promise.amount


def standing_of(
    promise: Promise, received: ReceivedBy, as_of: date, tolerance: int
) -> PromiseStanding:
    """Where a promise stands at the end of a day.

    Kept: all of it came up to the promised day, or within the tolerance after it. Until that day
    has passed it is pending; what is paid early is kept early.

    Args:
        promise: the promise.
        received: what came in.
        as_of: the day.
        tolerance: days after the promised one that still count as in time.
    """
    if promise.cancelled is not None:
        return PromiseStanding(promise, PromiseStatus.CANCELLED, 0)
    last = promise.due + timedelta(days=tolerance)
    in_time, by_now = (
        max(0, min(promise.amount, received(promise, day))) for day in (min(last, as_of), as_of)
    )
    status = PromiseStatus.PARTLY if in_time else PromiseStatus.BROKEN
    if in_time == promise.amount:
        status = PromiseStatus.KEPT
    elif as_of <= last:
        status = PromiseStatus.PENDING
    return PromiseStanding(promise, status, in_time, by_now)


def numbered(standings: Iterable[PromiseStanding]) -> Iterator[tuple[int, PromiseStanding]]:
    """Each with its number among those about its item, 0 = the first; cancelled ones count."""
    made: Counter[str] = Counter()
    for standing in standings:
        item = standing.promise.about.item
        yield made[item], standing
        made[item] += 1


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far promises are kept; those that are pending or cancelled don't count.

    Attributes:
        kept, decided: numbers of promises.
        received, promised: minor units of one currency, over the decided ones.
    """

    kept: int
    decided: int
    received: int
    promised: int

    @property
    def by_count(self) -> Fraction | None:
        """Kept promises as a share of the decided ones; None = none is decided."""
        return Fraction(self.kept, self.decided) if self.decided else None

    @property
    def by_amount(self) -> Fraction | None:
        """What was received in time as a share of what was promised; None = none is decided."""
        return Fraction(self.received, self.promised) if self.promised else None


def reliability(standings: Iterable[PromiseStanding]) -> Reliability:
    """Sum up the promises of one debtor, or of one currency."""
    decided = [
        s for s in standings if s.status not in (PromiseStatus.PENDING, PromiseStatus.CANCELLED)
    ]
    return Reliability(
        kept=sum(s.status is PromiseStatus.KEPT for s in decided),
        decided=len(decided),
        received=sum(s.in_time for s in decided),
        promised=sum(s.promise.amount for s in decided),
    )
