"""Which records are data: blank rows, repeated headers, totals and footers are told apart.

A record is left out only when it can't be a document: it is empty, it has one cell, it repeats
the header, it begins with a word for totals or footers and lacks what a document needs, or all
of number, debtor code and days are empty. Anything else is data, or is rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from creditctl.findings import Finding, Severity
from creditctl.imports.headers import key
from creditctl.imports.quarantine import as_written, quoted
from creditctl.imports.table import CellError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.plan import Plan
    from creditctl.imports.quarantine import Quarantine
    from creditctl.imports.table import Cell, RawTable

_EXAMPLES: Final = 3


@dataclass(slots=True)
class Sorted:
    """The records below the header.

    Attributes:
        data: indexes of records that are data, those with a wrong number of cells included.
        blank: how many are empty. headers: how many repeat the header.
        others: indexes of totals, section titles and footers.
    """

    data: list[int] = field(default_factory=list)
    blank: int = 0
    headers: int = 0
    others: list[int] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """How many records are no data."""
        return self.blank + self.headers + len(self.others)


def sort_records(table: RawTable, plan: Plan, quarantine: Quarantine) -> Sorted:
    """Tell data from the rest, and reject records with a wrong number of cells."""
    sorted_ = Sorted()
    full = _Full(table, plan)
    for record in range(plan.header + 1, len(table.records)):
        cells = table.records[record]
        if record in table.broken or full.is_plain(cells):
            sorted_.data.append(record)
        else:
            _sort_one(table, plan, record, sorted_)
    _reject_ragged(table, plan, sorted_.data, quarantine)
    return sorted_


@dataclass(slots=True)
class _Full:
    """The quick look that nearly every data row passes."""

    table: RawTable
    plan: Plan
    width: int = 0
    needed: tuple[int, ...] = ()
    header: str = ""

    def __post_init__(self) -> None:
        headers = self.table.records[self.plan.header]
        self.width = len(headers)
        fields = [f for f in ("number", "issued", "due", "received") if self.plan.has(f)]
        if self.plan.layout.kind == "debtors":
            fields = [f for f in ("debtor", "name") if self.plan.has(f)]
        self.needed = tuple(self.plan.column(f).index for f in fields)
        self.header = as_written(headers[self.needed[0]]) if self.needed else ""

    def is_plain(self, cells: Sequence[Cell]) -> bool:
        """Whether a record has the right width and everything by which data is known."""
        if len(cells) != self.width or not self.needed or cells[self.needed[0]] == self.header:
            return False
        for index in self.needed:
            cell = cells[index]
            if cell is None or (isinstance(cell, str) and (not cell or cell.isspace())):
                return False
        return True


def _sort_one(table: RawTable, plan: Plan, record: int, sorted_: Sorted) -> None:
    """Sort a record that does not look like data at once."""
    cells = table.records[record]
    filled = [c for c in cells if not _is_blank(c)]
    if not filled:
        sorted_.blank += 1
    elif _repeats_header(cells, table.records[plan.header]):
        sorted_.headers += 1
    elif _is_no_document(cells, filled, plan):
        sorted_.others.append(record)
    else:
        sorted_.data.append(record)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _repeats_header(cells: Sequence[Cell], headers: Sequence[Cell]) -> bool:
    """Whether a record says the same as the header record."""
    return [key(as_written(c)) for c in cells if not _is_blank(c)] == [
        key(as_written(c)) for c in headers if not _is_blank(c)
    ]


def _is_no_document(cells: Sequence[Cell], filled: Sequence[Cell], plan: Plan) -> bool:
    """Whether a record is a total, a title or a footer."""
    words = plan.layout.words
    closing = begins_with(filled[0], words.total | words.footer)
    if plan.layout.kind == "debtors":
        return closing and len(filled) < 3
    if len(filled) == 1:
        return not isinstance(filled[0], CellError)
    known = {f: _cell(cells, plan, f) for f in plan.columns}
    days = [known.get(f) for f in ("issued", "due", "received")]
    # "Total" may stand anywhere left of its amount, also under the header of a date.
    if any(not _is_blank(d) and not begins_with(d, words.total) for d in days):
        return False
    number = known.get("number")
    if closing and (_is_blank(number) or number is filled[0]):
        return True
    return _is_blank(number) and _is_blank(known.get("debtor"))


def begins_with(cell: Cell, words: frozenset[str]) -> bool:
    """Whether a cell begins with one of the words: ``Totaal Jansen``, ``Pagina 1 van 1``."""
    parts = [key(part) for part in as_written(cell).replace(":", " ").split()]
    return any("".join(parts[:size]) in words for size in (1, 2, 3) if len(parts) >= size)


def _cell(cells: Sequence[Cell], plan: Plan, field: str) -> Cell:
    index = plan.column(field).index
    return cells[index] if index < len(cells) else None


def _reject_ragged(
    table: RawTable, plan: Plan, data: Sequence[int], quarantine: Quarantine
) -> None:
    """Reject rows with too few or too many cells; empty cells behind the last header are fine."""
    width = len(table.records[plan.header])
    for record in data:
        cells = table.records[record]
        count = len(cells)
        if count == width or record in table.broken:
            continue
        while count > width and _is_blank(cells[count - 1]):
            count -= 1
        if count > width:
            hint = "a value that holds the delimiter must stand in quotes; correct the row"
            message = f"the row has {count} cells, the header has {width}"
            quarantine.reject(record, None, "CI301", message, hint)
        elif count < plan.width and not table.sheet:
            hint = "the row is cut off; export the file again"
            message = f"the row has {count} cells, the header has {width}"
            quarantine.reject(record, None, "CI301", message, hint)


def left_out(table: RawTable, others: Sequence[int]) -> list[Finding]:
    """The remark that names what was left out, so that nothing disappears in silence."""
    if not others:
        return []
    examples = []
    for record in others[:_EXAMPLES]:
        first = next(c for c in table.records[record] if not _is_blank(c))
        examples.append(f"line {table.lines[record]} {quoted(first)}")
    rows = "1 row is" if len(others) == 1 else f"{len(others)} rows are"
    more = f" and {len(others) - _EXAMPLES} more" if len(others) > _EXAMPLES else ""
    message = f"{rows} a total, a title or a footer and no document: {', '.join(examples)}{more}"
    place = table.place(others[0], None)
    return [Finding("CI302", Severity.INFO, message, place)]
