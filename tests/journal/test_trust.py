"""G9: the journal can be trusted. Events are never changed; what is changed anyway is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest

from creditctl.errors import JournalRefused
from creditctl.journal.events import ORIGIN, seal
from creditctl.journal.schema import PROJECTIONS
from tests.journal.build import open_journal, tell, tell_cases


@pytest.fixture
def told(path):
    """The file of a journal with a story in it, closed."""
    with open_journal(path) as journal:
        tell(journal)
    return path


def tamper(path, *statements, values=()):
    """Change the file behind the program's back, triggers out of the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement, values)
        for _, sql in triggers:
            raw.execute(sql)


def verify(path):
    with open_journal(path, create=False, readonly=True) as journal:
        return journal.verify()


def rows(path):
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: raw.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
            for table, key in PROJECTIONS.items()
        }


def test_a_whole_journal_verifies(told):
    assert verify(told) == []


def test_anyone_can_check_the_chain(told):
    """The recipe in the docs, written again from scratch."""
    with closing(sqlite3.connect(told)) as raw:
        events = raw.execute("SELECT * FROM event ORDER BY seq").fetchall()
    before = ORIGIN
    for number, (seq, at, run, kind, subject, data, previous, link) in enumerate(events, 1):
        plain = [seq, at, run, kind, subject, json.loads(data), previous]
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        assert (seq, previous) == (number, before)
        assert link == sha256(text.encode()).hexdigest()
        before = link


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = '{}' WHERE seq = 3",
        "UPDATE event SET at = at",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 3",
        "REPLACE INTO event SELECT seq, at, run, kind, subject, '', previous, hash FROM event",
    ],
)
def test_the_file_itself_refuses_to_change_an_event(told, statement):
    with closing(sqlite3.connect(told)) as raw:
        before = raw.execute("SELECT * FROM event").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
        raw.commit()
        assert raw.execute("SELECT * FROM event").fetchall() == before


@pytest.mark.parametrize("seq", [1, 4, "last"])
@pytest.mark.parametrize(
    "change",
    [
        "at = replace(at, '2026', '2027')",
        "at = at || ' '",
        "run = 'x'",
        "run = NULL",
        "kind = 'x'",
        "subject = subject || 'x'",
        "data = data || ' '",
        "data = json_set(data, '$.reason', 'x')",
        "data = CAST(x'ff' AS TEXT)",
        f"previous = '{'f' * 64}'",
        f"hash = '{'f' * 64}'",
        "hash = upper(hash)",
    ],
)
def test_a_changed_event_is_named(told, seq, change):
    if seq == "last":
        with closing(sqlite3.connect(told)) as raw:
            (seq,) = raw.execute("SELECT max(seq) FROM event").fetchone()
    tamper(told, f"UPDATE event SET {change} WHERE seq = {seq}")
    (finding,) = verify(told)
    assert finding.code == "CJ113"
    assert finding.place.field == f"event {seq}"
    assert f"at event {seq}: " in finding.message


def test_every_byte_of_an_event_counts(told):
    """Bytes are changed in the file itself, where no trigger and no SQL sees it."""
    with closing(sqlite3.connect(told)) as raw:
        (seq, *texts) = raw.execute(
            "SELECT seq, at, run, kind, subject, data, previous, hash FROM event"
            " WHERE kind = 'notice.uncertain'"
        ).fetchone()
    stored = "".join(texts).encode()
    content = told.read_bytes()
    start = content.index(stored)
    copy = told.with_name("copy.db")
    for offset in range(0, len(stored), 7):
        changed = bytearray(content)
        changed[start + offset] ^= 1
        copy.write_bytes(changed)
        findings = verify(copy)
        assert f"broken at event {seq}: " in findings[-1].message, stored[offset : offset + 9]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("DELETE FROM event WHERE seq = 1", 1),
        ("DELETE FROM event WHERE seq = 5", 5),
        ("UPDATE event SET seq = 999 WHERE seq = (SELECT max(seq) FROM event)", "last"),
        (
            "UPDATE event SET seq = CASE seq WHEN 5 THEN -6 WHEN 6 THEN -5 END WHERE seq IN (5, 6)",
            1,
        ),
    ],
)
def test_a_missing_or_moved_event_is_named(told, statement, broken):
    with open_journal(told, readonly=True) as journal:
        last = journal.counts().events
    tamper(told, statement)
    (finding,) = verify(told)
    assert finding.place.field == f"event {last if broken == 'last' else broken}"


def test_an_event_written_anew_with_a_hash_of_its_own_breaks_the_next_one(told):
    with closing(sqlite3.connect(told)) as raw:
        event = list(raw.execute("SELECT * FROM event WHERE seq = 16").fetchone())
    event[5] = '{"reason":"never sent"}'
    tamper(
        told,
        "UPDATE event SET data = ?, hash = ? WHERE seq = 16",
        values=(event[5], seal(*event[:7])),
    )
    (finding,) = verify(told)
    assert finding.place.field == "event 17"
    assert "does not follow" in finding.message


def test_events_cut_off_at_the_end_show_in_what_followed_from_them(told):
    tamper(told, "DELETE FROM event WHERE seq > 12")
    assert {finding.code for finding in verify(told)} == {"CJ115"}


@pytest.mark.parametrize(
    ("statement", "table", "words"),
    [
        ("UPDATE notice SET total = 1 WHERE notice = 'done'", "notice", "total=1,"),
        ("UPDATE notice SET state = 'withdrawn' WHERE notice = 'done'", "notice", "handed over"),
        ("DELETE FROM item_state WHERE item = 'inv/C0/done'", "item_state", "inv/C0/done"),
        ("UPDATE item_state SET done = 2", "item_state", "done=2"),
        (
            "INSERT INTO debtor_state VALUES ('C99', 'EUR', '', '2026-01-01')",
            "debtor_state",
            "no further",
        ),
        ("UPDATE notice_item SET live = 0", "notice_item", "live=0"),
        ("DELETE FROM notice_file", "notice_file", "no further row"),
        ("UPDATE run SET exit_code = 0", "run", "exit_code=0"),
        ("UPDATE run_total SET total = 0", "run_total", "total=0"),
    ],
)
def test_a_changed_projection_is_found_and_made_anew(told, statement, table, words):
    before = rows(told)
    tamper(told, statement)
    (finding,) = verify(told)
    assert (finding.code, finding.place.field) == ("CJ115", table)
    assert words in finding.message
    assert "journal rebuild" in finding.hint
    with open_journal(told) as journal:
        journal.rebuild()
        assert journal.verify() == []
        assert journal.log(1)[0].kind == "journal.rebuilt"
    assert rows(told) == before


def test_rebuilding_gives_the_same_rows(path):
    with open_journal(path) as journal:
        tell_cases(journal)
    told, before = path, rows(path)
    assert all(before.values()), "every table is put to the test"
    with open_journal(told) as journal:
        journal.rebuild()
    assert rows(told) == before


def test_nothing_is_rebuilt_from_a_broken_chain(told):
    tamper(told, "UPDATE event SET subject = 'x' WHERE seq = 4")
    before = rows(told)
    with open_journal(told) as journal, pytest.raises(JournalRefused) as refused:
        journal.rebuild()
    assert refused.value.findings[0].code == "CJ113"
    assert rows(told) == before


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TRIGGER event_is_never_changed", "trigger event_is_never_changed is missing"),
        ("DROP INDEX notice_item_once", "index notice_item_once is missing"),
        ("CREATE TABLE extra (x)", "table extra does not belong here"),
        ("ALTER TABLE notice ADD COLUMN x TEXT", "table notice was changed"),
    ],
)
def test_an_altered_form_is_found(told, statement, words):
    with closing(sqlite3.connect(told)) as raw:
        raw.execute(statement)
    (finding,) = verify(told)
    assert finding.code == "CJ112"
    assert words in finding.message


def test_an_altered_value_is_a_refusal_not_a_crash(told):
    tamper(
        told,
        "UPDATE event SET data = '{' WHERE seq = 4",
        "UPDATE notice SET as_of = 'someday'",
        "UPDATE run SET facts = '{'",
    )
    with open_journal(told, readonly=True) as journal:
        for question in (journal.log, journal.notices, journal.runs):
            with pytest.raises(JournalRefused) as refused:
                question()
            assert refused.value.findings[0].code == "CJ102"


def test_a_dropped_table_is_a_refusal_not_a_crash(told):
    with closing(sqlite3.connect(told)) as raw:
        raw.execute("DROP TABLE debtor_state")
    with open_journal(told, readonly=True) as journal:
        with pytest.raises(JournalRefused) as refused:
            journal.history()
        assert refused.value.findings[0].code == "CJ102"
        assert "debtor_state is missing" in journal.verify()[0].message


def test_a_damaged_page_is_found(told):
    content = bytearray(told.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    content[3 * page : 4 * page] = b"\x5a" * page
    told.write_bytes(content)
    try:
        found = verify(told)
    except JournalRefused as refused:
        found = list(refused.findings)
    assert found[0].code in {"CJ102", "CJ111"}


def test_a_changed_snapshot_is_found_a_deleted_one_is_none(told):
    folder = told.parent / "snapshots"
    folder.mkdir()
    snapshot = folder / "2026-01-31-dddddddddddd.parquet"
    snapshot.write_bytes(b"not what was written")
    (finding,) = verify(told)
    assert (finding.code, finding.place.file) == ("CJ116", str(snapshot))
    shutil.rmtree(folder)
    assert verify(told) == []
