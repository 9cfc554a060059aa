"""Aging with pandas as most would write it: the columns that matter, floats rounded to cents."""

from __future__ import annotations

import sys

import pandas as pd
from answer import AS_OF, amount, write

frame = pd.read_csv(
    sys.argv[1],
    usecols=["CustomerCode", "Currency", "DueDate", "Outstanding"],
    dtype={"CustomerCode": "category", "Currency": "category"},
    parse_dates=["DueDate"],
)
days = (pd.Timestamp(AS_OF) - frame["DueDate"]).dt.days
frame["bucket"] = ((days - 1) // 30 + 1).clip(0, 4)
frame["cents"] = (frame["Outstanding"] * 100).round().astype("int64")
groups = frame.groupby(["Currency", "CustomerCode", "bucket"], observed=True)["cents"]
cells = groups.agg(["size", "sum"]).reset_index()
result: dict[str, dict[str, object]] = {}
for currency, mine in cells.groupby("Currency", observed=True):
    totals = mine.groupby("CustomerCode", observed=True)["sum"].sum()
    sums = mine.groupby("bucket")[["size", "sum"]].sum().reindex(range(5), fill_value=0)
    result[str(currency)] = {
        "items": int(mine["size"].sum()),
        "debtors": len(totals),
        "largest": amount(int(totals.max())),
        "buckets": [[int(n), amount(int(cents))] for n, cents in sums.itertuples(index=False)],
    }
write(result)
