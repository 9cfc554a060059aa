"""Rehearsing policies over two years of invoices, against a plain loop for one small policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import inputs
from agreement import answer
from measure import Contender, Failed, race
from report import Section, Target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST, LAST = "2024-02-01", "2026-01-30"
ONE, TWO, LOOP = "policy rehearse, one policy", "policy rehearse, two policies", "plain loop"
MOST_ITEMS, MOST_ROUNDS, SECONDS = 100_000, 3, 60


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size, up to the size that the target is about."""
    for items in sizes:
        if items <= MOST_ITEMS:
            yield _section(items, min(rounds[items], MOST_ROUNDS))


def _section(items: int, rounds: int) -> Section:
    file = inputs.history(items)
    period = ("--from", FIRST, "--to", LAST, "--file", file, "--json")
    contenders = [
        Contender(ONE, (inputs.CREDITCTL, "policy", "rehearse", "two-knobs", *map(str, period))),
        Contender(
            TWO,
            (inputs.CREDITCTL, "policy", "rehearse", "two-knobs", "nl-business", *map(str, period)),
        ),
        Contender(LOOP, inputs.python("python_rehearse.py", file, FIRST, LAST)),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / f"rehearse-{items}")
    told = {name: answer(found[name], "creditctl_rehearse_answer.py") for name in (ONE, TWO)}
    expected = answer(found[LOOP], None)
    if any(one != expected for one in told.values()):
        raise Failed(f"the loop and the rehearsal do not agree:\n{expected}\n{told}")
    return Section(
        f"REHEARSE, two years of {items:,} invoices, {sum(expected['steps'].values()):,} letters",
        timing_headers("loop", per_item=True),
        timing_rows(found.values(), found[LOOP], items),
        (
            "The loop knows one policy of two steps: no reasons, amounts, weeks or checks.",
            "All agree on the letters of each step, and on those to people who paid anyway.",
        ),
        timing_json(found.values(), subject="rehearse", items=items),
        (
            Target(
                "rehearse",
                f"two years of {items:,} invoices, one policy",
                found[ONE].median_wall,
                SECONDS,
                found[ONE].median_cpu,
                "s",
            ),
        ),
    )
