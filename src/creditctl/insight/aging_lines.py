"""The rows of an aging as Python values, ready to sort and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from creditctl.ledger.aging import Aging


class Line(NamedTuple):
    """One group in one currency, or one currency as a whole. Amounts are minor units.

    Attributes:
        group: id of the group, "" = the debtors have none, or the line is a whole currency.
        name: what to show for it.
        items: number of items in the buckets.
        total: balance, buckets + on_account.
        overdue: what is past its due date.
        on_account: credit beyond all items, negative; 0 unless the aging is netted.
        counts, sums: per bucket.
    """

    group: str
    name: str
    currency: str
    items: int
    total: int
    overdue: int
    on_account: int
    counts: list[int]
    sums: list[int]


def group_lines(aging: Aging) -> list[Line]:
    """Every group that has items: by currency, then total, largest first, then name."""
    columns = zip(
        aging.group.tolist(),
        aging.currency.tolist(),
        aging.counts.sum(axis=1).tolist(),
        aging.totals.tolist(),
        aging.overdue.tolist(),
        aging.on_account.tolist(),
        aging.counts.tolist(),
        aging.sums.tolist(),
        strict=True,
    )
    lines = []
    for group, currency, *numbers in columns:
        ident = aging.groups[group]
        lines.append(Line(ident, aging.names[group] or ident, aging.currencies[currency], *numbers))
    return sorted(lines, key=lambda x: (x.currency, -x.total, x.name, x.group))


def currency_lines(aging: Aging) -> list[Line]:
    """Every currency as a whole, in alphabetical order."""
    lines = []
    for code in sorted(set(aging.currency.tolist()), key=aging.currencies.__getitem__):
        mine = aging.currency == code
        counts, sums = aging.counts[mine].sum(axis=0), aging.sums[mine].sum(axis=0)
        name = aging.currencies[code]
        lines.append(
            Line(
                group="",
                name=name,
                currency=name,
                items=int(counts.sum()),
                total=int(aging.totals[mine].sum()),
                overdue=int(aging.overdue[mine].sum()),
                on_account=int(aging.on_account[mine].sum()),
                counts=counts.tolist(),
                sums=sums.tolist(),
            )
        )
    return lines
