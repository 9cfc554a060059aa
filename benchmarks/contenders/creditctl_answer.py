"""Turn what `creditctl aging --json` printed into the answer of the other contenders.

With `--by currency` it names no debtors: then the answer lacks them and the largest.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

from answer import write

with Path(sys.argv[1]).open(encoding="utf-8") as file:
    data = json.load(file)
result: dict[str, dict[str, object]] = {
    found["currency"]: {
        "items": found["items"],
        "buckets": [[b["items"], b["amount"]] for b in found["buckets"]],
    }
    for found in data["currencies"]
}
totals: dict[str, list[Decimal]] = {}
for line in data.get("debtors", ()):
    totals.setdefault(line["currency"], []).append(Decimal(line["total"]))
for currency, mine in totals.items():
    result[currency] |= {"debtors": len(mine), "largest": str(max(mine))}
write(result)
