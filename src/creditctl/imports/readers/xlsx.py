"""A look into xlsx files for error cells, uncalculated formulas and far-off cells.

A quick search of the unpacked sheet decides whether there is anything to look for; only then is
it parsed.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from creditctl.imports.readers.notes import CELL_LIMIT, SheetNotes
from creditctl.imports.readers.package import Package, chunks, local, relation_id
from creditctl.imports.table import CellError, Uncalculated, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO
    from xml.etree import ElementTree as ET

    Events = Iterator[tuple[str, ET.Element]]

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 256
_NO_VALUE: Final = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^>]*/>)\s*(?:</|<(?:\w+:)?v\s*(?:/>|></))"
)
_WIDE: Final = re.compile(rb' r="([A-Z]{2,3})\d')
_ADDRESS: Final = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_TRUE: Final = ("1", "true")


class XlsxNotes:
    """The notes about an xlsx workbook."""

    def __init__(self, data: bytes, name: str) -> None:
        self._package = Package(data, name)
        self._path = self._package.main()
        self._workbook = self._package.parsed(self._path)

    def _property(self, element: str, attribute: str) -> bool:
        found = (e for e in self._workbook.iter() if local(e) == element)
        return any(e.get(attribute) in _TRUE for e in found)

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return self._property("workbookPr", "date1904")

    @cached_property
    def _uncalculated_zeros(self) -> bool:
        """Whether whoever wrote the file left all calculation to the program that opens it.

        Libraries that write formulas without calculating them ask for that, and some give every
        formula the value 0. Spreadsheet programs, which do calculate, do not ask.
        """
        return self._property("calcPr", "fullCalcOnLoad")

    @cached_property
    def _parts(self) -> dict[str, str]:
        relations = self._package.relations(self._path)
        sheets = (e for e in self._workbook.iter() if local(e) == "sheet")
        return {e.get("name", ""): relations[relation_id(e)] for e in sheets}

    def sheet(self, name: str) -> SheetNotes:
        """The notes about a sheet; its rectangle may be too large when nothing hangs on it."""
        with self._package.open(self._parts[name]) as stream:
            quick = self._search(stream)
        if quick is not None:
            return quick
        return self._parse(self._package.events(self._parts[name]))

    def _search(self, stream: IO[bytes]) -> SheetNotes | None:
        """The notes when a search of the text finds nothing special, else None."""
        rows, columns = 0, 26
        for chunk in chunks(stream, _CHUNK, _OVERLAP):
            if b't="e"' in chunk or b"t='e'" in chunk or self._suspicious(chunk):
                return None
            columns = max(columns, *map(_column, _WIDE.findall(chunk)), 0)
            last = _ADDRESS.search(chunk, max(0, chunk.rfind(b' r="')))
            rows = max(rows, int(last[2])) if last else rows
        return SheetNotes(rows, columns) if 0 < rows * columns <= CELL_LIMIT else None

    def _suspicious(self, chunk: bytes) -> bool:
        """Whether there may be formulas without a value; a prefix such as ``x:f`` is rare."""
        formulas = b"<f" in chunk or b":f" in chunk
        return formulas and (self._uncalculated_zeros or _NO_VALUE.search(chunk) is not None)

    def _parse(self, events: Events) -> SheetNotes:
        formulas = _Formulas()
        rows = columns = 0
        for row, column, cell in _cells(events):
            if formulas.take(cell, row, column) or any(e.text or len(e) for e in cell):
                rows, columns = max(rows, row + 1), max(columns, column + 1)
        return SheetNotes(rows, columns, formulas.special(zeros=self._uncalculated_zeros))


def _cells(events: Events) -> Iterator[tuple[int, int, ET.Element]]:
    """The cells of a sheet with row and column from 0; an address may be left out."""
    row, column = -1, -1
    data: ET.Element | None = None
    for event, element in events:
        name = local(element)
        if event == "start" and name == "sheetData":
            data = element
        elif event == "start" and name == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "end" and name == "c":
            address = element.get("r")
            column = _column(address.rstrip("0123456789").encode()) - 1 if address else column + 1
            yield row, column, element
        elif event == "end" and name == "row" and data is not None:
            data.clear()


class _Formulas:
    """Tells errors and uncalculated formulas; knows the formulas that cells share."""

    def __init__(self) -> None:
        self._special: dict[tuple[int, int], CellError | Uncalculated] = {}
        self._zeros: dict[tuple[int, int], CellError | Uncalculated] = {}
        self._calculated = False
        self._shared: dict[str, tuple[str, str]] = {}

    def take(self, cell: ET.Element, row: int, column: int) -> bool:
        """Take note of a cell; whether there is something special about it."""
        parts = {local(part): part for part in cell}
        value, formula = parts.get("v"), parts.get("f")
        text = (value.text or "") if value is not None else ""
        if cell.get("t") == "e":
            self._special[row, column] = CellError(text or "#VALUE!")
        elif formula is not None:
            told = Uncalculated(self._formula(formula, f"{column_letters(column)}{row + 1}"))
            empty_text = cell.get("t") == "str" and value is not None
            if not text and not empty_text:
                self._special[row, column] = told
            elif text == "0":
                self._zeros[row, column] = told
            else:
                self._calculated = True
        return (row, column) in self._special

    def special(self, *, zeros: bool) -> dict[tuple[int, int], CellError | Uncalculated]:
        """All special cells.

        Args:
            zeros: whether formulas that are zero count as uncalculated, unless another formula
                of the sheet shows that it was calculated.
        """
        return self._special | self._zeros if zeros and not self._calculated else self._special

    def _formula(self, formula: ET.Element, address: str) -> str:
        text, shared = f"={formula.text or ''}", formula.get("si")
        if formula.get("t") != "shared" or shared is None:
            return text
        if formula.text:
            self._shared[shared] = text, address
            return text
        from openpyxl.formula.tokenizer import TokenizerError
        from openpyxl.formula.translate import Translator, TranslatorError

        first, origin = self._shared.get(shared, (text, address))
        try:
            return str(Translator(first, origin=origin).translate_formula(address))
        except (TokenizerError, TranslatorError):
            return first


def _column(letters: bytes) -> int:
    """The number of a column from 1: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
