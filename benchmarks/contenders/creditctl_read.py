"""Read every cell of a workbook with creditctl's reader; print rows and sum of Outstanding."""

from __future__ import annotations

import sys
from pathlib import Path

from creditctl.imports.readers import read

records = iter(read(Path(sys.argv[1]), sys.argv[1])[0].records)
place = list(next(records)).index("Outstanding")
count = cents = 0
for row in records:
    count += 1
    cents += round(row[place] * 100)
print(count, cents)
