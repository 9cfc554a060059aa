"""Dunning specifics: the vectors T-DUN-1 to -5, and every rule beyond plain steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.decide import decide
from creditctl.policy.explain import explain
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.segments import overlaps, segment_changes, unknown_segments

from .build import AS_OF, history, item, ledger, policy


def told(decisions, row=0):
    step = decisions.context.step_of(row)
    outcome = ("act", "hold", "refer")[int(decisions.outcome[row])]
    return outcome, str(decisions.reason_of(row)), step.id if step else ""


# Minimum amount and share (SAP: level only if both are reached, else the next lower level)

SHARE = [
    {"id": "first", "days": 3},
    {"id": "second", "days": 17, "minimum": 100, "minimum_share": "10%"},
]


@pytest.mark.parametrize(
    ("others", "step"),
    [(90_000, "second"), (100_000, "first")],
    ids=["T-DUN-1: 100 of 1,000 is 10 %", "T-DUN-2: 100 of 1,100 is less"],
)
def test_minimum_amount_and_share_of_all_open_items(others, step):
    items = ledger(item("DUN", 20), item("LATER", -30, others))
    decisions = decide(items, policy(reminders={"steps": SHARE}), history(("DUN", "first", 14)))
    assert told(decisions) == ("act", "step-due", step)
    assert int(decisions.again[0]) == (step == "first")


def test_below_the_amount_alone_falls_back_too():
    decisions = decide(
        ledger(item("DUN", 20, 9_999)),
        policy(reminders={"steps": SHARE}),
        history(("DUN", "first", 14)),
    )
    assert told(decisions) == ("act", "step-due", "first")


# T-DUN-3: grace shifts what is decided, not what is said


@pytest.mark.parametrize(("grace", "expected"), [(0, "act"), (3, "hold")])
def test_t_dun_3_one_day_late_with_and_without_grace(grace, expected):
    steps = [{"id": "reminder", "days": 1}]
    due = to_days(date(2026, 3, 12))
    items = ledger(item("1", 0) | {"due": due, "issued": due - 30}, as_of=date(2026, 3, 13))
    decisions = decide(items, policy(reminders={"steps": steps, "grace": grace}), History())
    assert told(decisions)[0] == expected
    assert items.days_overdue(0) == 1


# T-DUN-4: ten invoices of 10, five days late; all three conditions, or one of them

LEVELS = [("item_days >= 1", "item_open >= 10", "overdue_total >= 100"),
          ("item_days >= 3", "item_open >= 30", "overdue_total >= 100")]  # fmt: skip


@pytest.mark.parametrize(("joined", "reached"), [("all", "level-1"), ("any", "level-2")])
def test_t_dun_4_and_or(joined, reached):
    def when(level):
        return list(level) if joined == "all" else {"any": list(level)}

    steps = [
        {"id": "level-1", "days": 1, "when": when(LEVELS[0])},
        {"id": "level-2", "days": 2, "after_previous": 1, "when": when(LEVELS[1])},
    ]
    rules = policy(reminders={"steps": steps, "between_notices": 1})
    items = ledger(*(item(str(n), 5, 1_000) for n in range(10)))
    first = decide(items, rules, History())
    assert {told(first, i) for i in range(10)} == {("act", "step-due", "level-1")}
    past = history(*((str(n), "level-1", 1) for n in range(10)), last_notice={("D1", "EUR"): 1})
    then = decide(items, rules, past)
    done = {told(then, i)[2] for i in range(10) if told(then, i)[0] == "act"} or {"level-1"}
    assert done == {reached}
    if joined == "all":
        assert {told(then, i)[:2] for i in range(10)} == {("hold", "condition")}


def test_groups_of_conditions_may_hold_groups():
    when = {"any": ["item_open >= 1000", {"all": ["country == NL", "item_days >= 10"]}]}
    steps = [{"id": "reminder", "days": 3, "when": when}]
    dutch = Debtor("D1", "N", email="a@b.example", country="NL")
    rows = [item("1", 10), item("2", 5), item("3", 5, 100_000), item("4", 12, debtor="D2")]
    decisions = decide(
        ledger(*rows, master=(dutch,)), policy(reminders={"steps": steps}), History()
    )
    assert [told(decisions, i)[0] for i in range(4)] == ["act", "hold", "act", "hold"]


# T-DUN-5: steps three days apart, five days between letters


def test_t_dun_5_the_longer_of_the_two_distances_counts():
    steps = [{"id": "first", "days": 3}, {"id": "second", "days": 6}]
    rules = policy(reminders={"steps": steps, "between_notices": 5})
    for ago, expected in ((4, "hold"), (5, "act")):
        past = history(("1", "first", ago), last_notice={("D1", "EUR"): ago})
        decisions = decide(ledger(item("1", 20)), rules, past)
        assert told(decisions)[0] == expected, ago


# Repeat after the last step, and the highest step

REPEATING = {"repeat": "every 14 days, at most 2", "steps": [{"id": "final", "days": 3}]}


@pytest.mark.parametrize(
    ("repeat", "ago", "expected"),
    [
        (0, 13, ("hold", "next-step-later", "final")),
        (0, 14, ("act", "step-due", "final")),
        (1, 14, ("act", "step-due", "final")),
        (2, 14, ("refer", "end-of-schedule", "")),
    ],
)
def test_the_last_letter_comes_again_a_few_times(repeat, ago, expected):
    past = history(("1", "final", ago), repeat=repeat, last_notice={("D1", "EUR"): ago})
    decisions = decide(ledger(item("1", 60)), policy(reminders=REPEATING), past)
    assert told(decisions) == expected
    if expected[0] == "act":
        assert int(decisions.again[0]) == repeat + 1
        assert notices(decisions)[0].lines[0].repeat == repeat + 1


def test_explain_tells_when_the_letter_comes_again():
    past = history(("1", "final", 4), last_notice={("D1", "EUR"): 4})
    decisions = decide(ledger(item("1", 60)), policy(reminders=REPEATING), past, trace=True)
    said = explain(decisions, 0)
    gate = next(g for g in said.gates if g.decided)
    assert gate.value == "'final' every 14 days: repeat 1 of 2 from 2026-02-09"
    assert said.next_date == date(2026, 2, 9)


def test_nothing_is_issued_beyond_the_last_step_that_is_named():
    segments = [{"id": "gentle", "when": ["open_items >= 1"], "reminders": {"last_step": "second"}}]
    rules = policy(segments=segments)
    at = history(("1", "reminder", 14), last_notice={("D1", "EUR"): 14})
    assert told(decide(ledger(item("1", 60)), rules, at)) == ("act", "step-due", "second")
    for step in ("second", "final"):
        past = history(("1", step, 30), last_notice={("D1", "EUR"): 30})
        assert told(decide(ledger(item("1", 90)), rules, past)) == ("refer", "end-of-schedule", "")


# Pause, and approval of every letter


@pytest.mark.parametrize(
    ("start", "until", "expected"),
    [
        (None, AS_OF, ("hold", "paused", "reminder")),
        (AS_OF, AS_OF, ("hold", "paused", "reminder")),
        (None, AS_OF - timedelta(1), ("act", "step-due", "reminder")),
        (AS_OF + timedelta(1), AS_OF + timedelta(9), ("act", "step-due", "reminder")),
    ],
)
def test_a_pause_holds_until_its_last_day(start, until, expected):
    pause = {"until": until, "reason": "moving house"} | ({"from": start} if start else {})
    decisions = decide(ledger(item("1", 10)), policy(reminders={"pause": pause}), History())
    assert told(decisions) == expected
    if expected[0] == "hold":
        assert int(decisions.next_date[0]) == to_days(date(2026, 2, 2))


def test_after_a_pause_each_item_gets_one_step_and_no_burst():
    pause = {"until": AS_OF, "reason": "holidays"}
    rules = policy(reminders={"pause": pause})
    later = AS_OF + timedelta(3)
    items = ledger(item("OLD", 90), item("NEW", 5), as_of=later)
    past = history(("OLD", "reminder", 60))
    (letter,) = notices(decide(items, rules, past))
    assert sorted((x.number, x.step) for x in letter.lines) == [
        ("NEW", "reminder"),
        ("OLD", "second"),
    ]


def test_every_letter_of_a_segment_may_wait_for_approval():
    segments = [
        {"id": "vulnerable", "when": ["tags has vulnerable"], "reminders": {"review": True}}
    ]
    marked = Debtor("D1", "N", email="a@b.example", tags=("vulnerable", "elderly"))
    items = ledger(item("1", 10), item("2", 10, debtor="D2"), master=(marked,))
    decisions = decide(items, policy(segments=segments), History())
    assert [told(decisions, i)[:2] for i in (0, 1)] == [("refer", "review"), ("act", "step-due")]
    assert [n.review for n in notices(decisions)] == [True, False]
    assert decisions.path(0) == ("segments", 0, "reminders", "review")


# Areas


def with_areas(items, *areas):
    return replace(items, area=list(areas))


def test_areas_never_share_a_letter_and_have_totals_of_their_own():
    items = with_areas(
        ledger(item("R1", 10), item("R2", 10), item("S1", 10), item("S2", 10, 500)),
        "rent", "rent", "service", "service",
    )  # fmt: skip
    apart = decide(items, policy(areas="separate", reminders={"minimum": 150}), History())
    assert [told(apart, i)[0] for i in range(4)] == ["act", "act", "hold", "hold"]
    (letter,) = notices(apart)
    assert (letter.area, [line.number for line in letter.lines]) == ("rent", ["R1", "R2"])
    (joint,) = notices(decide(items, policy(reminders={"minimum": 150}), History()))
    assert (joint.area, len(joint.lines)) == ("", 4)


def test_areas_have_gaps_and_segments_of_their_own():
    items = with_areas(ledger(item("R1", 10), item("S1", 10)), "rent", "service")
    past = replace(History(), debtors={("D1", "EUR", "rent"): to_days(AS_OF) - 2})
    segments = [{"id": "soft", "when": ["area == service"], "reminders": {"last_step": "reminder"}}]
    decisions = decide(items, policy(areas="separate", segments=segments), past)
    assert told(decisions, 0)[:2] == ("hold", "contact-gap")
    assert told(decisions, 1)[:2] == ("act", "step-due")
    assert segment_changes(decisions.context, past) == {("D1", "EUR/service"): ("", "soft")}


@pytest.mark.parametrize("unmatched", ["hold", "net"])
def test_money_of_no_area_holds_every_area(unmatched):
    rows = [item("R1", 10), item("PAID", 0, -5_000, kind=Kind.PAYMENT), item("X", 10, debtor="D2")]
    items = with_areas(ledger(*rows), "rent", "", "rent")
    rules = policy(areas="separate", safety={"unmatched_money": unmatched})
    decisions = decide(items, rules, History(), trace=True)
    assert told(decisions, 0)[:2] == ("hold", "unmatched-money")
    assert told(decisions, 2)[:2] == ("act", "step-due")
    assert "EUR 50.00 belong to no area" in next(
        g.value for g in explain(decisions, 0).gates if g.decided
    )


def test_credit_of_an_area_lessens_that_area_only():
    rows = [item("R1", 10), item("CR", 5, -4_000, kind=Kind.CREDIT_NOTE), item("S1", 10)]
    items = with_areas(ledger(*rows), "rent", "rent", "service")
    letters = notices(decide(items, policy(areas="separate"), History()))
    assert sorted((n.area, n.total) for n in letters) == [("rent", 6_000), ("service", 10_000)]


# What a held item must not do


def test_held_items_are_in_no_total():
    rows = [item("1", 10), item("2", 10, disputed=True), item("3", 10), item("4", 1)]
    exceptions = [{"invoice": "3", "reminders": "off", "reason": "lost", "until": AS_OF}]
    (letter,) = notices(decide(ledger(*rows), policy(exceptions=exceptions), History()))
    assert [line.number for line in letter.lines] == ["1"]
    assert letter.total == 10_000


# Segments: fields, changes, names that are not there


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("tags has vip", True),
        ("tags lacks vip", False),
        ("tags has elderly", False),
        ("rating in [B, C]", True),
        ("rating != B", False),
        ("since < 2024-01-01", True),
        ("since >= 2024-01-01", False),
        ("share_late > 50%", True),
        ("share_late > 75%", False),
    ],
)
def test_fields_of_the_debtor(condition, fits):
    known = Debtor(
        "D1", "N", email="a@b.example", tags=("vip",), rating="B", since=date(2020, 5, 1)
    )
    from creditctl.ledger.behaviour import Behaviour

    behaviour = Behaviour(
        paid_invoices=np.array([4]),
        days_late_sum=np.array([30]),
        late_invoices=np.array([3]),
        last_paid=np.array([0], dtype=np.int32),
    )
    segments = [{"id": "s", "when": [condition], "reminders": {"grace": 30}}]
    items = ledger(item("1", 10), master=(known,))
    decisions = decide(items, policy(segments=segments), History(), behaviour=behaviour)
    assert (decisions.context.rules(0).segment == "s") is fits


def test_what_is_not_known_of_a_debtor_fits_no_condition():
    items = ledger(item("1", 10))
    for condition in ("rating != B", "since < 2024-01-01", "share_late <= 100%"):
        segments = [{"id": "s", "when": [condition]}]
        decisions = decide(items, policy(segments=segments), History())
        assert decisions.context.rules(0).segment == "", condition


def test_a_change_of_segment_is_seen_once():
    segments = [{"id": "big", "when": ["open_total >= 100"]}]
    items = ledger(item("1", 10), item("2", 10, 5_000, debtor="D2"))
    past = replace(History(), segments={("D2", "EUR"): "big"})
    context = decide(items, policy(segments=segments), past).context
    assert segment_changes(context, past) == {
        ("D1", "EUR"): ("", "big"),
        ("D2", "EUR"): ("big", ""),
    }
    now = replace(History(), segments={("D1", "EUR"): "big", ("D2", "EUR"): ""})
    assert segment_changes(context, now) == {}


def test_a_change_of_segment_takes_effect_on_the_next_step():
    segments = [{"id": "big", "when": ["open_total >= 1000"], "reminders": {"last_step": "second"}}]
    past = history(("1", "second", 20), last_notice={("D1", "EUR"): 20})
    small = decide(ledger(item("1", 60)), policy(segments=segments), past)
    big = decide(ledger(item("1", 60, 100_000)), policy(segments=segments), past)
    assert told(small) == ("act", "step-due", "final")
    assert told(big)[:2] == ("refer", "end-of-schedule")


def test_a_segment_that_the_policy_lacks_is_named():
    strange = Debtor("D1", "N", segment="vipp")
    items = ledger(item("1", 10), master=(strange,))
    assert unknown_segments(policy(segments=[{"id": "vip"}]), items.debtors) == {"D1": "vipp"}


def test_debtors_who_fit_two_segments_are_named():
    segments = [
        {"id": "big", "when": ["open_total >= 100"]},
        {"id": "late", "when": ["oldest_days >= 10"]},
    ]
    rows = [item("1", 10), item("2", 10, 50, debtor="D2"), item("3", 1, debtor="D3")]
    assert overlaps(policy(segments=segments), ledger(*rows), None) == {("big", "late"): ["D1"]}


def test_a_segment_may_net_unmatched_money():
    segments = [
        {"id": "n", "when": ["debtor == D1"], "safety": {"unmatched_money": "net"}},
    ]
    rows = [
        item(f"{d}{n}", 10, amount, debtor=d, kind=kind)
        for d in ("D1", "D2")
        for n, amount, kind in (("I", 10_000, Kind.INVOICE), ("P", -4_000, Kind.PAYMENT))
    ]
    decisions = decide(ledger(*rows), policy(segments=segments), History())
    (letter,) = notices(decisions)
    assert (letter.debtor.debtor, letter.total) == ("D1", 6_000)
    assert told(decisions, 2)[:2] == ("hold", "unmatched-money")
