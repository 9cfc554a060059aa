"""The daily run on a ledger of which 40 % of the items have a state in the journal."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import inputs
from agreement import answer
from measure import Contender, Failed, race
from report import Section, Target, ratio_target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from measure import Result

FIRST, SECOND, PLAN = "creditctl run, first", "creditctl run, again", "creditctl plan --json"
EXPLAIN, EXPLAINED = "creditctl explain INVOICE", "INV-0000001"
DUCKDB, AGING, LETTERS = "DuckDB query", "creditctl aging --json", "letters alone"


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size."""
    for items in sizes:
        template = inputs.workspace(items)
        letters = _planned(items)
        found = race(
            _contenders(items, letters), rounds[items], inputs.DATA / "out" / f"run-{items}"
        )
        _check(found, letters)
        for copy in _copies(template):
            shutil.rmtree(copy)
        states = json.loads((template / "states.json").read_text(encoding="utf-8"))
        yield Section(
            f"DAILY RUN, {items:,} items, {states['states']:,} of them with a state in the journal,"
            f" {letters} letters",
            timing_headers("DuckDB", per_item=True),
            timing_rows(found.values(), found[DUCKDB], items),
            (
                "DuckDB joins, ages and decides: no policy file, checks, journal or letters.",
                "Both decide on the same letters and the same items in them.",
            ),
            timing_json(found.values(), subject="run", items=items, letters=letters),
            tuple(_targets(items, found)),
        )


def _planned(items: int) -> int:
    """How many letters the first run will make."""
    ledger, template = inputs.ledger(items), inputs.workspace(items)
    found = inputs.run(*inputs.python("duckdb_run.py", ledger, template / "states.parquet"))
    letters: int = json.loads(found)["letters"]
    return letters


def _contenders(items: int, letters: int) -> list[Contender]:
    template, ledger = inputs.workspace(items), inputs.ledger(items)
    first, again = _copies(template)
    inputs.fresh_copy(template, again)
    inputs.run(*inputs.creditctl("run", "--workspace", again))
    return [
        Contender(
            FIRST,
            inputs.creditctl("run", "--workspace", first),
            before=lambda: inputs.fresh_copy(template, first),
            note="prints the aging too",
        ),
        Contender(
            SECOND,
            inputs.creditctl("run", "--workspace", again),
            steady=False,  # it prints its number
            note="the same day; no letters",
        ),
        Contender(PLAN, inputs.creditctl("plan", "--workspace", template, "--json")),
        Contender(EXPLAIN, inputs.creditctl("explain", EXPLAINED, "--workspace", template)),
        Contender(AGING, inputs.creditctl("aging", ledger, "--json")),
        Contender(DUCKDB, inputs.python("duckdb_run.py", ledger, template / "states.parquet")),
        Contender(
            LETTERS,
            inputs.python("letters.py", max(letters, 1), 2),
            reports=True,
            note="two threads, whole process",
        ),
    ]


def _copies(template: Path) -> tuple[Path, Path]:
    """Where the first run runs, and where runs are repeated."""
    return template.with_name(f"{template.name}-first"), template.with_name(
        f"{template.name}-again"
    )


def _check(found: Mapping[str, Result], letters: int) -> None:
    """The plan decides as DuckDB does, the first run makes its letters, the second none."""
    ours, theirs = answer(found[PLAN], "creditctl_plan_answer.py"), answer(found[DUCKDB], None)
    theirs.pop("buckets")
    if ours != theirs:
        raise Failed(f"{PLAN} and {DUCKDB} do not agree:\n{ours}\n{theirs}")
    said_by = {
        FIRST: f"{letters} notices issued",
        SECOND: "nothing new to issue",
        EXPLAIN: f"{EXPLAINED} ",
    }
    for name, said in said_by.items():
        if said not in found[name].output.read_text(encoding="utf-8"):
            raise Failed(f"{name} did not say '{said}'")


def _targets(items: int, found: Mapping[str, Result]) -> Iterator[Target]:
    size = f"{items:,} items"
    first, query, letters = found[FIRST], found[DUCKDB], found[LETTERS]
    if items == 1_000_000:
        yield Target(
            "run",
            f"{size}: first run less its letters / DuckDB",
            (first.median_wall - letters.median("wall")) / query.median_wall,
            2.0,
            (first.median_cpu - letters.median("cpu")) / query.median_cpu,
        )
        yield Target("run", f"{size}: peak memory of the first run", first.peak, 500, unit="MB")
    yield ratio_target("run", f"{size}: second run / aging", found[SECOND], found[AGING], 1.3)
