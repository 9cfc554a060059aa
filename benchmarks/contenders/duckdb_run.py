"""The query behind a daily run, with DuckDB: read, join the states, age, decide the next step.

`duckdb_run.py LEDGER STATES`; STATES is a Parquet file with the last step of each item (columns
CustomerCode, InvoiceNumber, step, done). The decision is that of prepare/workspace.py's policy:
reminder from 7 days overdue, final from 21 and 14 days after the reminder, 7 days between letters,
credits taken off. No validation, no policy file, no command line, no journal, no letters.

Prints how many open items, letters, and items in letters there are, and the sums of the buckets.
"""

from __future__ import annotations

import json
import sys

import duckdb
from answer import AS_OF
from duckdb_ledger import READ

SUMS = ", ".join(f"sum(Outstanding) FILTER (b = {b}) AS s{b}" for b in range(5))
QUERY = f"""
WITH joined AS (
  SELECT *, DATE '{AS_OF}' - DueDate AS late,
         CASE WHEN late <= 0 THEN 0 ELSE least((late - 1) // 30 + 1, 4) END AS b,
         Outstanding > 0 AND CASE
           WHEN step IS NULL THEN late >= 7
           WHEN step = 'reminder' THEN late >= 21 AND done + 14 <= DATE '{AS_OF}'
           ELSE false END AS due
  FROM {READ} LEFT JOIN read_parquet(?) USING (CustomerCode, InvoiceNumber)
), debtors AS (
  SELECT Currency, count(*) AS items, max(done) AS told, {SUMS},
         count(*) FILTER (due) AS asked,
         sum(CASE WHEN due OR Outstanding < 0 THEN Outstanding ELSE 0 END) AS total
  FROM joined GROUP BY Currency, CustomerCode
), decided AS (
  SELECT *, asked > 0 AND total > 0 AND coalesce(told + 7 <= DATE '{AS_OF}', true) AS letter
  FROM debtors
)
SELECT sum(items), count(*) FILTER (letter), coalesce(sum(asked) FILTER (letter), 0),
       {", ".join(f"sum(s{b})" for b in range(5))}
FROM decided
"""

items, letters, lines, *sums = duckdb.connect().execute(QUERY, sys.argv[1:3]).fetchone()
print(
    json.dumps(
        {
            "items": int(items),
            "letters": letters,
            "items_in_letters": int(lines),
            "buckets": [str(total) for total in sums],
        }
    )
)
