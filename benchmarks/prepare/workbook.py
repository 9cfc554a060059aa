"""Make a workbook of a ledger, with real dates and numbers: `workbook.py LEDGER.csv OUT.xlsx`."""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

from openpyxl import Workbook

DATES, AMOUNTS = (6, 7), (8, 9)

book = Workbook(write_only=True)
sheet = book.create_sheet("Open items")
with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    sheet.append(next(rows))
    for row in rows:
        cells: list[str | date | float] = list(row)
        for place in DATES:
            cells[place] = date.fromisoformat(row[place])
        for place in AMOUNTS:
            cells[place] = float(row[place])
        sheet.append(cells)
book.save(sys.argv[2])
