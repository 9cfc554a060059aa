"""What every aging contender prints, so that the benchmark can see that they agree.

Per currency: items, debtors, the largest total of a debtor, and items and sum of each bucket (not
due, 1-30, 31-60, 61-90, 91+; due on the as-of date is not due). Amounts are texts with two
decimals, made from whole cents.
"""

from __future__ import annotations

import json

AS_OF = "2026-01-31"


def amount(cents: int) -> str:
    """Cents as text with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def write(currencies: dict[str, dict[str, object]]) -> None:
    """Print the answer as one line of JSON, currencies in order."""
    print(json.dumps(dict(sorted(currencies.items()))))


def from_debtors(cells: dict[tuple[str, str], list[list[int]]]) -> dict[str, dict[str, object]]:
    """The answer from one entry a debtor and currency: [items, cents] of each bucket."""
    result: dict[str, dict[str, object]] = {}
    totals: dict[str, list[list[int]]] = {}
    for (_, currency), buckets in cells.items():
        total = sum(cents for _, cents in buckets)
        found = result.setdefault(currency, {"items": 0, "debtors": 0, "largest": total})
        found["items"] += sum(count for count, _ in buckets)
        found["debtors"] += 1
        found["largest"] = max(found["largest"], total)
        mine = totals.setdefault(currency, [[0, 0] for _ in buckets])
        for sums, (count, cents) in zip(mine, buckets, strict=True):
            sums[0] += count
            sums[1] += cents
    for currency, found in result.items():
        found["largest"] = amount(found["largest"])
        found["buckets"] = [[count, amount(cents)] for count, cents in totals[currency]]
    return result
