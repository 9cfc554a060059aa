"""How an amount fits some open items: exactly, less a cash discount, short, in part, or over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

from creditctl.cash.matching.sums import fitting_sets
from creditctl.cash.payments import Allocation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.cash.matching.books import Invoice, Item
    from creditctl.cash.payments import Tolerance


class Fit(Enum):
    """How an amount fits."""

    EXACT = "exact"
    DISCOUNT = "discount"
    SHORT = "short"
    PART = "part"
    OVER = "over"

    @property
    def settles(self) -> bool:
        """The amount itself speaks for these items."""
        return self in (Fit.EXACT, Fit.DISCOUNT, Fit.SHORT)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an amount pays of some items.

    Attributes:
        parts: items with what is applied; rest: minor units that none of them takes.
    """

    fit: Fit
    parts: tuple[tuple[Item, Allocation], ...]
    rest: int = 0


def settle(
    amount: int, items: Sequence[Item], booked: date, tolerance: Tolerance
) -> Settlement | None:
    """The settlement by an amount that pays all these items; None = the amount does not fit.

    A discount counts up to its last day, on items of which nothing was paid before. A shortfall
    within the tolerance stays open on the largest item.

    Args:
        amount: minor units.
        items: of one debtor, with something left.
        booked: day of the booking.
        tolerance: how much less still settles.
    """
    total = sum(item.left for item in items)
    if not items:
        return None
    if amount == total:
        return Settlement(Fit.EXACT, tuple((i, _applied(i, i.left)) for i in items))
    if amount > total:
        return None
    return _less_discount(total - amount, items, booked) or _short(
        total, total - amount, items, tolerance
    )


def settle_in_part(amount: int, items: Sequence[Item]) -> Settlement:
    """Pay items in the order in which they fall due, as far as the amount goes."""
    parts = []
    rest = amount
    for item in sorted(items, key=lambda i: (i.open_item.due, i.open_item.item)):
        paid = min(rest, item.left)
        if paid:
            parts.append((item, _applied(item, paid)))
            rest -= paid
    return Settlement(Fit.OVER if rest else Fit.PART, tuple(parts), rest)


def settle_instalments(amount: int, invoice: Invoice) -> Settlement | None:
    """Pay the first instalments of one invoice that are open, when the amount is just theirs."""
    items = [item for item in invoice.items if item.left]
    for count, total in enumerate(accumulate(item.left for item in items), 1):
        if total == amount:
            return Settlement(Fit.EXACT, tuple((i, _applied(i, i.left)) for i in items[:count]))
    return None


def _applied(item: Item, amount: int) -> Allocation:
    return Allocation(item.open_item.item, amount)


def _less_discount(missing: int, items: Sequence[Item], booked: date) -> Settlement | None:
    """All items, with the discounts that make up what is missing; None unless one way only."""
    offers = [(item, off) for item in items for off in discounts(item, booked)]
    taken = fitting_sets([off for _, off in offers], missing)
    if taken is None or len(taken) != 1:
        return None
    by_item = {id(offers[place][0]): offers[place][1] for place in taken[0]}
    if len(by_item) < len(taken[0]):
        return None  # two discounts of one invoice
    parts = []
    for item in items:
        off = by_item.get(id(item), 0)
        parts.append((item, Allocation(item.open_item.item, item.left - off, discount=off)))
    return Settlement(Fit.DISCOUNT, tuple(parts))


def discounts(item: Item, booked: date) -> list[int]:
    """Minor units that may be taken off on a day, each amount once."""
    one = item.open_item
    if not item.left == one.open == one.gross:
        return []
    offers = (one.open - pay for last, pay in one.discounts if booked <= last and pay > 0)
    return sorted({off for off in offers if off > 0})


def _short(
    total: int, missing: int, items: Sequence[Item], tolerance: Tolerance
) -> Settlement | None:
    largest = max(items, key=lambda i: (i.left, i.open_item.item))
    if missing > allowed(tolerance, total) or missing >= largest.left:
        return None
    parts = []
    for item in items:
        less = missing if item is largest else 0
        parts.append((item, Allocation(item.open_item.item, item.left - less, short=less)))
    return Settlement(Fit.SHORT, tuple(parts))


def allowed(tolerance: Tolerance, total: int) -> int:
    """Minor units by which a total may be missed: the smaller limit, where both are set."""
    by_percent = total * tolerance.percent // 10_000
    if tolerance.amount > 0 and tolerance.percent > 0:
        return min(tolerance.amount, by_percent)
    return tolerance.amount if tolerance.amount > 0 else by_percent
