"""What a debtor owes in one currency, and what stands against it. Sums are exact int64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from creditctl.errors import DataRefused
from creditctl.findings import error
from creditctl.ledger.frames import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from creditctl.ledger.frames import Int32, Int64, OpenItems

_LIMIT: Final = 2**62


class Groups(NamedTuple):
    """Debtor and currency of every item as one group number.

    Attributes:
        group: int32 group per item.
        debtor, currency: int32 codes per group, ordered by debtor, then currency.
    """

    group: Int32
    debtor: Int32
    currency: Int32


class Netting(NamedTuple):
    """Totals of one debtor in one currency per row, int64 minor units; see `Groups` for the rows.

    Attributes:
        debtor, currency: int32 codes.
        invoices: owed on items above zero.
        overdue: of these what is past its due date.
        credits: open credit notes, negative.
        on_account: money received but not allocated, overpaid invoices included, negative.
        net: the balance: invoices + credits + on_account.
    """

    debtor: Int32
    currency: Int32
    invoices: Int64
    overdue: Int64
    credits: Int64
    on_account: Int64
    net: Int64


def group_keys(items: OpenItems) -> Groups:
    """Number the pairs of debtor and currency that occur in the items."""
    currencies = max(1, len(items.currencies))
    key = items.debtor.astype(np.int64) * currencies + items.currency
    present = np.zeros(len(items.debtors) * currencies, np.bool_)
    present[key] = True
    number = np.cumsum(present, dtype=np.int32) - np.int32(1)
    debtor, currency = np.divmod(np.flatnonzero(present), currencies)
    return Groups(number[key], debtor.astype(np.int32), currency.astype(np.int32))


def sum_by(group: NDArray[np.integer[Any]], values: Int64, n: int) -> Int64:
    """Exact sums by group: int64 all the way, where `np.bincount(weights=)` would use floats.

    Args:
        group: group number per value, 0 to n-1.
        values: int64 minor units.
        n: number of groups.

    Raises:
        DataRefused: the amounts are so large that a sum could pass 2**62 (CI393).
    """
    if len(values):
        largest = max(int(values.max()), -int(values.min()))
        if largest * len(values) > _LIMIT and np.abs(values).astype(np.float64).sum() > _LIMIT:
            raise DataRefused(
                error(
                    "CI393",
                    f"the amounts add up to more than {_LIMIT} minor units",
                    hint="an amount column holds something else, such as account numbers.",
                )
            )
    sums = np.zeros(n, np.int64)
    np.add.at(sums, group, values)
    return sums


def net(items: OpenItems) -> Netting:
    """Set off each debtor's credits and money on account against what it owes, per currency."""
    group, debtor, currency = group_keys(items)

    def total(chosen: NDArray[np.bool_]) -> Int64:
        return sum_by(group, np.where(chosen, items.open, 0), len(debtor))

    owed = items.open > 0
    credit = ~owed & (items.kind == Kind.CREDIT_NOTE)
    return Netting(
        debtor,
        currency,
        invoices=total(owed),
        overdue=total(owed & (items.overdue > 0)),
        credits=total(credit),
        on_account=total(~owed & ~credit),
        net=sum_by(group, items.open, len(debtor)),
    )
