"""The open items behind an aging, one by one: the longest overdue first in each currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from creditctl.insight.report import Column, Kind, Table
from creditctl.ledger.dates import from_days, iso
from creditctl.ledger.frames import Kind as ItemKind
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.ledger.aging import Aging
    from creditctl.ledger.frames import OpenItems


class ItemLine(NamedTuple):
    """One open item. Amounts are minor units, dates are days since 1970-01-01.

    Attributes:
        late: days overdue, 0 or less = not overdue.
        bucket: name of its bucket.
        left: what counts in the bucket: `open`, less the credits set against it when netted.
    """

    currency: str
    late: int
    debtor: str
    number: str
    item: str
    name: str
    kind: int
    issued: int
    due: int
    bucket: str
    gross: int
    open: int
    left: int
    disputed: bool


def item_lines(aging: Aging, items: OpenItems) -> list[ItemLine]:
    """The items by currency, then days overdue, most first, then debtor and number."""
    debtors, labels = items.debtors, aging.labels
    rows = zip(
        items.currency.tolist(),
        items.overdue.tolist(),
        items.debtor.tolist(),
        items.number,
        items.item,
        items.kind.tolist(),
        items.issued.tolist(),
        items.due.tolist(),
        aging.bucket.tolist(),
        items.gross.tolist(),
        items.open.tolist(),
        aging.left.tolist(),
        items.disputed.tolist(),
        strict=True,
    )
    lines = [
        ItemLine(
            items.currencies[currency],
            late,
            debtors.ids[debtor],
            number,
            item,
            debtors.name(debtor),
            kind,
            issued,
            due,
            labels[bucket],
            *amounts,
        )
        for currency, late, debtor, number, item, kind, issued, due, bucket, *amounts in rows
    ]
    return sorted(lines, key=lambda x: (x.currency, -x.late, x.debtor, x.number, x.item))


def item_objects(aging: Aging, items: OpenItems) -> list[dict[str, Any]]:
    """The items for JSON."""
    return [
        {
            "item": line.item,
            "debtor": line.debtor,
            "name": line.name,
            "kind": ItemKind(line.kind).name.lower(),
            "number": line.number,
            "issued": iso(line.issued) or None,
            "due": iso(line.due),
            "days_overdue": line.late,
            "bucket": line.bucket,
            "currency": line.currency,
            "gross": to_text(line.gross, line.currency),
            "open": to_text(line.open, line.currency),
            **({"left": to_text(line.left, line.currency)} if aging.netted else {}),
            "disputed": line.disputed,
        }
        for line in item_lines(aging, items)
    ]


def item_tables(aging: Aging, items: OpenItems) -> tuple[Table, ...]:
    """The items for people, a table a currency."""
    lines = item_lines(aging, items)
    named = any(line.name != line.debtor for line in lines)
    columns = (
        Column("days_overdue", "Days", Kind.DAYS),
        Column("due", "Due", Kind.DATE),
        Column("debtor", "Debtor", shorten=not named),
        *((Column("name", "Name", shorten=True, optional=1),) if named else ()),
        Column("number", "Number"),
        Column("issued", "Issued", Kind.DATE, optional=2),
        *((Column("open", "Open", Kind.MONEY),) if aging.netted else ()),
        Column("amount", "Left" if aging.netted else "Open", Kind.MONEY),
    )
    tables = []
    for currency in sorted({line.currency for line in lines}):
        rows = [
            (
                line.late,
                from_days(line.due),
                line.debtor,
                *((line.name,) if named else ()),
                line.number,
                from_days(line.issued),
                *(((line.open, currency),) if aging.netted else ()),
                (line.left, currency),
            )
            for line in lines
            if line.currency == currency
        ]
        tables.append(Table(f"{currency} items", columns, rows))
    return tuple(tables)


def item_records(aging: Aging, items: OpenItems) -> Table:
    """The items as one flat table for CSV."""
    columns = (
        Column("as_of", "As of", Kind.DATE),
        Column("item", "Item"),
        Column("debtor", "Debtor"),
        Column("name", "Name"),
        Column("kind", "Kind"),
        Column("number", "Number"),
        Column("issued", "Issued", Kind.DATE),
        Column("due", "Due", Kind.DATE),
        Column("days_overdue", "Days overdue", Kind.DAYS),
        Column("bucket", "Bucket"),
        Column("currency", "Currency", Kind.CURRENCY),
        Column("gross", "Gross", Kind.MONEY),
        Column("open", "Open", Kind.MONEY),
        *((Column("left", "Left", Kind.MONEY),) if aging.netted else ()),
        Column("disputed", "Disputed"),
    )
    as_of = from_days(aging.as_of)
    rows: Iterable[Any] = (
        (
            as_of,
            line.item,
            line.debtor,
            line.name,
            ItemKind(line.kind).name.lower(),
            line.number,
            from_days(line.issued),
            from_days(line.due),
            line.late,
            line.bucket,
            line.currency,
            (line.gross, line.currency),
            (line.open, line.currency),
            *(((line.left, line.currency),) if aging.netted else ()),
            "yes" if line.disputed else "no",
        )
        for line in item_lines(aging, items)
    )
    return Table("", columns, list(rows))
