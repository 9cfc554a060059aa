"""The data rows of a table as columns of values; what can't be read is rejected."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from creditctl.findings import Finding, warning
from creditctl.imports.amounts import Amount, Unreadable, read_amount, read_number
from creditctl.imports.days import check_day, read_day, read_serial
from creditctl.imports.fields import JOINED, in_words
from creditctl.imports.quarantine import as_written, quoted
from creditctl.imports.table import CellError, Uncalculated
from creditctl.ledger.dates import NO_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from creditctl.imports.plan import Column, Plan
    from creditctl.imports.quarantine import Quarantine
    from creditctl.imports.table import Cell, RawTable

T = TypeVar("T")

_EXACT: Final = 2**53
"""From here on a workbook's number has lost digits."""


@dataclass(slots=True)
class Sheet:
    """The data rows of one table.

    Attributes:
        table, plan: the cells, and how to read them.
        rows: indexes of the records that are data and have the right number of cells.
        quarantine: where rows go that can't be read.
        findings: remarks on whole columns.
    """

    table: RawTable
    plan: Plan
    rows: list[int]
    quarantine: Quarantine
    findings: list[Finding]
    _columns: list[Sequence[Cell]] = field(default_factory=list)
    _distinct: dict[int, list[Cell]] = field(default_factory=dict)

    def only(self, keep: Iterable[bool]) -> Sheet:
        """The same sheet with fewer rows."""
        rows = [row for row, kept in zip(self.rows, keep, strict=True) if kept]
        return (
            self
            if len(rows) == len(self.rows)
            else replace(self, rows=rows, _columns=[], _distinct={})
        )

    @property
    def is_text(self) -> bool:
        """Whether the table comes from a text file: then every cell is text."""
        return not self.table.sheet

    def cells(self, column: Column) -> Sequence[Cell]:
        """The cells of one column, one a data row; beyond a row's end there is nothing."""
        if not self._columns:
            picked = [self.table.records[row] for row in self.rows]
            width = len(self.table.records[self.plan.header])
            if any(len(cells) != width for cells in picked):
                empty: list[Cell] = ["" if self.is_text else None] * width
                picked = [[*cells, *empty[len(cells) :]][:width] for cells in picked]
            self._columns = list(zip(*picked, strict=True)) or [()] * width
        return self._columns[column.index]

    def distinct(self, column: Column) -> list[Cell]:
        """The distinct cells of one column, in the order of the file."""
        if column.index not in self._distinct:
            self._distinct[column.index] = list(dict.fromkeys(self.cells(column)))
        return self._distinct[column.index]

    def reject(
        self, at: int, column: Column | None, code: str, message: str, hint: str = ""
    ) -> None:
        """Reject the data row at a position of `rows`."""
        self.quarantine.reject(self.rows[at], column, code, message, hint)

    def texts(self, field: str) -> list[str]:
        """A field of plain text: the first column with a value, or all of them, one a line.

        Line breaks and runs of blanks within a cell become one blank; error cells are empty.
        """
        if not self.plan.has(field):
            return [""] * len(self.rows)
        columns = [self._converted(column, _text) for column in self.plan.columns[field]]
        if len(columns) == 1:
            return columns[0]
        if field in JOINED:
            return ["\n".join(filter(None, parts)) for parts in zip(*columns, strict=True)]
        return [next(filter(None, parts), "") for parts in zip(*columns, strict=True)]

    def ids(self, field: str) -> list[str]:
        """A field of ids: text for ever, without the white space around it; "" where empty.

        A workbook's whole number becomes its digits, with a warning for the column. Rejected
        are error cells, days, fractions, and numbers so large that digits were lost (CI303).
        """
        if not self.plan.has(field):
            return [""] * len(self.rows)
        column = self.plan.column(field)
        found = self._readable(column, _id, "CI303", "")
        numbers = 0
        if not self.is_text:
            numbers = sum(isinstance(cell, int | float | Decimal) for cell in self.cells(column))
        if numbers:
            place = self.table.place(self.plan.header, column.index, column.header)
            message = f"{in_words(field)} is a number in {numbers} rows of the workbook, not "
            message += "text: zeros at its start are lost"
            hint = "format the column as text in the package's export, or export as CSV"
            self.findings.append(warning("CI240", message, place, hint))
        return found

    def days(self, field: str) -> list[int]:
        """A field of days: days since 1970-01-01, NO_DATE where the cell is empty.

        What is no day is rejected (CI304).
        """
        if not self.plan.has(field):
            return [NO_DATE] * len(self.rows)
        column = self.plan.column(field)
        serial, epoch_1904 = field in self.plan.serials, self.table.epoch_1904

        def convert(cell: Cell) -> int | Unreadable:
            if isinstance(cell, str):
                return read_day(cell, self.plan.date_order) if cell.strip() else NO_DATE
            if serial and isinstance(cell, int | float):
                return read_serial(cell, epoch_1904=epoch_1904)
            return _typed_day(cell)

        return self._readable(column, convert, "CI304", NO_DATE)

    def amounts(self, field: str) -> list[Amount | None]:
        """A field of amounts, None where the cell is empty; what is no amount is rejected (CI305).

        An uncalculated formula is None too: `formulas` tells what it may be.
        """
        if not self.plan.has(field):
            return [None] * len(self.rows)
        column, mark = self.plan.column(field), self.plan.decimal_mark

        def convert(cell: Cell) -> Amount | Unreadable | None:
            if isinstance(cell, str):
                return read_amount(cell, mark) if cell.strip() else None
            return _typed_amount(cell)

        empty: Amount | None = None
        return self._readable(column, convert, "CI305", empty)

    def formulas(self, field: str) -> dict[int, str]:
        """Formulas whose value was never calculated: position of the row to the formula."""
        if not self.plan.has(field) or self.is_text:
            return {}
        cells = self.cells(self.plan.column(field))
        return {at: c.formula for at, c in enumerate(cells) if isinstance(c, Uncalculated)}

    def unless_rejected(self, positions: Iterable[int]) -> list[int]:
        """The positions whose rows are not rejected."""
        bad = self.quarantine.records
        return [at for at in positions if self.rows[at] not in bad]

    def lines(self, positions: Sequence[int]) -> str:
        """The first lines of some rows, for a message: ``lines 4, 7, 9 and 12 more``."""
        first = [str(self.table.lines[self.rows[at]]) for at in positions[:3]]
        more = f" and {len(positions) - 3} more" if len(positions) > 3 else ""
        return ("line " if len(positions) == 1 else "lines ") + ", ".join(first) + more

    def _converted(self, column: Column, convert: Callable[[Cell], T]) -> list[T]:
        """Every cell of a column converted; equal texts are converted once."""
        if not self.is_text:  # 1, 1.0 and TRUE are equal and yet not the same
            return [convert(cell) for cell in self.cells(column)]
        known = {cell: convert(cell) for cell in self.distinct(column)}
        return [known[cell] for cell in self.cells(column)]

    def _readable(
        self, column: Column, convert: Callable[[Cell], T | Unreadable], code: str, empty: T
    ) -> list[T]:
        """A column converted; a row whose cell is unreadable is rejected, and has `empty`."""
        values: list[Any] = self._converted(column, convert)
        cells = self.cells(column)
        for at, value in enumerate(values):
            if isinstance(value, Unreadable):
                message = f"{column.header}: {quoted(cells[at])} {value.reason}"
                self.reject(at, column, code, message, value.hint)
                values[at] = empty
        return values


def _text(cell: Cell) -> str:
    """A cell as plain text on one line."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    return "" if isinstance(cell, CellError | Uncalculated) else as_written(cell)


def _id(cell: Cell) -> str | Unreadable:
    """A cell as an id."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        if -_EXACT < cell < _EXACT and cell == int(cell):
            return as_written(cell)
        hint = "format the column as text in the workbook, or export as CSV"
        return Unreadable("is a number that has lost digits, or no whole number", hint)
    hint = "format the column as text in the workbook, or export as CSV"
    return Unreadable("is no number or code of a document or debtor", hint)


def _typed_day(cell: Cell) -> int | Unreadable:
    """A day of a workbook."""
    if cell is None:
        return NO_DATE
    if isinstance(cell, datetime):
        return check_day(cell.date())
    if isinstance(cell, date):
        return check_day(cell)
    return Unreadable("is no date", "format the whole column as dates in the workbook")


def _typed_amount(cell: Cell) -> Amount | Unreadable | None:
    """An amount of a workbook."""
    if cell is None or isinstance(cell, Uncalculated):
        return None
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return read_number(cell)
    hint = "correct the cell in the workbook"
    return Unreadable("is an error" if isinstance(cell, CellError) else "is no amount", hint)
