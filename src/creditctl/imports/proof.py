"""Date order and decimal mark of a file: declared, proved by its whole columns, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Severity, error
from creditctl.imports import amounts, days
from creditctl.imports.fields import AMOUNTS, DAYS
from creditctl.imports.quarantine import quoted
from creditctl.ledger.dates import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.imports.amounts import MarkProof
    from creditctl.imports.days import OrderProof
    from creditctl.imports.plan import Plan
    from creditctl.imports.sheet import Sheet
    from creditctl.imports.source import Source


def prove(sheet: Sheet, source: Source) -> Sheet:
    """The sheet with its plan completed.

    Raises:
        DataRefused: CI210 a date order is ambiguous, CI211 two date orders, CI212 years of two
            digits, CI220 the decimal mark is ambiguous, CI221 two decimal marks.
    """
    plan, wrong = sheet.plan, []
    date_texts, amount_texts = _distinct(sheet, DAYS), _distinct(sheet, AMOUNTS)
    order = source.date_order or plan.layout.dates
    if order is None:
        proof = days.prove_order(date_texts)
        wrong += _order_findings(sheet, proof)
        order = proof.order
    wrong += _short_years(sheet)
    mark = source.decimal_mark or plan.layout.decimal
    if mark is None:
        shown = amounts.prove_mark(amount_texts)
        wrong += _mark_findings(sheet, shown)
        mark = shown.mark
    if wrong:
        raise DataRefused(wrong)
    serials = frozenset(f for f in DAYS if plan.has(f) and _holds_serials(sheet, f))
    done = replace(plan, date_order=order, decimal_mark=mark, serials=serials)
    return replace(sheet, plan=done, findings=[*sheet.findings, *_serial_remarks(sheet, done)])


def _distinct(sheet: Sheet, fields: Iterable[str]) -> list[str]:
    """The distinct texts of some fields, in the order of the file."""
    columns = [sheet.plan.column(field) for field in fields if sheet.plan.has(field)]
    cells = (cell for column in columns for cell in sheet.distinct(column))
    return [cell for cell in cells if isinstance(cell, str)]


def _finding(
    sheet: Sheet, fields: Iterable[str], text: str, code: str, message: str, hint: str
) -> Finding:
    """A finding at the first cell that holds a text; the message follows the column's header."""
    for row in sheet.rows:
        for field in fields:
            if not sheet.plan.has(field):
                continue
            column, cells = sheet.plan.column(field), sheet.table.records[row]
            if column.index < len(cells) and cells[column.index] == text:
                place = sheet.table.place(row, column.index, column.header)
                return error(code, f"{column.header}: {quoted(text)} {message}", place, hint)
    raise AssertionError(text)


def _order_findings(sheet: Sheet, proof: OrderProof) -> list[Finding]:
    if proof.contradictory:
        hint = "one file has one date order: correct the dates, or give --date-order dmy or "
        hint += "--date-order mdy to reject the rows that don't fit"
        return [
            _finding(sheet, DAYS, text, "CI211", f"has the {name} first, other dates not", hint)
            for text, name in ((proof.day_first, "day"), (proof.month_first, "month"))
        ]
    if proof.ambiguous:
        first, second = days.readings(proof.ambiguous)
        message = f"could be {first} or {second}, and no date in the file tells which"
        hint = "give --date-order dmy or --date-order mdy"
        return [_finding(sheet, DAYS, proof.ambiguous, "CI210", message, hint)]
    return []


def _short_years(sheet: Sheet) -> list[Finding]:
    """A column in which every year has two digits is refused as a whole."""
    findings = []
    for field in DAYS:
        texts = [t for t in _distinct(sheet, (field,)) if t.strip()]
        if texts and all(days.has_short_year(t) for t in texts):
            message = "has a year of two digits, like all dates in the column"
            hint = "export with years of four digits"
            findings.append(_finding(sheet, (field,), texts[0], "CI212", message, hint))
    return findings


def _mark_findings(sheet: Sheet, proof: MarkProof) -> list[Finding]:
    if proof.contradictory:
        hint = "one file has one decimal mark: correct the amounts, or give --decimal-mark . or "
        hint += "--decimal-mark , to reject the rows that don't fit"
        return [
            _finding(sheet, AMOUNTS, text, "CI221", f"has a decimal {name}, others not", hint)
            for text, name in ((proof.point, "point"), (proof.comma, "comma"))
        ]
    if proof.ambiguous:
        point, comma = amounts.readings(proof.ambiguous)
        message = f"could be {point} or {comma}, and no amount in the file tells which"
        hint = "give --decimal-mark . or --decimal-mark ,"
        return [_finding(sheet, AMOUNTS, proof.ambiguous, "CI220", message, hint)]
    return []


def _holds_serials(sheet: Sheet, field: str) -> bool:
    """Whether a workbook's column holds day numbers and nothing else."""
    cells = [c for c in sheet.cells(sheet.plan.column(field)) if c is not None and c != ""]
    return bool(cells) and all(
        isinstance(c, int | float) and not isinstance(c, bool) and days.is_serial(c) for c in cells
    )


def _serial_remarks(sheet: Sheet, plan: Plan) -> list[Finding]:
    """Remarks that bare numbers were read as days, with the first one."""
    remarks = []
    for field in sorted(plan.serials):
        column = plan.column(field)
        for row, cell in zip(sheet.rows, sheet.cells(column), strict=True):
            if isinstance(cell, int | float):
                day = days.read_serial(cell, epoch_1904=sheet.table.epoch_1904)
                text = iso(day) if isinstance(day, int) else day.reason
                message = f"{column.header} holds bare day numbers: {cell:g} is read as {text}"
                place = sheet.table.place(row, column.index, column.header)
                remarks.append(Finding("CI213", Severity.INFO, message, place))
                break
    return remarks
