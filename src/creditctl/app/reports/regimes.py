"""The regimes, and the tables that run out, as reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.report import Column, Kind, Report, Table

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.law.listing import RegimeLine, TableLine
    from creditctl.config.lawfiles import LoadedLaw
    from creditctl.insight.report import Row

_REGIMES = (
    Column("regime", "Regime"),
    Column("title", "For", shorten=True),
    Column("currency", "", Kind.CURRENCY),
    Column("rate", "Rate", align="right"),
    Column("known_through", "Known until", Kind.DATE),
)
_TABLES = (
    Column("table", "Table"),
    Column("known_through", "Known until", Kind.DATE),
    Column("state", "State"),
    Column("regimes", "Regimes", shorten=True),
    Column("look", "Where to look", shorten=True),
)


def list_report(loaded: LoadedLaw, lines: list[RegimeLine], as_of: date) -> Report:
    """Every regime with its rate on a day."""
    return Report(
        schema="creditctl.regimes/1",
        title=f"Late-payment law: rates for interest that begins on {as_of}",
        as_of=as_of,
        make_tables=lambda: (Table("", _REGIMES, [_regime_row(line) for line in lines]),),
        make_data=lambda: {
            "schema": "creditctl.regimes/1",
            "as_of": as_of.isoformat(),
            "regimes": [
                {
                    "regime": line.name,
                    "title": line.regime.title,
                    "country": line.regime.country,
                    "debtor": list(line.regime.debtor),
                    "currencies": list(line.regime.currencies),
                    "percent": None if line.percent is None else str(line.percent),
                    "known_through": _iso(line.known_through),
                    "compensation": line.regime.compensation is not None,
                    "costs": line.regime.costs is not None,
                    "confidence": line.regime.confidence,
                }
                for line in lines
            ],
            "findings": [finding.as_json() for finding in loaded.findings],
        },
        notes=("all of one: creditctl regimes show NAME; what runs out: creditctl regimes check",),
        findings=loaded.findings,
    )


def _regime_row(line: RegimeLine) -> Row:
    currency = line.regime.currencies[0] if line.regime.currencies else ""
    return (line.name, line.regime.title, currency, _rate(line), line.known_through)


def _rate(line: RegimeLine) -> str:
    """The rate, or why there is none."""
    if line.percent is not None:
        return f"{line.percent}%"
    if line.regime.interest is None:
        return "none"
    return "as agreed" if line.regime.interest.mode == "agreed" else "not known"


def check_report(loaded: LoadedLaw, lines: list[TableLine], as_of: date) -> Report:
    """The tables that run out soon, or have, with the place to look."""
    ending = [line for line in lines if line.runs_out(as_of)]
    over = sum(line.has_run_out(as_of) for line in ending)
    title = f"Tables of late-payment law as of {as_of}: {over} of {len(lines)} have run out"
    if len(ending) > over:
        title += f", {len(ending) - over} will within 60 days"
    own = f"with your rows from {loaded.own}" if loaded.own else "no rates.yaml of your own"
    return Report(
        schema="creditctl.regimes-check/1",
        title=title,
        as_of=as_of,
        make_tables=lambda: _ending(ending, as_of),
        make_records=lambda: Table("", _TABLES, [_table_row(line, as_of) for line in lines]),
        make_data=lambda: {
            "schema": "creditctl.regimes-check/1",
            "as_of": as_of.isoformat(),
            "own": loaded.own or None,
            "tables": [
                {
                    "table": line.name,
                    "title": line.title,
                    "known_through": line.known_through.isoformat(),
                    "state": _state(line, as_of),
                    "own": line.name in loaded.own_series,
                    "regimes": list(line.regimes),
                    "next": line.next_value,
                    "look": line.look,
                }
                for line in lines
            ],
            "findings": [finding.as_json() for finding in loaded.findings],
        },
        notes=(own, "how to add a value: creditctl regimes --help"),
        findings=loaded.findings,
    )


def _ending(lines: list[TableLine], as_of: date) -> tuple[Table, ...]:
    """The tables that end, or no table at all."""
    return (Table("", _TABLES, [_table_row(line, as_of) for line in lines]),) if lines else ()


def _table_row(line: TableLine, as_of: date) -> Row:
    state = _state(line, as_of)
    return (line.name, line.known_through, state, ", ".join(line.regimes), line.look)


def _state(line: TableLine, as_of: date) -> str:
    if line.has_run_out(as_of):
        return "run out"
    return "runs out" if line.runs_out(as_of) else "known"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
