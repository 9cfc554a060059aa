"""Markdown: tables in the GitHub flavour. Text from the books never becomes markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.insight.writers.cells import finding_line, heading, printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.insight.report import Cell, Report, Row, Table

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#|~&!@]|:(?=//)|(?<=www)\.)")
"""Marks, and what would make a link of an address."""


def write_markdown(report: Report) -> str:
    """A report as Markdown: headline, a table each, notes, findings."""
    blocks = [f"# {escaped(report.title)}"]
    for table in report.tables:
        if title := heading(table):
            blocks.append(f"## {escaped(title)}")
        blocks.append(_table(table))
    blocks.extend(escaped(note) for note in report.notes)
    if report.findings:
        blocks.append("## Findings")
        blocks.append("\n".join(f"- {escaped(finding_line(f))}" for f in report.findings))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text as one line of Markdown that means just that text."""
    return _MARKUP.sub(r"\\\1", printable(text))


def _table(table: Table) -> str:
    lines = [
        _line(escaped(column.label) for column in table.columns),
        _line("---:" if column.right else ":---" for column in table.columns),
        *(_line(map(_cell, row)) for row in table.rows),
        *(_line(_bold(row)) for row in table.totals),
    ]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return escaped(shown(cell))


def _bold(row: Row) -> Iterable[str]:
    return (f"**{text}**" if (text := _cell(cell)) else "" for cell in row)
