"""Aging with the standard library only: csv, a dictionary, whole cents."""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

from answer import AS_OF, from_debtors, write

today = date.fromisoformat(AS_OF).toordinal()
bucket_of: dict[str, int] = {}


def bucket(due: str) -> int:
    """Position of the bucket of a due date."""
    days = today - date.fromisoformat(due).toordinal()
    return 0 if days <= 0 else min((days - 1) // 30 + 1, 4)


cells: dict[tuple[str, str], list[list[int]]] = {}
with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    header = next(rows)
    debtor, currency, due, outstanding = (
        header.index(name) for name in ("CustomerCode", "Currency", "DueDate", "Outstanding")
    )
    for row in rows:
        key = (row[debtor], row[currency])
        buckets = cells.get(key)
        if buckets is None:
            buckets = cells[key] = [[0, 0] for _ in range(5)]
        text = row[due]
        place = bucket_of.get(text)
        if place is None:
            place = bucket_of[text] = bucket(text)
        cell = buckets[place]
        cell[0] += 1
        cell[1] += int(row[outstanding].replace(".", ""))
write(from_debtors(cells))
