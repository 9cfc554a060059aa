"""Aging with polars: a lazy scan, decimals."""

from __future__ import annotations

import sys

import polars as pl
from answer import AS_OF, amount, write

schema = {
    "InvoiceNumber": pl.String,
    "CustomerCode": pl.String,
    "CustomerName": pl.String,
    "Email": pl.String,
    "Country": pl.String,
    "Currency": pl.String,
    "InvoiceDate": pl.Date,
    "DueDate": pl.Date,
    "Total": pl.Decimal(18, 2),
    "Outstanding": pl.Decimal(18, 2),
    "Reference": pl.String,
}
days = (pl.lit(AS_OF).str.to_date() - pl.col("DueDate")).dt.total_days()
bucket = pl.when(days <= 0).then(0).otherwise(((days - 1) // 30 + 1).clip(upper_bound=4))
cents = (pl.col("Outstanding") * 100).cast(pl.Int64)
groups = (
    pl.scan_csv(sys.argv[1], schema=schema)
    .select("CustomerCode", "Currency", bucket.alias("bucket"), cents.alias("cents"))
    .group_by("Currency", "CustomerCode", "bucket")
    .agg(pl.len().alias("items"), pl.col("cents").sum())
    .collect()
)
debtors = groups.group_by("Currency", "CustomerCode").agg(pl.col("cents").sum())
result: dict[str, dict[str, object]] = {
    currency: {
        "items": 0,
        "debtors": count,
        "largest": amount(largest),
        "buckets": [[0, "0.00"] for _ in range(5)],
    }
    for currency, count, largest in debtors.group_by("Currency")
    .agg(pl.len(), pl.col("cents").max())
    .iter_rows()
}
sums = groups.group_by("Currency", "bucket").agg(pl.col("items").sum(), pl.col("cents").sum())
for currency, place, items, total in sums.iter_rows():
    result[currency]["items"] += items
    result[currency]["buckets"][place] = [items, amount(total)]
write(result)
