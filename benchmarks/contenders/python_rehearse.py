"""Rehearse the policy two-knobs in plain Python: two years day by day, letters and nothing else.

`python_rehearse.py FILE FIRST LAST`, a file of prepare/history.py. Prints the letters by step and
those to people who paid within seven days.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

STEPS = (("reminder", 7), ("final", 21))
GAP, WITHIN, NEVER = 7, 7, 10**6


def number(text: str) -> int:
    return date.fromisoformat(text).toordinal() if text else NEVER


first, last = number(sys.argv[2]), number(sys.argv[3])
starts: dict[int, list[tuple[str, int, int]]] = {}
with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        invoice = (row["CustomerCode"], number(row["DueDate"]), number(row["DatePaid"]))
        starts.setdefault(max(first, number(row["InvoiceDate"])), []).append(invoice)

open_now: list[list[int | str]] = []
letter_on: dict[str, int] = {}
steps: Counter[str] = Counter()
in_vain = 0
for day in range(first, last + 1):
    open_now += [[*invoice, -1, 0] for invoice in starts.get(day, ())]
    open_now = [item for item in open_now if item[2] > day]
    if date.fromordinal(day).weekday() > 4:
        continue
    letters: dict[str, list[list[int | str]]] = {}
    for item in open_now:
        debtor, due, _, done, done_on = item
        step = done + 1
        if day <= due or step == len(STEPS) or day < due + STEPS[step][1]:
            continue
        if step and day < done_on + STEPS[step][1] - STEPS[done][1]:
            continue
        if day >= letter_on.get(debtor, 0) + GAP:
            letters.setdefault(debtor, []).append(item)
    for debtor, items in letters.items():
        letter_on[debtor] = day
        for item in items:
            item[3:] = item[3] + 1, day
        steps[STEPS[max(item[3] for item in items)][0]] += 1
        in_vain += all(item[2] <= day + WITHIN for item in items)
print(json.dumps({"steps": dict(sorted(steps.items())), "paid_anyway": in_vain}, sort_keys=True))
