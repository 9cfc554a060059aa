"""What cases stop on a day, and what is left of the ledger for reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from creditctl.cases.arrangements import ArrangementStanding, ArrangementStatus
from creditctl.cases.promises import PromiseStanding, PromiseStatus
from creditctl.cases.records import Arrangement, Dispute, End, Hold, Instalment, Promise, Subject
from creditctl.ledger.adjust import withhold
from creditctl.policy.account import account
from creditctl.policy.casestops import CaseStops, case_stops
from creditctl.policy.decide import decide
from creditctl.policy.explain import explain
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from tests.policy.build import AS_OF, item, ledger, policy

ITEM = "books/D1/1"
ABOUT = Subject(ITEM, "D1", "1", "EUR", 10_000)
TODAY, YESTERDAY = End(AS_OF, "Ann"), End(AS_OF - timedelta(1), "Ann")


def day(days: int) -> date:
    return AS_OF + timedelta(days)


def promise(due: int = 5, status: PromiseStatus = PromiseStatus.PENDING, **more) -> PromiseStanding:
    made = Promise("P1", ABOUT, day(-20), day(due), 5000, "Ann")
    return PromiseStanding(replace(made, **more), status, 0)


def hold(scope="item", key=ITEM, start=-9, until=None, name="H1", **more) -> Hold:
    last = None if until is None else day(until)
    made = Hold(name, scope, key, "D1", "1", "the CEO calls", day(start), last, "Ann", day(-9))
    return replace(made, **more)


def dispute(amount=None, name="D1", **more) -> Dispute:
    return replace(Dispute(name, ABOUT, "price", amount, day(-3), "Ann"), **more)


def plan(status=ArrangementStatus.ACTIVE, left=(5000, 5000), defaulted=None, **more):
    parts = (Instalment(1, day(-5), 5000), Instalment(2, day(25), 5000))
    made = replace(Arrangement("A1", "D1", "EUR", (ABOUT,), parts, day(-30), "Ann"), **more)
    return ArrangementStanding(made, status, 10_000 - sum(left), left, defaulted)


def stops(rules=None, **cases) -> CaseStops:
    every = {"promises": (), "disputes": (), "holds": (), "arrangements": ()} | cases
    return case_stops(**every, policy=policy(**rules or {}), as_of=AS_OF)


# Promises.


@pytest.mark.parametrize(
    ("due", "status", "grace", "last"),
    [
        (5, PromiseStatus.PENDING, 0, 5),
        (5, PromiseStatus.PENDING, 1, 6),
        (0, PromiseStatus.PENDING, 0, 0),
        (-1, PromiseStatus.BROKEN, 0, None),
        (-1, PromiseStatus.BROKEN, 1, 0),  # under grace: the money may be on its way
        (-1, PromiseStatus.PARTLY, 1, 0),
        (-2, PromiseStatus.BROKEN, 1, None),
        (-2, PromiseStatus.PENDING, 1, None),  # the tolerance is longer than the grace
        (5, PromiseStatus.KEPT, 1, None),
    ],
)
def test_a_promise_stops_its_item_until_its_grace_is_over(due, status, grace, last):
    found = stops({"promises": {"grace": grace}}, promises=[promise(due, status)]).promised
    assert {name: stop.until for name, stop in found.items()} == (
        {} if last is None else {ITEM: day(last)}
    )


@pytest.mark.parametrize(("end", "until"), [(TODAY, day(0)), (YESTERDAY, None)])
def test_a_promise_cancelled_today_still_stops_today(end, until):
    found = stops(promises=[promise(5, PromiseStatus.CANCELLED, cancelled=end)]).promised
    assert [stop.until for stop in found.values()] == ([until] if until else [])


def test_the_last_promise_of_an_item_counts_whatever_the_order():
    near, far = promise(2), promise(9, id="P2")
    for order in ([near, far], [far, near]):
        (stop,) = stops(promises=order).promised.values()
        assert stop.until == day(10)
        assert stop.words == "P2: EUR 50.00 promised for 2026-02-08, with grace until 2026-02-09"
    (stop,) = stops({"promises": {"grace": 0}}, promises=[near]).promised.values()
    assert stop.words == "P1: EUR 50.00 promised for 2026-02-01"


def test_broken_promises_are_counted_by_debtor():
    other = replace(ABOUT, item="books/D2/9", debtor="D2")
    told = [
        promise(-5, PromiseStatus.BROKEN),
        promise(-9, PromiseStatus.PARTLY),
        promise(-9, PromiseStatus.KEPT),
        promise(-9, PromiseStatus.CANCELLED, cancelled=YESTERDAY),
        promise(5),
        promise(-5, PromiseStatus.BROKEN, about=other),
    ]
    assert stops(promises=told).broken == {"D1": 2, "D2": 1}


# Holds.


@pytest.mark.parametrize(
    ("made", "last"),
    [
        (hold(), "for good"),
        (hold(until=3), 3),
        (hold(until=0), 0),
        (hold(until=-1), None),
        (hold(start=0), "for good"),
        (hold(start=1), None),
        (hold(lifted=TODAY), 0),
        (hold(lifted=YESTERDAY), None),
        (hold(until=3, lifted=TODAY), 0),
        (hold(until=-3, lifted=TODAY), None),
    ],
)
@pytest.mark.parametrize("scope", ["item", "debtor", "group"])
def test_a_hold_stops_from_its_first_to_its_last_day_and_on_the_day_of_lifting(made, last, scope):
    found = stops(holds=[replace(made, scope=scope, key="K")])
    held = {"item": found.held_items, "debtor": found.held_debtors, "group": found.held_groups}
    until = None if last in (None, "for good") else day(last)
    assert [stop.until for stop in held.pop(scope).values()] == ([] if last is None else [until])
    assert not any(held.values())


def test_of_several_holds_the_longest_is_told():
    short, long, good = hold(until=1), hold(until=8, name="H2"), hold(name="H3")
    for order in ([short, long], [long, short]):
        assert stops(holds=order).held_items[ITEM].words == "H2: the CEO calls, by Ann"
    for order in ([good, long], [short, good]):
        assert stops(holds=order).held_items[ITEM].until is None


# Disputes.


def test_only_disputes_that_block_and_last_are_withheld():
    assert stops(disputes=[dispute(300)]).withheld == {ITEM: 300}
    assert stops(disputes=[dispute()]).withheld == {ITEM: None}
    assert stops(disputes=[dispute(300), dispute(500, "D2")]).withheld == {ITEM: 800}
    assert stops(disputes=[dispute(300), dispute(name="D2")]).withheld == {ITEM: None}
    assert stops(disputes=[dispute(), dispute(300, "D2")]).withheld == {ITEM: None}
    assert stops(disputes=[dispute(blocks=False)]).withheld == {}
    assert stops(disputes=[dispute(resolved=YESTERDAY)]).withheld == {}
    assert stops(disputes=[dispute(resolved=TODAY)]).withheld == {ITEM: None}


def test_the_words_of_a_dispute():
    whole = stops(disputes=[dispute()]).disputed[ITEM].words
    assert whole == "D1: price, all of it, since 2026-01-27"
    part = stops(disputes=[dispute(1234)]).disputed[ITEM].words
    assert part == "D1: price, EUR 12.34, since 2026-01-27"


def test_the_rest_of_a_disputed_invoice_is_reminded_and_the_sums_add_up():
    items = ledger(item("1", 10), item("2", 10, 500))
    found = stops(disputes=[dispute(3000)])
    split = withhold(items, found.withheld)
    decisions = decide(split, policy(), History(), cases=found)
    assert [(split.item[row], int(split.open[row])) for row in range(3)] == [
        (ITEM, 7000),
        ("books/D1/2", 500),
        (f"{ITEM}/disputed", 3000),
    ]
    assert [str(decisions.reason_of(row)) for row in range(3)] == [
        "step-due",
        "step-due",
        "disputed",
    ]
    (made,) = notices(decisions)
    assert (made.total, [line.open for line in made.lines]) == (7500, [7000, 500])
    (sums,) = account(decisions)
    assert (sums.items, sums.total) == (3, 10_500)
    traced = decide(split, policy(), History(), cases=found, trace=True)
    told = {line.reason: line.value for line in explain(traced, 2).gates}
    assert told["disputed"] == "D1: price, EUR 30.00, since 2026-01-27"


# Arrangements.


@pytest.mark.parametrize(
    ("made", "stopped"),
    [
        (plan(), True),
        (plan(ArrangementStatus.COMPLETED, (0, 0)), True),
        (plan(ArrangementStatus.DEFAULTED, defaulted=day(-1)), False),
        (plan(ArrangementStatus.ENDED, ended=TODAY), True),
        (plan(ArrangementStatus.ENDED, ended=YESTERDAY), False),
        (plan(ArrangementStatus.ENDED, ended=TODAY, defaulted=day(-1)), False),
    ],
)
def test_an_arrangement_stops_its_items_until_it_is_over(made, stopped):
    assert list(stops(arrangements=[made]).arranged) == ([ITEM] if stopped else [])


def test_the_words_of_an_arrangement():
    (stop,) = stops(arrangements=[plan()]).arranged.values()
    assert stop.words == "A1: 2 of 2 instalments still to be paid, the next on 2026-02-24"
    (stop,) = stops(arrangements=[plan(ArrangementStatus.COMPLETED, (0, 0))]).arranged.values()
    assert stop.words == "A1: 0 of 2 instalments still to be paid"


# In conditions.


def test_the_condition_on_broken_promises_counts_them():
    strict = {"id": "unreliable", "when": ["broken_promises >= 2"], "reminders": {"grace": 0}}
    rules = policy(segments=[strict], reminders={"grace": 20})
    items = ledger(item("1", 10), item("1", 10, debtor="D2"), item("1", 10, debtor="D3"))
    told = [promise(-5, PromiseStatus.BROKEN)] * 2
    other = replace(ABOUT, item="books/D2/9", debtor="D2")
    told.append(promise(-5, PromiseStatus.BROKEN, about=other))
    decisions = decide(items, rules, History(), cases=stops(promises=told))
    assert [decisions.context.rules(row).segment for row in range(3)] == ["unreliable", "", ""]
    assert [str(decisions.reason_of(row)) for row in range(3)] == [
        "step-due",
        "next-step-later",
        "next-step-later",
    ]
    nobody = decide(items, rules, History())
    assert {str(nobody.reason_of(row)) for row in range(3)} == {"next-step-later"}


@pytest.mark.parametrize(("broken", "reason"), [(0, "condition"), (1, "step-due")])
def test_a_step_for_those_who_broke_a_promise(broken, reason):
    steps = [{"id": "reminder", "days": 3, "when": ["broken_promises > 0"]}]
    cases = CaseStops(broken={"D1": broken})
    decisions = decide(
        ledger(item("1", 10)), policy(reminders={"steps": steps}), History(), cases=cases
    )
    assert str(decisions.reason_of(0)) == reason
