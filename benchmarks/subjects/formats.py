"""File formats: a European ledger against the same in ISO format, and a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import inputs
from agreement import agree
from measure import Contender, race
from report import Section, ratio_target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ISO, EUROPEAN = "aging, ISO file", "aging, European file"
AGING, READER, OPENPYXL = "creditctl aging", "creditctl's reader alone", "openpyxl, read-only"
WORKBOOK_ITEMS = 100_000


def sections(sizes: list[int], rounds: Mapping[int, int]) -> Iterator[Section]:
    """One table a size for text files, one for a workbook."""
    for items in sizes:
        yield _text_files(items, rounds[items])
    yield _workbook(min(WORKBOOK_ITEMS, max(sizes)), min(rounds.values()))


def _text_files(items: int, rounds: int) -> Section:
    contenders = [
        Contender(ISO, inputs.creditctl("aging", inputs.ledger(items), "--json")),
        Contender(EUROPEAN, inputs.creditctl("aging", inputs.ledger(items, "eu"), "--json")),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / f"formats-{items}")
    agree(found.values(), dict.fromkeys((ISO, EUROPEAN), "creditctl_answer.py"))
    text = f"{items:,} items: European / ISO file"
    return Section(
        f"FORMATS, {items:,} items: 1.234,56; 31-12-2025 against 1234.56,2025-12-31",
        timing_headers("ISO"),
        timing_rows(found.values(), found[ISO]),
        ("Both give the same aging.",),
        timing_json(found.values(), subject="formats", items=items),
        (ratio_target("formats", text, found[EUROPEAN], found[ISO], 1.15),),
    )


def _workbook(items: int, rounds: int) -> Section:
    file = inputs.workbook(items)
    contenders = [
        Contender(OPENPYXL, inputs.python("openpyxl_read.py", file)),
        Contender(READER, inputs.python("creditctl_read.py", file)),
        Contender(AGING, inputs.creditctl("aging", file, "--json")),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / f"workbook-{items}")
    reads = [found[OPENPYXL], found[READER]]
    if len({result.output.read_text(encoding="utf-8") for result in reads}) != 1:
        raise SystemExit("the readers of the workbook do not agree")
    size = f"{items:,} rows of xlsx"
    return Section(
        f"FORMATS, {size}",
        timing_headers("openpyxl"),
        timing_rows(found.values(), found[OPENPYXL]),
        ("openpyxl and the reader alone print rows and sum; the aging does all of its work.",),
        timing_json(found.values(), subject="xlsx", items=items),
        (
            ratio_target(
                "formats", f"{size}: reader / openpyxl", found[READER], found[OPENPYXL], 0.2
            ),
            ratio_target(
                "formats", f"{size}: aging / openpyxl's read", found[AGING], found[OPENPYXL], 0.2
            ),
        ),
    )
