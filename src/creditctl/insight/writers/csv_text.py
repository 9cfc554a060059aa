"""CSV: one header, one row a record, exact numbers, and no cell that a spreadsheet would run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.insight.writers.cells import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.insight.report import Cell, Report

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_QUOTED: Final = re.compile(r'[",\r\n]')


def write_csv(report: Report) -> str:
    """The flat table of a report: comma, LF, a point as decimal mark, ISO dates.

    Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
    injection"); numbers and dates stay as they are.
    """
    table = report.records
    lines = [_line(column.key for column in table.columns)]
    lines += [_line(map(_safe, row)) for row in table.rows]
    return "\n".join(lines) + "\n"


def _safe(cell: Cell) -> str:
    if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA):
        return f"'{cell}"
    return plain(cell)


def _line(cells: Iterable[str]) -> str:
    """Cells quoted where needed. Python's writer leaves a lone CR bare when lines end in LF."""
    line = ",".join(
        '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells
    )
    return line or '""'
