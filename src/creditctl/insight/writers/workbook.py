"""Workbooks: one sheet a table, typed cells, and text that never becomes a formula.

The same report gives the same bytes: no clock time is written into the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.report import Column, Days, Table
from creditctl.insight.writers.cells import display_width, finding_line, grouped, plain, printable
from creditctl.ledger.money import exponent, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.insight.report import Cell, Report

_EXACT: Final = 10**15
"""A spreadsheet keeps 15 digits; an amount with more is written as text."""

_LONGEST_TEXT: Final = 32_767
_MOST_ROWS: Final = 1_000_000
_WIDEST: Final = 60
_SAMPLE: Final = 200
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_OLDEST_IN_ZIP: Final = (1980, 1, 1, 0, 0, 0)


def write_workbook(report: Report) -> bytes:
    """A report as an xlsx workbook, notes and findings on a sheet of their own.

    Sheets are called after their table and the as-of date.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "creditctl"
    book.properties.title = printable(report.title)
    book.properties.created = datetime.combine(report.as_of, time())
    tables = list(report.tables)
    if report.notes or report.findings:
        tables.append(_notes(report))
    taken: set[str] = set()
    for table in tables:
        name = f"{(table.title or 'Report')[:16]} {report.as_of.isoformat()}"
        for sheet in _sheets(table):
            _write_sheet(book, sheet, _name(name, taken))
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue(), report.as_of)


def _notes(report: Report) -> Table:
    texts = (*report.notes, *map(finding_line, report.findings))
    return Table("Notes", (Column("note", "Notes"),), [(text,) for text in texts])


def _name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have, different from those taken."""
    base = _NOT_IN_NAMES.sub(" ", printable(title)).strip()[:31] or "Sheet"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: 28 - len(str(number))]} ({number})"
    taken.add(name.casefold())
    return name


def _sheets(table: Table) -> Iterator[Table]:
    """The table in pieces that a sheet can hold; totals under the last."""
    for start in range(0, max(1, len(table.rows)), _MOST_ROWS):
        end = start + _MOST_ROWS
        totals = table.totals if end >= len(table.rows) else ()
        yield replace(table, rows=table.rows[start:end], totals=totals)


def _write_sheet(book: Any, table: Table, name: str) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_text(sheet, column.label, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_typed(sheet, cell) for cell in row])
    for row in table.totals:
        sheet.append([_typed(sheet, cell, bold=True) for cell in row])


def _widths(table: Table) -> list[int]:
    """Column widths from the header, the totals and the first rows."""
    sample = [*table.rows[:_SAMPLE], *table.totals]
    return [
        min(
            _WIDEST,
            2 + max([len(column.label), *(display_width(grouped(row[i])) for row in sample)]),
        )
        for i, column in enumerate(table.columns)
    ]


def _typed(sheet: Any, cell: Cell, *, bold: bool = False) -> Any:
    """A cell with its type and number format."""
    if isinstance(cell, str) or (isinstance(cell, tuple) and abs(cell[0]) >= _EXACT):
        return _text(sheet, plain(cell), bold=bold)
    if isinstance(cell, tuple):
        decimals = exponent(cell[1])
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return _cell(sheet, to_decimal(*cell), pattern, bold=bold)
    if isinstance(cell, Days):
        return _cell(sheet, Decimal(cell), '0.0" days"', bold=bold)
    if isinstance(cell, Decimal):
        return _cell(sheet, cell / 100, "0.0%", bold=bold)
    if isinstance(cell, date):
        return _cell(sheet, cell, "yyyy-mm-dd", bold=bold)
    return _cell(sheet, cell, "#,##0", bold=bold)


def _cell(sheet: Any, value: Any, pattern: str, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value)
    cell.number_format = pattern
    if bold:
        cell.font = Font(bold=True)
    return cell


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A text cell. The quote prefix keeps it text even when a person edits it."""
    cell = _cell(sheet, printable(text)[:_LONGEST_TEXT], "@", bold=bold)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    return cell


def _without_clock(book: bytes, as_of: date) -> bytes:
    """The workbook with the as-of date for every time that saving put into it."""
    out = io.BytesIO()
    stamp = f"{as_of.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _OLDEST_IN_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
