"""Cases made of events again: all that an event keeps, and nothing of what is later."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from typing import Any

import pytest

from creditctl.cases import events
from creditctl.cases.events import KINDS, LETTERS, about_data, fold, instalment_data
from creditctl.cases.records import (
    Arrangement,
    CaseBook,
    CaseEvent,
    Dispute,
    End,
    Hold,
    Instalment,
    Note,
    Promise,
    Seen,
    Subject,
    WriteOff,
)

DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
ABOUT = Subject("inv/C1/1", "C1", "1", "EUR", 90_000)
OTHER = Subject("inv/C1/2", "C1", "2", "EUR", 5_000)
END = End(LATER, "Ben", "so it is")
BY = {"by": "Ann"}
PLAN = (Instalment(1, date(2026, 3, 31), 50_000), Instalment(2, date(2026, 4, 30), 45_000))
MADE: dict[str, tuple[str, dict[str, Any]]] = {
    events.PROMISE_ADDED: (
        "P1",
        BY | {"about": about_data(ABOUT), "due": "2026-03-16", "amount": 70_000, "note": "said so"},
    ),
    events.DISPUTE_OPENED: (
        "D1",
        BY
        | {"about": about_data(ABOUT), "reason": "price", "amount": None}
        | {"note": "dear", "blocks": False},
    ),
    events.HOLD_ADDED: (
        "H1",
        BY
        | {"scope": "group", "key": "G", "debtor": "", "shown": "The Gs", "reason": "the CEO"}
        | {"start": "2026-03-03", "until": "2026-03-20"},
    ),
    events.NOTE_ADDED: (
        "N1",
        BY
        | {"debtor": "C1", "kind": "call", "text": "calls back", "number": "1"}
        | {"follow_up": "2026-03-05"},
    ),
    events.WRITEOFF_PROPOSED: (
        "W1",
        BY | {"about": about_data(ABOUT), "amount": 500, "reason": "rounding"},
    ),
    events.ARRANGEMENT_MADE: (
        "A1",
        BY
        | {"debtor": "C1", "currency": "EUR", "covers": [about_data(ABOUT), about_data(OTHER)]}
        | {"instalments": instalment_data(PLAN), "note": "by phone"},
    ),
}
CALL = Note(
    *("N1", "C1", "call", "calls back", "Ann", DAY),
    at="2026-03-02T09:00:00.000Z",
    number="1",
    follow_up=date(2026, 3, 5),
)
BOOK = CaseBook(
    promises={
        "P1": Promise("P1", ABOUT, DAY, date(2026, 3, 16), 70_000, "Ann", "said so", seq=1),
    },
    disputes={"D1": Dispute("D1", ABOUT, "price", None, DAY, "Ann", "dear", blocks=False)},
    holds={
        "H1": Hold(
            *("H1", "group", "G", "", "The Gs", "the CEO"),
            *(date(2026, 3, 3), date(2026, 3, 20), "Ann", DAY),
        )
    },
    notes={"N1": CALL},
    writeoffs={"W1": WriteOff("W1", ABOUT, 500, "rounding", "Ann", DAY)},
    arrangements={
        "A1": Arrangement("A1", "C1", "EUR", (ABOUT, OTHER), PLAN, DAY, "Ann", "by phone", seq=6)
    },
)


def told(*happened: tuple[str, str, dict[str, Any], date]) -> list[CaseEvent]:
    """Events as the journal gives them back: what was written as JSON, read again."""
    numbers = count(1)
    return [
        CaseEvent(
            *(next(numbers), f"{day}T09:00:00.000Z", day, kind, case),
            json.loads(json.dumps(data)),
        )
        for kind, case, data, day in happened
    ]


def opened() -> list[tuple[str, str, dict[str, Any], date]]:
    return [(kind, case, data, DAY) for kind, (case, data) in MADE.items()]


def test_every_kind_of_case_keeps_all_that_was_said():
    assert fold(told(*opened())) == BOOK


ENDED = [
    (events.PROMISE_CANCELLED, "P1", "promises", "cancelled"),
    (events.DISPUTE_RESOLVED, "D1", "disputes", "resolved"),
    (events.HOLD_LIFTED, "H1", "holds", "lifted"),
    (events.NOTE_DONE, "N1", "notes", "done"),
    (events.WRITEOFF_APPROVED, "W1", "writeoffs", "approved"),
    (events.WRITEOFF_REFUSED, "W1", "writeoffs", "refused"),
    (events.ARRANGEMENT_ENDED, "A1", "arrangements", "ended"),
]


@pytest.mark.parametrize(("kind", "case", "drawer", "field"), ENDED)
def test_every_kind_of_end_is_kept_and_nothing_else_changes(kind, case, drawer, field):
    data = {"by": "Ben", "reason": "so it is", "open": 80_000}
    before = fold(told(*opened()))
    after = fold(told(*opened(), (kind, case, data, LATER)))
    ended = getattr(after, drawer).pop(case)
    standing = getattr(before, drawer).pop(case)
    assert (getattr(standing, field), getattr(ended, field)) == (None, END)
    assert before == after, "no other case is concerned"


def test_an_approved_write_off_is_taken_from_what_was_open_that_day():
    data = {"by": "Ben", "reason": "", "open": 80_000}
    found = fold(told(*opened(), (events.WRITEOFF_APPROVED, "W1", data, LATER))).writeoffs["W1"]
    assert (found.about.open, found.seq, found.amount) == (80_000, 7, 500)


def test_the_day_before_an_event_it_does_not_exist():
    history = told(
        *opened(),
        *((kind, case, {"by": "Ben", "open": 1}, LATER) for kind, case, _, _ in ENDED),
        (events.ITEMS_SEEN, "2026-03-09-001", {"open": {"inv/C1/1": 70_000}}, LATER),
    )

    def on(day: date) -> CaseBook:
        return fold(event for event in history if event.day <= day)

    assert on(date(2026, 3, 1)) == CaseBook()
    assert on(DAY) == on(date(2026, 3, 8)) == BOOK
    assert on(LATER).seen == {"inv/C1/1": [Seen(LATER, 70_000)]}
    assert on(LATER).promises["P1"].cancelled == End(LATER, "Ben")


def test_what_runs_saw_stands_in_order():
    seen = [
        (events.ITEMS_SEEN, "r1", {"open": {"a": 5, "b": 7}}, DAY),
        (events.ITEMS_SEEN, "r2", {"open": {"a": 0}}, LATER),
    ]
    assert fold(told(*seen)).seen == {"a": [Seen(DAY, 5), Seen(LATER, 0)], "b": [Seen(DAY, 7)]}


def test_cases_can_be_added_to_a_book():
    history = told(*opened())
    assert fold(history[3:], fold(history[:3])) == BOOK


def test_every_kind_is_known_and_every_case_has_a_letter_of_its_own():
    tried = {*MADE, *(kind for kind, *_ in ENDED), events.ITEMS_SEEN}
    assert tried == KINDS
    assert {kind: case[0] for kind, (case, _) in MADE.items()} == dict(LETTERS)


@pytest.mark.parametrize(
    ("day", "stops"),
    [
        (date(2026, 3, 2), False),
        (date(2026, 3, 3), True),
        (date(2026, 3, 20), True),
        (date(2026, 3, 21), False),
    ],
)
def test_the_days_of_a_hold(day, stops):
    assert BOOK.holds["H1"].stops(day) is stops
