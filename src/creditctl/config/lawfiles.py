"""The tables of the law: shipped, and a workspace's newer rates laid upon them."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from creditctl import regimes
from creditctl.config import raterows
from creditctl.config.check import check, without_echoes
from creditctl.config.ratesfile import OwnRates, ShippedRates
from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error, in_order
from creditctl.regimes.law import Law, Source
from creditctl.regimes.model import RegimeTable
from creditctl.regimes.rates import Series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.config.places import Located
    from creditctl.config.raterows import PlacedRow
    from creditctl.config.ratesfile import OwnSeries, ShippedSeries
    from creditctl.findings import Finding

OWN_FILE: Final = "rates.yaml"
TABLES: Final = Path(regimes.__file__).parent / "tables"
_LABEL: Final = "shipped/regimes"


@dataclass(frozen=True, slots=True)
class LoadedLaw:
    """The tables, and what to look at in them.

    Attributes:
        law: the tables.
        own: the workspace's own file as findings name it, "" when there is none.
        own_series: names of the series for which it has rows.
        findings: warnings about it.
    """

    law: Law
    own: str
    own_series: tuple[str, ...]
    findings: tuple[Finding, ...]


def load_law(folder: Path | None) -> LoadedLaw:
    """Load the shipped tables, and `rates.yaml` of a folder where there is one.

    Args:
        folder: the workspace; None = the shipped tables alone.

    Raises:
        ConfigRefused: there is no such folder (CC100), or with every finding of the files.
    """
    if folder is not None and not folder.is_dir():
        place = Place(os.path.normpath(folder))
        raise ConfigRefused(error("CC100", "there is no such folder", place, "check the name"))
    table, shipped, located = _shipped()
    findings: list[Finding] = []
    own, own_located, name = None, None, ""
    if folder is not None and (folder / OWN_FILE).is_file():
        name = os.path.normpath(folder / OWN_FILE)
        own, own_located = _read(folder / OWN_FILE, name, OwnRates)
        findings += _unknown_series(own, own_located, shipped)
    rates: dict[str, Series] = {}
    for key, series in shipped.series.items():
        rows = raterows.placed(series.values, located, key)
        mine = own.series.get(key) if own else None
        if mine is None or own_located is None:
            findings += _wrong(rows, series, series.covered_through)
            rates[key] = _series(key, series, rows, series.covered_through)
            continue
        made, wrong = _joined(key, series, rows, mine, own_located)
        findings += wrong
        if made is not None:
            rates[key] = made
    if any(finding.severity == "error" for finding in findings):
        raise ConfigRefused(in_order(findings))
    sources = {key: Source(row.title, row.kind) for key, row in shipped.sources.items()}
    law = Law(table.regimes, table.schedules, rates, sources)
    return LoadedLaw(law, name, tuple(own.series) if own else (), tuple(in_order(findings)))


@cache
def _shipped() -> tuple[RegimeTable, ShippedRates, Located]:
    """The shipped tables, read once: policy, claims and checks of one command all ask for them.

    Raises:
        ConfigRefused: with every finding of a file.
    """
    table, _ = _read(TABLES / "regimes.yaml", f"{_LABEL}/regimes.yaml", RegimeTable)
    rates, located = _read(TABLES / "rates.yaml", f"{_LABEL}/rates.yaml", ShippedRates)
    return table, rates, located


def _read(path: Path, name: str, model: type[Any]) -> tuple[Any, Located]:
    """A file, checked against its model.

    Raises:
        ConfigRefused: with every finding.
    """
    parsed = read_yaml(path, name)
    if parsed.located is None:
        raise ConfigRefused(in_order(parsed.findings))
    made, wrong = check(parsed.located, model)
    findings = without_echoes(parsed.findings, wrong)
    if made is None or findings:
        raise ConfigRefused(in_order(findings))
    return made, parsed.located


def _unknown_series(own: OwnRates, located: Located, shipped: ShippedRates) -> Iterator[Finding]:
    for name in own.series:
        if name not in shipped.series:
            near = difflib.get_close_matches(name, shipped.series, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "'creditctl regimes list' names them"
            place = located.place(("series", name), at_key=True)
            yield error("CL100", f"there is no series '{name}'", place, hint)


def _wrong(rows: list[PlacedRow], series: ShippedSeries, through: date) -> list[Finding]:
    """Everything wrong with the rows of one series."""
    found = list(raterows.wrong_rows(rows, series))
    return found or list(raterows.wrong_days(rows, series.changes, through))


def _joined(
    key: str, series: ShippedSeries, rows: list[PlacedRow], own: OwnSeries, located: Located
) -> tuple[Series | None, list[Finding]]:
    """A shipped series with the workspace's rows upon it, or what is wrong with those."""
    mine = raterows.placed(own.values, located, key)
    findings = list(raterows.wrong_rows(mine, series))
    end = raterows.period_end(series.changes, mine[-1].first)
    known = own.covered_through
    place = located.place(("series", key, "covered_through"))
    if known is None and series.changes == "any_day":
        hint = "add 'covered_through:', the last day for which you know that no other rate counts"
        message = f"{key} may change on any day, and nothing says how far your rows are known"
        findings.append(error("CL107", message, place, hint))
    elif known is not None and not mine[-1].first <= known <= end:
        hint = "it lies within the days of your last row"
        findings.append(error("CL107", f"covered_through: {known} cannot be", place, hint))
    if findings:
        return None, findings
    through = max(series.covered_through, known or end)
    joined = raterows.laid_upon(rows, mine, series.covered_through)
    findings = list(raterows.wrong_days(joined, series.changes, through))
    if findings:
        return None, findings
    return _series(key, series, joined, through), list(raterows.changed(rows, mine))


def _series(key: str, series: ShippedSeries, rows: list[PlacedRow], through: date) -> Series:
    return Series(
        name=key,
        title=series.title,
        statute=series.statute,
        country=series.country,
        unit=series.unit,
        values=raterows.values_of(rows, series, through),
        covered_through=through,
        next_value=series.next,
        look=series.look,
        notes=series.notes,
    )
