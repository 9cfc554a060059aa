"""A raw table: every cell of a file, nothing interpreted, with its exact physical position.

The readers make it; header detection, profiles and conversion read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.findings import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.findings import Finding

_EXCERPT: Final = 200
"""Characters of a physical line that a finding shows."""


@dataclass(frozen=True, slots=True)
class CellError:
    """A workbook cell that holds an error: `text` is ``#DIV/0!``, ``#N/A``, ..."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A workbook formula whose value was never calculated: `formula` is ``=G5-H5``."""

    formula: str


Cell = str | int | float | Decimal | bool | date | datetime | CellError | Uncalculated | None
"""Cells of text files are always str. Workbook cells are typed, an empty one is None."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """All records of one text file or of one sheet.

    Attributes:
        file: as the user gave it, "-" for standard input.
        sheet: name of the sheet, "" for text files.
        records: every record: preamble, header, blank rows, totals and footers included. A blank
            line of a text file is an empty list; records may differ in width.
        lines: the physical line (from 1) on which each record starts, or the sheet's row number.
        encoding: Python's name of the text encoding, "" for workbooks.
        delimiter: of a text file, "" for workbooks.
        quoted: whether any quote character occurs in a text file.
        epoch_1904: whether the workbook counts its days from 1904. Cells that are formatted as
            dates come as dates already; this matters for bare serial numbers only.
        findings: remarks about the file, and one error for each broken record.
        broken: records whose quotes do not add up, so that their cells can't be trusted. The
            finding with the line of the record says why; such a record must not be imported.
        physical: the physical lines of a text file with their line ends, for excerpts.
    """

    file: str
    sheet: str
    records: list[list[Cell]]
    lines: list[int]
    encoding: str = ""
    delimiter: str = ""
    quoted: bool = False
    epoch_1904: bool = False
    findings: tuple[Finding, ...] = ()
    broken: frozenset[int] = frozenset()
    physical: Sequence[str] = field(default=(), repr=False, compare=False)

    def place(self, record: int, column: int | None, field: str = "") -> Place:
        """Where a cell is.

        Args:
            record: index into `records`.
            column: index of the cell in its record, None for the whole record.
            field: the column's header, kept in the place's `field`.

        Returns:
            File and line. A text cell adds the physical line, and the character column when the
            cell lies on it; a workbook cell adds its address, as in ``Open!G12``.
        """
        line = self.lines[record]
        if self.physical:
            return self._text_place(line, column, field)
        address = "" if column is None else self.address(record, column)
        return Place(self.file, line, field=" ".join(filter(None, (field, address))))

    def address(self, record: int, column: int) -> str:
        """The address of a workbook cell, ``Open!G12``; columns alone have no other name."""
        cell = f"{column_letters(column)}{self.lines[record]}"
        return f"{self.sheet}!{cell}" if self.sheet else cell

    def _text_place(self, line: int, column: int | None, field: str) -> Place:
        physical = self.physical[line - 1].rstrip("\r\n")
        span = None if column is None else _cell_span(physical, self.delimiter, column)
        shown = physical if len(physical) <= _EXCERPT else f"{physical[: _EXCERPT - 1]}…"
        if span is None:
            return Place(self.file, line, field=field, excerpt=shown)
        start, end = span
        excerpt = shown if end < _EXCERPT else ""
        return Place(self.file, line, start + 1, field, excerpt, max(1, end - start))


def column_letters(column: int) -> str:
    """The letters of a sheet's column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell_span(line: str, delimiter: str, column: int) -> tuple[int, int] | None:
    """Start and end of a cell in a physical line, None when it lies on a later line."""
    mark = re.escape(delimiter)
    cell = rf'((?: *"(?:[^"]|"")*(?:"|(?P<open>$)))?[^{mark}]*)(?:{mark}|$)'
    for index, match in enumerate(re.finditer(cell, line)):
        if index == column:
            return match.span(1)
        if match["open"] is not None:
            break
    return None
