"""Stable ids of open items: ``source/debtor/number``, and ``/k`` for instalment k."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from creditctl.ledger.arrow_text import (
    ArrowText,
    arrow_codes,
    arrow_strings,
    is_arrow,
    plain_strings,
)
from creditctl.ledger.frames import escape_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.ledger.frames import Int32, Int64, Text


def item_ids(
    source: Int32,
    sources: Sequence[str],
    debtor: Int32,
    debtors: Sequence[str],
    number: Text,
    part: Int64 | None = None,
) -> Text:
    """The id of every item.

    Arrow-backed numbers give an Arrow-backed column that is only computed when an id is needed.

    Args:
        source: int32 codes into `sources`.
        sources: names of the sources.
        debtor: int32 codes into `debtors`.
        debtors: debtor ids.
        number: document numbers.
        part: instalment from 1, 0 = the whole document; None = no instalments at all.
    """
    head = source.astype(np.int64) * len(debtors) + debtor

    def heads() -> list[str]:
        ends = [escape_part(debtor_id) for debtor_id in debtors]
        return [f"{start}/{end}/" for start in map(escape_part, sources) for end in ends]

    tails = [""]
    if part is not None:
        tails += [f"/{k}" for k in range(1, int(part.max(initial=0)) + 1)]
    if is_arrow(number):
        return ArrowText(lambda: _joined(heads(), head, number, tails, part), len(number))
    parts = [0] * len(number) if part is None else part.tolist()
    start = heads()
    return [
        f"{start[h]}{escape_part(n)}{tails[k]}"
        for h, n, k in zip(head.tolist(), number, parts, strict=True)
    ]


def _joined(
    heads: list[str], head: Int64, number: Any, tails: list[str], part: Int64 | None
) -> Any:
    """The same as pyarrow strings."""
    import pyarrow.compute as pc

    escaped = plain_strings(number.arrow)
    for mark in ("%", "/"):
        escaped = pc.replace_substring(escaped, mark, escape_part(mark))
    columns = [pc.take(arrow_strings(heads), arrow_codes(head)), escaped]
    if part is not None:
        columns.append(pc.take(arrow_strings(tails), arrow_codes(part)))
    nothing = arrow_strings([""])[0]
    return pc.binary_join_element_wise(*columns, nothing)
