"""Runs and notices: what is recorded, what follows from it, what is refused."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from creditctl.errors import ExitCode, JournalRefused, Refused, SafetyRefused, UsageRefused
from creditctl.journal.records import LedgerTotal, State
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.policy.history import NO_STEP_YET
from tests.journal.build import (
    DAY,
    PROGRAM,
    begin,
    issue,
    line,
    notice,
    open_journal,
    tell,
    tell_more,
)


def codes(refused) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_runs_are_numbered_by_day_and_sort(journal):
    assert journal.last_run() is None
    assert [begin(journal), begin(journal), begin(journal, date(2026, 2, 1))] == [
        "2026-01-31-001",
        "2026-01-31-002",
        "2026-02-01-001",
    ]
    journal.finish_run("2026-01-31-002", "done", ExitCode.LOOK, {"issued": 0})
    first, second, third = journal.runs()
    assert (first.finished, first.outcome, first.exit_code, first.summary) == ("", "", None, {})
    assert (second.outcome, second.exit_code, second.summary) == ("done", 3, {"issued": 0})
    assert second.finished > second.started > first.started
    assert (third.as_of, third.program, third.facts) == (date(2026, 2, 1), PROGRAM, {"files": 1})
    assert journal.last_run() == third


def test_a_run_in_the_past_is_still_the_last_one(journal):
    begin(journal)
    earlier = begin(journal, date(2025, 1, 1))
    assert journal.last_run().run == earlier


@pytest.mark.parametrize("run", ["2026-01-31-001", "2026-01-31-009"])
def test_a_run_that_is_finished_or_unknown_takes_nothing_more(journal, run):
    begin(journal)
    journal.finish_run("2026-01-31-001", "done", 0, {})
    for act in (
        lambda: journal.finish_run(run, "done", 0, {}),
        lambda: journal.plan_notices(run, [notice("n", line("i"))]),
        lambda: journal.note_import(run, [], {}),
    ):
        with pytest.raises(JournalRefused) as refused:
            act()
        assert codes(refused) == ["CJ124"]
        assert run in refused.value.findings[0].message
    assert journal.counts().notices == {}


def test_a_notice_from_plan_to_hand_over(journal):
    run = begin(journal)
    credit = line("inv/C1/CN1", step="", amount=-345)
    listed = line("inv/C1/3", step="", amount=0)
    one = notice("n1", line("inv/C1/2"), line("inv/C1/1", "second"), listed, less=(credit,))
    journal.plan_notices(run, [one])

    record = journal.notice("n1")
    assert (record.run, record.debtor, record.name) == (run, "C1", "Zoë & Søn C1")
    assert (record.as_of, record.pay_by) == (DAY, DAY + timedelta(days=14))
    assert (record.currency, record.total, record.channel) == ("EUR", 24345, "email")
    assert (record.state, record.reason, record.files) == (State.PLANNED, "", ())
    assert [(i.item, i.step, i.repeat, i.number, i.open) for i in record.items] == [
        ("inv/C1/1", "second", 0, "1", 12345),
        ("inv/C1/2", "reminder", 0, "2", 12345),
    ]
    assert len(journal.history()) == 0, "planned is not done"

    files = [("outbox/n1.eml", "1" * 64), ("outbox/n1.pdf", "2" * 64)]
    journal.hand_over_begins("n1", files)
    assert journal.notice("n1").files == tuple(files)
    assert len(journal.history()) == 0, "under way is not done"
    assert [n.state for n in journal.unfinished()] == [State.HANDING_OVER]

    journal.handed_over("n1")
    assert journal.unfinished() == []
    joined = journal.history().join(["inv/C1/1", "inv/C1/2", "inv/C1/CN1", "inv/C1/3"])
    steps = journal.history().steps
    assert [steps[code] for code in joined.step[:2]] == ["second", "reminder"]
    assert joined.step[2:].tolist() == [NO_STEP_YET] * 2, "only listed, without a step"
    assert joined.done.tolist() == [to_days(DAY), to_days(DAY), NO_DATE, NO_DATE]
    assert journal.history().debtors == {("C1", "EUR", ""): to_days(DAY)}


def test_the_same_step_of_an_item_is_planned_once(journal):
    run = begin(journal)
    journal.plan_notices(run, [notice("n1", line("inv/1"))])
    free = notice("n3", line("inv/3"))
    with pytest.raises(SafetyRefused) as refused:
        journal.plan_notices(run, [free, notice("n2", line("inv/2"), line("inv/1"))])
    assert codes(refused) == ["CJ121"]
    assert "'reminder' of item inv/1 is on notice n1" in refused.value.findings[0].message
    assert [n.notice for n in journal.notices()] == ["n1"], "all or nothing"

    journal.plan_notices(run, [free, notice("n2", line("inv/1", repeat=1))])
    journal.plan_notices(run, [notice("n4", line("inv/1", "second"))])


def test_the_same_step_twice_in_one_plan_is_refused(journal):
    plan = [notice("n1", line("inv/1")), notice("n2", line("inv/1"))]
    with pytest.raises(SafetyRefused) as refused:
        journal.plan_notices(begin(journal), plan)
    assert "on notice n1 already, so notice n2" in refused.value.findings[0].message
    assert journal.notices() == []


def test_not_even_raw_sql_issues_a_step_twice(journal, path):
    run = begin(journal)
    journal.plan_notices(run, [notice("n1", line("inv/1")), notice("n2", line("inv/2"))])
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(
            "INSERT INTO notice_item VALUES ('n2', 'inv/1', 'reminder', 0, '', '2026-01-01', 1, 1)"
        )


@pytest.mark.parametrize("how", ["rejected", "withdrawn", "resolved"])
def test_what_did_not_leave_may_be_issued_again(journal, how):
    run = begin(journal)
    journal.plan_notices(run, [notice("n1", line("inv/1"))])
    if how == "withdrawn":
        journal.withdrawn("n1", "paid")
    else:
        journal.hand_over_begins("n1", [("a", "b")])
        if how == "rejected":
            journal.rejected("n1", "no such address")
        else:
            journal.uncertain("n1", "the line broke")
            journal.resolve("n1", handed_over=False, by="Ann", reason="not in the sent folder")
    issue(journal, run, notice("n2", line("inv/1")))
    assert journal.history().join(["inv/1"]).done.tolist() == [to_days(DAY)]


def test_the_same_notice_may_be_planned_again_once_it_did_not_leave(journal):
    run = begin(journal)
    one = notice("n1", line("inv/1"), line("inv/2"))
    journal.plan_notices(run, [one])
    with pytest.raises(SafetyRefused) as refused:
        journal.plan_notices(run, [one])
    assert set(codes(refused)) == {"CJ122"}
    journal.withdrawn("n1", "the run was cut off")
    issue(journal, run, notice("n1", line("inv/2")))
    record = journal.notice("n1")
    assert (record.state, record.reason) == (State.HANDED_OVER, "")
    assert [item.item for item in record.items] == ["inv/2"]
    with pytest.raises(SafetyRefused):
        journal.plan_notices(run, [one])
    assert journal.notice("n1") == record
    assert journal.verify() == []


def test_an_uncertain_notice_blocks_its_items_and_counts_as_sent_until_a_person_decides(journal):
    run = begin(journal)
    journal.plan_notices(run, [notice("n1", line("inv/1"), debtor="C7")])
    journal.hand_over_begins("n1", [])
    for _ in range(2):
        past = journal.history()
        assert past.join(["inv/1", "inv/2"]).waiting.tolist() == [True, False]
        assert past.debtors == {("C7", "EUR", ""): to_days(DAY)}
        if not journal.uncertain_notices():
            journal.uncertain("n1", "the line broke")
    with pytest.raises(SafetyRefused):
        journal.plan_notices(run, [notice("n2", line("inv/1"))])
    journal.resolve("n1", handed_over=True, by="Ann", reason="it is in the sent folder")
    past = journal.history()
    assert journal.uncertain_notices() == []
    assert not past.join(["inv/1"]).waiting.any()
    assert past.join(["inv/1"]).done.tolist() == [to_days(DAY)]
    assert journal.log(1)[0].data == {"by": "Ann", "reason": "it is in the sent folder"}


def moves(journal):
    return {
        "begin": lambda: journal.hand_over_begins("n1", []),
        "hand over": lambda: journal.handed_over("n1"),
        "withdraw": lambda: journal.withdrawn("n1", "r"),
        "reject": lambda: journal.rejected("n1", "r"),
        "uncertain": lambda: journal.uncertain("n1", "r"),
        "it left": lambda: journal.resolve("n1", handed_over=True, by="b", reason="r"),
        "it stayed": lambda: journal.resolve("n1", handed_over=False, by="b", reason="r"),
    }


LEGAL = {
    (): {"begin", "withdraw"},
    ("begin",): {"hand over", "reject", "uncertain"},
    ("begin", "uncertain"): {"it left", "it stayed"},
    ("begin", "hand over"): set(),
    ("begin", "reject"): set(),
    ("withdraw",): set(),
    ("begin", "uncertain", "it left"): set(),
    ("begin", "uncertain", "it stayed"): set(),
}


@pytest.mark.parametrize("life", LEGAL)
def test_only_legal_moves_are_possible(journal, life):
    journal.plan_notices(begin(journal), [notice("n1", line("inv/1"))])
    possible = moves(journal)
    for move in life:
        possible[move]()
    before = journal.notice("n1"), journal.counts()
    for name in possible.keys() - LEGAL[life]:
        with pytest.raises(UsageRefused if name.startswith("it ") else JournalRefused) as refused:
            possible[name]()
        assert codes(refused) == ["CJ122"], name
        assert "notice n1 is" in refused.value.findings[0].message
    assert (journal.notice("n1"), journal.counts()) == before
    assert journal.verify() == []


def test_an_unknown_notice_is_named(journal):
    for move in moves(journal).values():
        with pytest.raises(Refused) as refused:
            move()
        assert codes(refused) == ["CJ123"]
        assert "n1" in refused.value.findings[0].message


def test_everything_planned_is_withdrawn_at_once(journal):
    first, second = begin(journal), begin(journal)
    journal.plan_notices(first, [notice("n1", line("inv/1")), notice("n2", line("inv/2"))])
    journal.plan_notices(second, [notice("n0", line("inv/3"))])
    journal.hand_over_begins("n2", [])
    assert journal.withdraw_planned("the run was cut off") == 2
    assert journal.withdraw_planned("the run was cut off") == 0
    states = {n.notice: (n.state, n.reason) for n in journal.notices()}
    assert states == {
        "n0": (State.WITHDRAWN, "the run was cut off"),
        "n1": (State.WITHDRAWN, "the run was cut off"),
        "n2": (State.HANDING_OVER, ""),
    }
    assert journal.verify() == []


def test_the_history_keeps_the_last_step_and_the_last_notice(journal):
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1"), line("inv/2")))
    later = DAY + timedelta(days=20)
    again = begin(journal, later)
    issue(journal, again, notice("n2", line("inv/1", repeat=1), as_of=later))
    past = journal.history()
    joined = past.join(["inv/2", "inv/9", "inv/1"])
    assert [past.steps[code] for code in joined.step[[0, 2]]] == ["reminder", "reminder"]
    assert joined.step.dtype == np.int16
    assert joined.repeat.tolist() == [0, 0, 1]
    assert joined.done.tolist() == [to_days(DAY), NO_DATE, to_days(later)]
    assert past.debtors == {("C1", "EUR", ""): to_days(later)}


def test_the_history_as_of_an_earlier_day(journal):
    later = DAY + timedelta(days=20)
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1"), line("inv/2")))
    journal.plan_notices(run, [notice("n3", line("inv/3"), debtor="C3", as_of=later)])
    journal.hand_over_begins("n3", [])
    then = journal.history()
    issue(journal, run, notice("n2", line("inv/1", "second"), line("inv/4"), as_of=later))

    before = journal.history(DAY)
    assert sorted(before.items) == ["inv/1", "inv/2"]
    joined = before.join(["inv/1", "inv/4", "inv/3"])
    assert before.steps[joined.step[0]] == "reminder"
    assert joined.done.tolist() == [to_days(DAY), NO_DATE, NO_DATE]
    assert not joined.waiting.any()
    assert before.debtors == {("C1", "EUR", ""): to_days(DAY)}
    assert len(journal.history(DAY - timedelta(days=1))) == 0
    assert then.join(["inv/3"]).waiting.all()
    latest = later + timedelta(days=20)
    issue(journal, run, notice("n4", line("inv/1", "final"), as_of=latest))
    for day in (later, later + timedelta(days=9)):
        now = journal.history(day)
        assert now.steps[now.join(["inv/1"]).step[0]] == "second"
        assert now.debtors == {("C1", "EUR", ""): to_days(later), ("C3", "EUR", ""): to_days(later)}
    for day in (latest, None):
        now = journal.history(day)
        assert now.steps[now.join(["inv/1"]).step[0]] == "final"
        assert now.debtors == {
            ("C1", "EUR", ""): to_days(latest),
            ("C3", "EUR", ""): to_days(later),
        }


def test_a_void_notice_lets_its_items_fall_back_a_step(journal):
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1"), line("inv/2")))
    later = DAY + timedelta(days=20)
    issue(journal, run, notice("n2", line("inv/1", "second"), line("inv/3"), as_of=later))
    journal.void("n2", by="Anna", reason="was paid in cash")

    past = journal.history()
    joined = past.join(["inv/1", "inv/2", "inv/3"])
    assert [past.steps[code] for code in joined.step[:2]] == ["reminder", "reminder"]
    assert joined.done.tolist() == [to_days(DAY), to_days(DAY), NO_DATE]
    assert past.debtors == {("C1", "EUR", ""): to_days(later)}, "a letter did leave that day"
    assert journal.history(later).debtors == past.debtors
    record = journal.notice("n2")
    assert (record.state, record.reason) == (State.VOIDED, "was paid in cash")

    after = later + timedelta(days=8)
    issue(journal, run, notice("n3", line("inv/1", "second"), as_of=after))
    now = journal.history()
    assert now.steps[now.join(["inv/1"]).step[0]] == "second"
    assert journal.verify() == []


def test_the_first_of_two_letters_can_be_void(journal):
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1")))
    later = DAY + timedelta(days=20)
    issue(journal, run, notice("n2", line("inv/1", "second"), as_of=later))
    journal.void("n1", by="Anna", reason="wrong address")
    past = journal.history()
    assert past.steps[past.join(["inv/1"]).step[0]] == "second"


@pytest.mark.parametrize(
    ("name", "code"), [("nobody", "CJ123"), ("planned", "CJ122"), ("void", "CJ122")]
)
def test_only_a_notice_that_left_can_be_void(journal, name, code):
    run = begin(journal)
    issue(journal, run, notice("void", line("inv/1")))
    journal.void("void", by="Anna", reason="wrong address")
    journal.plan_notices(run, [notice("planned", line("inv/2"))])
    before = journal.counts()
    with pytest.raises(UsageRefused) as refused:
        journal.void(name, by="Anna", reason="again")
    assert refused.value.findings[0].code == code
    assert journal.counts() == before


def test_areas_thanks_and_segments_are_remembered(journal):
    tell_more(journal)
    past = journal.history()
    assert past.debtors["C8", "EUR", "north"] == to_days(date(2026, 2, 20))
    assert past.segments == {("C1", "EUR"): "chronic-late"}
    assert past.thanked == {"inv/C1/twice"}
    joined = past.join(["inv/C1/twice", "inv/C8/north", "inv/C8/south"])
    assert [past.steps[code] for code in joined.step[:2]] == ["reminder", "reminder"]
    assert joined.done.tolist()[2] == NO_DATE
    kinds = {n.notice: (n.area, n.kind) for n in journal.notices()}
    assert kinds["area-north"] == ("north", "demand")
    assert kinds["thanks"] == ("", "thanks")
    assert kinds["done"] == ("", "demand")


def test_an_item_is_thanked_for_once(journal):
    tell_more(journal)
    paid = replace(line("inv/C1/twice", "thank-you"), open=0)
    twice = replace(notice("thanks-2", paid), kind="thanks", total=0)
    with pytest.raises(SafetyRefused) as refused:
        journal.plan_notices(begin(journal), [twice])
    assert refused.value.findings[0].code == "CJ121"


def test_item_ids_of_any_text_come_back(journal):
    ids = ["plain", "with,comma", "with\x1fseparator", "Zoë/C 1/№%2F7", "'; DROP TABLE event;--"]
    issue(journal, begin(journal), notice("n1", *map(line, ids)))
    past = journal.history()
    assert sorted(past.items) == sorted(ids)
    assert (past.join(ids).done == to_days(DAY)).all()


def test_totals_are_those_of_the_last_accepted_run(journal):
    assert journal.last_totals() == {}
    good = {"EUR": LedgerTotal(10, 5000), "USD": LedgerTotal(2, -7)}
    for exit_code, totals in ((0, good), (8, {"EUR": LedgerTotal(1, 9)}), (5, {})):
        run = begin(journal)
        journal.note_import(run, [{"path": "a.csv"}], totals)
        journal.finish_run(run, "x", exit_code, {})
    journal.note_import(begin(journal), [], {"EUR": LedgerTotal(99, 99)})
    assert journal.last_totals() == good


def test_the_log_is_by_debtor_by_run_and_limited(journal):
    tell(journal)
    everything = journal.log(1000)
    assert [event.seq for event in everything] == list(range(1, len(everything) + 1))
    assert journal.log(3) == everything[-3:]
    first, second = (run.run for run in journal.runs())
    assert {event.run for event in journal.log(99, run=first)} == {first}
    assert [event.kind for event in journal.log(99, run=second)] == [
        "run.begun",
        *["notice.planned"] * 2,
        "notice.handing-over",
        "notice.handed-over",
    ]
    assert [event.kind for event in journal.log(99, debtor="C1")] == [
        "notice.planned",
        "notice.handing-over",
        "notice.handed-over",
        "hold.added",
        "notice.planned",
        "notice.handing-over",
        "notice.handed-over",
    ]
    assert journal.log(99, debtor="nobody") == []


def test_counts(journal):
    tell(journal)
    counts = journal.counts()
    assert counts.events == journal.log(1)[0].seq
    assert counts.head == journal.log(1)[0].hash
    assert (counts.runs, counts.items) == (2, 2)
    assert counts.notices == {
        State.HANDED_OVER: 3,
        State.HANDING_OVER: 1,
        State.PLANNED: 1,
        State.REJECTED: 1,
        State.UNCERTAIN: 1,
        State.WITHDRAWN: 1,
    }


def test_snapshots_are_listed_where_they_lie(journal, path):
    tell(journal)
    (one,) = journal.snapshots()
    assert (one.run, one.as_of, one.snapshot.rows) == ("2026-01-31-001", DAY, 6)
    assert one.snapshot.path == path.parent / "snapshots" / "2026-01-31-dddddddddddd.parquet"


def test_an_event_of_the_journals_own_kind_is_not_recorded_by_hand(journal):
    with pytest.raises(ValueError, match=r"notice\.handed-over"):
        journal.record("notice.handed-over", "n1", {})


def test_a_reader_sees_a_run_at_work_and_cannot_write(journal, path):
    run = begin(journal)
    with open_journal(path, readonly=True) as reader:
        with pytest.raises(JournalRefused) as refused:
            reader.record("hold.added", "C1", {})
        assert codes(refused) == ["CJ106"]
        journal.plan_notices(run, [notice("n1", line("inv/1"))])
        assert [n.notice for n in reader.unfinished()] == ["n1"]
