"""The journal as a file: made, opened, migrated, backed up, refused."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from creditctl.cases.events import PROMISE_ADDED, about_data
from creditctl.errors import ExitCode, JournalRefused
from creditctl.journal import schema
from creditctl.journal.database import backup, connect, file_system, utc
from creditctl.journal.migrations import MIGRATIONS, Migration, apply, create, migrate, pending
from tests.journal.build import (
    PROGRAM,
    act,
    begin,
    issue,
    line,
    notice,
    open_journal,
    subject,
    tell,
    tell_cases,
    tell_more,
    tell_promises,
    ticking,
)

GOLDEN = Path(__file__).parent / "golden"
NEXT = Migration("9999-next", ("CREATE TABLE later (x INTEGER) STRICT",))


def refusal(path, **options):
    with pytest.raises(JournalRefused) as refused:
        open_journal(path, **options)
    (finding,) = refused.value.findings
    assert refused.value.exit_code == ExitCode.JOURNAL
    assert finding.place.file == str(path)
    assert finding.hint
    return finding


def mode(path):
    return path.stat().st_mode & 0o777


def test_a_new_journal_is_private_and_whole(path):
    with open_journal(path) as journal:
        tell(journal)
        assert mode(path.parent) == 0o700
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
        assert journal.backup is None
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


def test_the_settings_that_safety_rests_on(journal):
    ask = journal._connection.execute
    assert ask("PRAGMA foreign_keys").fetchone() == (1,)
    assert ask("PRAGMA synchronous").fetchone() == (2,), "FULL"
    assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ask("PRAGMA busy_timeout").fetchone() == (10000,)
    tables = ask("PRAGMA table_list").fetchall()
    assert all(row[5] for row in tables if not row[1].startswith("sqlite_")), "STRICT"


def test_a_missing_journal_is_made_only_when_asked(path):
    for options in ({"create": False}, {"readonly": True}):
        assert refusal(path, **options).code == "CJ101"
    assert not path.parent.exists()


def test_what_a_crash_left_while_creating_is_cleared_away(path):
    path.parent.mkdir()
    path.with_name("journal.db.new").write_bytes(b"half")
    with open_journal(path) as journal:
        assert journal.verify() == []
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"debtor;amount\n", "not an SQLite file"),
        (b"SQLite format 3\x00", "not an SQLite file"),
        (b"\x00" * 5000, "not an SQLite file"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, ""),
    ],
)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_no_journal_is_refused_and_left_alone(path, content, words, readonly):
    path.parent.mkdir()
    path.write_bytes(content)
    finding = refusal(path, readonly=readonly)
    assert finding.code == "CJ102"
    assert words in finding.message
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE migration (name)")
    assert "not made by creditctl" in refusal(path).message


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
@pytest.mark.parametrize("readonly", [False, True])
def test_a_journal_cut_short_is_refused(path, share, readonly):
    with open_journal(path) as journal:
        tell(journal)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    finding = refusal(path, readonly=readonly)
    assert (finding.code, "cut short" in finding.message) == ("CJ102", True)


def test_garbage_in_the_middle_never_ends_in_a_traceback(path):
    with open_journal(path) as journal:
        tell_promises(journal)
    content = path.read_bytes()
    for start in range(0, len(content), 4096):
        changed = bytearray(content)
        changed[start + 100 : start + 4096] = b"\xa5" * 3996
        path.write_bytes(changed)
        try:
            with open_journal(path, readonly=True) as journal:
                found = journal.verify()
        except JournalRefused as refused:
            found = list(refused.findings)
        assert found, f"page {start // 4096 + 1}"
        assert {finding.code for finding in found} <= {"CJ102", "CJ111", "CJ112", "CJ113"}


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "state").write_text("a file, not a folder")
    assert refusal(tmp_path / "state" / "journal.db").code == "CJ106"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_can_be_read_but_not_written(path):
    with open_journal(path) as journal:
        tell(journal)
    path.parent.chmod(0o500)
    try:
        with open_journal(path, readonly=True) as journal:
            assert journal.verify() == []
        assert refusal(path).code == "CJ106"
    finally:
        path.parent.chmod(0o700)


def test_a_folder_in_the_place_of_the_journal_is_refused(path):
    path.mkdir(parents=True)
    assert refusal(path).code == "CJ106"


def test_a_program_that_keeps_the_file_locked_is_named_as_such(journal, path, monkeypatch):
    monkeypatch.setattr("creditctl.journal.database.BUSY_SECONDS", 0.05)
    with open_journal(path) as other:
        journal._connection.execute("BEGIN IMMEDIATE")
        from creditctl.errors import LockedRefused

        with pytest.raises(LockedRefused) as refused:
            begin(other)
        assert refused.value.findings[0].code == "CJ107"
        journal._connection.execute("ROLLBACK")
        begin(other)


def test_a_journal_after_a_crash_can_be_read_without_being_written(path, tmp_path):
    """The write-ahead log beside the file holds what the file lacks."""
    journal = open_journal(path)
    tell(journal)
    crashed = tmp_path / "crashed" / "journal.db"
    shutil.copytree(path.parent, crashed.parent)
    assert (crashed.parent / "journal.db-wal").stat().st_size > 0
    expected = journal.counts()
    journal.close()
    with open_journal(crashed, readonly=True) as reader:
        assert reader.counts() == expected
        assert reader.verify() == []


def test_a_path_with_any_characters(tmp_path):
    path = tmp_path / "a?b#c%20d é" / "journal.db"
    with open_journal(path) as journal:
        begin(journal)
    with open_journal(path, readonly=True) as journal:
        assert journal.last_run()


# Migrations.


def test_migrations_have_ordered_names():
    names = [migration.name for migration in MIGRATIONS]
    assert names == sorted(set(names))
    made = {s.split()[2] for s in (*schema.FIRST, *schema.SECOND, *schema.THIRD, *schema.FOURTH)}
    assert set(schema.PROJECTIONS) < made


def test_released_migrations_never_change():
    """A changed migration would refuse every journal that exists: add a new one instead."""
    assert {migration.name: migration.checksum[:16] for migration in MIGRATIONS} == {
        "0001-journal": "39f808adee947dab",
        "0002-areas-voids-segments": "7e7040b098ad425c",
        "0003-cases-bank-instalments": "6f6c501099a834d7",
        "0004-letters-about-promises": "8dd7d74c4d761099",
    }


def test_the_old_journal_opens_verifies_and_tells_its_story(path):
    path.parent.mkdir()
    shutil.copy(GOLDEN / "journal-0001.db", path)
    with open_journal(path, create=False) as journal:
        assert journal.verify() == []
        assert [run.run for run in journal.runs()] == ["2026-01-31-001", "2026-02-10-001"]
        assert {n.notice: n.state.value for n in journal.notices()} == {
            "again": "planned",
            "done": "handed over",
            "later": "handed over",
            "rejected": "rejected",
            "twice": "handed over",
            "uncertain": "uncertain",
            "under-way": "handing over",
            "withdrawn": "withdrawn",
        }
        before = journal.history()
        issue(journal, begin(journal), notice("new", line("inv/C9/new"), debtor="C9"))
        assert len(journal.history()) == len(before) + 1
        assert journal.verify() == []


@pytest.mark.parametrize(
    ("file", "story"),
    [
        ("journal-0001.db", tell),
        ("journal-0002.db", tell_more),
        ("journal-0003.db", tell_cases),
        ("journal-0004.db", tell_promises),
    ],
)
def test_the_same_story_is_still_written_with_the_same_events(path, tmp_path, file, story):
    """What makes old chains verify for ever: not one byte of an event is written differently."""
    shutil.copy(GOLDEN / file, tmp_path / "golden.db")
    with open_journal(path) as journal, open_journal(tmp_path / "golden.db", create=False) as old:
        story(journal)
        assert journal.log(1000) == old.log(1000)
        assert journal.notices() == old.notices()
        for day in (date(2026, 3, 3), date(2026, 3, 28)):
            assert journal.case_events(day) == old.case_events(day)
            assert journal.payment_states(day) == old.payment_states(day)
            assert journal.allocations(day) == old.allocations(day)
            assert journal.open_entries(day) == old.open_entries(day)
        assert (journal.verify(), old.verify()) == ([], [])


@pytest.mark.parametrize("file", ["journal-0001.db", "journal-0002.db"])
def test_a_journal_from_before_cases_takes_them(path, file):
    path.parent.mkdir()
    shutil.copy(GOLDEN / file, path)
    with open_journal(path, create=False) as journal:
        assert journal.backup is not None
        before = journal.notices(), journal.history().debtors
        assert journal.case_events(date.max) == []
        assert journal.payment_states(date.max) == []
        promise = {"about": about_data(subject("inv/C9/1")), "due": "2026-03-16"}
        added = act(PROMISE_ADDED, amount=1, note="", **promise)
        assert journal.take_cases(date(2026, 3, 2), [added]) == ["P1"]
        assert (journal.notices(), journal.history().debtors) == before
        journal.rebuild()
        assert journal.verify() == []
        assert [event.case for event in journal.case_events(date(2026, 3, 2))] == ["P1"]


def test_an_old_journal_is_backed_up_then_migrated(path):
    path.parent.mkdir()
    shutil.copy(GOLDEN / "journal-0001.db", path)
    connection = connect(path, readonly=False)
    options = {"program": "creditctl 9.0", "now": ticking(), "migrations": (*MIGRATIONS, NEXT)}
    with closing(connection):
        copy = migrate(connection, path, **options)
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
        rows = connection.execute("SELECT name, program FROM migration ORDER BY name").fetchall()
        assert rows[-1] == ("9999-next", "creditctl 9.0")
        assert migrate(connection, path, **options) is None
    assert copy == path.parent / "backups" / "journal-20260131T060001Z.db"
    assert (mode(copy), mode(copy.parent)) == (0o600, 0o700)
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("SELECT name FROM migration").fetchall() == [("0001-journal",)]
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_migration_that_fails_leaves_the_journal_as_it_was(path):
    with open_journal(path) as journal:
        tell(journal)
    broken = Migration("9999-broken", ("CREATE TABLE later (x)", "CREATE TABLE run (x)"))
    connection = connect(path, readonly=False)
    with closing(connection), pytest.raises(sqlite3.OperationalError):
        apply(connection, [broken], PROGRAM, utc(ticking()()))
    with open_journal(path, readonly=True) as journal:
        assert journal.verify() == []


def test_without_a_backup_nothing_is_migrated(path):
    with open_journal(path) as journal:
        tell(journal)
    (path.parent / "backups").write_text("in the way")
    with closing(connect(path, readonly=False)) as connection:
        with pytest.raises(JournalRefused):
            migrate(
                *(connection, path),
                program=PROGRAM,
                now=ticking(),
                migrations=(*MIGRATIONS, NEXT),
            )
        assert pending(connection, path, (*MIGRATIONS, NEXT)) == (NEXT,)
    with open_journal(path, readonly=True) as journal:
        assert journal.verify() == []


@pytest.mark.parametrize("readonly", [False, True])
def test_a_newer_journal_is_refused_untouched(path, readonly):
    create(path, program="creditctl 9.0", now=ticking(), migrations=(*MIGRATIONS, NEXT))
    before = path.read_bytes()
    finding = refusal(path, readonly=readonly)
    assert finding.code == "CJ103"
    assert "creditctl 9.0" in finding.message
    assert path.read_bytes()[100:] == before[100:], "only the header may note the way of writing"
    assert not (path.parent / "backups").exists()


def test_a_journal_of_other_migrations_is_refused(path):
    other = Migration(MIGRATIONS[0].name, (*MIGRATIONS[0].statements, "CREATE TABLE more (x)"))
    create(path, program="creditctl 0.1.0+mine", now=ticking(), migrations=[other])
    finding = refusal(path)
    assert finding.code == "CJ104"
    assert "creditctl 0.1.0+mine" in finding.message


def test_a_reader_refuses_an_older_journal_and_says_what_migrates_it(path):
    create(path, program="creditctl 0.0.1", now=ticking(), migrations=())
    assert refusal(path, readonly=True).code == "CJ105"
    with open_journal(path) as journal:
        assert journal.backup is not None
        assert journal.verify() == []


# Backups, clocks, file systems.


def test_a_backup_of_a_journal_in_use_is_whole(journal, path):
    tell(journal)
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    first, second = backup(path, moment), backup(path, moment)
    assert [first.name, second.name] == [
        "journal-20260301T123000Z.db",
        "journal-20260301T123000Z-2.db",
    ]
    with open_journal(first, readonly=True) as copy:
        assert copy.counts() == journal.counts()
        assert copy.verify() == []


def test_a_backup_of_nothing_leaves_nothing(path):
    path.parent.mkdir()
    path.write_bytes(b"no journal")
    with pytest.raises(JournalRefused):
        backup(path, datetime(2026, 3, 1, tzinfo=UTC))
    assert list((path.parent / "backups").iterdir()) == []


def test_a_clock_without_zone_is_a_programming_error():
    with pytest.raises(ValueError, match="time zone"):
        utc(datetime(2026, 1, 1))
    assert utc(datetime.fromisoformat("2026-01-01T01:30+02:00")) == "2025-12-31T23:30:00.000Z"


MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /mnt/books rw - nfs4 server:/books rw
41 40 0:36 / /mnt/books/local rw - tmpfs tmpfs rw
42 22 0:37 / /mnt/my\\040share rw - cifs //server/share rw
43 22 0:38 / /mnt/twice rw - ext4 /dev/vdb rw
44 43 0:39 / /mnt/twice rw - nfs4 server:/twice rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/state", "ext4"),
        ("/mnt/books/state", "nfs4"),
        ("/mnt/books/local/state", "tmpfs"),
        ("/mnt/bookshelf", "ext4"),
        ("/mnt/my share/state", "cifs"),
        ("/mnt/twice/state", "nfs4"),
    ],
)
def test_the_file_system_of_a_path(path, kind):
    assert file_system(Path(path), MOUNTS) == kind
    assert file_system(Path(path), "") == ""


def test_on_a_network_file_system_wal_is_not_used(path, monkeypatch, tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"40 22 0:35 / {tmp_path.resolve()} rw - nfs4 server:/books rw\n")
    monkeypatch.setattr("creditctl.journal.database._MOUNTS", mounts)
    with open_journal(path) as journal:
        tell(journal)
        assert journal._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        with open_journal(path, readonly=True) as reader:
            assert reader.verify() == []
