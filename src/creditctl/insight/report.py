"""The shape of an answer: tables for people, one JSON value for programs.

Builders make a `Report`, writers print it. A report makes its tables and its JSON only when a
writer asks for them: a ledger of a million items is not laid out twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from creditctl.findings import Finding

    JsonObject = dict[str, Any]


Money = tuple[int, str]
"""An amount in a cell: minor units and currency. A plain tuple, as a table may hold a million."""


class Days(Decimal):
    """Days with decimals in a cell: ``39.6 days`` for people, a number where people calculate."""


Cell = str | int | date | Decimal | Money | None
"""What a table holds. A Decimal that is no `Days` is a percentage, None an empty cell."""

Row = tuple[Cell, ...]


class Kind(StrEnum):
    """What a column holds, which decides its alignment and its number format."""

    TEXT = "text"
    CURRENCY = "currency"
    DATE = "date"
    INT = "int"
    DAYS = "days"
    MONEY = "money"
    PERCENT = "percent"


_LEFT: Final = frozenset({Kind.TEXT, Kind.CURRENCY, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        key: name for programs: the header in CSV.
        label: header for people.
        kind: what the cells hold.
        align: "left" or "right"; "" = as the kind has it.
        shorten: True = may be cut with an ellipsis on a narrow terminal (names, not ids).
        optional: above 0 = may be left out on a narrow terminal, the highest first.
        alert: True = amounts above zero are marked on a terminal with colours.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    align: str = ""
    shorten: bool = False
    optional: int = 0
    alert: bool = False

    @property
    def right(self) -> bool:
        """Whether cells are aligned to the right."""
        return self.align == "right" if self.align else self.kind not in _LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people.

    Attributes:
        title: what it shows, "" when the report's title says it all.
        columns: the columns.
        rows: the cells, one tuple a row.
        totals: rows below the line.
        summary: a sentence after the title, in cells: amounts in it are never rounded.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: Sequence[Row] = ()
    summary: Row = ()


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent with one decimal, half up; None when there is no whole."""
    if whole == 0:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    # Adding zero turns -0.0 into 0.0.
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP) + Decimal(0)


class Members(Sequence["JsonObject"]):
    """A long list in the JSON, each member made when it is written, and then let go.

    Args:
        sources: what the members are made from.
        make: makes one.
    """

    def __init__(self, sources: Sequence[Any], make: Callable[[Any], JsonObject]) -> None:
        self._sources, self._make = sources, make

    def __len__(self) -> int:
        return len(self._sources)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._make(source) for source in self._sources[index]]
        return self._make(self._sources[index])

    def __iter__(self) -> Iterator[JsonObject]:
        return map(self._make, self._sources)


@dataclass(frozen=True, slots=True)
class Report:
    """One answer in every form.

    Attributes:
        schema: name and version of the JSON, such as ``creditctl.aging/1``.
        title: headline.
        as_of: the day that the answer is about.
        make_tables: gives the tables for people.
        make_data: gives what JSON prints, keys in order of the contract.
        make_records: gives the one flat table that CSV prints; None = the first table.
        notes: sentences below the tables.
        findings: what is wrong with the data.
    """

    schema: str
    title: str
    as_of: date
    make_tables: Callable[[], tuple[Table, ...]]
    make_data: Callable[[], JsonObject]
    make_records: Callable[[], Table] | None = None
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables for people."""
        return self.make_tables()

    @property
    def data(self) -> JsonObject:
        """The JSON value."""
        return self.make_data()

    @property
    def records(self) -> Table:
        """The flat table, without totals."""
        return self.tables[0] if self.make_records is None else self.make_records()
