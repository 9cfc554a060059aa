"""Letters about broken promises: who gets one, who does not, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cases.promises import PromiseStanding, standing_of
from creditctl.cases.records import Dispute, End, Promise, Subject
from creditctl.ledger.dates import day_of, to_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.account import account
from creditctl.policy.brokenpromises import (
    LATEST,
    broken_promise_letters,
    with_broken_promises,
)
from creditctl.policy.casestops import CaseStops, Stop, case_stops
from creditctl.policy.compare import compare
from creditctl.policy.decide import Decisions, decide
from creditctl.policy.explain import explain
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.notices import Notice, Promised
from creditctl.policy.reasons import REASONS
from creditctl.policy.simulate import Simulation
from tests.policy.build import AS_OF, history, item, ledger, policy
from tests.policy.test_properties import after, quick

ITEM = "books/D1/1"
MUTE = Debtor("D1", "Name D1")
DAILY = {"working_days": {"send": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}}
REMINDED = history(("1", "reminder", 20), last_notice={("D1", "EUR"): 20})
"""The first reminder left 20 days ago; the second is due 17 days after the due date."""


def day(days: int) -> date:
    return AS_OF + timedelta(days)


def promise(due: int, name: str = "P1", number: str = "1", **more: Any) -> Promise:
    """A promise to pay all of an invoice of 100.00 of D1, made 15 days ago."""
    debtor, currency = more.pop("debtor", "D1"), more.pop("currency", "EUR")
    about = Subject(f"books/{debtor}/{number}", debtor, number, currency, 10_000)
    return replace(Promise(name, about, day(-15), day(due), 10_000, "Ann"), **more)


def judged(
    promises: tuple[Promise, ...], rules: Any, as_of: date, paid: dict[str, tuple[int, int]]
) -> list[PromiseStanding]:
    """Where promises stand; of some so many minor units came in so many days after `AS_OF`."""

    def received(made: Promise, until: date) -> int:
        on, amount = paid.get(made.id, (0, 0))
        return amount if day(on) <= until else 0

    return [standing_of(one, received, as_of, rules.promises.tolerance) for one in promises]


def stops(promises: tuple[Promise, ...], rules: Any, as_of: date = AS_OF, **more: Any) -> CaseStops:
    told = judged(promises, rules, as_of, more.pop("paid", {}))
    cases = {"disputes": (), "holds": (), "arrangements": ()} | more
    return case_stops(promises=told, policy=rules, as_of=as_of, **cases)


def rules_of(changes: dict[str, Any]) -> Any:
    letter = {"letter": "broken-promise"} | changes.get("promises", {})
    return policy(**(changes | {"promises": letter}))


def decided(
    *promises: Promise,
    rows: tuple[dict[str, Any], ...] = (item("1", 16),),
    rules: dict[str, Any] | None = None,
    past: History = REMINDED,
    master: tuple[Debtor, ...] = (),
    extra: dict[str, Any] | None = None,
    **more: Any,
) -> Decisions:
    """Without rows about one invoice, 1 of D1, which was reminded before; the next is tomorrow."""
    whole = rules_of(rules or {})
    deciding = {name: more.pop(name) for name in ("held", "struck_out", "trace") if name in more}
    found = replace(stops(promises or (promise(-2),), whole, **more), **(extra or {}))
    return decide(ledger(*rows, master=master), whole, past, cases=found, **deciding)


def letters(*promises: Promise, past: History = REMINDED, **more: Any) -> list[Notice]:
    return broken_promise_letters(decided(*promises, past=past, **more), past)


def test_it_asks_for_what_is_open_and_names_the_promise():
    (notice,) = letters()
    assert (notice.kind, notice.step, notice.template) == (
        "promise",
        "broken promise",
        "broken-promise",
    )
    assert [(x.item, x.step, x.repeat, x.open) for x in notice.lines] == [
        (ITEM, "broken promise", 0, 10_000)
    ]
    assert (notice.subtotal, notice.total, notice.claim) == (10_000, 10_000, None)
    assert notice.pay_by == day(7)
    assert notice.promised == Promised(10_000, 0, (day(-2),))
    assert notice.why == ("P1: EUR 100.00 promised for 2026-01-28, nothing came in",)


def test_the_time_to_pay_ends_on_a_working_day():
    """Eight days from a Friday is a Saturday."""
    (notice,) = letters(rules={"promises": {"pay_within": "8 days"}})
    assert notice.pay_by == day(10)


RARE = ["item_open >= 1000"]


def steps(*more: dict[str, Any]) -> dict[str, Any]:
    """The rules with these steps after the first reminder."""
    return {"reminders": {"steps": [{"id": "reminder", "days": 3}, *more]}}


OFF = {"reminders": "off", "reason": "the director calls", "until": AS_OF}
ON_ACCOUNT = item("P", 1, -100, kind=Kind.PAYMENT)
CREDIT = item("C", 1, -10_000, kind=Kind.CREDIT_NOTE)
LAST_STEP = steps()
HAND_OVER = steps({"id": "agency", "days": 9, "action": "hand-over"})
DISPUTE = Dispute("D1", Subject(ITEM, "D1", "1", "EUR", 10_000), "price", 10, day(-3), "Ann")
CASES: dict[str, tuple[bool, tuple[Promise, ...], dict[str, Any]]] = {
    "the grace is just over": (True, (promise(-2),), {}),
    "under grace": (False, (promise(-1),), {}),
    "still ahead": (False, (promise(3),), {}),
    "under a longer tolerance": (False, (), {"rules": {"promises": {"tolerance": 2}}}),
    "the tolerance is just over": (True, (promise(-3),), {"rules": {"promises": {"tolerance": 2}}}),
    "broken fourteen days ago": (True, (promise(-2 - LATEST),), {}),
    "broken longer ago": (False, (promise(-3 - LATEST),), {}),
    "no such rule": (False, (), {"rules": {"promises": {"letter": None}}}),
    "cancelled": (False, (promise(-2, cancelled=End(day(-1), "Ann")),), {}),
    "kept": (False, (), {"paid": {"P1": (-2, 10_000)}}),
    "partly kept": (True, (), {"paid": {"P1": (-2, 100)}}),
    "paid late": (False, (), {"paid": {"P1": (0, 10_000)}}),
    "paid late, in part": (True, (), {"paid": {"P1": (0, 9_999)}}),
    "told before": (False, (), {"past": replace(REMINDED, promises_told=frozenset({(ITEM, 0)}))}),
    "the one before was told": (
        True,
        (promise(-9), promise(-2, "P2")),
        {"past": replace(REMINDED, promises_told=frozenset({(ITEM, 0)}))},
    ),
    "promised anew": (False, (promise(-2), promise(5, "P2")), {}),
    "promised anew, and kept": (
        False,
        (promise(-9), promise(-3, "P2", amount=50)),
        {"paid": {"P2": (-3, 50)}},
    ),
    "promised anew, and that was cancelled": (
        True,
        (promise(-2), promise(5, "P2", cancelled=End(day(-1), "Ann"))),
        {},
    ),
    "the invoice is paid": (False, (), {"rows": (item("2", 16),)}),
    "not due yet": (False, (), {"rows": (item("1", 0),), "past": History()}),
    "overdue, and never reminded of": (True, (), {"rows": (item("1", 1),), "past": History()}),
    "a reminder is due": (False, (), {"rows": (item("1", 17),)}),
    "a reminder of another invoice is due": (False, (), {"rows": (item("1", 16), item("2", 3))}),
    "a reminder in another currency": (
        True,
        (),
        {"rows": (item("1", 16), item("2", 3, currency="USD"))},
    ),
    "a reminder to another debtor": (True, (), {"rows": (item("1", 16), item("2", 3, debtor="D2"))}),
    "a reminder waits for approval": (
        False,
        (),
        {"rows": (item("1", 16), item("2", 3)), "rules": {"reminders": {"review": True}}},
    ),
    "reminded since": (False, (promise(-9),), {"past": history(("1", "reminder", 7))}),
    "reminded on the day it broke": (False, (promise(-9),), {"past": history(("1", "reminder", 7))}),
    "reminded on the promised day": (True, (promise(-9),), {"past": history(("1", "reminder", 9))}),
    "reminded while a late payment still counts as kept": (
        False,
        (promise(-9),),
        {"past": history(("1", "reminder", 7)), "rules": {"promises": {"tolerance": 5}}},
    ),
    "a letter six days ago": (False, (), {"past": replace(REMINDED, debtors={("D1", "EUR", ""): to_days(day(-6))})}),
    "a letter seven days ago": (True, (), {"past": replace(REMINDED, debtors={("D1", "EUR", ""): to_days(day(-7))})}),
    "all steps are done": (False, (), {"rules": LAST_STEP}),
    "to be handed over": (False, (), {"rules": HAND_OVER}),
    "its last step is unknown": (False, (), {"past": history(("1", "gone", 20))}),
    "disputed in the books": (False, (), {"rows": (item("1", 16, disputed=True),)}),
    "disputed in part": (False, (), {"disputes": (DISPUTE,)}),
    "the dispute is resolved": (True, (), {"disputes": (replace(DISPUTE, resolved=End(day(-1), "Ann")),)}),
    "arranged": (False, (), {"extra": {"arranged": {ITEM: Stop("A1")}}}),
    "on hold": (False, (), {"extra": {"held_items": {ITEM: Stop("H1")}}}),
    "the debtor is on hold": (False, (), {"extra": {"held_debtors": {"D1": Stop("H1")}}}),
    "money at the bank": (False, (), {"extra": {"unmatched": {("D1", "EUR"): Stop("B1")}}}),
    "money on account": (False, (), {"rows": (item("1", 16), ON_ACCOUNT)}),
    "money on account is netted": (
        True,
        (),
        {"rows": (item("1", 16), ON_ACCOUNT), "rules": {"safety": {"unmatched_money": "net"}}},
    ),
    "credit covers it": (False, (), {"rows": (item("1", 16), CREDIT)}),
    "credit covers a part": (True, (), {"rows": (item("1", 16), CREDIT | {"open": -9_999})}),
    "below the minimum": (False, (), {"rules": {"reminders": {"minimum": Decimal("100.01")}}}),
    "at the minimum": (True, (), {"rules": {"reminders": {"minimum": 100}}}),
    "below the minimum with credit": (
        False,
        (),
        {"rows": (item("1", 16), CREDIT | {"open": -1}), "rules": {"reminders": {"minimum": 100}}},
    ),
    "the condition of the next step does not hold": (
        True,
        (),
        {"rows": (item("1", 18),), "rules": steps({"id": "second", "days": 17, "when": RARE})},
    ),
    "the next step goes by post, and there is no address": (
        True,
        (),
        {"rows": (item("1", 18),), "rules": steps({"id": "second", "days": 17, "channels": ["letter"]})},
    ),
    "the next step has a minimum of its own": (
        True,
        (),
        {"rows": (item("1", 18),), "past": history(("1", "reminder", 20), repeat=1), "rules": steps({"id": "second", "days": 17, "minimum": 200})},
    ),
    "not due yet, and the courtesy letter does not fit": (
        False,
        (),
        {"rows": (item("1", -2),), "past": History(), "rules": {"reminders": {"steps": [{"id": "courtesy", "days": -5, "when": RARE}, {"id": "reminder", "days": 3}]}}},
    ),
    "the files disagree": (False, (), {"rows": (item("1", 16, doubtful=True),)}),
    "an uncertain notice": (False, (), {"past": replace(REMINDED, waiting=[ITEM])}),
    "a row could not be read": (False, (), {"held": ["D1"]}),
    "struck out of the plan": (False, (), {"struck_out": {ITEM: "no"}}),
    "exception": (False, (), {"rules": {"exceptions": [OFF | {"debtor": "D1"}]}}),
    "never remind": (False, (), {"master": (replace(MUTE, email="d@x.example", reminders=False),)}),
    "no sending day": (False, (), {"rules": {"working_days": {"send": ["mon"]}}}),
    "pause": (False, (), {"rules": {"reminders": {"pause": {"until": AS_OF, "reason": "move"}}}}),
    "no address": (False, (), {"master": (MUTE,)}),
    "by letter": (True, (), {"master": (replace(MUTE, address=("Street 1",)),)}),
    "by e-mail only": (
        False,
        (),
        {
            "master": (replace(MUTE, address=("Street 1",)),),
            "rules": {"promises": {"channels": ["email"]}},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_gets_one(case):
    wanted, promises, more = CASES[case]
    assert bool(letters(*promises, **more)) is wanted


def test_it_leaves_between_two_steps_and_at_no_other_time():
    decisions = decided()
    left = {
        str(reason)
        for code, reason in enumerate(REASONS)
        if broken_promise_letters(replace(decisions, reason=decisions.reason * 0 + code), REMINDED)
    }
    assert left == {
        "next-step-later",
        "condition",
        "regime-unknown",
        "rate-unknown",
        "notice-period",
        "no-contact",
        "below-minimum",
    }


def test_several_promises_of_a_debtor_share_a_letter():
    rows = (item("1", 16), item("2", 12), item("3", 16, currency="USD"), item("4", 1, debtor="D2"))
    made = letters(
        promise(-2),
        promise(-4, "P2", "2", amount=4_000),
        promise(-2, "P3", "3", currency="USD"),
        promise(-2, "P4", "4", debtor="D2"),
        rows=rows,
        past=history(("1", "reminder", 12), ("2", "reminder", 8), ("3", "reminder", 12)),
        paid={"P2": (-1, 500)},
    )
    assert [(n.debtor.debtor, n.currency, n.total) for n in made] == [
        ("D1", "EUR", 20_000),
        ("D1", "USD", 10_000),
        ("D2", "EUR", 10_000),
    ]
    assert made[0].promised == Promised(14_000, 500, (day(-4), day(-2)))
    assert [line.number for line in made[0].lines] == ["1", "2"]


def test_two_promises_about_an_invoice_are_one_line_about_the_last():
    (notice,) = letters(promise(-9), promise(-2, "P2", amount=6_000))
    assert [(line.item, line.repeat) for line in notice.lines] == [(ITEM, 1)]
    assert notice.promised == Promised(6_000, 0, (day(-2),))


def test_credits_lessen_it():
    (notice,) = letters(rows=(item("1", 16), item("C", 1, -3_000, kind=Kind.CREDIT_NOTE)))
    assert (notice.subtotal, notice.total, notice.principal) == (10_000, 7_000, 7_000)
    assert [line.number for line in notice.credits] == ["C"]


@pytest.mark.parametrize("group", ["debtor", "level", "invoice"])
def test_credit_that_covers_another_invoice_does_not_lessen_it(group):
    """Of 60.00, the 50.00 that keep the reminder of invoice 2 away are used up."""
    credit = item("C", 1, -6_000, kind=Kind.CREDIT_NOTE)
    rows = (item("1", 16), item("2", 3, 5_000), credit)
    decisions = decided(rows=rows, rules={"reminders": {"group": group}})
    assert str(decisions.reason_of(1)) == "covered-by-credit"
    (notice,) = broken_promise_letters(decisions, REMINDED)
    assert ([line.open for line in notice.credits], notice.total) == ([-1_000], 9_000)


def test_every_letter_to_be_approved_holds_for_this_one_too():
    decisions = decided(rules={"reminders": {"review": True}})
    (notice,) = broken_promise_letters(decisions, REMINDED)
    assert notice.review
    waiting = with_broken_promises(decisions, [notice], REMINDED)
    assert str(waiting.reason_of(0)) == "review"
    released = with_broken_promises(decisions, [notice], REMINDED, approved=True)
    assert str(released.reason_of(0)) == "broken-promise"


def test_its_item_is_accounted_for_and_explained():
    decisions = decided(rows=(item("1", 16), item("2", 1)), trace=True)
    told = with_broken_promises(decisions, broken_promise_letters(decisions, REMINDED), REMINDED)
    (sums,) = account(told)
    assert sums.rows == {
        ("act", "broken-promise"): (1, 10_000),
        ("hold", "next-step-later"): (1, 10_000),
    }
    found = explain(told, 0)
    assert (found.outcome, found.step, found.path) == (
        "act",
        "broken promise",
        ("promises", "letter"),
    )
    assert found.next_date == AS_OF


@pytest.mark.parametrize(
    ("due", "letter", "rules", "next_day"),
    [
        pytest.param(-2, -6, {}, 3, id="the gap ends tomorrow, a Saturday"),
        pytest.param(-2, -3, {}, 4, id="the gap ends in four days"),
        pytest.param(-14, -3, {}, 7, id="by then it is too late, and the reminder is next"),
        pytest.param(-2, -20, {"working_days": {"send": ["mon"]}}, 3, id="no sending day"),
        pytest.param(
            -2,
            -20,
            {"reminders": {"pause": {"until": day(4), "reason": "move"}}},
            5,
            id="until the pause is over",
        ),
        pytest.param(-2, -1, {"reminders": {"between_notices": 9}}, 7, id="a reminder is sooner"),
    ],
)
def test_a_letter_that_waits_tells_its_day(due, letter, rules, next_day):
    """The second reminder would be due in seven days."""
    past = replace(REMINDED, debtors={("D1", "EUR", ""): to_days(day(letter))})
    decisions = decided(promise(due), rows=(item("1", 10),), rules=rules, past=past)
    made = broken_promise_letters(decisions, past)
    assert made == []
    told = with_broken_promises(decisions, made, past)
    assert day_of(int(told.next_date[0])) == day(next_day)


@pytest.mark.parametrize(
    ("approval", "next_day"),
    [
        pytest.param(False, 7, id="the gap after the reminder that leaves today"),
        pytest.param(True, 11, id="nobody knows when the reminder is approved"),
    ],
)
def test_a_letter_behind_a_reminder_of_another_invoice_tells_its_day(approval, next_day):
    """The second reminder of the promised invoice would be due in eleven days."""
    rules = {"reminders": {"review": approval}}
    decisions = decided(rows=(item("1", 6), item("2", 3)), rules=rules)
    made = broken_promise_letters(decisions, REMINDED)
    assert made == []
    told = with_broken_promises(decisions, made, REMINDED)
    assert day_of(int(told.next_date[0])) == day(next_day)


def test_two_policies_differ_by_it():
    with_rule, without = (
        decided(rules={"promises": {"letter": name}}) for name in ("broken-promise", None)
    )
    found = compare(without, with_rule, past=REMINDED)
    assert [change.what for change in found.letters] == [("appears",)]
    assert [(c.old.reason, c.new.reason) for c in found.items] == [
        ("next-step-later", "broken-promise")
    ]
    told = replace(REMINDED, promises_told=frozenset({(ITEM, 0)}))
    assert compare(without, with_rule, past=told).letters == []


# Day by day.


def lived(promises, rules, days, *, rows=None, runs=None, past=None):
    """Letters by day of a simulation: (days after `AS_OF`, step, numbers); runs on some days."""
    run = Simulation(rules, past or REMINDED)
    found = []
    for number in range(days):
        if runs is not None and number not in runs:
            continue
        items = ledger(*(rows or (item("1", 16),)), as_of=day(number))
        sent = run.day(items, cases=stops(promises, rules, day(number))).sent
        found += [(number, n.step, [line.number for line in n.lines]) for n in sent]
    return found


def test_the_reminders_go_on_where_they_were_and_keep_their_distance():
    """The second reminder was due the day after the letter; it waits for seven days."""
    assert lived((promise(-2),), rules_of(DAILY), 30) == [
        (0, "broken promise", ["1"]),
        (7, "second", ["1"]),
        (21, "final", ["1"]),
    ]
    assert lived((), rules_of(DAILY), 30) == [(1, "second", ["1"]), (15, "final", ["1"])]


def test_days_without_runs_only_delay_it():
    made = promise(-2)
    assert lived((made,), rules_of(DAILY), 3, rows=(item("1", 5),), runs={2})[0][:2] == (
        2,
        "broken promise",
    )


def test_it_does_not_come_after_a_reminder_of_the_same_invoice():
    """Both are possible on the day of the run: the reminder leaves, and the letter never does."""
    assert lived((promise(-2),), rules_of(DAILY), 14, runs=set(range(1, 14))) == [
        (1, "second", ["1"])
    ]


def test_it_waits_where_another_invoice_is_reminded_of():
    rows = (item("1", 9), item("2", 3))
    past = history(("1", "reminder", 9), last_notice={("D1", "EUR"): 9})
    assert lived((promise(-2),), rules_of(DAILY), 8, rows=rows, past=past) == [
        (0, "reminder", ["2"]),
        (7, "broken promise", ["1"]),
    ]


promised = st.lists(
    st.tuples(st.integers(0, 5), st.integers(-25, 25)), max_size=8, unique_by=lambda p: p
)
invoices = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["EUR", "USD"]), st.integers(-10, 40)),
    min_size=6,
    max_size=6,
)


@quick
@given(promised, invoices, st.integers(0, 9), st.sampled_from(["debtor", "level"]))
def test_never_two_letters_on_a_day_nor_within_the_gap_nor_twice(made, rows, gap, group):
    """For every debtor and currency, whatever was promised; one letter a promise at most."""
    data = [
        item(str(n), overdue, debtor=debtor, currency=currency)
        for n, (debtor, currency, overdue) in enumerate(rows)
    ]
    promises = tuple(
        promise(due, f"P{k}", str(n), debtor=rows[n][0], currency=rows[n][1])
        for k, (n, due) in enumerate(made)
    )
    reminders = {"between_notices": gap, "group": group}
    rules = rules_of(DAILY | {"reminders": reminders})
    run, past = Simulation(rules), History()
    last: dict[tuple[str, str], date] = {}
    told: set[tuple[str, int]] = set()
    for number in range(40):
        today = day(number)
        items = ledger(*data, as_of=today)
        cases = stops(promises, rules, today)
        sent = run.day(items, cases=cases).sent
        assert sent == _by_hand(items, rules, past, cases), "a simulated day is the real one"
        about = [n for n in sent if n.kind == "promise"]
        if group == "debtor":
            keys = [(n.debtor.debtor, n.currency) for n in sent]
            assert len(set(keys)) == len(keys)
        for notice in about:
            key = (notice.debtor.debtor, notice.currency)
            assert sum((n.debtor.debtor, n.currency) == key for n in sent) == 1
            assert notice.total > 0
            lines = {(line.item, line.repeat) for line in notice.lines}
            assert not lines & told
            assert not {line.item for line in notice.lines} & set(cases.promised)
            told |= lines
        for notice in sent:
            key = (notice.debtor.debtor, notice.currency)
            assert last.get(key, day(-99)) + timedelta(gap) <= today or last[key] == today
        last |= {(n.debtor.debtor, n.currency): today for n in sent}
        past = replace(
            after(past, [n for n in sent if n.kind == "demand"], today),
            debtors=after(past, sent, today).debtors,
            promises_told=frozenset(told),
        )


def _by_hand(items, rules, past, cases):
    decisions = decide(items, rules, past, cases=cases)
    return notices(decisions) + broken_promise_letters(decisions, past)


def test_the_order_of_rows_does_not_matter():
    rows = (item("1", 16), item("2", 12), item("3", 1, debtor="D2"))
    made = (promise(-2), promise(-2, "P2", "2"), promise(-2, "P3", "3", debtor="D2"))
    past = history(("1", "reminder", 12), ("2", "reminder", 8))
    whole = letters(*made, rows=rows, past=past)
    assert len(whole) == 2
    assert letters(*made, rows=rows[::-1], past=past) == whole
