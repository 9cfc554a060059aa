"""Tables for the terminal, in plain text: aligned columns, no frames.

With a width (a terminal) digits are grouped and the table is made to fit: names are shortened,
optional columns left out, then amounts rounded. Without one (a pipe, a file) nothing is cut and
digits stay together, so that amounts can be searched for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.insight.report import Kind
from creditctl.insight.writers.cells import (
    display_width,
    grouped,
    heading,
    printable,
    shortened,
    shown,
    thousands,
    ungrouped,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from creditctl.insight.report import Cell, Column, Report, Table
    from creditctl.insight.writers.cells import Style

_SHORTEST: Final = 12
"""A name is not cut below this before other things are tried."""

_PRECISIONS: Final = (
    (grouped, ""),
    (whole, "Amounts rounded to whole units to fit the terminal."),
    (thousands, "Amounts in thousands to fit the terminal."),
)
"""How amounts may be written on a terminal, with the note that tells it."""


class _Column(NamedTuple):
    """One column as it is printed: all texts of it, and how wide it is."""

    column: Column
    header: str
    rows: list[str]
    totals: list[str]
    width: int


class _Grid(NamedTuple):
    """A table as text."""

    columns: list[_Column]
    gap: int = 2
    note: str = ""

    @property
    def width(self) -> int:
        return sum(column.width for column in self.columns) + self.gap * (len(self.columns) - 1)


def write_table(report: Report, *, width: int | None = None, style: Style | None = None) -> str:
    """A report as text for people.

    Args:
        report: what to write.
        width: columns of the terminal; None = as wide as the content.
        style: colours; None = none.
    """
    painted = style or _unpainted
    blocks = [[painted("title", printable(report.title))]]
    notes = list(report.notes)
    for table in report.tables:
        grid = _fitted(table, width)
        if grid.note and grid.note not in notes:
            notes.append(grid.note)
        title = printable(heading(table, ungrouped if width is None else grouped))
        lines = _lines(table, grid, painted)
        blocks.append([painted("title", title), *lines] if title else lines)
    if notes:
        blocks.append([printable(note) for note in notes])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _unpainted(_role: str, text: str) -> str:
    return text


def _fitted(table: Table, width: int | None) -> _Grid:
    """The first layout that fits the width, else the narrowest."""
    if width is None:
        return _Grid(_columns(table, ungrouped))
    money = any(column.kind is Kind.MONEY for column in table.columns)
    for text, note in _PRECISIONS if money else _PRECISIONS[:1]:
        grid = _Grid(_columns(table, text), note=note)
        for choice in _choices(grid):
            grid = _shrunk(choice, width)
            if grid.width <= width:
                return grid
    return _shrunk(grid._replace(gap=1), width)


def _columns(table: Table, text: Callable[[Cell], str]) -> list[_Column]:
    columns = []
    for i, column in enumerate(table.columns):
        header = printable(column.label)
        rows = [shown(row[i], text) for row in table.rows]
        totals = [shown(row[i], text) for row in table.totals]
        width = max(map(display_width, (header, *rows, *totals)))
        columns.append(_Column(column, header, rows, totals, width))
    return columns


def _choices(grid: _Grid) -> Iterator[_Grid]:
    """The grid with all columns, then without the optional ones, the highest first."""
    yield grid
    levels = {column.column.optional for column in grid.columns} - {0}
    for level in sorted(levels, reverse=True):
        columns = [column for column in grid.columns if column.column.optional < level]
        yield grid._replace(columns=columns)


def _shrunk(grid: _Grid, width: int) -> _Grid:
    """The grid with names cut so that it fits, as far as that is possible."""
    excess = grid.width - width
    columns = []
    for column in grid.columns:
        cut = 0
        if column.column.shorten and excess > 0:
            cut = min(excess, max(0, column.width - _SHORTEST))
        excess -= cut
        columns.append(column._replace(width=column.width - cut))
    return grid._replace(columns=columns)


def _lines(table: Table, grid: _Grid, painted: Style) -> list[str]:
    gap = " " * grid.gap
    rule = painted("rule", gap.join("-" * column.width for column in grid.columns))
    places = {column.key: i for i, column in enumerate(table.columns)}
    printed = []
    for column in grid.columns:
        place = places[column.column.key]
        roles = ["cell"] * len(table.rows)
        if painted is not _unpainted:
            roles = [_role(row[place], column.column) for row in table.rows]
        printed.append(
            [
                *_cells([column.header], ["header"], column, painted),
                *_cells(column.rows, roles, column, painted),
                *_cells(column.totals, ["total"] * len(column.totals), column, painted),
            ]
        )
    header, *lines = (gap.join(cells).rstrip() for cells in zip(*printed, strict=True))
    body, totals = lines[: len(table.rows)], lines[len(table.rows) :]
    top = [header, rule] if any(column.header for column in grid.columns) else []
    return [*top, *body, *([rule, *totals] if totals else [])]


def _cells(texts: list[str], roles: list[str], column: _Column, painted: Style) -> Iterator[str]:
    """Texts cut, padded, and painted: escape codes take no columns."""
    right, width = column.column.right, column.width
    for text, role in zip(texts, roles, strict=True):
        cut = shortened(text, width)
        pad = " " * (width - display_width(cut))
        if cut:
            cut = painted(role, cut)
        yield pad + cut if right else cut + pad


def _role(cell: Cell, column: Column) -> str:
    """What a cell is, for colours."""
    if isinstance(cell, tuple):
        minor, _ = cell
        if not minor:
            return "quiet"
        if column.alert and minor > 0:
            return "alert"
    return "cell"
