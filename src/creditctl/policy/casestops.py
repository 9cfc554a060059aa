"""What the cases of a day stop: items, debtors and groups, each with its reason in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from creditctl.cases.arrangements import ArrangementStatus
from creditctl.cases.promises import BROKEN, PromiseStatus, numbered
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.cases.promises import PromiseStanding
    from creditctl.cases.records import Dispute, End, Hold
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Stop:
    """Why something is stopped.

    Attributes:
        words: for people.
        until: the last day on which it is, None = nobody knows.
    """

    words: str
    until: date | None = None

    @property
    def last(self) -> date:
        """The last day; one that nobody knows is later than any other."""
        return self.until or date.max


@dataclass(frozen=True, slots=True)
class Unkept:
    """The last promise about an item, where it was not kept and its grace has passed.

    Attributes:
        standing: the promise, and what came in.
        number: which promise about the item it is, 0 = the first; those taken back count.
        since: the first day on which letters may speak of it.
    """

    standing: PromiseStanding
    number: int
    since: date

    @property
    def words(self) -> str:
        """The promise, and what became of it."""
        promise = self.standing.promise
        currency = promise.about.currency
        amount, got = (to_text(n, currency) for n in (promise.amount, self.standing.received))
        came = f"{got} came in" if self.standing.received else "nothing came in"
        return f"{promise.id}: {currency} {amount} promised for {promise.due}, {came}"


@dataclass(frozen=True, slots=True)
class CaseStops:
    """What cases stop on a day; `CaseStops()` stops nothing.

    Attributes:
        promised, arranged, disputed: by item id; held_items too, held_debtors by debtor id,
            held_groups by group.
        withheld: the disputed minor units by item id, None = all that is open.
        broken: broken promises by debtor id; unkept: the last promise by item id, if broken.
        unmatched: money at the bank that may be a debtor's, by debtor id and currency.
    """

    promised: Mapping[str, Stop] = field(default_factory=dict)
    arranged: Mapping[str, Stop] = field(default_factory=dict)
    disputed: Mapping[str, Stop] = field(default_factory=dict)
    withheld: Mapping[str, int | None] = field(default_factory=dict)
    held_items: Mapping[str, Stop] = field(default_factory=dict)
    held_debtors: Mapping[str, Stop] = field(default_factory=dict)
    held_groups: Mapping[str, Stop] = field(default_factory=dict)
    broken: Mapping[str, int] = field(default_factory=dict)
    unkept: Mapping[str, Unkept] = field(default_factory=dict)
    unmatched: Mapping[tuple[str, str], Stop] = field(default_factory=dict)


def case_stops(
    *,
    promises: Iterable[PromiseStanding],
    disputes: Iterable[Dispute],
    holds: Iterable[Hold],
    arrangements: Iterable[ArrangementStanding],
    policy: Policy,
    as_of: date,
) -> CaseStops:
    """What cases stop on a day.

    What a person ends still stops on the day of its end: a run later that day sends nothing that
    the morning's run would not have sent.
    """
    standings = list(promises)
    found = [*holds]
    blocking = [d for d in disputes if d.blocks and _lasts(d.resolved, as_of)]
    # Of several disputes of an item, one that is not resolved says how long they last.
    blocking.sort(key=lambda d: d.resolved is None)
    broken = [s for s in standings if s.status in BROKEN]
    return CaseStops(
        promised=_promised(standings, policy, as_of),
        arranged=_arranged(arrangements, as_of),
        disputed={
            d.about.item: Stop(_dispute_words(d), d.resolved.day if d.resolved else None)
            for d in blocking
        },
        withheld=_withheld(blocking),
        held_items=_held(found, "item", as_of),
        held_debtors=_held(found, "debtor", as_of),
        held_groups=_held(found, "group", as_of),
        broken=Counter(s.promise.about.debtor for s in broken),
        unkept=_unkept(standings, policy, as_of),
    )


def _lasts(end: End | None, as_of: date) -> bool:
    return end is None or as_of <= end.day


def _promised(standings: Iterable[PromiseStanding], policy: Policy, as_of: date) -> dict[str, Stop]:
    """Items under a promise whose grace has not passed, and which is not kept yet."""
    found: dict[str, Stop] = {}
    for standing in standings:
        promise = standing.promise
        graced, end = promise.due + timedelta(days=policy.promises.grace), promise.cancelled
        last = graced if end is None else min(graced, end.day)
        if standing.status is PromiseStatus.KEPT or as_of > last:
            continue
        before = found.get(promise.about.item)
        if before is None or before.last < last:
            amount = to_text(promise.amount, promise.about.currency)
            words = f"{promise.id}: {promise.about.currency} {amount} promised for {promise.due}"
            if graced > promise.due:
                words += f", with grace until {graced}"
            found[promise.about.item] = Stop(words, last)
    return found


def _unkept(standings: Iterable[PromiseStanding], policy: Policy, as_of: date) -> dict[str, Unkept]:
    """Items whose last promise was broken; one that was taken back counts as never made."""
    wait = timedelta(max(policy.promises.grace, policy.promises.tolerance) + 1)
    last: dict[str, Unkept] = {}
    for number, standing in numbered(standings):
        promise = standing.promise
        if standing.status is not PromiseStatus.CANCELLED:
            last[promise.about.item] = Unkept(standing, number, promise.due + wait)
    return {item: one for item, one in last.items() if one.standing.unpaid and one.since <= as_of}


def _arranged(standings: Iterable[ArrangementStanding], as_of: date) -> dict[str, Stop]:
    found: dict[str, Stop] = {}
    for standing in standings:
        plan = standing.arrangement
        active = standing.status in (ArrangementStatus.ACTIVE, ArrangementStatus.COMPLETED)
        if not active and not (
            standing.status is ArrangementStatus.ENDED
            and standing.defaulted_on is None
            and _lasts(plan.ended, as_of)
        ):
            continue
        left = sum(1 for amount in standing.left if amount)
        words = f"{plan.id}: {left} of {len(plan.instalments)} instalments still to be paid"
        upcoming = standing.next(as_of)
        if upcoming:
            words += f", the next on {upcoming[0].due}"
        last = plan.ended.day if plan.ended else None
        found |= {about.item: Stop(words, last) for about in plan.covers}
    return found


def _dispute_words(dispute: Dispute) -> str:
    currency = dispute.about.currency
    amount = (
        "all of it" if dispute.amount is None else f"{currency} {to_text(dispute.amount, currency)}"
    )
    return f"{dispute.id}: {dispute.reason}, {amount}, since {dispute.opened}"


def _withheld(disputes: Iterable[Dispute]) -> dict[str, int | None]:
    """Several disputes of one item add up."""
    found: dict[str, int | None] = {}
    for dispute in disputes:
        before = found.get(dispute.about.item, 0)
        whole = dispute.amount is None or before is None
        found[dispute.about.item] = None if whole else (before or 0) + (dispute.amount or 0)
    return found


def _held(holds: Iterable[Hold], scope: str, as_of: date) -> dict[str, Stop]:
    found: dict[str, Stop] = {}
    for hold in holds:
        if hold.scope != scope or not hold.stops(as_of):
            continue
        before = found.get(hold.key)
        last = hold.until
        if hold.lifted is not None:
            last = min(hold.lifted.day, last or hold.lifted.day)
        stop = Stop(f"{hold.id}: {hold.reason}, by {hold.by}", last)
        if before is None or stop.last > before.last:
            found[hold.key] = stop
    return found
