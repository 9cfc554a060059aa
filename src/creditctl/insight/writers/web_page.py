"""HTML: one self-contained page that reads well on screen and on paper. Everything is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from creditctl.insight.writers.cells import finding_line, heading, printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.insight.report import Cell, Report, Table

_STYLE: Final = """
:root { color-scheme: light dark; --rule: #8884; --quiet: #777; }
body {
  font: 15px/1.45 system-ui, sans-serif;
  margin: 2.5rem auto;
  max-width: 70rem;
  padding: 0 1rem;
}
h1 { font-size: 1.4rem; margin: 0 0 1.5rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid var(--rule); font-weight: 600; }
td { border-bottom: 1px solid var(--rule); }
.n { text-align: right; white-space: nowrap; }
tfoot td { border-bottom: 0; font-weight: 600; }
tfoot tr:first-child td { border-top: 2px solid var(--rule); }
footer { color: var(--quiet); margin-top: 2rem; }
@page { margin: 15mm; size: landscape; }
@media print {
  body { font-size: 9pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""


def write_page(report: Report) -> str:
    """A report as a web page with its own style; nothing is loaded from elsewhere."""
    title = _text(report.title)
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head>",
        f"<body><h1>{title}</h1>",
        *(_table(table) for table in report.tables),
    ]
    if report.findings:
        items = "\n".join(f"<li>{_text(finding_line(f))}</li>" for f in report.findings)
        parts.append(f"<h2>Findings</h2>\n<ul>\n{items}\n</ul>")
    if report.notes:
        parts.append(f"<footer>{' '.join(map(_text, report.notes))}</footer>")
    return "\n".join([*parts, "</body>", "</html>"]) + "\n"


def _table(table: Table) -> str:
    marks = [' class="n"' if column.right else "" for column in table.columns]
    header = [_text(column.label) for column in table.columns]
    title = heading(table)
    lines = [f"<h2>{_text(title)}</h2>"] if title else []
    lines += ["<table>", "<thead>", _row("th", header, marks), "</thead>", "<tbody>"]
    lines += [_row("td", map(_cell, row), marks) for row in table.rows]
    lines.append("</tbody>")
    if table.totals:
        lines += [
            "<tfoot>",
            *(_row("td", map(_cell, row), marks) for row in table.totals),
            "</tfoot>",
        ]
    return "\n".join([*lines, "</table>"])


def _row(tag: str, cells: Iterable[str], marks: list[str]) -> str:
    inner = "".join(f"<{tag}{mark}>{cell}</{tag}>" for cell, mark in zip(cells, marks, strict=True))
    return f"<tr>{inner}</tr>"


def _cell(cell: Cell) -> str:
    return escape(shown(cell))


def _text(text: str) -> str:
    return escape(printable(text))
