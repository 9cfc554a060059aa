"""Read every cell of a workbook with openpyxl, read-only; print rows and sum of Outstanding."""

from __future__ import annotations

import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1], read_only=True)
rows = book.worksheets[0].iter_rows(values_only=True)
place = next(rows).index("Outstanding")
count = cents = 0
for row in rows:
    count += 1
    cents += round(row[place] * 100)
print(count, cents)
