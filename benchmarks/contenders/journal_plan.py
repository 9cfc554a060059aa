"""Plan notices in a new journal, one item each, in one transaction: `Journal.plan_notices`.

`journal_plan.py COUNT`. Prints the seconds of that call alone, and of handing 500 of them over, one
by one, each with its two commits.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from notices import AS_OF, notices

from creditctl.journal.store import Journal

HANDED = 500

asked = notices(int(sys.argv[1]), lines=1)
with tempfile.TemporaryDirectory(dir=sys.argv[2]) as folder:
    path = Path(folder) / "journal.db"
    now = datetime(2026, 1, 31, 6, tzinfo=UTC)
    with Journal.open(path, create=True, program="bench", now=lambda: now) as journal:
        run = journal.begin_run(AS_OF, "", "", {})
        start, start_cpu = time.perf_counter(), time.process_time()
        journal.plan_notices(run, asked)
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        start = time.perf_counter()
        for notice in asked[:HANDED]:
            journal.hand_over_begins(notice.notice, [(f"{notice.notice}.eml", "0" * 64)])
            journal.handed_over(notice.notice)
        handing = time.perf_counter() - start
print(json.dumps({"wall": wall, "cpu": cpu, "handed_per_second": HANDED / handing}))
