"""Turn what `creditctl aging --json` printed into the answer of the other contenders."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

from answer import write

with Path(sys.argv[1]).open(encoding="utf-8") as file:
    data = json.load(file)
largest: dict[str, Decimal] = {}
debtors: dict[str, int] = {}
for line in data["debtors"]:
    currency, total = line["currency"], Decimal(line["total"])
    debtors[currency] = debtors.get(currency, 0) + 1
    largest[currency] = max(total, largest.get(currency, total))
write(
    {
        found["currency"]: {
            "items": found["items"],
            "debtors": debtors[found["currency"]],
            "largest": str(largest[found["currency"]]),
            "buckets": [[b["items"], b["amount"]] for b in found["buckets"]],
        }
        for found in data["currencies"]
    }
)
