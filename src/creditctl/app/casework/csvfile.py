"""Cases from a CSV file: one row a case, every row checked before any is recorded."""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Final

from creditctl.app.casework import acts
from creditctl.app.casework.arranging import arrange
from creditctl.app.casework.desk import Objection
from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from creditctl.app.casework.desk import Desk

COLUMNS: Final = (
    *("type", "invoice", "debtor", "group", "reason", "amount", "date", "until", "by", "note"),
    *("instalments", "every"),
)
"""The columns that a file may have; `type` and `by` must be there."""

TYPES: Final[dict[str, tuple[str, ...]]] = {
    "promise": ("invoice", "date"),
    "dispute": ("invoice", "reason"),
    "hold": ("reason",),
    "note": ("debtor", "note"),
    "call": ("debtor", "note"),
    "writeoff": ("invoice", "reason"),
    "arrangement": ("debtor", "instalments", "date"),
}
"""The types of rows, with the columns that each can't do without."""

_LARGEST: Final = 20_000_000
_SEPARATOR: Final = ";"
"""Stands between the invoices of an arrangement."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its cells by column, stripped, and its place."""

    cells: dict[str, str]
    place: Place

    def text(self, column: str) -> str:
        """A cell, "" when it is empty or the column is not there."""
        return self.cells.get(column, "")

    def maybe(self, column: str) -> str | None:
        """A cell, None when it is empty."""
        return self.text(column) or None

    def day(self, column: str) -> date | None:
        """A date, None when the cell is empty.

        Raises:
            Objection: it is none (CS111).
        """
        text = self.text(column)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            message = f"{column}: '{text}' is no date"
            raise Objection("CS111", message, "write it as 2026-01-31")
        return day


def read_cases(path: Path, shown: str) -> list[Row]:
    """The rows of a file.

    Args:
        path: a CSV file, UTF-8, with a header; comma, semicolon or tab between the cells.
        shown: its name in findings.

    Raises:
        DataRefused: it can't be read, or a column is missing or unknown (CS112 to CS114).
    """
    text = _text(path, shown)
    header = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(_rows(reader, shown))
    except csv.Error as problem:
        message = f"the file is no CSV: {problem}"
        raise DataRefused(error("CS112", message, Place(shown, reader.line_num))) from None


def _rows(reader: Iterator[list[str]], shown: str) -> Iterator[Row]:
    names = [name.strip().lower() for name in next(reader, [])]
    _check_header(names, shown)
    line = getattr(reader, "line_num", 1)
    for cells in reader:
        first, line = line + 1, getattr(reader, "line_num", line)
        if not any(cell.strip() for cell in cells):
            continue
        place = Place(shown, first)
        if len(cells) != len(names):
            message = f"{len(cells)} cells stand here, the header has {len(names)}"
            raise DataRefused(error("CS112", message, place, "a comma too many or too few?"))
        yield Row(dict(zip(names, (cell.strip() for cell in cells), strict=True)), place)


def _text(path: Path, shown: str) -> str:
    place = Place(shown)
    try:
        if path.stat().st_size > _LARGEST:
            raise DataRefused(error("CS112", "the file is too large for cases", place))
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        message = f"can't read {shown}: {problem.strerror or problem}"
        raise DataRefused(error("CS112", message, place)) from None
    except UnicodeDecodeError:
        message = "the file is not UTF-8 text"
        hint = "save it as CSV UTF-8; a workbook is none"
        raise DataRefused(error("CS112", message, place, hint)) from None


def _check_header(names: list[str], shown: str) -> None:
    place = Place(shown, 1)
    found: list[Finding] = []
    for name in names:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"columns: {', '.join(COLUMNS)}"
            found.append(error("CS113", f"there is no column '{name}'", place, hint))
        elif names.count(name) > 1:
            found.append(error("CS113", f"the column '{name}' stands twice", place))
    found += [
        error("CS114", f"the column '{name}' is missing", place, f"columns: {', '.join(COLUMNS)}")
        for name in ("type", "by")
        if name not in names
    ]
    if found:
        raise DataRefused(list(dict.fromkeys(found)))


def take_rows(desk: Desk, rows: list[Row]) -> None:
    """Let all rows pass at the desk.

    Raises:
        DataRefused: with what is wrong with any of them.
    """
    found: list[Finding] = []
    for row in rows:
        try:
            _take(desk, row)
        except Objection as objection:
            found.append(objection.finding(row.place))
    if found:
        raise DataRefused(found)


def _take(desk: Desk, row: Row) -> None:
    kind = row.text("type").lower()
    if kind not in TYPES:
        near = difflib.get_close_matches(kind, TYPES, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"types: {', '.join(TYPES)}"
        raise Objection("CS115", f"there is no type '{row.text('type')}'", hint)
    for column in TYPES[kind]:
        if not row.text(column):
            raise Objection("CS116", f"{kind}: '{column}' is empty")
    _TAKERS[kind](desk, row)


def _promise(desk: Desk, row: Row) -> None:
    due = row.day("date")
    assert due is not None
    told = {"by": row.text("by"), "note": row.text("note")}
    amount = row.maybe("amount")
    acts.promise(desk, row.place, invoice=row.text("invoice"), due=due, amount=amount, **told)


def _dispute(desk: Desk, row: Row) -> None:
    acts.dispute(
        desk,
        row.place,
        invoice=row.text("invoice"),
        reason=row.text("reason"),
        amount=row.maybe("amount"),
        by=row.text("by"),
        note=row.text("note"),
    )


def _hold(desk: Desk, row: Row) -> None:
    named = [name for name in ("invoice", "debtor", "group") if row.text(name)]
    if len(named) != 1:
        raise Objection("CS116", "hold: one of invoice, debtor and group is wanted")
    acts.hold(
        desk,
        row.place,
        scope="item" if named[0] == "invoice" else "debtor" if named[0] == "debtor" else "group",
        name=row.text(named[0]),
        reason=row.text("reason"),
        start=row.day("date"),
        until=row.day("until"),
        by=row.text("by"),
    )


def _note(desk: Desk, row: Row) -> None:
    acts.note(
        desk,
        row.place,
        debtor=row.text("debtor"),
        text=row.text("note"),
        by=row.text("by"),
        kind="call" if row.text("type").lower() == "call" else "note",
        invoice=row.maybe("invoice"),
        follow_up=row.day("until"),
    )


def _writeoff(desk: Desk, row: Row) -> None:
    acts.writeoff(
        desk,
        row.place,
        invoice=row.text("invoice"),
        amount=row.maybe("amount"),
        reason=row.text("reason"),
        by=row.text("by"),
    )


def _arrangement(desk: Desk, row: Row) -> None:
    count = row.text("instalments")
    if not count.isdecimal() or not count.isascii():
        raise Objection("CS116", f"arrangement: instalments: '{count}' is no number")
    invoices = [name.strip() for name in row.text("invoice").split(_SEPARATOR) if name.strip()]
    arrange(
        desk,
        row.place,
        debtor=row.text("debtor"),
        invoices=invoices,
        currency=None,
        count=int(count),
        every=row.text("every") or "month",
        first=row.day("date"),
        parts=(),
        by=row.text("by"),
        note=row.text("note"),
    )


_TAKERS: Final[dict[str, Callable[[Desk, Row], None]]] = {
    "promise": _promise,
    "dispute": _dispute,
    "hold": _hold,
    "note": _note,
    "call": _note,
    "writeoff": _writeoff,
    "arrangement": _arrangement,
}
