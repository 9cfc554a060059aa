"""Make a workspace whose journal remembers the last step of 40 % of the items of a ledger.

`workspace.py LEDGER FOLDER`. The journal is written through creditctl's own journal, notice by
notice: on 2026-01-28 all debtors but LETTERS of them had a first reminder. So on 2026-01-31 most
items are held, by the gap between letters or by their step, and those few debtors get a letter.
Beside the workspace's files stands `states.parquet`, the same states for DuckDB.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from creditctl.app.books import Reading, workspace_books
from creditctl.config.workspace import load_workspace
from creditctl.journal.store import Journal
from creditctl.ledger.dates import from_days
from creditctl.policy.notices import Notice, NoticeLine

if TYPE_CHECKING:
    from creditctl.ledger.frames import OpenItems

TOLD = date(2026, 1, 28)
LETTERS = 50
STATES = 0.4

WORKSPACE = """\
version: 1
company:
  name: Bench & Sons B.V.
  address: [Kade 1, 1011 AB Amsterdam]
  country: NL
  email: debtors@bench.example
  iban: NL91ABNA0417164300          # an example number that belongs to nobody
sources:
  - {name: ledger, file: ledger.csv, kind: invoices}
policy: policy.yaml
"""
POLICY = """\
version: 1
name: Bench
working_days: {send: [mon, tue, wed, thu, fri, sat, sun]}
safety: {max_notices_per_run: 1000000}
reminders:
  between_notices: 7
  steps:
    - {id: reminder, days: 7}
    - {id: final, days: 21}
"""


def chosen(items: OpenItems) -> dict[tuple[int, int], list[int]]:
    """The rows of the items with a state, by debtor and currency, most overdue items first."""
    rows: dict[tuple[int, int], list[int]] = {}
    credit: set[tuple[int, int]] = set()
    keys = list(zip(items.debtor.tolist(), items.currency.tolist(), strict=True))
    for row, (key, left) in enumerate(zip(keys, items.open.tolist(), strict=True)):
        if left > 0:
            rows.setdefault(key, []).append(row)
        else:
            credit.add(key)
    # Those who get a letter have something overdue and no credit that could cover it.
    due = items.due.tolist()
    ready = (
        k
        for k in sorted(rows)
        if k not in credit and min(due[r] for r in rows[k]) < items.as_of - 7
    )
    for _, key in zip(range(LETTERS), ready, strict=False):
        del rows[key]
    each = STATES * len(items) / len(rows)
    result, owed = {}, 0.0
    for key, mine in sorted(rows.items()):
        owed += each
        taken = sorted(mine, key=due.__getitem__)[: max(1, int(owed))]
        owed -= len(taken)
        result[key] = taken
    return result


def notice(
    items: OpenItems, ids: list[str], numbers: list[str], key: tuple[int, int], rows: list[int]
) -> Notice:
    """The reminder that a debtor had."""
    lines = tuple(
        NoticeLine(
            item=ids[row],
            number=numbers[row],
            issued=from_days(int(items.issued[row])),
            due=from_days(int(items.due[row])) or TOLD,
            days_overdue=items.as_of - int(items.due[row]),
            gross=int(items.gross[row]),
            open=int(items.open[row]),
            step="reminder",
        )
        for row in rows
    )
    debtor, currency = key
    total = sum(line.open for line in lines)
    return Notice(
        notice=f"20260128-{debtor:07d}{currency}",
        as_of=TOLD,
        debtor=items.debtors.detail(debtor),
        currency=items.currencies[currency],
        language="en",
        step="reminder",
        step_number=1,
        template="reminder",
        courtesy=False,
        channel="email",
        lines=lines,
        credits=(),
        subtotal=total,
        total=total,
        pay_by=TOLD + timedelta(days=7),
        policy="Bench",
        why=("step 'reminder' at 7 days from due",),
    )


def remember(path: Path, notices: list[Notice]) -> None:
    """Write the journal of the run that issued these notices.

    Each notice has two commits, so it is written in memory where there is a folder for that.
    """
    now = datetime(2026, 1, 28, 6, tzinfo=UTC)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        made = Path(scratch) / path.name
        with Journal.open(made, create=True, program="bench", now=lambda: now) as journal:
            run = journal.begin_run(TOLD, "", "", {})
            journal.plan_notices(run, notices)
            for one in notices:
                journal.hand_over_begins(one.notice, [(f"2026-01-28/{one.notice}.eml", "0" * 64)])
                journal.handed_over(one.notice)
            journal.finish_run(run, "done", 0, {})
        shutil.copy(made, path)


def write_states(
    path: Path, items: OpenItems, numbers: list[str], by_debtor: dict[tuple[int, int], list[int]]
) -> int:
    """Write the same states as Parquet; returns how many there are."""
    pairs = [
        (items.debtors.ids[debtor], numbers[row])
        for (debtor, _), rows in by_debtor.items()
        for row in rows
    ]
    table = pa.table(
        {
            "CustomerCode": [code for code, _ in pairs],
            "InvoiceNumber": [number for _, number in pairs],
            "step": pa.array(["reminder"] * len(pairs)).dictionary_encode(),
            "done": pa.array([TOLD] * len(pairs), pa.date32()),
        }
    )
    pq.write_table(table, path)
    return len(pairs)


def main() -> None:
    """Make it aside, and give it its name when it is whole."""
    ledger, final = Path(sys.argv[1]), Path(sys.argv[2])
    folder = final.with_name(final.name + ".new")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "state").mkdir(parents=True)
    (folder / "ledger.csv").hardlink_to(ledger)
    (folder / "creditctl.yaml").write_text(WORKSPACE, encoding="utf-8")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    items = workspace_books(load_workspace(folder), TOLD, Reading()).items
    ids, numbers = list(items.item), list(items.number)
    by_debtor = chosen(items)
    notices = [notice(items, ids, numbers, key, rows) for key, rows in by_debtor.items()]
    remember(folder / "state" / "journal.db", notices)
    count = write_states(folder / "states.parquet", items, numbers, by_debtor)
    facts = {"items": len(items), "states": count, "notices": len(notices)}
    (folder / "states.json").write_text(json.dumps(facts), encoding="utf-8")
    folder.rename(final)
    print(f"{count} states on {len(notices)} notices")


if __name__ == "__main__":
    main()
