"""The floor for journal_plan.py: the same rows into the same tables by bare `executemany`.

`journal_bare.py COUNT FOLDER`. A journal is filled first, and its rows are read; then they are
written into another new journal, in one transaction with the same settings of SQLite. Not timed:
making the texts and the hashes. Prints the seconds of the transaction.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from notices import AS_OF, notices

from creditctl.journal.store import Journal

TABLES = ("event", "notice", "notice_item")


def journal(path: Path) -> Journal:
    """A new journal with a run that has begun."""
    now = datetime(2026, 1, 31, 6, tzinfo=UTC)
    return Journal.open(path, create=True, program="bench", now=lambda: now)


with tempfile.TemporaryDirectory(dir=sys.argv[2]) as folder:
    full, empty = Path(folder) / "full.db", Path(folder) / "empty.db"
    with journal(empty) as opened:
        opened.begin_run(AS_OF, "", "", {})
    with journal(full) as opened:
        opened.plan_notices(opened.begin_run(AS_OF, "", "", {}), notices(int(sys.argv[1]), lines=1))
    source = sqlite3.connect(full)
    rows = {
        "event": source.execute("SELECT * FROM event WHERE kind = 'notice.planned'").fetchall(),
        "notice": source.execute("SELECT * FROM notice ORDER BY notice").fetchall(),
        "notice_item": source.execute("SELECT * FROM notice_item ORDER BY notice, item").fetchall(),
    }
    source.close()
    target = sqlite3.connect(empty, isolation_level=None)
    target.execute("PRAGMA foreign_keys=ON")
    target.execute("PRAGMA synchronous=FULL")
    target.execute("PRAGMA journal_mode=WAL")
    start, start_cpu = time.perf_counter(), time.process_time()
    target.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        marks = ",".join("?" * len(rows[table][0]))
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
    target.execute("COMMIT")
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    target.close()
print(json.dumps({"wall": wall, "cpu": cpu, "rows": sum(map(len, rows.values()))}))
