"""From the outbox to the debtor: what may follow what, and what it means for steps and days."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from creditctl.errors import JournalRefused, Refused, UsageRefused
from creditctl.journal.records import NEXT, State
from creditctl.journal.sending import Tries
from creditctl.ledger.dates import NO_DATE, to_days
from tests.journal.build import DAY, begin, issue, line, notice, tell_cases, try_to_send


def steps(journal, *items):
    past = journal.history()
    joined = past.join(list(items))
    return [past.steps[code] if code >= 0 else "" for code in joined.step]


@pytest.fixture
def handed_over(journal):
    """A first reminder that was sent, and a second that lies in the outbox."""
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1")))
    try_to_send(journal, "n1")
    journal.sent("n1", "250 OK")
    later = DAY + timedelta(days=20)
    issue(journal, run, notice("n2", line("inv/1", "second"), as_of=later))
    return journal


def test_a_step_stays_done_while_its_notice_is_sent(handed_over):
    journal = handed_over
    assert steps(journal, "inv/1") == ["second"]
    try_to_send(journal, "n2")
    assert steps(journal, "inv/1") == ["second"]
    assert journal.history().join(["inv/1"]).waiting.all(), "nothing new while it is being sent"
    journal.deferred("n2", "451 busy")
    record = journal.notice("n2")
    assert (record.state, record.reason) == (State.HANDED_OVER, "451 busy")
    try_to_send(journal, "n2", 2)
    journal.sent("n2", "250 OK")
    assert (journal.notice("n2").state, journal.notice("n2").reason) == (State.SENT, "")
    assert steps(journal, "inv/1") == ["second"]
    assert not journal.history().join(["inv/1"]).waiting.any()
    assert journal.verify() == []


def refuse(journal):
    try_to_send(journal, "n2")
    journal.rejected("n2", "550 no such user")


def lose(journal):
    try_to_send(journal, "n2")
    journal.uncertain("n2", "lost")
    journal.resolve("n2", handed_over=False, by="Anna", reason="not in the log")


@pytest.mark.parametrize(
    "end", [refuse, lose, lambda journal: journal.taken_from_outbox("n2", "paid")]
)
def test_what_did_not_leave_falls_back_to_the_letter_that_did(handed_over, end):
    journal = handed_over
    end(journal)
    assert steps(journal, "inv/1") == ["reminder"]
    assert journal.history().debtors == {("C1", "EUR", ""): to_days(DAY)}, "no letter left later"
    again = DAY + timedelta(days=21)
    issue(journal, begin(journal, again), notice("n3", line("inv/1", "second"), as_of=again))
    assert steps(journal, "inv/1") == ["second"]
    assert journal.verify() == []


def test_a_sent_letter_that_is_void_falls_back(handed_over):
    handed_over.void("n1", by="Anna", reason="wrong address")
    assert steps(handed_over, "inv/1") == ["second"]
    handed_over.void("n2", by="Anna", reason="wrong address")
    assert steps(handed_over, "inv/1") == [""]
    assert handed_over.verify() == []


def test_in_doubt_its_items_wait_and_what_was_sent_is_sent(handed_over):
    journal = handed_over
    try_to_send(journal, "n2")
    journal.uncertain("n2", "lost")
    joined = journal.history().join(["inv/1"])
    assert joined.waiting.all()
    assert journal.history().debtors == {("C1", "EUR", ""): to_days(DAY + timedelta(days=20))}
    journal.resolve("n2", handed_over=True, by="Anna", reason="in their mailbox")
    assert journal.notice("n2").state is State.SENT
    assert steps(journal, "inv/1") == ["second"]
    assert journal.verify() == []


def test_an_older_letter_that_comes_back_does_not_undo_a_later_step(journal):
    run = begin(journal)
    issue(journal, run, notice("n1", line("inv/1")))
    later = DAY + timedelta(days=20)
    issue(journal, run, notice("n2", line("inv/1", "second"), as_of=later))
    try_to_send(journal, "n1")
    journal.deferred("n1", "451 busy")
    assert steps(journal, "inv/1") == ["second"]
    try_to_send(journal, "n1", 2)
    journal.sent("n1", "250 OK")
    assert steps(journal, "inv/1") == ["second"]


def test_what_waits_is_told_oldest_first_by_channel_up_to_a_day(journal):
    run = begin(journal)
    later = DAY + timedelta(days=1)
    issue(journal, run, notice("b", line("inv/1"), as_of=later))
    issue(journal, run, notice("z", line("inv/2")))
    issue(journal, run, notice("a", line("inv/3")))
    names = [n.notice for n in journal.waiting_to_be_sent("email", later)]
    assert names == ["a", "z", "b"]
    assert [n.notice for n in journal.waiting_to_be_sent("email", DAY)] == ["a", "z"]
    assert journal.waiting_to_be_sent("letter", later) == []


def test_tries_are_counted_and_threads_know_what_was_sent(handed_over):
    journal = handed_over
    assert journal.tries("n1") == Tries(1, 0, "<n1@x.example>", ("<n1@x.example>",))
    assert journal.tries("n2") == Tries()
    assert journal.thread("n2") == ["<n1@x.example>"]
    assert journal.thread("n1") == [], "the second was not sent"
    planned = [event for event in journal.events_of("n2") if event.kind == "notice.planned"]
    assert planned[-1].data["step"] == "second"
    kinds = [event.kind for event in journal.events_of("n1")]
    assert kinds[-2:] == ["notice.sending", "notice.sent"]


def moves(journal):
    return {
        "try": lambda: try_to_send(journal, "n1"),
        "sent": lambda: journal.sent("n1", "250"),
        "defer": lambda: journal.deferred("n1", "451"),
        "reject": lambda: journal.rejected("n1", "550"),
        "uncertain": lambda: journal.uncertain("n1", "r"),
        "take": lambda: journal.taken_from_outbox("n1", "paid"),
        "hand over": lambda: journal.handed_over("n1"),
        "void": lambda: journal.void("n1", by="b", reason="r"),
        "it left": lambda: journal.resolve("n1", handed_over=True, by="b", reason="r"),
        "it stayed": lambda: journal.resolve("n1", handed_over=False, by="b", reason="r"),
    }


LEGAL = {
    (): {"try", "take", "void"},
    ("try",): {"sent", "defer", "reject", "uncertain"},
    ("try", "sent"): {"void"},
    ("try", "defer"): {"try", "take", "void"},
    ("try", "reject"): set(),
    ("try", "uncertain"): {"it left", "it stayed"},
    ("try", "uncertain", "it left"): {"void"},
    ("try", "uncertain", "it stayed"): set(),
    ("take",): set(),
}


@pytest.mark.parametrize("life", LEGAL)
def test_only_legal_moves_are_possible(journal, life):
    issue(journal, begin(journal), notice("n1", line("inv/1")))
    possible = moves(journal)
    for move in life:
        possible[move]()
    before = journal.notice("n1"), journal.counts()
    for name in possible.keys() - LEGAL[life]:
        with pytest.raises((UsageRefused, JournalRefused)) as refused:
            possible[name]()
        assert [f.code for f in refused.value.findings] == ["CJ122"], name
    assert (journal.notice("n1"), journal.counts()) == before
    assert journal.verify() == []


def test_every_state_has_its_followers():
    assert set(NEXT) == set(State)


@pytest.mark.parametrize("seed", range(6))
def test_any_life_gives_the_same_history_from_tables_and_from_notices(journal, seed):
    """What is kept up to date, what is read as of a day, and what a replay makes: all the same."""
    chance = random.Random(seed)
    last = DAY + timedelta(days=60)
    for number in range(12):
        day = DAY + timedelta(days=5 * number)
        run = begin(journal, day)
        one = notice(f"n{number}", line(f"inv/{number % 3}", f"s{number}"), as_of=day)
        issue(journal, run, one)
        for _ in range(6):
            name = f"n{chance.randrange(number + 1)}"
            move = chance.choice(list(moves_of(journal, name).values()))
            with suppress(Refused):
                move()
    items = [f"inv/{number}" for number in range(3)]
    tables, notices = journal.history(), as_of(journal, last)
    for past in (tables, notices):
        assert past.debtors == tables.debtors
    first, second = tables.join(items), notices.join(items)
    assert first.done.tolist() == second.done.tolist()
    assert [_name(tables, c) for c in first.step] == [_name(notices, c) for c in second.step]
    assert journal.verify() == []


def moves_of(journal, name):
    return {
        "try": lambda: try_to_send(journal, name),
        "sent": lambda: journal.sent(name, "250"),
        "defer": lambda: journal.deferred(name, "451"),
        "reject": lambda: journal.rejected(name, "550"),
        "uncertain": lambda: journal.uncertain(name, "r"),
        "take": lambda: journal.taken_from_outbox(name, "paid"),
        "it left": lambda: journal.resolve(name, handed_over=True, by="b", reason="r"),
        "it stayed": lambda: journal.resolve(name, handed_over=False, by="b", reason="r"),
    }


def as_of(journal, day):
    """The history as an earlier day shows it, by one more notice of a later day."""
    run = begin(journal, day + timedelta(days=9))
    issue(journal, run, notice("last", line("inv/x"), debtor="CX", as_of=day + timedelta(days=9)))
    return journal.history(day)


def _name(past, code):
    return past.steps[code] if code >= 0 else ""


def test_the_story_holds_every_state(journal):
    tell_cases(journal)
    assert set(journal.counts().notices) == set(State)
    assert journal.history(date(2026, 3, 28)).join(["inv/M2/1"]).done.tolist() == [NO_DATE]


def test_the_address_of_each_e_mail_is_kept(journal):
    run = begin(journal)
    first = notice("n1", line("inv/1"))
    by_mail = replace(first, debtor=replace(first.debtor, email="kim@müller.example"))
    post = replace(notice("n2", line("inv/2")), channel="letter", debtor=by_mail.debtor)
    issue(journal, run, by_mail)
    issue(journal, run, post)
    issue(journal, run, notice("n3", line("inv/3")))
    assert journal.addresses(run) == {"n1": "kim@müller.example"}
    assert journal.addresses("2020-01-01-001") == {}
    facts = {"attempt": 1, "message_id": "<n1@x.example>", "to": "kim@x", "cc": "owner@x.example"}
    journal.sending("n1", facts)
    assert journal.copied_to("n1", "<n1@x.example>") == "owner@x.example"
    assert journal.copied_to("n1", "<n1.2@x.example>") == ""
    assert journal.copied_to("n2", "<n2@x.example>") == ""
    assert journal.verify() == []


def test_what_is_planned_again_has_the_address_of_the_last_time(journal):
    first = notice("n1", line("inv/1"))
    for number, email in enumerate(("old@x.example", "new@x.example")):
        run = begin(journal)
        issue(journal, run, replace(first, debtor=replace(first.debtor, email=email)))
        assert journal.addresses(run) == {"n1": email}
        try_to_send(journal, "n1", number + 1)
        journal.rejected("n1", "550 no such user")
