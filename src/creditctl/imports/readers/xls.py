"""A look into xls files for error cells and the epoch ([MS-XLS], BIFF5 and BIFF8).

Formulas keep the value that was last calculated, so that an uncalculated one can't be told. A
sheet has at most 65,536 rows and 256 columns; one that claims more is damaged, and calamine would
set aside memory for it until the process dies.
"""

from __future__ import annotations

import struct
from functools import cached_property
from typing import TYPE_CHECKING, Final

from creditctl.imports.readers import cfb
from creditctl.imports.readers.notes import ERRORS, SheetNotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.imports.table import CellError

_FORMULA: Final = 0x0006
_CELLS: Final = (_FORMULA, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406)
_SPAN: Final = 0x0200
_ROWS: Final = 65536
_COLUMNS: Final = 256
_END: Final = 0x000A
_EPOCH: Final = 0x0022
_SHEET: Final = 0x0085
_ERROR: Final = 0x0205
_START: Final = 0x0809
_BIFF8: Final = 0x0600


class XlsNotes:
    """The notes about an xls workbook."""

    def __init__(self, data: bytes) -> None:
        self._stream = cfb.stream(data, ("Workbook", "Book"))
        self._globals = list(self._records(0))
        version = struct.unpack_from("<H", self._globals[0][1])[0]
        sheets = (record for kind, record in self._globals if kind == _SHEET)
        self._sheets = {
            _name(record[6:], version): self._notes(struct.unpack_from("<I", record)[0])
            for record in sheets
        }

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return any(kind == _EPOCH and data[:1] == b"\x01" for kind, data in self._globals)

    def sheet(self, name: str) -> SheetNotes:
        """The notes about a sheet."""
        return self._sheets[name]

    def _notes(self, start: int) -> SheetNotes:
        special: dict[tuple[int, int], CellError] = {}
        for kind, data in self._records(start):
            if kind == _SPAN:
                span = "<IIHH" if len(data) >= 14 else "<4H"
                row, rows, column, columns = struct.unpack_from(span, data)
            elif kind in _CELLS:
                row, column = struct.unpack_from("<HH", data)
                rows, columns = row + 1, column + 1
                code = _error(kind, data)
                if code is not None:
                    special[row, column] = ERRORS[code]
            else:
                continue
            if not (row <= rows <= _ROWS and column <= columns <= _COLUMNS):
                raise ValueError("a sheet claims cells that can't be")
        return SheetNotes(special=special)

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records of a substream; charts inside a sheet are substreams of their own."""
        depth = 0
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, at)
            depth += (kind == _START) - (kind == _END)
            if depth == 0:
                return
            if depth == 1:
                yield kind, self._stream[at + 4 : at + 4 + length]
            at += 4 + length


def _error(kind: int, data: bytes) -> int | None:
    if kind == _ERROR and data[7]:
        return data[6]
    if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None


def _name(data: bytes, version: int) -> str:
    if version < _BIFF8:
        return data[1 : 1 + data[0]].decode("cp1252", "replace")
    length, wide = data[0], data[1] & 1
    return data[2 : 2 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
