"""What python-calamine does not tell about a workbook, gathered by a look into the file itself.

calamine hands over error cells and formulas that were never calculated as empty cells, does not
say from which year bare serial numbers count, and sets aside memory for the whole rectangle that
the cells span, however few they are.

| format | error cells | uncalculated formulas | epoch |
| --- | --- | --- | --- |
| xlsx | told | told; a zero counts as one where the file asks to be calculated on opening | told |
| xlsb | told | can't be told from empty text and zeros | told |
| xls | told | can't be told from empty text and zeros | told |
| ods | told | told | dates have no serial numbers |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from creditctl.imports.readers.sniff import Format
from creditctl.imports.table import CellError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.imports.table import Uncalculated

ERRORS: Final = {
    0x00: CellError("#NULL!"),
    0x07: CellError("#DIV/0!"),
    0x0F: CellError("#VALUE!"),
    0x17: CellError("#REF!"),
    0x1D: CellError("#NAME?"),
    0x24: CellError("#NUM!"),
    0x2A: CellError("#N/A"),
    0x2B: CellError("#GETTING_DATA"),
}
"""Error cells by the codes of the binary formats ([MS-XLS] 2.5.10, [MS-XLSB] 2.5.98)."""


CELL_LIMIT: Final = 1 << 26
"""Cells that the rectangle of a sheet may have: calamine takes about 30 bytes for each."""


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What is to be known about one sheet.

    Attributes:
        rows, columns: the rectangle from A1 that holds every cell with content.
        special: errors and uncalculated formulas by row and column, from 0.
    """

    rows: int = 0
    columns: int = 0
    special: Mapping[tuple[int, int], CellError | Uncalculated] = field(default_factory=dict)


class BookNotes(Protocol):
    """What is to be known about one workbook."""

    @property
    def epoch_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        ...

    def sheet(self, name: str) -> SheetNotes:
        """The notes about a sheet."""
        ...


def open_notes(data: bytes, book: Format, name: str) -> BookNotes:
    """Look into a workbook.

    Args:
        data: the file.
        book: its format.
        name: the file as the user gave it, for findings.

    Raises:
        DataRefused: CI104 it is encrypted, CI106 it unpacks to too much.
        LookupError, ValueError, struct.error, zipfile.BadZipFile, ElementTree.ParseError: it is
            damaged.
    """
    match book:
        case Format.XLSX:
            from creditctl.imports.readers.xlsx import XlsxNotes

            return XlsxNotes(data, name)
        case Format.XLSB:
            from creditctl.imports.readers.xlsb import XlsbNotes

            return XlsbNotes(data, name)
        case Format.ODS:
            from creditctl.imports.readers.ods import OdsNotes

            return OdsNotes(data, name)
        case Format.XLS:
            from creditctl.imports.readers.xls import XlsNotes

            return XlsNotes(data)
