"""The key figures as a report: each with its formula, and all that went in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.insight.kpi.period import in_days
from creditctl.insight.report import Column, Days, Kind, Report, Table
from creditctl.insight.rounding import in_decimals
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.kpi import KeyFigures
    from creditctl.insight.kpi.figures import Figures
    from creditctl.insight.kpi.inputs import Input
    from creditctl.insight.kpi.measures import Kpi
    from creditctl.insight.report import Cell, JsonObject, Row

_SCHEMA: Final = "creditctl.kpi/1"
_FOR_PEOPLE, _FOR_PROGRAMS = 1, 2
"""Decimals of days and percentages."""

_COLUMNS: Final = (
    Column("label", "Key figure"),
    Column("value", "Value", align="right"),
    Column("formula", "How it comes about", shorten=True),
)
_INPUTS: Final = (
    Column("label", "What went in"),
    Column("amount", "Amount", Kind.MONEY),
    Column("number", "Number", Kind.INT),
)
_RECORDS: Final = (
    Column("as_of", "As of", Kind.DATE),
    Column("from", "From", Kind.DATE),
    Column("currency", "Currency", Kind.CURRENCY),
    Column("key", "Key"),
    Column("label", "Key figure"),
    Column("value", "Value", align="right"),
    Column("unit", "Unit"),
    Column("at_least", "At least"),
    Column("formula", "Formula"),
    Column("inputs", "What went in"),
    Column("reason", "Why there is none"),
)


def kpi_report(found: KeyFigures, *, inputs: bool) -> Report:
    """The key figures in every form.

    Args:
        found: the key figures.
        inputs: tables for people also list what went in; JSON and CSV always do.
    """
    period = found.period
    return Report(
        schema=_SCHEMA,
        title=f"Key figures as of {period.last}, from {period.first} ({in_days(period.days)})",
        as_of=period.last,
        make_tables=lambda: _tables(found, inputs=inputs),
        make_data=lambda: _data(found),
        make_records=lambda: Table("", _RECORDS, list(_records(found))),
        notes=_notes(found, inputs=inputs),
        findings=tuple(found.findings),
    )


def _tables(found: KeyFigures, *, inputs: bool) -> tuple[Table, ...]:
    tables = []
    for figures, kpis in found.currencies:
        tables.append(_table(figures, kpis))
        if inputs:
            tables.append(_inputs(figures, kpis))
    return tuple(tables)


def _table(figures: Figures, kpis: Sequence[Kpi]) -> Table:
    currency = figures.currency
    return Table(
        currency,
        _COLUMNS,
        [(kpi.measure.label, _shown(kpi), _how(kpi)) for kpi in kpis],
        summary=(
            (figures.open, currency),
            f"open in {figures.items} item{'' if figures.items == 1 else 's'},",
            (figures.overdue, currency),
            "overdue",
        ),
    )


def _shown(kpi: Kpi) -> Cell:
    if kpi.value is None:
        return "n/a"
    number = in_decimals(kpi.value, _FOR_PEOPLE)
    if kpi.at_least:
        return f">= {number} days"
    return Decimal(number) if kpi.measure.unit == "percent" else Days(number)


def _how(kpi: Kpi) -> str:
    return kpi.gap.reason if kpi.gap else kpi.measure.formula


def _inputs(figures: Figures, kpis: Sequence[Kpi]) -> Table:
    """What went into the key figures, each input once."""
    currency = figures.currency
    known = {one.key: one for kpi in kpis for one in kpi.inputs}
    rows: list[Row] = [
        (one.label, (one.value, currency), None)
        if one.kind in ("money", "money-days")
        else (one.label, None, one.value)
        for one in known.values()
    ]
    return Table(f"{currency}, inputs", _INPUTS, rows)


def _notes(found: KeyFigures, *, inputs: bool) -> tuple[str, ...]:
    if not found.currencies:
        return ("Nothing is in the books.",)
    all_of = [kpi for _, kpis in found.currencies for kpi in kpis]
    notes = []
    if any(one.key == "sales" for kpi in all_of for one in kpi.inputs):
        notes.append("Credit sales: invoices less credit notes issued in the period, with VAT.")
    if any(kpi.at_least for kpi in all_of):
        notes.append(">=: all sales of the books are less than what is open.")
    notes += dict.fromkeys(kpi.gap.hint for kpi in all_of if kpi.gap and kpi.gap.hint)
    notes += found.beside
    if not inputs:
        notes.append("The numbers behind them: --inputs")
    return tuple(notes)


def _records(found: KeyFigures) -> list[Row]:
    """One row a currency and key figure."""
    period = found.period
    return [
        (
            period.last,
            period.first,
            figures.currency,
            kpi.measure.key,
            kpi.measure.label,
            None if kpi.value is None else Decimal(in_decimals(kpi.value, _FOR_PROGRAMS)),
            kpi.measure.unit,
            "yes" if kpi.at_least else "no",
            kpi.measure.formula,
            "; ".join(f"{one.key} {_text(one, figures.currency)}" for one in kpi.inputs),
            kpi.gap.reason if kpi.gap else "",
        )
        for figures, kpis in found.currencies
        for kpi in kpis
    ]


def _data(found: KeyFigures) -> JsonObject:
    period = found.period
    return {
        "schema": _SCHEMA,
        "as_of": period.last.isoformat(),
        "from": period.first.isoformat(),
        "days": period.days,
        "months": period.months,
        "currencies": [
            {
                "currency": figures.currency,
                "items": figures.items,
                "open": to_text(figures.open, figures.currency),
                "overdue": to_text(figures.overdue, figures.currency),
                "kpis": [_kpi(kpi, figures.currency) for kpi in kpis],
            }
            for figures, kpis in found.currencies
        ],
        "findings": [finding.as_json() for finding in found.findings],
    }


def _kpi(kpi: Kpi, currency: str) -> JsonObject:
    measure = kpi.measure
    return {
        "key": measure.key,
        "label": measure.label,
        "value": None if kpi.value is None else in_decimals(kpi.value, _FOR_PROGRAMS),
        "unit": measure.unit,
        "at_least": kpi.at_least,
        "formula": measure.formula,
        "inputs": [
            {
                "key": one.key,
                "label": one.label.strip(),
                "value": _text(one, currency),
                "unit": one.kind,
            }
            for one in kpi.inputs
        ],
        "reason": kpi.gap.reason if kpi.gap else None,
    }


def _text(one: Input, currency: str) -> str:
    return to_text(one.value, currency) if one.kind in ("money", "money-days") else str(one.value)
