"""The aging as tables: one a currency for people, the most overdue first; one for CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from creditctl.insight.aging_lines import currency_lines, group_lines
from creditctl.insight.report import Column, Kind, Table, share
from creditctl.ledger.aging import By
from creditctl.ledger.dates import from_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from creditctl.insight.aging_lines import Line
    from creditctl.insight.report import Cell, Row
    from creditctl.ledger.aging import Aging

    Field = tuple[Column, Callable[[Line], Cell]]

_NOBODY: Final = "(none)"
"""Shown for debtors without a segment or owner."""


def currency_tables(aging: Aging, most: int | None = None) -> tuple[Table, ...]:
    """A table a currency: the most overdue group first, then the largest; totals and shares.

    By currency it is one table, and without totals: amounts of two currencies do not add up.

    Args:
        aging: what to show.
        most: groups a table lists, None = all; its totals are those of all groups.
    """
    lines = sorted(group_lines(aging), key=lambda x: (-x.overdue, -x.total, x.name, x.group))
    if aging.by is By.CURRENCY:
        return (_table("", _for_people(aging, named=False), group_lines(aging)),) if lines else ()
    return tuple(
        _currency_table(
            aging, whole, [line for line in lines if line.currency == whole.currency], most
        )
        for whole in currency_lines(aging)
    )


def _currency_table(aging: Aging, whole: Line, lines: Sequence[Line], most: int | None) -> Table:
    fields = _for_people(aging, named=any(line.name != line.group for line in lines))
    count = f"{len(lines)} {aging.by}{'s' if len(lines) > 1 else ''}"
    total = _row(fields, whole._replace(group="Total", name=count))
    shares = (
        share(cell[0], whole.total) if isinstance(cell, tuple) else None for cell in total[1:]
    )
    return replace(
        _table(whole.currency, fields, lines[:most]),
        totals=(total, ("Share", *shares)),
        summary=(
            (whole.total, whole.currency),
            f"open in {whole.items} item{'s' if whole.items > 1 else ''} of {count},",
            (whole.overdue, whole.currency),
            "overdue",
        ),
    )


def records(aging: Aging) -> Table:
    """One flat table of all groups and currencies, in the order of the JSON contract."""
    as_of = from_days(aging.as_of)
    fields: list[Field] = [
        (Column("as_of", "As of", Kind.DATE), lambda _: as_of),
        (Column(str(aging.by), aging.by.capitalize()), lambda line: line.group),
    ]
    if aging.by is By.DEBTOR:
        fields.append((Column("name", "Name"), lambda line: line.name))
    if aging.by is not By.CURRENCY:
        currency = Column("currency", "Currency", Kind.CURRENCY)
        fields.append((currency, lambda line: line.currency))
    fields += [*_figures(aging), *_buckets(aging)]
    return _table("", fields, group_lines(aging))


def _for_people(aging: Aging, *, named: bool) -> list[Field]:
    """Columns for people; names only where they say more than the ids."""
    label = aging.by.capitalize()
    fields: list[Field] = [
        (Column(str(aging.by), label, shorten=not named), lambda line: line.group or _NOBODY)
    ]
    if named:
        fields.append((Column("name", "Name", shorten=True), lambda line: line.name))
    items, total, overdue, *on_account = _figures(aging)
    rest = on_account if aging.on_account.any() else []
    return [*fields, items, *_buckets(aging), overdue, *rest, total]


def _figures(aging: Aging) -> list[Field]:
    """Items, total, overdue, and what is on account when the aging is netted."""
    fields: list[Field] = [
        (Column("items", "Items", Kind.INT, optional=2), lambda line: line.items),
        (Column("total", "Total", Kind.MONEY), lambda line: (line.total, line.currency)),
        (
            Column("overdue", "Overdue", Kind.MONEY, optional=1, alert=True),
            lambda line: (line.overdue, line.currency),
        ),
    ]
    if aging.netted:
        fields.append(
            (
                Column("on_account", "On account", Kind.MONEY),
                lambda line: (line.on_account, line.currency),
            )
        )
    return fields


def _buckets(aging: Aging) -> Iterable[Field]:
    for place, label in enumerate(aging.labels):
        yield Column(_bucket_key(label), label.capitalize(), Kind.MONEY), _bucket(place)


def _bucket(place: int) -> Callable[[Line], Cell]:
    return lambda line: (line.sums[place], line.currency)


def _bucket_key(label: str) -> str:
    """Name of a bucket for programs; ``1-30`` alone would be a date for a spreadsheet."""
    if label == "not due":
        return "not_due"
    return "days_" + label.replace("-", "_").replace("+", "_up")


def _table(title: str, fields: Sequence[Field], lines: Sequence[Line]) -> Table:
    columns = tuple(column for column, _ in fields)
    return Table(title, columns, [_row(fields, line) for line in lines])


def _row(fields: Iterable[Field], line: Line) -> Row:
    return tuple(value(line) for _, value in fields)
