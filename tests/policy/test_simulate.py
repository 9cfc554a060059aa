"""A simulated day is the real one: deciding day by day, with the past written anew each time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from creditctl.ledger.dates import from_days, to_days
from creditctl.policy.decide import decide
from creditctl.policy.letters import notices
from creditctl.policy.rehearsal import Tally
from creditctl.policy.simulate import Simulation

from .build import AS_OF, history, item, ledger, policy
from .test_properties import after, policies, quick, rows

START = AS_OF - timedelta(40)


def still_open(data, day):
    """The rows that are not settled by a day."""
    return [row for row in data if from_days(row["settled"]) > day]


settling = st.tuples(rows, st.lists(st.integers(-20, 60), min_size=25, max_size=25)).map(
    lambda drawn: [
        row | {"settled": row["due"] + days} for row, days in zip(drawn[0], drawn[1], strict=False)
    ]
)


@quick
@given(settling, policies, st.booleans(), st.booleans())
def test_day_by_day_is_deciding_anew_every_day(data, rules, approve, review):
    if review:
        steps = [
            s.model_dump(by_alias=True) | {"review": s.id == "second"}
            for s in rules.reminders.steps
        ]
        rules = rules.model_copy(update={"reminders": policy(reminders={"steps": steps}).reminders})
    past = history(("0", "reminder", 45), last_notice={("A", "EUR"): 45})
    run = Simulation(rules, past, approve=approve)
    day = START
    while day < AS_OF + timedelta(40):
        items = ledger(*still_open(data, day), as_of=day)
        decisions = decide(items, rules, past)
        written = notices(decisions)
        sent = [n for n in written if approve or not n.review]
        lived = run.day(items)
        assert lived.sent == sent
        assert lived.waiting == [n for n in written if n not in sent]
        assert np.array_equal(lived.decisions.reason, decisions.reason)
        assert np.array_equal(lived.decisions.next_date, decisions.next_date)
        named = {line.item for n in sent for line in n.lines}
        assert {items.item[i] for i in np.flatnonzero(lived.left)} == named
        past = after(past, sent, day)
        day += timedelta(1)


def rehearsed(data, rules, first, last, within=7, approve=True):
    """A tally over a period, as the use case does it."""
    run, tally = Simulation(rules, approve=approve), Tally(within)
    for number in range((last - first).days + 1 + within):
        day = first + timedelta(number)
        items = ledger(*still_open(data, day), as_of=day)
        if day <= last:
            tally.add(run.day(items))
        tally.judge(to_days(day), set(items.item))
        if day == last:
            tally.close(set(items.item))
    return tally


RULES = policy(
    reminders={
        "between_notices": 0,
        "steps": [
            {"id": "reminder", "days": 3},
            {"id": "final", "days": 10, "review": True},
            {"id": "hand-over", "days": 20, "action": "hand-over"},
        ],
    },
    working_days={"send": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
)


def settled(number, after_due, debtor, amount=10_000):
    """An invoice that is due 10 days before AS_OF, and settled some days after that."""
    row = item(number, 10, amount, debtor=debtor)
    return row | {"settled": row["due"] + after_due}


DATA = [
    settled("soon", 5, "A"),
    settled("late", 11, "B", 20_000),
    settled("never", 400, "C"),
    settled("early", 2, "D"),
]
DUE = AS_OF - timedelta(10)


def test_what_is_counted():
    tally = rehearsed(DATA, RULES, DUE, DUE + timedelta(25))
    told = [(x.debtor, x.step, x.day - to_days(DUE), x.paid_anyway) for x in tally.letters]
    assert sorted(told) == [
        ("A", "reminder", 3, True),
        ("B", "final", 10, True),
        ("B", "reminder", 3, False),
        ("C", "final", 10, False),
        ("C", "reminder", 3, False),
    ]
    assert (tally.in_vain, tally.review, tally.debtors) == (2, 2, 3)
    assert tally.asked("EUR") == 2 * 20_000 + 3 * 10_000
    assert set(tally.first_contact.values()) == {3}
    assert (len(tally.seen), tally.paid, tally.paid_unasked) == (4, 3, 1)
    assert {i.rsplit("/")[-1] for i in tally.last_step} == {"late", "never"}
    assert {i.rsplit("/")[-1] for i in tally.left_over} == {"never"}
    # A stands open for 2 days after its letter, B for 8, C to the end.
    assert tally.standing == {"EUR": 2 * 10_000 + 8 * 20_000 + 23 * 10_000}


def test_within_no_days_only_what_was_paid_on_the_day_itself_was_in_vain():
    assert rehearsed(DATA, RULES, DUE, DUE + timedelta(25), within=0).in_vain == 0
    assert rehearsed(DATA, RULES, DUE, DUE + timedelta(25), within=1).in_vain == 1
    assert rehearsed(DATA, RULES, DUE, DUE + timedelta(25), within=2).in_vain == 2


def test_letters_that_nobody_approves_never_leave_and_open_no_step():
    tally = rehearsed(DATA, RULES, DUE, DUE + timedelta(25), approve=False)
    assert [x.step for x in tally.letters] == ["reminder"] * 3
    assert len(tally.waited) == 2
    assert not tally.left_over
    assert not tally.last_step


def test_a_letter_on_the_last_day_is_judged_by_the_days_after_it():
    tally = rehearsed(DATA, RULES, DUE, DUE + timedelta(3))
    assert [(x.debtor, x.paid_anyway) for x in tally.letters] == [
        ("A", True),
        ("B", False),
        ("C", False),
    ]


def test_the_median_is_exact():
    tally = Tally(7, first_contact={"a": -3, "b": 4, "c": 9, "d": 1})
    assert tally.twice_median_contact == 5
    assert Tally(7, first_contact={"a": 4, "b": -1, "c": 9}).twice_median_contact == 8
