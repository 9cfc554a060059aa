"""The open items of one debtor as a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.insight.aging_lines import currency_lines
from creditctl.insight.statement import Bucket, NotBooked, OpenForm, OpenLine
from creditctl.ledger.aging import By, age
from creditctl.ledger.dates import day_of, from_days
from creditctl.ledger.frames import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.insight.aging_lines import Line
    from creditctl.ledger.frames import OpenItems


def open_forms(
    items: OpenItems, beyond: Mapping[str, NotBooked], edges: Sequence[int]
) -> tuple[OpenForm, ...]:
    """One form for each currency in which something is open or not booked yet, by its code.

    Args:
        items: of one debtor, as the books have them.
        beyond: what the books do not show yet, by currency.
        edges: last day of each aging bucket, see `ledger.aging.age`.
    """
    aging = age(items, edges=edges, by=By.CURRENCY)
    aged = {line.currency: line for line in currency_lines(aging)}
    wanted = sorted({*aged, *(code for code, amounts in beyond.items() if amounts.total)})
    return tuple(
        _form(code, items, aged.get(code), aging.labels, beyond.get(code, NotBooked()))
        for code in wanted
    )


def _form(
    currency: str,
    items: OpenItems,
    aged: Line | None,
    labels: Sequence[str],
    beyond: NotBooked,
) -> OpenForm:
    if aged is None:
        return OpenForm(currency, (), tuple(Bucket(each, 0, 0) for each in labels), 0, 0, beyond)
    rows = np.flatnonzero(items.currency == items.currencies.index(currency))
    rows = rows[np.lexsort((rows, items.due[rows]))]
    buckets = tuple(map(Bucket, labels, aged.counts, aged.sums))
    assert sum(bucket.amount for bucket in buckets) == aged.total
    lines = tuple(_line(items, row) for row in rows.tolist())
    return OpenForm(currency, lines, buckets, aged.total, aged.overdue, beyond)


def _line(items: OpenItems, row: int) -> OpenLine:
    return OpenLine(
        kind=Kind(int(items.kind[row])),
        number=items.number[row],
        issued=from_days(int(items.issued[row])),
        due=day_of(int(items.due[row])),
        days=items.days_overdue(row),
        gross=int(items.gross[row]),
        open=int(items.open[row]),
        reference=items.reference[row] if items.reference is not None else "",
        disputed=bool(items.disputed[row]),
    )
