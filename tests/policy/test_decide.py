"""Every gate and reason, by small tables: ledger and past in, outcome, reason and next day out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from creditctl.ledger.dates import NO_DATE, from_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.casestops import CaseStops, Stop
from creditctl.policy.decide import decide
from creditctl.policy.gates import GATES
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.reasons import ABOUT, OPENS, Outcome, Reason

from .build import AS_OF, history, item, ledger, policy


def told(decisions, row=0):
    """Outcome, reason and step of one item, in words."""
    steps = decisions.context.rules(row).reminders.steps
    step = int(decisions.step[row])
    outcome = Outcome(int(decisions.outcome[row])).name.lower()
    name = steps[step].id if 0 <= step < len(steps) else ""
    return outcome, str(decisions.reason_of(row)), name


def next_day(decisions, row=0):
    return from_days(int(decisions.next_date[row]))


CASES = [
    # what, ledger, past, policy changes, (outcome, reason, step)
    ("first step", [item("1", 3)], History(), {}, ("act", "step-due", "reminder")),
    ("one day too early", [item("1", 2)], History(), {}, ("hold", "next-step-later", "reminder")),
    ("courtesy", [item("1", -5)], History(), {}, ("act", "step-due", "courtesy")),
    ("courtesy, days later", [item("1", -1)], History(), {}, ("act", "step-due", "courtesy")),
    ("courtesy on the due date", [item("1", 0)], History(), {}, ("act", "step-due", "courtesy")),
    (
        "courtesy is never late",
        [item("1", 1)],
        History(),
        {},
        ("hold", "next-step-later", "reminder"),
    ),
    (
        "courtesy only once",
        [item("1", -3)],
        history(("1", "courtesy", 2)),
        {},
        ("hold", "not-due", ""),
    ),
    ("before courtesy", [item("1", -6)], History(), {}, ("hold", "not-due", "")),
    ("no step is skipped", [item("1", 90)], History(), {}, ("act", "step-due", "reminder")),
    (
        "after the courtesy comes the first step",
        [item("1", 3)],
        history(("1", "courtesy", 8)),
        {},
        ("act", "step-due", "reminder"),
    ),
    (
        "second step after its days and gap",
        [item("1", 17)],
        history(("1", "reminder", 14)),
        {},
        ("act", "step-due", "second"),
    ),
    (
        "a late first step delays the second",
        [item("1", 17)],
        history(("1", "reminder", 13)),
        {},
        ("hold", "next-step-later", "second"),
    ),
    (
        "catching up leaves the distance between steps",
        [item("1", 120)],
        history(("1", "reminder", 14)),
        {},
        ("act", "step-due", "second"),
    ),
    (
        "the last letter gives time to pay",
        [item("1", 60)],
        history(("1", "final", 7)),
        {},
        ("hold", "next-step-later", ""),
    ),
    (
        "end of schedule",
        [item("1", 60)],
        history(("1", "final", 20)),
        {},
        ("refer", "end-of-schedule", ""),
    ),
    (
        "grace shifts",
        [item("1", 5)],
        History(),
        {"reminders": {"grace": 3}},
        ("hold", "next-step-later", "reminder"),
    ),
    (
        "grace reached",
        [item("1", 6)],
        History(),
        {"reminders": {"grace": 3}},
        ("act", "step-due", "reminder"),
    ),
    (
        "grace spares no courtesy",
        [item("1", -5)],
        History(),
        {"reminders": {"grace": 3}},
        ("act", "step-due", "courtesy"),
    ),
    (
        "credit",
        [item("1", 10, -500, kind=Kind.CREDIT_NOTE), item("2", 10)],
        History(),
        {},
        ("hold", "credit", "reminder"),
    ),
    ("overpaid invoice", [item("1", 10, -500)], History(), {}, ("hold", "credit", "reminder")),
    ("disputed", [item("1", 10, disputed=True)], History(), {}, ("hold", "disputed", "reminder")),
    (
        "files disagree",
        [item("1", 10, doubtful=True)],
        History(),
        {},
        ("hold", "payments-disagree", "reminder"),
    ),
    (
        "uncertain notice",
        [item("1", 10), item("2", 10)],
        history(waiting=("2",)),
        {},
        ("refer", "uncertain-notice", "reminder"),
    ),
    (
        "money on account holds",
        [item("1", 10), item("P", 1, -100, kind=Kind.PAYMENT)],
        History(),
        {},
        ("hold", "unmatched-money", "reminder"),
    ),
    (
        "money on account is netted where the policy says so",
        [item("1", 10), item("P", 1, -100, kind=Kind.PAYMENT)],
        History(),
        {"safety": {"unmatched_money": "net"}},
        ("act", "step-due", "reminder"),
    ),
    (
        "a step that the policy lost",
        [item("1", 30)],
        history(("1", "gone", 20)),
        {},
        ("refer", "unknown-step", ""),
    ),
    (
        "covered by credit",
        [item("1", 10, 5_000), item("C", 1, -5_000, kind=Kind.CREDIT_NOTE)],
        History(),
        {},
        ("hold", "covered-by-credit", "reminder"),
    ),
    (
        "not covered by a cent",
        [item("1", 10, 5_001), item("C", 1, -5_000, kind=Kind.CREDIT_NOTE)],
        History(),
        {},
        ("act", "step-due", "reminder"),
    ),
    (
        "below minimum",
        [item("1", 10, 999)],
        History(),
        {"reminders": {"minimum": 10}},
        ("hold", "below-minimum", "reminder"),
    ),
    (
        "at the minimum",
        [item("1", 10, 1000)],
        History(),
        {"reminders": {"minimum": 10}},
        ("act", "step-due", "reminder"),
    ),
    (
        "minimum after netting",
        [item("1", 10, 1500), item("C", 1, -501, kind=Kind.CREDIT_NOTE)],
        History(),
        {"reminders": {"minimum": 10}},
        ("hold", "below-minimum", "reminder"),
    ),
    (
        "two small items make the minimum",
        [item("1", 10, 600), item("2", 10, 400)],
        History(),
        {"reminders": {"minimum": 10}},
        ("act", "step-due", "reminder"),
    ),
    (
        "contact gap",
        [item("1", 10)],
        history(last_notice={("D1", "EUR"): 6}),
        {},
        ("hold", "contact-gap", "reminder"),
    ),
    (
        "contact gap is over",
        [item("1", 10)],
        history(last_notice={("D1", "EUR"): 7}),
        {},
        ("act", "step-due", "reminder"),
    ),
    (
        "another currency has a gap of its own",
        [item("1", 10)],
        history(last_notice={("D1", "USD"): 1}),
        {},
        ("act", "step-due", "reminder"),
    ),
    (
        "never twice a day",
        [item("1", 10)],
        history(last_notice={("D1", "EUR"): 0}),
        {"reminders": {"between_notices": 0}},
        ("hold", "contact-gap", "reminder"),
    ),
    (
        "not a sending day",
        [item("1", 10)],
        History(),
        {"working_days": {"send": ["mon", "tue"]}},
        ("hold", "not-a-sending-day", "reminder"),
    ),
    (
        "exception",
        [item("1", 10)],
        History(),
        {"exceptions": [{"debtor": "D1", "reminders": "off", "reason": "CEO", "until": AS_OF}]},
        ("hold", "exception", "reminder"),
    ),
    (
        "expired exception",
        [item("1", 10)],
        History(),
        {
            "exceptions": [
                {"debtor": "D1", "reminders": "off", "reason": "CEO", "until": AS_OF - timedelta(1)}
            ]
        },
        ("act", "step-due", "reminder"),
    ),
    (
        "exception for an invoice",
        [item("1", 10), item("2", 10)],
        History(),
        {"exceptions": [{"invoice": "1", "reminders": "off", "reason": "lost", "until": AS_OF}]},
        ("hold", "exception", "reminder"),
    ),
    (
        "exception with other rules",
        [item("1", 10)],
        History(),
        {
            "exceptions": [
                {"debtor": "D1", "reminders": {"grace": 10}, "reason": "friend", "until": AS_OF}
            ]
        },
        ("hold", "next-step-later", "reminder"),
    ),
]


@pytest.mark.parametrize(
    ("rows", "past", "changes", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_decision(rows, past, changes, expected):
    assert told(decide(ledger(*rows), policy(**changes), past)) == expected


def test_a_reminder_goes_before_a_courtesy_note():
    items = ledger(item("SOON", -3), item("LATE", 5), item("OTHER", -3, debtor="D2"))
    decisions = decide(items, policy(), History())
    assert told(decisions, 0) == ("hold", "reminder-first", "courtesy")
    assert next_day(decisions, 0) == date(2026, 2, 6)
    assert [told(decisions, i)[0] for i in (1, 2)] == ["act", "act"]


def test_a_courtesy_note_left_out_is_followed_by_the_first_reminder():
    steps = [
        {"id": "courtesy", "days": -5, "when": ["item_open >= 1000"]},
        {"id": "reminder", "days": 3},
    ]
    decisions = decide(ledger(item("1", -3)), policy(reminders={"steps": steps}), History())
    assert told(decisions) == ("hold", "condition", "courtesy")
    assert next_day(decisions) == date(2026, 2, 5)


def with_step(**keys):
    """The reminder step with more keys."""
    return {
        "reminders": {"steps": [{"id": "reminder", "days": 3} | keys, {"id": "second", "days": 17}]}
    }


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"when": ["item_open >= 100"]}, ("act", "step-due", "reminder")),
        ({"when": ["item_open > 100"]}, ("hold", "condition", "reminder")),
        ({"when": ["item_open >= 50", "country == NL"]}, ("hold", "condition", "reminder")),
        ({"when": ["item_days >= 10 days"]}, ("act", "step-due", "reminder")),
        ({"when": ["overdue_total < 100.01"]}, ("act", "step-due", "reminder")),
        ({"review": True}, ("refer", "review", "reminder")),
        ({"action": "hand-over"}, ("refer", "hand-over", "reminder")),
        ({"channels": ["letter"]}, ("refer", "no-contact", "reminder")),
        ({"from": "issued", "days": 40}, ("act", "step-due", "reminder")),
        ({"from": "issued", "days": 41}, ("hold", "next-step-later", "reminder")),
        # due 2026-01-20: ten days after the end of January is 10 February
        ({"from": "end of due month", "days": 10}, ("hold", "next-step-later", "reminder")),
    ],
)
def test_step_keys(keys, expected):
    assert told(decide(ledger(item("1", 10)), policy(**with_step(**keys)), History())) == expected


@pytest.mark.parametrize(
    ("debtor", "expected"),
    [
        (
            Debtor("D1", "N", reminders=False, email="a@b.example"),
            ("hold", "reminders-off", "reminder"),
        ),
        (Debtor("D1", "N"), ("refer", "no-contact", "reminder")),
        (Debtor("D1", "N", email="not an address"), ("refer", "no-contact", "reminder")),
        (Debtor("D1", "N", address=("Street 1",)), ("act", "step-due", "reminder")),
    ],
)
def test_debtor_data(debtor, expected):
    assert told(decide(ledger(item("1", 10), master=(debtor,)), policy(), History())) == expected


def test_quarantined_row_holds_its_debtor_only():
    items = ledger(item("1", 10), item("2", 10, debtor="D2"))
    decisions = decide(items, policy(), History(), held={"D1"})
    assert told(decisions, 0) == ("hold", "quarantined-row", "reminder")
    assert told(decisions, 1) == ("act", "step-due", "reminder")


def test_a_letter_with_an_item_to_review_waits_as_a_whole():
    steps = [{"id": "reminder", "days": 3}, {"id": "final", "days": 31, "review": True}]
    items = ledger(item("OLD", 40), item("NEW", 5), item("OTHER", 5, debtor="D2"))
    past = history(("OLD", "reminder", 30))
    decisions = decide(items, policy(reminders={"steps": steps}), past)
    assert [told(decisions, i)[:2] for i in range(3)] == [
        ("refer", "review"),
        ("refer", "review"),
        ("act", "step-due"),
    ]
    letters = notices(decisions)
    assert [(n.debtor.debtor, n.review, len(n.lines)) for n in letters] == [
        ("D1", True, 2),
        ("D2", False, 1),
    ]
    apart = policy(reminders={"steps": steps, "group": "level"})
    assert [told(decide(items, apart, past), i)[0] for i in range(3)] == ["refer", "act", "act"]


def test_what_was_struck_out_is_held_and_leaves_the_letter():
    items = ledger(item("1", 10), item("2", 10))
    decisions = decide(items, policy(), History(), struck_out={"books/D1/1": "in court"})
    assert told(decisions, 0) == ("hold", "struck-out", "reminder")
    assert [line.number for n in notices(decisions) for line in n.lines] == ["2"]


def stop(days: int | None = None) -> Stop:
    """A stop whose last day is so many days after `AS_OF`."""
    return Stop("P1: why", None if days is None else AS_OF + timedelta(days))


ITEM, GROUPED = "books/D1/1", Debtor("D1", "N", email="a@b.example", group="G")
STOPPED = [
    # what, what is stopped, changes of the item, reason, first day on which something happens
    ("promised", {"promised": {ITEM: stop(4)}}, {}, "promised", date(2026, 2, 4)),
    ("promised until a Saturday", {"promised": {ITEM: stop(1)}}, {}, "promised", date(2026, 2, 2)),
    ("another item is promised", {"promised": {"books/D1/2": stop(4)}}, {}, "step-due", AS_OF),
    ("arranged", {"arranged": {ITEM: stop()}}, {}, "arranged", None),
    ("item on hold", {"held_items": {ITEM: stop(30)}}, {}, "on-hold", date(2026, 3, 2)),
    ("item on hold for good", {"held_items": {ITEM: stop()}}, {}, "on-hold", None),
    ("debtor on hold", {"held_debtors": {"D1": stop(2)}}, {}, "on-hold", date(2026, 2, 2)),
    ("another debtor on hold", {"held_debtors": {"D2": stop(2)}}, {}, "step-due", AS_OF),
    ("group on hold", {"held_groups": {"G": stop(2)}}, {}, "on-hold", date(2026, 2, 2)),
    ("another group on hold", {"held_groups": {"H": stop(2)}}, {}, "step-due", AS_OF),
    (
        "the longest hold counts",
        {"held_items": {ITEM: stop(2)}, "held_debtors": {"D1": stop(9)}},
        {},
        "on-hold",
        date(2026, 2, 9),
    ),
    (
        "a hold without end is the longest",
        {"held_items": {ITEM: stop(2)}, "held_groups": {"G": stop()}},
        {},
        "on-hold",
        None,
    ),
    (
        "a hold is told before an arrangement, and that before a promise",
        {"held_items": {ITEM: stop(2)}, "arranged": {ITEM: stop()}, "promised": {ITEM: stop(4)}},
        {},
        "on-hold",
        date(2026, 2, 2),
    ),
    (
        "an arrangement is told before a promise",
        {"arranged": {ITEM: stop()}, "promised": {ITEM: stop(4)}},
        {},
        "arranged",
        None,
    ),
    (
        "a dispute is told before a hold",
        {"held_items": {ITEM: stop(2)}, "disputed": {ITEM: stop()}},
        {"disputed": True},
        "disputed",
        None,
    ),
]


@pytest.mark.parametrize(
    ("stopped", "changes", "reason", "day"), [c[1:] for c in STOPPED], ids=[c[0] for c in STOPPED]
)
def test_what_cases_stop(stopped, changes, reason, day):
    items = ledger(item("1", 10, **changes), master=(GROUPED,))
    decisions = decide(items, policy(), History(), cases=CaseStops(**stopped))
    outcome = "act" if reason == "step-due" else "hold"
    assert told(decisions) == (outcome, reason, "reminder")
    assert next_day(decisions) == day


LAW = ("regime-unknown", "rate-unknown", "notice-period")
"""Tried in test_claims.py."""


def test_every_gate_says_when_it_opens():
    assert [g.reason for g in GATES if g.until is None and g.reason not in OPENS] == []


ELSEWHERE = {"quarantined-row", "reminder-first", "struck-out", "paused", "broken-promise"}


def test_every_reason_is_told_and_tested():
    tested = (
        {c[4][1] for c in CASES}
        | {c[3] for c in STOPPED}
        | {
            "condition",
            "review",
            "hand-over",
            "no-contact",
            "reminders-off",
        }
    )
    assert tested | {*ELSEWHERE, *LAW} == {str(r) for r in Reason}
    assert set(ABOUT) == set(Reason)


@pytest.mark.parametrize(
    ("rows", "past", "changes", "expected"),
    [
        ([item("1", 1)], History(), {}, date(2026, 2, 2)),  # 1 February is a Sunday
        ([item("1", -10)], History(), {}, date(2026, 2, 4)),  # courtesy five days before 9 February
        ([item("1", 10)], history(last_notice={("D1", "EUR"): 2}), {}, date(2026, 2, 4)),
        ([item("1", 10)], History(), {"working_days": {"send": ["tue"]}}, date(2026, 2, 3)),
        ([item("1", 17)], history(("1", "reminder", 10)), {}, date(2026, 2, 3)),
        ([item("1", 10, disputed=True)], History(), {}, None),
        ([item("1", 10)], History(), {}, AS_OF),
        (
            [item("1", 10)],
            History(),
            {"exceptions": [{"debtor": "D1", "reminders": "off", "reason": "x", "until": AS_OF}]},
            date(2026, 2, 2),
        ),
    ],
)
def test_next_date_is_the_first_sending_day(rows, past, changes, expected):
    assert next_day(decide(ledger(*rows), policy(**changes), past)) == expected


def test_segments_first_match_wins():
    segments = [
        {"id": "big", "when": ["open_total >= 500"], "reminders": {"grace": 10}},
        {"id": "all", "when": ["open_items >= 1"], "reminders": {"grace": 1}},
    ]
    items = ledger(item("1", 3, 50_000), item("2", 3, debtor="D2"), item("3", 4, debtor="D3"))
    decisions = decide(items, policy(segments=segments), History())
    assert [decisions.context.rules(i).segment for i in range(3)] == ["big", "all", "all"]
    assert [told(decisions, i)[0] for i in range(3)] == ["hold", "hold", "act"]
    assert decisions.path(0) == ("segments", 0, "reminders", "grace")
    assert decisions.path(2) == ("reminders", "steps", 1)
    assert decisions.context.rules(0).path("reminders", "grace") == (
        "segments",
        0,
        "reminders",
        "grace",
    )


def test_a_segment_named_in_the_debtor_file_wins():
    segments = [
        {"id": "big", "when": ["open_total >= 500"], "reminders": {"grace": 10}},
        {"id": "vip", "reminders": {"minimum": 1000}},
    ]
    vip = Debtor("D1", "N", email="a@b.example", segment="vip")
    decisions = decide(
        ledger(item("1", 3, 50_000), master=(vip,)), policy(segments=segments), History()
    )
    assert decisions.context.rules(0).segment == "vip"
    assert told(decisions) == ("hold", "below-minimum", "reminder")


def test_minimum_of_a_step_falls_back_to_the_step_before():
    steps = [{"id": "reminder", "days": 3}, {"id": "second", "days": 17, "minimum": 50}]
    changes = {"reminders": {"steps": steps}}
    past = history(("1", "reminder", 20))
    enough = decide(ledger(item("1", 30, 5000)), policy(**changes), past)
    assert told(enough) == ("act", "step-due", "second")
    small = decide(ledger(item("1", 30, 4999)), policy(**changes), past)
    assert told(small) == ("act", "step-due", "reminder")
    assert notices(small)[0].lines[0].repeat == 1
    again = decide(
        ledger(item("1", 30, 4999)), policy(**changes), history(("1", "reminder", 20), repeat=1)
    )
    assert told(again) == ("hold", "below-minimum", "second")


def test_one_letter_a_debtor_follows_the_highest_step_and_takes_credits_off():
    items = ledger(
        item("NEW", 4, 1000),
        item("OLD", 20, 2000),
        item("DISPUTED", 20, 9000, disputed=True),
        item("C", 1, -500, kind=Kind.CREDIT_NOTE),
        item("USD", 4, 700, currency="USD"),
    )
    made = notices(decide(items, policy(), history(("OLD", "reminder", 15))))
    assert [(n.currency, n.step, n.total) for n in made] == [
        ("EUR", "second", 2500),
        ("USD", "reminder", 700),
    ]
    euro = made[0]
    assert [line.number for line in euro.lines] == ["OLD", "NEW"]
    assert [line.step for line in euro.lines] == ["second", "reminder"]
    assert [c.number for c in euro.credits] == ["C"]
    assert (euro.subtotal, euro.pay_by) == (3000, date(2026, 2, 6))


@pytest.mark.parametrize(("group", "letters"), [("debtor", 1), ("level", 2), ("invoice", 3)])
def test_grouping(group, letters):
    items = ledger(item("1", 4), item("2", 4), item("3", 20))
    past = history(("3", "reminder", 15))
    made = notices(decide(items, policy(reminders={"group": group}), past))
    assert len(made) == letters
    assert sorted(line.number for n in made for line in n.lines) == ["1", "2", "3"]


def test_credits_cover_the_oldest_invoices_when_each_has_its_letter():
    items = ledger(
        item("1", 9, 100),
        item("2", 8, 100),
        item("3", 7, 100),
        item("C", 1, -150, kind=Kind.CREDIT_NOTE),
    )
    decisions = decide(items, policy(reminders={"group": "invoice"}), History())
    assert told(decisions, 0)[1] == "covered-by-credit"
    made = {n.lines[0].number: n.total for n in notices(decisions)}
    assert made == {"2": 50, "3": 100}


def test_notice_ids_are_the_same_for_the_same_input_and_unique():
    rows = [item(str(n), 5, debtor=f"D{n}") for n in range(300)]
    ids = [n.notice for n in notices(decide(ledger(*rows), policy(), History()))]
    again = [n.notice for n in notices(decide(ledger(*rows[::-1]), policy(), History()))]
    assert ids == again
    assert len(set(ids)) == 300
    assert ids[0].startswith("20260130-")


def test_history_after_the_last_notice_has_no_date():
    assert (
        int(decide(ledger(item("1", 60)), policy(), history(("1", "final", 20))).next_date[0])
        == NO_DATE
    )
