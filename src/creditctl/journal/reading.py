"""Questions to the journal, as functions of an open connection. None of them writes."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.errors import ExitCode
from creditctl.journal import events as log
from creditctl.journal.records import (
    Counts,
    LedgerTotal,
    NoticeItem,
    NoticeRecord,
    RunRecord,
    RunSnapshot,
    State,
)
from creditctl.journal.schema import ISSUED, LEFT, UNSETTLED
from creditctl.journal.snapshots import SnapshotRef
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.policy.history import NO_STEP_YET, History

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from creditctl.journal.events import EventRecord
    from creditctl.ledger.frames import Int32
    from creditctl.policy.history import Int16

_SEPARATOR: Final = "\x1f"
_RUN: Final = (
    "SELECT run, as_of, started, coalesce(finished, ''), coalesce(outcome, ''), exit_code,"
    " program, policy_hash, input_hash, facts, coalesce(summary, '{}') FROM run"
)
_NOTICE: Final = (
    "SELECT notice, run, as_of, debtor, name, currency, language, step, step_number, channel,"
    " total, pay_by, area, kind, state, state_at, reason FROM notice"
)
_ITEMS: Final = (
    "SELECT notice, item, notice_item.step, repeat, number, due, open"
    " FROM notice JOIN notice_item USING (notice)"
)
_FILES: Final = "SELECT notice, path, sha256 FROM notice JOIN notice_file USING (notice)"
_WAITING: Final = "SELECT DISTINCT item FROM notice JOIN notice_item USING (notice)"
_LAST_NOTICES: Final = (
    "SELECT debtor, currency, area, last_notice_as_of FROM debtor_state"
    " UNION ALL SELECT debtor, currency, area, as_of FROM notice"
)
_NOTICE_DAYS: Final = "SELECT debtor, currency, area, as_of FROM notice"
_STEPS_DONE: Final = (
    "SELECT i.item, d.done FROM notice n JOIN notice_item i USING (notice)"
    " JOIN step_done d ON (d.step, d.repeat, d.as_of) = (i.step, i.repeat, n.as_of)"
)
_REMINDERS: Final = (
    "SELECT i.step, n.as_of, n.pay_by FROM notice_item i JOIN notice n USING (notice)"
    " WHERE i.item = ? AND i.live AND n.kind = 'demand' AND n.as_of > i.due AND n.as_of <= ?"
)
_SEGMENTS: Final = "SELECT debtor, currency, segment FROM debtor_segment"
_THANKED: Final = (
    "SELECT DISTINCT item FROM notice JOIN notice_item USING (notice)"
    " WHERE kind = 'thanks' AND live"
)
_INSTALMENTS: Final = (
    "SELECT DISTINCT item FROM notice JOIN notice_item USING (notice)"
    " WHERE kind = 'instalment' AND notice_item.step = ? AND live AND as_of <= ?"
)
_PROMISES_TOLD: Final = (
    "SELECT item, repeat FROM notice JOIN notice_item USING (notice)"
    " WHERE kind = 'promise' AND live AND as_of <= ?"
)
_OF_DEBTOR: Final = (
    "(subject IN (SELECT notice FROM notice WHERE debtor = ? UNION SELECT ?"
    " UNION SELECT entry FROM payment_state WHERE debtor = ?)"
    " OR seq IN (SELECT seq FROM case_event WHERE debtor = ?))"
)
_RUN_AND_NOTICE: Final = "SELECT run, notice FROM notice"
_MAY_HAVE_LEFT: Final = f"{UNSETTLED} AND state <> 'planned'"
_ACCEPTED: Final = (ExitCode.DONE, ExitCode.LOOK, ExitCode.DUE)
"""Exit codes of runs whose input was taken for good."""


def runs(connection: sqlite3.Connection, where: str = "ORDER BY seq") -> list[RunRecord]:
    """Runs in the order in which they began, unless `where` says otherwise."""
    return [_run(row) for row in connection.execute(f"{_RUN} {where}")]


def _run(row: tuple[Any, ...]) -> RunRecord:
    run, as_of, *middle, facts, summary = row
    parsed = (json.loads(facts), json.loads(summary))
    values = (run, date.fromisoformat(as_of), *middle, *parsed)
    return RunRecord(*values)


def last_totals(connection: sqlite3.Connection) -> dict[str, LedgerTotal]:
    """Per currency, what the last run found whose input was accepted; empty before the first.

    A run that a safety stop refused does not count, or the same jump would pass a second time.
    """
    query = (
        "SELECT currency, items, total FROM run_total WHERE run = (SELECT run FROM run"
        " WHERE exit_code IN (?,?,?) AND run IN (SELECT run FROM run_total)"
        " ORDER BY seq DESC LIMIT 1) ORDER BY currency"
    )
    rows = connection.execute(query, _ACCEPTED)
    return {currency: LedgerTotal(items, total) for currency, items, total in rows}


def snapshots(connection: sqlite3.Connection, folder: Path) -> list[RunSnapshot]:
    """The ledger snapshot of every run that has one, in the order of the runs."""
    query = (
        "SELECT run, as_of, file, sha256, file_sha256, row_count"
        " FROM run_snapshot JOIN run USING (run) ORDER BY seq"
    )
    return [
        RunSnapshot(
            run,
            date.fromisoformat(as_of),
            SnapshotRef(folder / file, sha256, file_sha256, rows, new=False),
        )
        for run, as_of, file, sha256, file_sha256, rows in connection.execute(query)
    ]


def notices(
    connection: sqlite3.Connection, where: str = "true", values: Sequence[object] = ()
) -> list[NoticeRecord]:
    """Notices with their items and files, in order of id.

    Args:
        connection: a journal.
        where: a condition on table `notice`, made by this package only.
        values: for the question marks in `where`.
    """
    items: dict[str, list[NoticeItem]] = defaultdict(list)
    rows = connection.execute(f"{_ITEMS} WHERE {where} ORDER BY notice, due, item", values)
    for notice, item, step, repeat, number, due, open_ in rows:
        day = date.fromisoformat(due)
        items[notice].append(NoticeItem(item, step, repeat, number, day, open_))
    files: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = connection.execute(f"{_FILES} WHERE {where} ORDER BY notice, path", values)
    for notice, path, sha256 in rows:
        files[notice].append((path, sha256))
    rows = connection.execute(f"{_NOTICE} WHERE {where} ORDER BY notice", values)
    return [_notice(row, tuple(items[row[0]]), tuple(files[row[0]])) for row in rows]


def _notice(
    row: tuple[Any, ...], items: tuple[NoticeItem, ...], files: tuple[tuple[str, str], ...]
) -> NoticeRecord:
    notice, run, as_of, *middle, pay_by, area, kind, state, state_at, reason = row
    day, limit = date.fromisoformat(as_of), date.fromisoformat(pay_by)
    what = (limit, area, kind, State(state), state_at, reason)
    values = (notice, run, day, *middle, *what, items, files)
    return NoticeRecord(*values)


def planned(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Run and id of every planned notice, in that order."""
    where = f"WHERE {UNSETTLED} AND state = 'planned' ORDER BY run, notice"
    return connection.execute(f"{_RUN_AND_NOTICE} {where}").fetchall()


def history(connection: sqlite3.Connection, as_of: date | None = None) -> History:
    """What was handed over before, as columns; a notice that may have left counts as such.

    Args:
        connection: a journal.
        as_of: only notices as of this day or before; None = all.
    """
    limit = "9999-12-31" if as_of is None else as_of.isoformat()
    (latest,) = connection.execute("SELECT max(last_notice_as_of) FROM debtor_state").fetchone()
    if latest is None or latest <= limit:
        items, done = _item_states(connection)
        where = f"WHERE {_MAY_HAVE_LEFT} AND as_of <= ? ORDER BY 4"
        last = connection.execute(f"{_LAST_NOTICES} {where}", (limit,))
    else:
        items, done = _item_states_until(connection, limit)
        where = f"WHERE ({LEFT} OR state = 'voided') AND as_of <= ? ORDER BY 4"
        last = connection.execute(f"{_NOTICE_DAYS} {where}", (limit,))
    waiting = connection.execute(f"{_WAITING} WHERE {_MAY_HAVE_LEFT} AND as_of <= ?", (limit,))
    steps, step, repeat, day = _rounds(connection)
    return History(
        items=items,
        step=step[done],
        repeat=repeat[done],
        done=day[done],
        steps=steps,
        waiting=tuple(item for (item,) in waiting),
        # In order of the day, so that the last notice of a debtor is the one that stays.
        debtors={(d, c, a): to_days(date.fromisoformat(day)) for d, c, a, day in last},
        segments={(d, c): segment for d, c, segment in connection.execute(_SEGMENTS)},
        thanked=frozenset(item for (item,) in connection.execute(_THANKED)),
        promises_told=frozenset(connection.execute(_PROMISES_TOLD, (limit,)).fetchall()),
    )


def _rounds(connection: sqlite3.Connection) -> tuple[tuple[str, ...], Int16, Int16, Int32]:
    """Table `step_done`: step ids, then step code, repeat and day by number of the row."""
    rows = connection.execute("SELECT done, step, repeat, as_of FROM step_done").fetchall()
    steps = tuple(dict.fromkeys(step for _, step, _, _ in rows))
    codes = {step: code for code, step in enumerate(steps)}
    size = max((row[0] for row in rows), default=0) + 1
    step = np.full(size, NO_STEP_YET, np.int16)
    repeat = np.zeros(size, np.int16)
    day = np.full(size, NO_DATE, np.int32)
    for number, name, times, as_of in rows:
        step[number], repeat[number] = codes[name], times
        day[number] = to_days(date.fromisoformat(as_of))
    return steps, step, repeat, day


def _item_states(connection: sqlite3.Connection) -> tuple[list[str], NDArray[np.int64]]:
    """Item ids, and their rows in `step_done`: as two long texts, half the time of 400k rows."""
    count, texts, numbers = connection.execute(
        "SELECT count(*), group_concat(item, ?), group_concat(done) FROM item_state", (_SEPARATOR,)
    ).fetchone()
    if not count:
        return [], np.empty(0, np.int64)
    items = texts.split(_SEPARATOR)
    done = np.fromstring(numbers, np.int64, sep=",")
    if len(items) == count:
        return items, done
    rows = connection.execute("SELECT item, done FROM item_state").fetchall()
    return [item for item, _ in rows], np.array([number for _, number in rows], np.int64)


def _item_states_until(
    connection: sqlite3.Connection, limit: str
) -> tuple[list[str], NDArray[np.int64]]:
    """The same as it stood at the end of an earlier day, from the notices themselves."""
    where = f"WHERE n.{ISSUED} AND n.kind = 'demand' AND n.as_of <= ? ORDER BY n.as_of, n.run"
    rows = connection.execute(f"{_STEPS_DONE} {where}", (limit,))
    last = dict(rows.fetchall())
    return list(last), np.fromiter(last.values(), np.int64, len(last))


def reminded_instalments(
    connection: sqlite3.Connection, as_of: date | None, step: str = "instalment"
) -> frozenset[str]:
    """Ids of the instalments that a note about them left for, up to a day.

    With the step `arrangement`, those that a letter confirmed.
    """
    limit = "9999-12-31" if as_of is None else as_of.isoformat()
    rows = connection.execute(_INSTALMENTS, (step, limit))
    return frozenset(item for (item,) in rows)


def reminders_about(
    connection: sqlite3.Connection, item: str, as_of: date | None
) -> list[tuple[str, date, date]]:
    """Step, day and day to pay of every reminder about an item that left, the oldest first.

    A letter before the due date is no reminder.
    """
    limit = "9999-12-31" if as_of is None else as_of.isoformat()
    order = f"AND n.{LEFT} ORDER BY n.as_of, n.run"
    rows = connection.execute(f"{_REMINDERS} {order}", (item, limit))
    return [(step, date.fromisoformat(sent), date.fromisoformat(by)) for step, sent, by in rows]


def events(
    connection: sqlite3.Connection, limit: int, debtor: str | None, run: str | None
) -> list[EventRecord]:
    """The last `limit` events, oldest first; of one debtor or of one run when named."""
    conditions, values = ["true"], list[object]()
    if debtor is not None:
        conditions.append(_OF_DEBTOR)
        values += [debtor] * 4
    if run is not None:
        conditions.append("seq >= (SELECT seq FROM run WHERE run = ?) AND run = ?")
        values += [run, run]
    where = f"WHERE {' AND '.join(conditions)} ORDER BY seq DESC LIMIT ?"
    return list(log.read(connection, where, (*values, limit)))[::-1]


def counts(connection: sqlite3.Connection) -> Counts:
    """How much the journal holds."""
    seq, link = log.head(connection)
    states = connection.execute("SELECT state, count(*) FROM notice GROUP BY state ORDER BY state")
    (run_count,) = connection.execute("SELECT count(*) FROM run").fetchone()
    (items,) = connection.execute("SELECT count(*) FROM item_state").fetchone()
    return Counts(seq, link, run_count, {State(s): n for s, n in states}, items)
