"""Workbooks by python-calamine: one table per visible sheet that holds anything.

Numbers in workbooks are binary doubles: a whole one becomes int as long as a double holds it
exactly (up to 2^53), every other stays float. Cells with an error text such as ``#N/A`` are
errors, however they came about; times of day and durations become text. `notes` says what can't
be told apart in which format.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.imports.readers import sniff
from creditctl.imports.readers.bulk import uncollected
from creditctl.imports.readers.load import empty
from creditctl.imports.readers.notes import CELL_LIMIT, ERRORS, open_notes
from creditctl.imports.table import RawTable, column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.readers.notes import SheetNotes
    from creditctl.imports.readers.sniff import Format
    from creditctl.imports.table import Cell

_EXACT: Final = 2.0**53
_ERROR_TEXTS: Final = {found.text: found for found in ERRORS.values()}
_DAMAGE: Final = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    struct.error,
    LookupError,
    ValueError,
    StopIteration,
    NotImplementedError,
    EOFError,
    OSError,
)


def read_workbook(data: bytes, book: Format, name: str, sheet: str | None) -> list[RawTable]:
    """Read the sheets of a workbook.

    Args:
        data: the file.
        book: its format.
        name: the file as the user gave it.
        sheet: the only sheet to read, hidden or not; None reads all that are visible.

    Returns:
        One table per sheet with content, in order; CI108 names hidden sheets that are left out.

    Raises:
        DataRefused: CI102 no sheet with content, CI104 a password, CI105 damaged, CI106 it
            unpacks to or spans too much, CI107 no such sheet.
    """
    try:
        with uncollected():
            return _read(data, book, name, sheet)
    except PasswordError as problem:
        raise sniff.encrypted(name) from problem
    except _DAMAGE as problem:
        raise DataRefused(_damaged(name, problem)) from problem
    except BaseException as problem:
        # A panic of calamine's derives from BaseException, and its class can't be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise DataRefused(_damaged(name, problem)) from problem


def _damaged(name: str, problem: BaseException) -> Finding:
    reason = f": {problem}" if isinstance(problem, CalamineError) else ""
    message = f"the workbook is damaged and can't be read{reason}"
    hint = "open it in a spreadsheet program and save it as .xlsx, or export it again"
    return error("CI105", message, Place(name), hint)


def _read(data: bytes, book: Format, name: str, sheet: str | None) -> list[RawTable]:
    notes = open_notes(data, book, name)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        names, remarks = _chosen(workbook, name, sheet)
        tables: list[RawTable] = []
        for title in names:
            noted = notes.sheet(title)
            _check_extent(noted, name, title)
            records = _records(workbook.get_sheet_by_name(title), noted)
            if any(cell is not None for record in records for cell in record):
                lines = list(range(1, len(records) + 1))
                found = () if tables else remarks
                tables.append(
                    RawTable(
                        name, title, records, lines, epoch_1904=notes.epoch_1904, findings=found
                    )
                )
    if not tables:
        raise DataRefused([empty(name), *remarks])
    return tables


def _chosen(
    workbook: CalamineWorkbook, name: str, sheet: str | None
) -> tuple[list[str], tuple[Finding, ...]]:
    sheets = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if sheet is not None:
        found = [m.name for m in sheets if m.name.casefold() == sheet.casefold()]
        if not found:
            there = ", ".join(m.name for m in sheets)
            message = f"there is no sheet {sheet!r}"
            raise DataRefused(error("CI107", message, Place(name), f"the sheets are: {there}"))
        return found, ()
    visible = [m.name for m in sheets if m.visible == SheetVisibleEnum.Visible]
    hidden = ", ".join(m.name for m in sheets if m.visible != SheetVisibleEnum.Visible)
    if not hidden:
        return visible, ()
    hint = "name a sheet with --sheet to read it"
    message = f"hidden sheets are left out: {hidden}"
    return visible, (Finding("CI108", Severity.INFO, message, Place(name), hint),)


def _check_extent(noted: SheetNotes, name: str, title: str) -> None:
    if noted.rows * noted.columns > CELL_LIMIT:
        last = f"{column_letters(noted.columns - 1)}{noted.rows}"
        message = f"the sheet spans A1:{last}, more than {CELL_LIMIT:,} cells"
        hint = "delete the cells that lie far from the list, or export it as CSV"
        raise DataRefused(error("CI106", message, Place(name, field=f"{title}!{last}"), hint))


def _records(sheet: Any, noted: SheetNotes) -> list[list[Cell]]:
    records = [_typed(row) for row in sheet.to_python(skip_empty_area=False)]
    width = len(records[0]) if records else 0
    for (row, column), cell in noted.special.items():
        while len(records) <= row:
            records.append([None] * width)
        record = records[row]
        record.extend([None] * (column + 1 - len(record)))
        record[column] = cell
    return records


def _typed(row: Sequence[Any]) -> list[Cell]:
    # Ordinary text comes first, without a call: this line sees every cell of a workbook.
    return [c if type(c) is str and c and c[0] != "#" else _cell(c) for c in row]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return _ERROR_TEXTS.get(value, value) if value else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= _EXACT else value
    return str(value) if isinstance(value, time | timedelta) else value
