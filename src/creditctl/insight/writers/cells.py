"""Cells as text: exact and plain for programs, grouped for people, and safe for a terminal.

For people digits are grouped by spaces with a point as decimal mark, ``12 345.60``: read the same
in every country (ISO 80000-1), where ``12,345`` and ``12.345`` are not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.insight.report import Days
from creditctl.ledger.money import exponent, to_text

if TYPE_CHECKING:
    from creditctl.findings import Finding
    from creditctl.insight.report import Cell, Table

Style = Callable[[str, str], str]
"""Colours: (role, text) -> text. Roles: title, header, rule, total, alert, quiet."""

ELLIPSIS: Final = "…"


def plain(cell: Cell) -> str:
    """A cell for programs: ``1234.56``, ISO dates, percentages as numbers, "" for nothing."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, tuple):
        return to_text(*cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def ungrouped(cell: Cell) -> str:
    """A cell for people who search and copy: like `plain`, percentages and days with their sign."""
    if isinstance(cell, Days):
        return f"{cell} days"
    return f"{cell}%" if isinstance(cell, Decimal) else plain(cell)


def grouped(cell: Cell) -> str:
    """A cell for people: digits of amounts and counts in groups of three."""
    if isinstance(cell, (tuple, int)):
        return _groups(plain(cell))
    return ungrouped(cell)


def shown(cell: Cell, text: Callable[[Cell], str] = grouped) -> str:
    """A cell of a table for people, on one line: no money at all is a dash."""
    if isinstance(cell, tuple):
        return text(cell) if cell[0] else "-"
    return printable(text(cell))


def heading(table: Table, text: Callable[[Cell], str] = grouped) -> str:
    """The title of a table with its summary."""
    summary = " ".join(text(cell) for cell in table.summary)
    return ": ".join(part for part in (table.title, summary) if part)


def whole(cell: Cell) -> str:
    """Like `grouped`, amounts rounded half up to whole units of their currency."""
    return _rounded(cell, 1)


def thousands(cell: Cell) -> str:
    """Like `grouped`, amounts rounded half up to thousands of units."""
    return _rounded(cell, 1_000)


def _rounded(cell: Cell, units: int) -> str:
    if not isinstance(cell, tuple):
        return grouped(cell)
    minor, currency = cell
    step = units * 10 ** exponent(currency)
    count = (2 * abs(minor) + step) // (2 * step)
    return _groups(f"{'-' if minor < 0 and count else ''}{count}")


def _groups(number: str) -> str:
    units, point, decimals = number.partition(".")
    return f"{int(units):,}".replace(",", " ") + point + decimals if units != "-0" else number


def finding_line(finding: Finding) -> str:
    """A finding on one line: place, code, message, hint."""
    first, *_ = finding.as_text().split("\n")
    return f"{first}; hint: {finding.hint}" if finding.hint else first


def printable(text: str) -> str:
    """Text that cannot steer a terminal, a sheet or a page: no control characters, one line."""
    if text.isprintable():
        return text
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    category = unicodedata.category(char)
    if char in "\t\n\r\v\f" or category.startswith("Z"):
        return " "
    # Format characters reorder or join what is around them: dropped. Others show that they were.
    return "" if category == "Cf" else "?"


def display_width(text: str) -> int:
    """Columns that text takes on a terminal: 2 for East Asian wide characters, 0 for accents."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shortened(text: str, width: int) -> str:
    """Text of at most that many columns, cut with an ellipsis where it is longer."""
    if display_width(text) <= width:
        return text
    kept, used = [], 0
    for char in text:
        used += _char_width(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + ELLIPSIS
