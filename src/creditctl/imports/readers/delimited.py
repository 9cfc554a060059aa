"""Delimited text files: bytes to records, each with the physical line on which it starts.

A physical line ends with LF, CR LF or CR, inside quotes too, as editors count them.

Quotes that do not add up spoil one record and no more: a quote that is never closed, or text
after a closing one, is confined to the line on which its record starts, and reading goes on with
the next line. Such a record is marked broken, with an error that names the line.
"""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, error
from creditctl.imports.readers import dialect as dialects
from creditctl.imports.readers import encoding as encodings
from creditctl.imports.readers.bulk import uncollected
from creditctl.imports.readers.load import LINE_LIMIT, empty
from creditctl.imports.table import RawTable

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterable, Iterator, Sequence

    from creditctl.imports.readers import ReadOptions
    from creditctl.imports.readers.dialect import Dialect

RECORD_LINES: Final = 200
"""Physical lines that one record may span; more of them mean that a quote was not closed."""
SAMPLE_LINES: Final = 1000
"""Physical lines from which the dialect is told."""
_ASCII_LIKE: Final = ("utf-8", "utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class Text:
    """A text file that has proved what it is, not yet cut into records.

    Attributes:
        file: as the user gave it.
        data: its bytes, a byte order mark included.
        encoding: Python's name of the encoding that decodes all of `data`.
        dialect: how its records are written.
        findings: remarks about the encoding.
    """

    file: str
    data: bytes = field(repr=False)
    encoding: str
    dialect: Dialect
    findings: tuple[Finding, ...]

    @property
    def quoted(self) -> bool:
        """Whether any quote character occurs."""
        if self.encoding in _ASCII_LIKE and b'"' not in self.data:
            return False
        return any('"' in line for line in self.physical_lines())

    def physical_lines(self) -> Iterator[str]:
        """The physical lines with their line ends."""
        return io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline="")

    def head(self, lines: int = SAMPLE_LINES) -> RawTable:
        """The records on the first lines, up to the first whose quotes do not add up there."""
        physical = list(islice(self.physical_lines(), lines))
        found = _Records()
        with _field_limit(LINE_LIMIT):
            _read_sound(physical, self.dialect.first_line - 1, self.dialect, found)
        return self._table(physical, found)

    def table(self) -> RawTable:
        """All records."""
        found = _Records()
        with _field_limit(LINE_LIMIT), uncollected():
            physical = list(self.physical_lines())
            _read(physical, self.dialect, found)
        return self._table(physical, found)

    def _table(self, physical: list[str], found: _Records) -> RawTable:
        broken = [self._broken(physical, found.lines[record]) for record in found.broken]
        return RawTable(
            file=self.file,
            sheet="",
            records=found.records,
            lines=found.lines,
            encoding=self.encoding,
            delimiter=self.dialect.delimiter,
            quoted=self.quoted,
            findings=(*self.findings, *broken),
            broken=frozenset(found.broken),
            physical=physical,
        )

    def _broken(self, physical: Sequence[str], line: int) -> Finding:
        text = physical[line - 1].rstrip("\r\n")
        place = Place(self.file, line, excerpt=text[:200])
        hint = 'close each quote, and write a quote inside quotes twice: "De ""Hoek"" B.V."'
        return error("CI123", "the quotes of this record do not add up", place, hint)


@dataclass(slots=True)
class _Records:
    records: list[list[Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


def open_text(data: bytes, name: str, options: ReadOptions) -> Text:
    """Find out how a text file is written.

    Raises:
        DataRefused: as `encoding.detect` and `dialect.detect` do; CI102 nothing but ``sep=;``.
    """
    encoding, remarks = encodings.detect(data, name, options.encoding)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    sample = list(islice(stream, SAMPLE_LINES))
    dialect = dialects.detect(sample, name, options.delimiter)
    if len(sample) < dialect.first_line:
        raise DataRefused(empty(name))
    return Text(name, data, encoding, dialect, remarks)


def _read(physical: Sequence[str], dialect: Dialect, found: _Records) -> None:
    at = dialect.first_line - 1
    while at < len(physical):
        at = _read_sound(physical, at, dialect, found)
        if at < len(physical):
            _read_broken(physical[at], at, dialect, found)
            at += 1


def _read_sound(physical: Sequence[str], at: int, dialect: Dialect, found: _Records) -> int:
    """Read from a line on while the quotes add up; returns the first line that is not read."""
    rest = map(physical.__getitem__, range(at, len(physical)))
    reader = _reader(rest, dialect, strict=True)
    start, records, lines = at, found.records, found.lines
    try:
        for record in reader:
            end = at + reader.line_num
            if end - start > RECORD_LINES:
                return start
            records.append(record)
            lines.append(start + 1)
            start = end
    except csv.Error:
        pass
    return start


def _read_broken(line: str, at: int, dialect: Dialect, found: _Records) -> None:
    """Read one line on its own; blanks between a closing quote and a delimiter do no harm."""
    loose = next(_reader([line], dialect, strict=False))
    tidied = re.sub(rf'"[ \t]+(?={re.escape(dialect.delimiter)}|[\r\n]|$)', '"', line)
    try:
        cells = next(_reader([tidied], dialect, strict=True))
        harmless = [cell.strip() for cell in cells] == [cell.strip() for cell in loose]
    except csv.Error:
        harmless = False
    if not harmless:
        found.broken.append(len(found.records))
    found.records.append(cells if harmless else loose)
    found.lines.append(at + 1)


def _reader(lines: Iterable[str], dialect: Dialect, *, strict: bool) -> CsvReader:
    return csv.reader(
        lines, delimiter=dialect.delimiter, skipinitialspace=dialect.skip_blanks, strict=strict
    )


@contextmanager
def _field_limit(limit: int) -> Iterator[None]:
    before = csv.field_size_limit(limit)
    try:
        yield
    finally:
        csv.field_size_limit(before)
