"""What stands above the header: the day whose state a file shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from creditctl.imports.days import prove_order, read_day
from creditctl.imports.headers import key
from creditctl.imports.quarantine import as_written
from creditctl.ledger.dates import from_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.plan import Plan
    from creditctl.imports.table import Cell, RawTable

_LONGEST: Final = 5
"""Words that a day may have: ``31 de enero de 2026``."""


def exported_on(table: RawTable, plan: Plan) -> date | None:
    """The day that the preamble states: ``Per 31-01-2026``, ``As of January 31, 2026``.

    A day counts only behind a word such as *per* or *as of*; the day of printing does not. A day
    whose order is neither proved nor declared is not used.
    """
    for record in table.records[: plan.header]:
        found = _in_record(record, plan)
        if found is not None:
            return found
    return None


def _in_record(record: Sequence[Cell], plan: Plan) -> date | None:
    """The day stated in one record, within a cell or in the cell behind the word."""
    words: list[str] = []
    for cell in record:
        if isinstance(cell, date):
            if _ends_with(words, plan):
                return cell.date() if isinstance(cell, datetime) else cell
            continue
        words += as_written(cell).replace(":", " : ").split()
    for start in range(1, len(words)):
        if _ends_with([w for w in words[:start] if w != ":"], plan) and words[start] != ":":
            found = _day_at(words, start, plan)
            if found is not None:
                return found
    return None


def _ends_with(words: Sequence[str], plan: Plan) -> bool:
    """Whether words end with one that announces the day of a report."""
    known = plan.layout.words.as_of
    return any(key("".join(words[-size:])) in known for size in (1, 2, 3) if len(words) >= size)


def _day_at(words: Sequence[str], start: int, plan: Plan) -> date | None:
    """The day that begins at a word."""
    for size in range(_LONGEST, 0, -1):
        text = " ".join(words[start : start + size]).strip(".,;()")
        proof = prove_order((text,))
        if plan.date_order is None and proof.ambiguous:
            continue
        day = read_day(text, plan.date_order or proof.order)
        if isinstance(day, int):
            return from_days(day)
    return None
