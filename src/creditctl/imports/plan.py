"""The column plan of a file: which field stands in which column, and how its values are written.

Everything that reads rows works by this plan, and by nothing else that it would have to guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.imports.profile import Layout, OpenRule
    from creditctl.imports.source import DateOrder, DecimalMark


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its index from 0, and its header as written."""

    index: int
    header: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the rows of one file.

    Attributes:
        layout: words and checks, from the profile.
        header: index of the record that holds the headers.
        width: number of cells up to the last header.
        columns: field to its columns, best first; one column for what decides about money.
        lines: whether each row is one line of an invoice.
        stated: the currency that the headers of the amounts state, "" = none.
        date_order: of days whose year stands last, None = no day depends on it.
        decimal_mark: None = no amount depends on it.
        serials: fields whose columns hold bare day numbers of a workbook.
    """

    layout: Layout
    header: int
    width: int
    columns: Mapping[str, tuple[Column, ...]]
    lines: bool = False
    stated: str = ""
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    serials: frozenset[str] = frozenset()

    def has(self, field: str) -> bool:
        """Whether the file has a column for a field."""
        return field in self.columns

    def column(self, field: str) -> Column:
        """The (best) column of a field."""
        return self.columns[field][0]

    @property
    def open_rule(self) -> OpenRule:
        """How the open amount of an invoice follows: the profile's rule, else by the columns.

        What the file states comes first; a paid amount counts for more than a day of settlement,
        because it knows of part payments.
        """
        if self.layout.open is not None:
            return self.layout.open
        if self.has("open"):
            return "stated"
        if self.has("paid"):
            return "gross less paid"
        return "gross until settled" if self.has("settled") else "gross"
