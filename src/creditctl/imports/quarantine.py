"""Quarantine: every reason for every row that can't be read, collected and never raised."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from creditctl.findings import Finding, Place, error
from creditctl.imports.source import Rejected
from creditctl.imports.table import CellError, Uncalculated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.imports.plan import Column
    from creditctl.imports.table import Cell, RawTable

_SHOWN = 60
"""Characters of a value that a message shows."""


class _Reason(NamedTuple):
    record: int
    value: str
    finding: Finding


@dataclass(slots=True)
class Quarantine:
    """The rejected rows of one table.

    Attributes:
        table: the table that the rows belong to.
        records: indexes of rejected records.
    """

    table: RawTable
    records: set[int] = field(default_factory=set)
    _reasons: list[_Reason] = field(default_factory=list)

    def reject(
        self, record: int, column: Column | None, code: str, message: str, hint: str = ""
    ) -> None:
        """Reject a row.

        Args:
            record: index of its record.
            column: the column of the offending value, None for the whole row.
            code: of the finding; message: what is wrong; hint: what to do.
        """
        index = None if column is None else column.index
        if index is not None and self.table.sheet:
            message += f" (cell {self.table.address(record, index)})"
        place = self.table.place(record, index, column.header if column else "")
        cells = self.table.records[record]
        cell = cells[index] if index is not None and index < len(cells) else None
        self.records.add(record)
        self._reasons.append(_Reason(record, as_written(cell), error(code, message, place, hint)))

    def broken(self, found: Sequence[Finding]) -> None:
        """Reject the records that the reader could not cut into cells, with its findings."""
        by_line = {finding.place.line: finding for finding in found}
        for record in sorted(self.table.broken):
            line = self.table.lines[record]
            message = "this row can't be cut into cells"
            finding = by_line.get(line, error("CI301", message, Place(self.table.file, line)))
            self.records.add(record)
            self._reasons.append(_Reason(record, "", finding))

    def close(self, debtors: Mapping[int, str]) -> tuple[list[Rejected], list[Finding]]:
        """The rejected rows and their findings, each with the debtor that it holds.

        Args:
            debtors: record to the id of its debtor, as far as known.
        """
        rejected, findings = [], []
        for record, value, finding in self._reasons:
            debtor = debtors.get(record, "")
            place = finding.place
            findings.append(replace(finding, debtor=debtor))
            rejected.append(
                Rejected(
                    place.file,
                    self.table.lines[record],
                    place.field,
                    value,
                    finding.code,
                    finding.message,
                    debtor,
                )
            )
        return rejected, findings


def as_written(cell: Cell) -> str:
    """A cell as text, for messages and for columns of plain text."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, Uncalculated):
        return cell.formula
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def quoted(cell: Cell) -> str:
    """A cell in quotes, on one line and not too long, for a message."""
    text = " ".join(as_written(cell).split())
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"
