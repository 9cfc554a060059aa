"""Aging: what is open by group, currency and age; buckets + on-account = balance, always.

Age is counted in days since the due date (0 or less = not due; due on the as-of date is not due),
or since the issue date. Credits count in the bucket of their own date with their own sign, unless
they are netted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.netting import group_keys, sum_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.ledger.frames import Debtors, Int8, Int32, Int64, OpenItems

DEFAULT_EDGES: Final = (30, 60, 90)
_MOST_BUCKETS: Final = 100


class Basis(StrEnum):
    """The date that age counts from."""

    DUE = "due"
    ISSUED = "issued"


class By(StrEnum):
    """What a row of the aging stands for, always per currency."""

    DEBTOR = "debtor"
    SEGMENT = "segment"
    CURRENCY = "currency"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, eq=False)
class Aging:
    """An aging at a date: one row a group and currency that has items.

    Attributes:
        as_of: day number of the as-of date.
        labels: name of each bucket, youngest first.
        netted: True = credits are set against the oldest items of their debtor and currency.
        currencies: the list that `currency` points into.
        groups: ids of the groups that `group` points into: debtor ids, segments, owners or
            currencies; "" = the debtor has none.
        names: display names, same order.
        group, currency: int32 codes per row.
        counts: int64, row x bucket: items in the bucket, when netted those not yet covered.
        sums: int64 minor units, row x bucket.
        on_account: int64 minor units per row, negative: credit beyond all items; 0 unless netted.
        overdue: int64 minor units per row: what is past its due date, credits with their sign.
        bucket: int8 per item of the ledger.
        left: int64 minor units per item: its part of `sums`.
    """

    as_of: int
    basis: Basis
    by: By
    netted: bool
    labels: tuple[str, ...]
    currencies: tuple[str, ...]
    groups: Sequence[str]
    names: Sequence[str]
    group: Int32
    currency: Int32
    counts: Int64
    sums: Int64
    on_account: Int64
    overdue: Int64
    bucket: Int8
    left: Int64

    @property
    def totals(self) -> Int64:
        """Balance per row: buckets + on-account, int64 minor units."""
        total: Int64 = self.sums.sum(axis=1) + self.on_account
        return total


def age(
    items: OpenItems,
    *,
    basis: Basis | str = Basis.DUE,
    edges: Sequence[int] = DEFAULT_EDGES,
    net: bool = False,
    by: By | str = By.DEBTOR,
    group_of: Sequence[str] | None = None,
) -> Aging:
    """Age open items.

    Args:
        items: the open items; their `as_of` is the date of the aging.
        basis: age since the due date, or since the issue date.
        edges: last day of each bucket but the open one at the end, (30, 60, 90) = 1-30, 31-60,
            61-90, 91+.
        net: set credits and money on account of a debtor and currency against its oldest items;
            what is left of them is shown as on-account.
        by: what a row stands for.
        group_of: segment or owner of every debtor code; None = what the debtor master says.

    Raises:
        ValueError: the edges are no increasing positive days.
        DataRefused: an item has no date of the wanted kind (CI394).
    """
    basis, by = Basis(basis), By(by)
    labels = bucket_labels(basis, edges)
    days = _days(items, basis)
    bucket = np.zeros(len(items), np.int8)
    for edge in (0, *edges) if basis is Basis.DUE else edges:
        bucket += days > edge

    pair, debtor, currency = group_keys(items)
    left, on_account = items.open, np.zeros(len(debtor), np.int64)
    if net:
        left, on_account = _netted(items.open, days, pair, len(debtor))
    groups, names, group = _groups(items, by, debtor, currency, group_of)
    # A row of the aging may be many pairs of debtor and currency: a segment, an owner.
    width = max(1, len(items.currencies))
    key, row_of_pair = np.unique(group.astype(np.int64) * width + currency, return_inverse=True)
    row, shape = row_of_pair[pair], (len(key), len(labels))
    cell = row * len(labels) + bucket
    return Aging(
        as_of=items.as_of,
        basis=basis,
        by=by,
        netted=net,
        labels=labels,
        currencies=items.currencies,
        groups=groups,
        names=names,
        group=(key // width).astype(np.int32),
        currency=(key % width).astype(np.int32),
        counts=np.bincount(cell[left != 0], minlength=math.prod(shape)).reshape(shape),
        sums=sum_by(cell, left, math.prod(shape)).reshape(shape),
        on_account=sum_by(row_of_pair, on_account, len(key)),
        overdue=sum_by(row, np.where(items.overdue > 0, left, 0), len(key)),
        bucket=bucket,
        left=left,
    )


def bucket_labels(basis: Basis, edges: Sequence[int]) -> tuple[str, ...]:
    """Names of the buckets: not due, 1-30, 31-60, 61-90, 91+; by issue date 0-30, 31-60, ...

    Raises:
        ValueError: the edges are no increasing positive days.
    """
    edges = tuple(edges)
    if not edges or edges[0] < 1 or any(b <= a for a, b in pairwise(edges)):
        raise ValueError(f"buckets {','.join(map(str, edges))}: write increasing days, as 30,60,90")
    if len(edges) > _MOST_BUCKETS:
        raise ValueError(f"more than {_MOST_BUCKETS} buckets")
    first = 1 if basis is Basis.DUE else 0
    starts = (first, *(edge + 1 for edge in edges[:-1]))
    closed = tuple(
        str(start) if start == end else f"{start}-{end}"
        for start, end in zip(starts, edges, strict=True)
    )
    return (("not due",) if basis is Basis.DUE else ()) + (*closed, f"{edges[-1] + 1}+")


def _days(items: OpenItems, basis: Basis) -> Int32:
    """Age of every item in days."""
    date = items.due if basis is Basis.DUE else items.issued
    undated = np.flatnonzero(date == NO_DATE)
    if len(undated):
        first = int(undated[0])
        place = Place(items.files[items.file[first]], int(items.line[first]))
        what = "due date" if basis is Basis.DUE else "issue date"
        raise DataRefused(
            error(
                "CI394",
                f"{len(undated)} open items have no {what}; the first is {items.number[first]!r}",
                place,
                "age by the other date (--basis), or state the missing dates in the file.",
            )
        )
    return (np.int32(items.as_of) - date).astype(np.int32)


def _netted(amount: Int64, days: Int32, row: Int32, size: int) -> tuple[Int64, Int64]:
    """Set credits against the oldest items of their row.

    Returns:
        What is left of every item (credits: nothing), and the credit left over per row.
    """
    credit = sum_by(row, np.minimum(amount, 0), size)
    debit = sum_by(row, np.maximum(amount, 0), size)
    left = np.maximum(amount, 0)
    owed = np.flatnonzero((amount > 0) & (credit[row] < 0))
    # Oldest first; equal days by amount, so that the order of the rows does not matter.
    order = owed[np.lexsort((amount[owed], -days[owed], row[owed]))]
    running = np.cumsum(amount[order])
    touched = np.where(credit < 0, debit, 0)
    before = np.cumsum(touched) - touched
    within = running - before[row[order]]
    left[order] = np.clip(within + credit[row[order]], 0, amount[order])
    return left, np.minimum(credit + debit, 0)


def _groups(
    items: OpenItems, by: By, debtor: Int32, currency: Int32, group_of: Sequence[str] | None
) -> tuple[Sequence[str], Sequence[str], Int32]:
    """Ids and names of the groups, and the group of every pair of debtor and currency."""
    if by is By.DEBTOR:
        return items.debtors.ids, items.debtors.names, debtor
    if by is By.CURRENCY:
        return items.currencies, items.currencies, currency
    label = group_of if group_of is not None else _labels(items.debtors, by)
    known = sorted({label[code] for code in debtor.tolist()})
    number = {text: code for code, text in enumerate(known)}
    group = np.array([number[label[code]] for code in debtor.tolist()], np.int32)
    return known, known, group


def _labels(debtors: Debtors, by: By) -> list[str]:
    return [
        getattr(debtors.master[debtor], by) if debtor in debtors.master else ""
        for debtor in debtors.ids
    ]
