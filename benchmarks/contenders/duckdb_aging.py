"""Aging with DuckDB: one query over read_csv with declared types.

`duckdb_aging.py FILE` prints the answer. `duckdb_aging.py FILE OUT` also writes a line of JSON
for each debtor and currency, with its buckets, as `creditctl aging --json` does.
"""

from __future__ import annotations

import sys

import duckdb
from answer import AS_OF, write
from duckdb_ledger import READ

BUCKETS = range(5)
CELLS = ", ".join(
    f"count(*) FILTER (b = {b}) AS n{b}, coalesce(sum(Outstanding) FILTER (b = {b}), 0) AS s{b}"
    for b in BUCKETS
)
DEBTORS = f"""
CREATE TEMP TABLE debtors AS
SELECT Currency, CustomerCode, any_value(CustomerName) AS name, count(*) AS items,
       sum(Outstanding) AS total, {CELLS}
FROM (SELECT *, CASE WHEN DueDate >= DATE '{AS_OF}' THEN 0
                     ELSE least((DATE '{AS_OF}' - DueDate - 1) // 30 + 1, 4) END AS b
      FROM {READ})
GROUP BY Currency, CustomerCode
"""
TOTALS = f"""
SELECT Currency, sum(items), count(*), max(total),
       {", ".join(f"sum(n{b}), sum(s{b})" for b in BUCKETS)}
FROM debtors GROUP BY Currency
"""
ROWS = "COPY (SELECT * FROM debtors ORDER BY Currency, total DESC, name) TO '{}' (FORMAT json)"

base = duckdb.connect()
base.execute(DEBTORS, [sys.argv[1]])
result: dict[str, dict[str, object]] = {}
for currency, items, debtors, largest, *cells in base.execute(TOTALS).fetchall():
    pairs = zip(cells[::2], cells[1::2], strict=True)
    result[currency] = {
        "items": int(items),
        "debtors": debtors,
        "largest": f"{largest:.2f}",
        "buckets": [[int(count), f"{total:.2f}"] for count, total in pairs],
    }
write(result)
if len(sys.argv) > 2:
    base.execute(ROWS.format(sys.argv[2]))
