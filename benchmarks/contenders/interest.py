"""Interest of every item of a ledger by some regimes, and the aging of the same items.

`interest.py FILE AS_OF REGIME...`. Prints seconds and CPU seconds of each piece of work alone: the
ledger is read before, as both need it. Every thousandth item is reckoned by itself too, and must
come out the same.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from creditctl.app.books import Reading, file_books
from creditctl.config.lawfiles import load_law
from creditctl.ledger.aging import age
from creditctl.ledger.dates import from_days
from creditctl.regimes.debt import Debt
from creditctl.regimes.interest import interest
from creditctl.regimes.many import interest_all

file, as_of, names = sys.argv[1], date.fromisoformat(sys.argv[2]), sys.argv[3:]
items = file_books([file], as_of, Reading(), None).items
law = load_law(Path(file).parent).law
told = {"items": len(items.open)}


def timed(name, work):
    """Do it and note its seconds."""
    start, start_cpu = time.perf_counter(), time.process_time()
    done = work()
    told[f"{name} wall"] = time.perf_counter() - start
    told[f"{name} cpu"] = time.process_time() - start_cpu
    return done


timed("aging", lambda: age(items))
for name in names:
    rules = law.regimes[name].interest
    found = timed(name, lambda: interest_all(items.open, items.due, rules, law.rates, as_of))  # noqa: B023  (called before the loop goes on)
    for place in range(0, len(items.open), 1000):
        debt = Debt(max(0, int(items.open[place])), from_days(int(items.due[place])))
        if interest(debt, rules, law.rates, as_of).amount != found.amount[place]:
            raise SystemExit(f"item {place} differs by {name}")
    told[f"{name} items"] = int((found.amount > 0).sum())
print(json.dumps(told))
