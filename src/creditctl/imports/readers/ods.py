"""A look into ods files for error cells and uncalculated formulas.

A cell that shows ``#N/A`` may carry the value 0 besides, which must not be taken for an amount.
Dates in ods are dates, so there is no epoch; far-off cells are refused by calamine itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from creditctl.imports.readers import sniff
from creditctl.imports.readers.notes import SheetNotes
from creditctl.imports.readers.package import Package, chunks
from creditctl.imports.table import CellError, Uncalculated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    Special = dict[tuple[int, int], CellError | Uncalculated]

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 64


class OdsNotes:
    """The notes about an ods workbook."""

    epoch_1904 = False

    def __init__(self, data: bytes, name: str) -> None:
        self._package = Package(data, name)
        with self._package.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read():
                raise sniff.encrypted(name)

    def sheet(self, name: str) -> SheetNotes:
        """The notes about a sheet."""
        return SheetNotes(special=self._sheets.get(name, {}))

    @cached_property
    def _sheets(self) -> dict[str, Special]:
        with self._package.open("content.xml") as stream:
            pieces = chunks(stream, _CHUNK, _OVERLAP)
            if not any(b":formula=" in piece or b'"error"' in piece for piece in pieces):
                return {}
        return _parse(self._package.events("content.xml"))


def _parse(events: Iterator[tuple[str, ET.Element]]) -> dict[str, Special]:
    sheets: dict[str, Special] = {}
    special: Special = {}
    row = 0
    for event, element in events:
        if event == "start" and element.tag == f"{_TABLE}table":
            special = sheets.setdefault(element.get(f"{_TABLE}name", ""), {})
            row = 0
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            found = _row(element)
            if found:
                repeated = range(_repeated(element, "rows"))
                special.update({(row + k, column): v for k in repeated for column, v in found})
            row += _repeated(element, "rows")
            element.clear()
    return sheets


def _row(element: ET.Element) -> list[tuple[int, CellError | Uncalculated]]:
    found: list[tuple[int, CellError | Uncalculated]] = []
    column = 0
    for cell in element:
        if cell.tag in _CELLS:
            repeated = _repeated(cell, "columns")
            special = _special(cell)
            if special is not None:
                found.extend((column + k, special) for k in range(repeated))
            column += repeated
    return found


def _repeated(element: ET.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", 1))


def _special(cell: ET.Element) -> CellError | Uncalculated | None:
    shown = "".join(part.text or "" for part in cell.iterfind(f"{_TEXT}p"))
    formula = cell.get(f"{_TABLE}formula")
    if any(key.endswith("}value-type") and value == "error" for key, value in cell.items()):
        return CellError(shown or "#VALUE!")
    if formula is None:
        return None
    if shown.startswith("Err:") or (shown.startswith("#") and shown.endswith(("!", "?", "#N/A"))):
        return CellError(shown)
    if cell.get(f"{_OFFICE}value-type") is None and not shown:
        return Uncalculated(f"={formula.partition('=')[2]}")
    return None
