"""The rows of a bank CSV below its header, each with its cells and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.imports.quarantine import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.cash.reading.csv_choose import Layout
    from creditctl.cash.reading.problems import Problems
    from creditctl.findings import Place


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        layout: what its file follows; problems: gets what is wrong with it.
        record: its index in the table; cells: without blanks around them.
        last: whether no other row follows.
    """

    layout: Layout
    problems: Problems
    record: int
    cells: Sequence[str]
    last: bool

    @property
    def line(self) -> int:
        """Its physical line."""
        return self.layout.table.lines[self.record]

    def cell(self, at: int | None) -> str:
        """A cell by its index, "" beyond the end of the row."""
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def named(self, columns: Sequence[str | int] | None) -> str:
        """The cell of the first of some columns that the file has."""
        return self.cell(self.layout.position(columns)) if columns else ""

    def place(self, at: int | None) -> Place:
        """Where a cell is, or the row."""
        headers = self.layout.headers
        header = headers[at] if at is not None and at < len(headers) else ""
        return self.layout.table.place(self.record, at, header)

    def refuse(self, code: str, message: str, at: int | None, hint: str) -> None:
        """Note what can't be read."""
        self.problems.refuse(code, message, self.place(at), hint)


def rows(layout: Layout, problems: Problems) -> Iterator[Row]:
    """The rows that hold something, totals and other footers of the profile left out.

    Rows that can't be cut into cells are refused (CI123), as are rows with more cells than the
    header (CP115): a delimiter inside a text shifts all that follows.
    """
    table = layout.table
    for finding in table.findings:
        problems.refuse(finding.code, finding.message, finding.place, finding.hint)
    footer = layout.profile.profile.footer
    found: list[Row] = []
    for record in range(layout.header + 1, len(table.records)):
        cells = [as_written(cell).strip() for cell in table.records[record]]
        first = next(filter(None, cells), "")
        if first and record not in table.broken and not (footer and first.startswith(footer)):
            found.append(Row(layout, problems, record, cells, last=False))
    if found:
        end = found[-1]
        found[-1] = Row(layout, problems, end.record, end.cells, last=True)
    yield from _not_shifted(found, layout)


def _not_shifted(found: Sequence[Row], layout: Layout) -> Iterator[Row]:
    """The rows that have no more cells than the header; the others are refused.

    Some banks end every row with a delimiter, which is no shift.
    """
    width = layout.profile.profile.width or len(layout.headers)
    full = [row for row in found if len(row.cells) >= width]
    if all(len(row.cells) == width + 1 and not row.cells[-1] for row in full):
        width += 1
    for row in found:
        if len(row.cells) <= width:
            yield row
            continue
        message = f"the row has {len(row.cells)} cells, the header {width}"
        hint = "a text holds the delimiter without quotes: download the file again"
        row.refuse("CP115", message, None, hint)
