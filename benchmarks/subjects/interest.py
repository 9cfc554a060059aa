"""Late-payment interest of a whole ledger as of one day, beside the aging of the same items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import inputs
from measure import Contender, race
from report import Section, Target, seconds, timing_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from measure import Result

WORK = "aging and interest"
REGIMES = {
    "gb_b2b": "one rate a debt",
    "de_b2b": "a rate each half-year",
    "nl_b2b": "and interest on interest each year",
}
LIMIT = 2.0


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size; the target is that of the largest."""
    for items in sizes:
        command = inputs.python("interest.py", inputs.ledger(items), inputs.AS_OF, *REGIMES)
        contender = Contender(WORK, command, reports=True)
        folder = inputs.DATA / "out" / f"interest-{items}"
        found = race([contender], rounds[items], folder)[WORK]
        yield Section(
            f"INTEREST, {items:,} items as of one day, by three regimes",
            ("", "wall s", "cpu s", "wall x aging", "items late", ""),
            (
                (
                    "aging",
                    seconds(found.median("aging wall")),
                    _cpu(found, "aging"),
                    "1.00",
                    "",
                    "",
                ),
                *(_row(found, name, note) for name, note in REGIMES.items()),
            ),
            (
                "Seconds of the work alone; the ledger was read before.",
                "Every thousandth item comes out the same by itself.",
            ),
            timing_json([found], subject="interest", items=items),
            tuple(_target(found, name, items) for name in REGIMES),
        )


def _cpu(found: Result, name: str) -> str:
    return seconds(found.median(f"{name} cpu"))


def _row(found: Result, name: str, note: str) -> tuple[str, ...]:
    wall = found.median(f"{name} wall")
    ratio = wall / found.median("aging wall")
    late = f"{found.median(f'{name} items'):,.0f}"
    return (name, seconds(wall), _cpu(found, name), f"{ratio:.2f}", late, note)


def _target(found: Result, name: str, items: int) -> Target:
    return Target(
        "interest",
        f"{items:,} items: {name} / the aging itself",
        found.median(f"{name} wall") / found.median("aging wall"),
        LIMIT,
        found.median(f"{name} cpu") / found.median("aging cpu"),
    )
