"""The start and the end that all three kinds of source have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, error, warning
from creditctl.imports.batch import Batch
from creditctl.imports.preamble import exported_on
from creditctl.imports.proof import prove
from creditctl.imports.quarantine import Quarantine, as_written
from creditctl.imports.rows import left_out, sort_records
from creditctl.imports.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.imports.choose import Chosen
    from creditctl.imports.source import Source


def open_sheet(found: Chosen, source: Source) -> tuple[Sheet, Batch, list[int]]:
    """The data rows of a table with a proved plan, and the batch that they will fill.

    Returns:
        The rows that have the right number of cells; the batch; the records left out as totals,
        titles and footers.

    Raises:
        DataRefused: as `proof.prove`.
    """
    table = found.table
    quarantine = Quarantine(table)
    quarantine.broken(table.findings)
    parts = sort_records(table, found.plan, quarantine)
    good = [row for row in parts.data if row not in quarantine.records]
    sheet = prove(Sheet(table, found.plan, good, quarantine, [*found.findings]), source)
    record_of = {line: record for record, line in enumerate(table.lines)}

    def place(line: int) -> Place:
        return table.place(record_of[line], None)

    batch = Batch(source, sheet.plan, table.sheet, place)
    batch.data, batch.skipped = len(parts.data), parts.skipped
    broken = {table.lines[record] for record in table.broken}
    batch.findings = [f for f in table.findings if f.place.line not in broken]
    batch.findings += left_out(table, parts.others)
    if not parts.data:
        message = "there are no rows below the header"
        hint = "if there should be some, export the file again"
        header = table.place(found.plan.header, None)
        batch.findings.append(warning("CI208", message, header, hint))
    batch.exported = exported_on(table, sheet.plan)
    return sheet, batch, parts.others


def close(sheet: Sheet, batch: Batch, debtors: Sequence[str], names: Sequence[str]) -> None:
    """Put the quarantined rows and all findings into the batch.

    Args:
        sheet: the rows as they were read.
        batch: what they gave.
        debtors: id per row of the sheet; names: name per row of the sheet.

    Raises:
        DataRefused: CI206 there are rows, and none can be read.
    """
    holds = dict(zip(sheet.rows, debtors, strict=True))
    known = {name: debtor for name, debtor in zip(names, debtors, strict=True) if name and debtor}
    known |= {debtor: debtor for debtor in debtors if debtor}
    for record in sheet.quarantine.records:
        if not holds.get(record):
            holds[record] = _debtor_of(sheet, record, known)
    batch.rejected, wrong = sheet.quarantine.close(holds)
    batch.findings += sheet.findings
    if batch.data and len(sheet.quarantine.records) == batch.data:
        raise DataRefused([_nothing_read(sheet), *wrong])
    batch.findings += wrong


def _debtor_of(sheet: Sheet, record: int, known: Mapping[str, str]) -> str:
    """The debtor of a row that was not cut or not read: any cell that names a known one.

    The cell under the debtor's header comes first; a row whose cells have shifted still names its
    debtor somewhere.
    """
    cells = [as_written(cell).strip() for cell in sheet.table.records[record]]
    columns = [sheet.plan.column(f).index for f in ("debtor", "name") if sheet.plan.has(f)]
    under = [cells[index] for index in columns if index < len(cells) and cells[index]]
    for cell in (*under, *cells):
        if cell in known:
            return known[cell]
    return under[0] if under else ""


def _nothing_read(sheet: Sheet) -> Finding:
    count = len(sheet.quarantine.records)
    rows = "the only row" if count == 1 else f"none of the {count} rows"
    message = f"{rows} can be read" if count > 1 else f"{rows} can't be read"
    hint = "correct the rows named here, or say in a profile which column is which"
    return error("CI206", message, Place(sheet.table.file), hint)
