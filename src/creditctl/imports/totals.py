"""The total that a file states about itself, for a control."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from creditctl.imports.amounts import Amount, read_amount, read_number, to_minor
from creditctl.imports.batch import StatedTotal
from creditctl.imports.headers import key
from creditctl.imports.quarantine import as_written
from creditctl.ledger.money import exponent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.sheet import Sheet
    from creditctl.imports.table import Cell


def stated_total(sheet: Sheet, others: Sequence[int], currency: str) -> StatedTotal | None:
    """The grand total of what is open, where the last total row of the file states one.

    Args:
        sheet: the table and its plan.
        others: records that are totals, titles and footers.
        currency: of the whole file; "" = none or several, and then there is no one total.

    Returns:
        The total of the only row whose first cell is a bare word for totals, such as ``TOTAAL``;
        None when no row or several begin so, or when the amount can't be read.
    """
    if not currency or not sheet.plan.has("open"):
        return None
    words = sheet.plan.layout.words.total
    bare = [record for record in others if key(_first(sheet.table.records[record])) in words]
    if len(bare) != 1:
        return None
    index, cells = sheet.plan.column("open").index, sheet.table.records[bare[0]]
    amount = _amount(cells[index] if index < len(cells) else None, sheet)
    if amount is None:
        return None
    minor = to_minor(amount, exponent(currency))[0]
    return StatedTotal(sheet.table.lines[bare[0]], currency, minor)


def _first(cells: Sequence[Cell]) -> str:
    """The first cell with content, as text."""
    return next(text for cell in cells if (text := as_written(cell).strip()))


def _amount(cell: Cell, sheet: Sheet) -> Amount | None:
    """The amount in a cell, None when it holds none."""
    if isinstance(cell, str):
        amount = read_amount(cell, sheet.plan.decimal_mark)
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        amount = read_number(cell)
    else:
        return None
    return amount if isinstance(amount, Amount) else None
