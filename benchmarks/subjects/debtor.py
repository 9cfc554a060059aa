"""The page of one debtor, and what else a person looks at, beside `creditctl status`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import inputs
from measure import Contender, Failed, race
from report import Section, ratio_target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from measure import Result

STATUS = "creditctl status"
DEBTOR, PAGE = "creditctl debtor ID", "creditctl debtor ID --format html"
HISTORY, WORKLIST = "creditctl history ID", "creditctl worklist"
ASKED = "C000100"


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size."""
    for items in sizes:
        workspace = inputs.workspace(items)
        contenders = [
            Contender(name, inputs.creditctl(*words, "--workspace", workspace))
            for name, words in (
                (STATUS, ("status",)),
                (DEBTOR, ("debtor", ASKED, "--json")),
                (PAGE, ("debtor", ASKED, "--format", "html")),
                (HISTORY, ("history", ASKED)),
                (WORKLIST, ("worklist",)),
            )
        ]
        found = race(contenders, rounds[items], inputs.DATA / "out" / f"debtor-{items}")
        _check(found)
        yield Section(
            f"ONE DEBTOR, in a workspace of {items:,} items",
            timing_headers("status"),
            timing_rows(found.values(), found[STATUS]),
            ("All read the whole ledger and decide about every item; status makes letters too.",),
            timing_json(found.values(), subject="debtor", items=items),
            (
                ratio_target(
                    "debtor", f"{items:,} items: debtor / status", found[DEBTOR], found[STATUS], 1.5
                ),
            ),
        )


def _check(found: Mapping[str, Result]) -> None:
    """The page is about the debtor that was asked for, and has its open items and letters."""
    told = json.loads(found[DEBTOR].output.read_text(encoding="utf-8"))
    if told["debtor"]["debtor"] != ASKED or not told["items"] or not told["letters"]:
        raise Failed(f"{DEBTOR} did not tell of {ASKED}, its open items and its letters")
