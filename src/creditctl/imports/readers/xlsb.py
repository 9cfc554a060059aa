"""A look into xlsb files for error cells, the epoch and far-off cells.

Records are read as [MS-XLSB] 2.1.4 has them: a type of one or two bytes, a length of one to four,
seven bits each, then the data. Formulas keep the value that was last calculated, so that an
uncalculated one can't be told.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from creditctl.imports.readers.notes import ERRORS, SheetNotes
from creditctl.imports.readers.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.imports.table import CellError

_ROW: Final = 0
_BLANK: Final = 1
_CELL: Final = 8
"""Bytes of a cell before its value; calamine reads leftovers of another cell where they lack."""
_ERROR: Final = 3
_FORMULA_ERROR: Final = 11
_BOOK_PROPERTIES: Final = 153
_BOOK_SHEET: Final = 156


class XlsbNotes:
    """The notes about an xlsb workbook."""

    def __init__(self, data: bytes, name: str) -> None:
        self._package = Package(data, name)
        self._path = self._package.main()
        with self._package.open(self._path) as stream:
            self._workbook = list(_records(stream.read()))

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return any(data[0] & 1 for kind, data in self._workbook if kind == _BOOK_PROPERTIES)

    @cached_property
    def _parts(self) -> dict[str, str]:
        relations = self._package.relations(self._path)
        sheets: dict[str, str] = {}
        for kind, data in self._workbook:
            if kind == _BOOK_SHEET:
                relation, rest = _text(data[8:])
                sheets[_text(rest)[0]] = relations.get(relation, "")
        return sheets

    def sheet(self, name: str) -> SheetNotes:
        """The notes about a sheet."""
        with self._package.open(self._parts[name]) as stream:
            data = stream.read()
        row = rows = columns = 0
        special: dict[tuple[int, int], CellError] = {}
        for kind, record in _records(data):
            if kind == _ROW:
                row = int.from_bytes(record[:4], "little")
            elif _BLANK < kind <= _FORMULA_ERROR:
                if len(record) < _CELL:
                    raise ValueError("a cell is cut off")
                column = int.from_bytes(record[:4], "little")
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if kind in (_ERROR, _FORMULA_ERROR):
                    special[row, column] = ERRORS[record[8]]
        return SheetNotes(rows, columns, special)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(data)
    while at < end:
        kind, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def _number(data: bytes, at: int, limit: int) -> tuple[int, int]:
    number = 0
    for place in range(limit):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at


def _text(data: bytes) -> tuple[str, bytes]:
    length = int.from_bytes(data[:4], "little") * 2
    return data[4 : 4 + length].decode("utf-16-le"), data[4 + length :]
