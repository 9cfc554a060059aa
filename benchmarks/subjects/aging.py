"""Aging: the whole command against the same work by peers, and against the floor."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import inputs
from agreement import agree
from measure import Contender, race
from report import Section, Target, ratio_target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from measure import Result

OURS, TOTALS = "creditctl aging --json", "creditctl aging --by currency"
DUCKDB, DUCKDB_ALL = "DuckDB", "DuckDB, all debtors"
WITHOUT_LOOP = 5_000_000
"""From this size on, the Python loop takes longer than anyone wants to wait."""


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size; then cost per item, and the targets."""
    cost: dict[int, float] = {}
    for items in sizes:
        found = race(contenders(items), rounds[items], inputs.DATA / "out" / f"aging-{items}")
        agree(found.values(), dict.fromkeys((OURS, TOTALS), "creditctl_answer.py"))
        yardstick = found[DUCKDB]
        cost[items] = found[OURS].median_wall / items
        yield Section(
            f"AGING, {items:,} items: read CSV, age by debtor, bucket and currency",
            timing_headers("DuckDB", per_item=True),
            timing_rows(found.values(), yardstick, items),
            _notes(),
            timing_json(found.values(), subject="aging", items=items),
            tuple(_targets(items, found, cost)),
        )


def contenders(items: int) -> list[Contender]:
    """All that can run here; all print the same numbers."""
    file = inputs.ledger(items)
    all_debtors = inputs.DATA / "out" / f"debtors-{items}.json"
    all_debtors.parent.mkdir(parents=True, exist_ok=True)
    totals = inputs.creditctl("aging", file, "--json", "--by", "currency")
    made = [
        Contender(OURS, inputs.creditctl("aging", file, "--json"), note="writes all debtors"),
        Contender(TOTALS, totals, note="writes totals"),
    ]
    made += _peer("duckdb", DUCKDB, "duckdb_aging.py", file, note="writes totals")
    made += _peer("duckdb", DUCKDB_ALL, "duckdb_aging.py", file, all_debtors, note="writes them")
    made += _peer("polars", "polars", "polars_aging.py", file)
    made += _peer("pandas", "pandas", "pandas_aging.py", file)
    if items < WITHOUT_LOOP:
        made.append(Contender("Python loop", inputs.python("python_loop.py", file)))
    floor = inputs.floor()
    if floor:
        made.append(Contender("C floor", (str(floor), str(file)), note="checks nothing"))
    return made


def _peer(module: str, name: str, script: str, *arguments: Path, note: str = "") -> list[Contender]:
    if importlib.util.find_spec(module) is None:
        return []
    return [Contender(name, inputs.python(script, *arguments), note=note)]


def _notes() -> tuple[str, ...]:
    notes = (
        "All agree on items, debtors, the largest debtor and every bucket of each currency;",
        "--by currency, which names no debtors, on items and buckets.",
    )
    return notes if inputs.floor() else (*notes, "There is no C compiler, so no floor.")


def _targets(
    items: int, found: Mapping[str, Result], cost: Mapping[int, float]
) -> Iterator[Target]:
    ours, size = found[OURS], f"{items:,} items"
    limit = {10_000: 1.5, 1_000_000: 1.0}.get(items)
    if limit:
        pairs = (
            ("all debtors / DuckDB totals", ours, found[DUCKDB]),
            ("all debtors / DuckDB all debtors", ours, found[DUCKDB_ALL]),
            ("totals / DuckDB totals", found[TOTALS], found[DUCKDB]),
        )
        for text, mine, theirs in pairs:
            yield ratio_target("aging", f"{size}: {text}", mine, theirs, limit)
    if items >= 1_000_000:
        yield Target("aging", f"{size}: peak memory", ours.peak, 500, unit="MB")
    if 100_000 in cost and items > 100_000:
        text = f"cost per item at {size} / at 100,000"
        yield Target("aging", text, cost[items] / cost[100_000], 1.0)
