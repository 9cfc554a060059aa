"""Cases in the journal: ids, days, all or nothing, and what is read of them again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from creditctl.cases import events as cases
from creditctl.cases.events import KINDS, LETTERS, about_data, fold
from creditctl.journal.records import State
from creditctl.ledger.dates import to_days
from tests.journal.build import act, open_journal, subject, tell_cases

DAY = date(2026, 3, 2)


def note(debtor="C9", text="hello"):
    data = {"kind": "note", "text": text, "number": "", "follow_up": None}
    return act(cases.NOTE_ADDED, "", debtor, **data)


def promise(item="inv/C9/1"):
    data = {"about": about_data(subject(item)), "due": "2026-03-16", "amount": 5, "note": ""}
    return act(cases.PROMISE_ADDED, **data)


def test_ids_count_by_kind_within_a_call_and_across_calls(journal):
    assert journal.take_cases(DAY, [note(), promise(), note()]) == ["N1", "P1", "N2"]
    done = act(cases.NOTE_DONE, "N1")
    assert journal.take_cases(DAY, [done, note(), promise()]) == ["N1", "N3", "P2"]
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_a_call_is_recorded_whole_or_not_at_all(journal):
    before = journal.counts()
    with pytest.raises(TypeError):
        journal.take_cases(DAY, [note(), act(cases.NOTE_ADDED, text=object())])
    assert journal.counts() == before
    assert journal.case_events(DAY) == []
    assert journal.take_cases(DAY, [note()]) == ["N1"], "no id was used up"
    assert journal.verify() == []


def test_what_is_later_than_a_day_does_not_exist(journal):
    journal.take_cases(DAY, [note(text="first")])
    journal.take_cases(DAY + timedelta(3), [note(text="second"), act(cases.NOTE_DONE, "N1")])
    assert journal.case_events(DAY - timedelta(1)) == []
    before = fold(journal.case_events(DAY + timedelta(2))).notes
    assert (list(before), before["N1"].done) == (["N1"], None)
    after = fold(journal.case_events(DAY + timedelta(3))).notes
    assert (list(after), after["N1"].done.day) == (["N1", "N2"], DAY + timedelta(3))
    assert after["N1"].at < after["N2"].at, "the time of day is kept too"


def test_events_of_one_debtor_come_with_those_of_nobody(journal):
    group = {"scope": "group", "key": "G", "shown": "G", "until": None, "start": "2026-03-02"}
    journal.take_cases(
        DAY, [note("C1"), note("C2"), act(cases.HOLD_ADDED, "", "", reason="x", **group)]
    )
    assert [e.case for e in journal.case_events(DAY, "C1")] == ["N1", "H1"]
    assert [e.case for e in journal.case_events(DAY, "nobody")] == ["H1"]


def test_the_story_tells_every_kind_of_case(journal):
    tell_cases(journal)
    told = journal.case_events(date(2026, 3, 28))
    assert {event.kind for event in told} == KINDS
    book = fold(told)
    assert book.promises["P2"].cancelled.reason == "made twice"
    assert (book.disputes["D1"].amount, book.disputes["D2"].amount) == (20000, None)
    assert not book.disputes["D2"].blocks
    assert book.holds["H2"].lifted.day == date(2026, 3, 9)
    assert book.writeoffs["W1"].seq > book.promises["P2"].seq
    assert [len(plan.instalments) for plan in book.arrangements.values()] == [3, 2]
    assert [seen.open for seen in book.seen["inv/C9/3"]] == [60000]


def test_the_log_of_a_debtor_tells_cases_and_payments_too(journal):
    tell_cases(journal)
    kinds = {event.kind for event in journal.log(1000, debtor="C9")}
    assert {"promise.added", "arrangement.made", "payment.matched", "notice.planned"} <= kinds
    assert "cases.seen" not in kinds, "nobody's"
    mine = [event.subject for event in journal.log(1000, debtor="C1") if "payment" in event.kind]
    assert mine == ["B3", "B3"]
    assert journal.log(1000, debtor="nobody") == []


def test_a_note_about_an_instalment_is_no_step_but_a_letter_all_the_same(journal):
    tell_cases(journal)
    sent = date(2026, 3, 28)
    assert journal.reminded_instalments() == {"arrangement/A1/1"}
    assert journal.reminded_instalments(sent - timedelta(1)) == set()
    for day in (None, sent):
        past = journal.history(day)
        assert "arrangement/A1/1" not in past.items
        assert past.debtors["C9", "EUR", ""] == to_days(sent)
        assert "arrangement/A1/1" not in past.thanked
    assert ("C9", "EUR", "") not in journal.history(sent - timedelta(1)).debtors
    record = journal.notice("instalment")
    assert (record.kind, record.state) == ("instalment", State.HANDED_OVER)
    journal.void("instalment", by="Anna", reason="wrong plan")
    assert journal.reminded_instalments() == set()
    assert journal.verify() == []


def test_cases_are_still_there_when_the_journal_is_opened_again(path):
    with open_journal(path) as journal:
        journal.take_cases(DAY, [promise()])
        told = journal.case_events(DAY)
    with open_journal(path, create=False, readonly=True) as journal:
        assert journal.case_events(DAY) == told
        assert journal.verify() == []
