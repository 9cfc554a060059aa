"""What the books do not show yet: money seen at the bank, amounts given up, disputed parts.

The books stay the truth. What is settled here holds an amount down until the books show it too,
and never twice: see `settle`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.arrow_text import appended, positions
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import DueBasis, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.ledger.frames import Int64, OpenItems, Text

PART: Final = "/disputed"
"""What the id of the disputed part of an item ends with."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """An amount that settles part of an open item, before the books say so.

    Attributes:
        item: the item's stable id.
        base: what was open of it before this amount, minor units.
        amount: minor units.
        seq: orders the settlements of one item.
        undone: the `seq` at which it was taken back, None = it holds.
    """

    item: str
    base: int
    amount: int
    seq: int
    undone: int | None = None


@dataclass(frozen=True, slots=True)
class LooseMoney:
    """Money of a debtor at the bank that belongs to no invoice yet.

    Attributes:
        id: of the bank entry.
        amount: minor units of `currency`, above 0.
    """

    id: str
    debtor: str
    currency: str
    booked: date
    amount: int


def ceilings(settlements: Sequence[Settlement]) -> dict[str, int]:
    """The most that can still be open of each settled item, minor units.

    Before a settlement `base` was open, so after it and all later ones at most `base` less their
    amounts is; what had been taken off before it and was taken back since is open again. The
    smallest of these bounds counts. Once the books show the payment, they are at the bound or
    below, and nothing is taken off twice.
    """
    of_item: dict[str, list[Settlement]] = defaultdict(list)
    for settlement in settlements:
        of_item[settlement.item].append(settlement)
    return {
        item: max(0, min(_bound(settlement, own) for settlement in own if _holds(settlement)))
        for item, own in of_item.items()
        if any(map(_holds, own))
    }


def taken_back(settlements: Sequence[Settlement]) -> frozenset[str]:
    """Items of which a settlement was taken back, and that those which hold leave open."""
    bounds = ceilings(settlements)
    undone = {settlement.item for settlement in settlements if not _holds(settlement)}
    return frozenset(item for item in undone if bounds.get(item) != 0)


def _holds(settlement: Settlement) -> bool:
    """Whether it was not taken back."""
    return settlement.undone is None


def _bound(settlement: Settlement, own: Sequence[Settlement]) -> int:
    """The most that one settlement leaves open, among all of its item."""
    later = sum(s.amount for s in own if _holds(s) and s.seq >= settlement.seq)
    again = sum(s.amount for s in own if s.undone is not None and s.seq < settlement.seq < s.undone)
    return settlement.base + again - later


def settle(items: OpenItems, settlements: Sequence[Settlement]) -> tuple[OpenItems, dict[str, int]]:
    """The open items less what is settled; items of which nothing is left are gone.

    Returns:
        The items, and what was taken off by currency, minor units.
    """
    bounds = ceilings(settlements)
    row = _rows(items, list(bounds))
    bound = np.fromiter(bounds.values(), np.int64, len(bounds))
    known = row >= 0
    row, bound = row[known], bound[known]
    lower = items.open[row] > bound
    row, bound = row[lower], bound[lower]
    if not len(row):
        return items, {}
    taken: dict[str, int] = defaultdict(int)
    for code, less in zip(
        items.currency[row].tolist(), (items.open[row] - bound).tolist(), strict=True
    ):
        taken[items.currencies[code]] += less
    left = items.open.copy()
    left[row] = bound
    gone = row[bound == 0]
    adjusted = replace(items, open=left)
    if len(gone):
        keep = np.ones(len(items), np.bool_)
        keep[gone] = False
        adjusted = adjusted.select(np.flatnonzero(keep))
    return adjusted, dict(taken)


def withhold(items: OpenItems, amounts: Mapping[str, int | None]) -> OpenItems:
    """Mark what is disputed: a disputed part becomes a row of its own (`PART`).

    Args:
        items: the open items.
        amounts: minor units by item id; None = all that is open of it.
    """
    row = _rows(items, list(amounts))
    disputed = items.disputed.copy()
    left = items.open.copy()
    parts: list[tuple[int, int]] = []
    for place, amount in zip(row.tolist(), amounts.values(), strict=True):
        if place < 0 or left[place] <= 0:
            continue
        if amount is None or amount >= left[place]:
            disputed[place] = True
        elif amount > 0:
            left[place] -= amount
            parts.append((place, amount))
    marked = replace(items, disputed=disputed, open=left)
    if not parts:
        return marked
    rows = np.array([place for place, _ in parts], np.int64)
    split = marked.select(rows)
    split = replace(
        split,
        item=[f"{item}{PART}" for item in split.item],
        open=np.array([amount for _, amount in parts], np.int64),
        disputed=np.ones(len(parts), np.bool_),
    )
    return marked.followed_by(split)


def with_loose_money(items: OpenItems, money: Sequence[LooseMoney]) -> OpenItems:
    """The items and, after them, the money of their debtors that belongs to no invoice yet.

    Money of a debtor who owes nothing holds no letter, so it is left out.
    """
    code = {name: place for place, name in enumerate(items.debtors.ids)}
    mine = [one for one in money if one.debtor in code]
    if not mine:
        return items
    currencies = tuple(dict.fromkeys([*items.currencies, *(one.currency for one in mine)]))
    count = len(mine)
    days = np.array([to_days(one.booked) for one in mine], np.int32)
    amounts = np.array([-one.amount for one in mine], np.int64)
    no = np.zeros(count, np.bool_)
    nowhere = len(items.files)

    def longer(column: Text | None) -> Text | None:
        return None if column is None else appended(column, [""] * count)

    return replace(
        items,
        currencies=currencies,
        files=(*items.files, "bank"),
        item=appended(items.item, [f"bank/{one.id}" for one in mine]),
        kind=np.append(items.kind, np.full(count, Kind.PAYMENT, np.int8)),
        debtor=np.append(items.debtor, np.array([code[m.debtor] for m in mine], np.int32)),
        currency=np.append(
            items.currency, np.array([currencies.index(m.currency) for m in mine], np.int32)
        ),
        number=appended(items.number, [one.id for one in mine]),
        issued=np.append(items.issued, days),
        due=np.append(items.due, days),
        due_basis=np.append(items.due_basis, np.full(count, DueBasis.FILE, np.int8)),
        gross=np.append(items.gross, amounts),
        open=np.append(items.open, amounts),
        disputed=np.append(items.disputed, no),
        doubtful=np.append(items.doubtful, no),
        file=np.append(items.file, np.full(count, nowhere, np.int32)),
        line=np.append(items.line, np.zeros(count, np.int32)),
        reference=longer(items.reference),
        area=longer(items.area),
        invoice_email=longer(items.invoice_email),
    )


def _rows(items: OpenItems, wanted: Sequence[str]) -> Int64:
    """The row of each of these items, -1 = it is not open."""
    place = positions(items.item, wanted)
    rows = np.full(len(wanted), -1, np.int64)
    found = np.flatnonzero(place >= 0)
    rows[place[found]] = found
    return rows
