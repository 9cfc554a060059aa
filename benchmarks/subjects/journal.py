"""The journal: recording notices against inserting the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import inputs
from measure import Contender, race
from report import Section, Target, seconds, timing_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measure import Result

ROWS = 10_000
OURS, BARE = "Journal.plan_notices", "bare executemany"


def sections(rounds: int) -> Iterator[Section]:
    """One table."""
    contenders = [
        Contender(OURS, inputs.python("journal_plan.py", ROWS, inputs.DATA), reports=True),
        Contender(BARE, inputs.python("journal_bare.py", ROWS, inputs.DATA), reports=True),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / "journal")
    ours, bare = found[OURS], found[BARE]
    yield Section(
        f"JOURNAL: {ROWS:,} notices of one item each, in one transaction",
        ("", "wall s", "cpu s", "wall x bare", "cpu x", "RSS MB", ""),
        (
            _row(ours, bare, "with JSON, hash chain and projections"),
            _row(bare, bare, f"the same {bare.median('rows'):,.0f} rows, texts made before"),
        ),
        (
            "Seconds of the transaction alone.",
            f"Handing over, two commits a notice: {ours.median('handed_per_second'):,.0f}/s.",
        ),
        timing_json(found.values(), subject="journal"),
        (
            Target(
                "journal",
                f"{ROWS:,} notices / bare executemany of the same rows",
                ours.median("wall") / bare.median("wall"),
                1.5,
                ours.median("cpu") / bare.median("cpu"),
            ),
        ),
    )


def _row(result: Result, bare: Result, note: str) -> tuple[str, ...]:
    wall, cpu = result.median("wall"), result.median("cpu")
    return (
        result.name,
        seconds(wall),
        seconds(cpu),
        f"{wall / bare.median('wall'):.2f}",
        f"{cpu / bare.median('cpu'):.2f}",
        f"{result.peak:.0f}",
        note,
    )
