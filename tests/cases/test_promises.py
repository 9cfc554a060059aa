"""Whether promises were kept: by hand, and what must hold for any payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cases.promises import PromiseStatus, Reliability, reliability, standing_of
from creditctl.cases.records import End, Promise, Subject
from tests.ledger.build import untimed

AS_OF = date(2026, 3, 31)


def march(day: int) -> date:
    return date(2026, 3, day)


def promise(number: int, amount: int, due: date, **more) -> Promise:
    """A promise made on 1 March to pay an invoice, all of it."""
    about = Subject(f"inv/C1/{number}", "C1", str(number), "EUR", amount)
    return replace(Promise(f"P{number}", about, march(1), due, amount, "Ann"), **more)


PROMISES = [
    promise(1, 100_000, march(5)),
    promise(2, 200_000, march(10)),
    promise(3, 50_000, march(12)),
    promise(4, 80_000, date(2026, 4, 30)),
    promise(5, 70_000, march(8), cancelled=End(march(6), "Ann", "made twice")),
]
PAID = {"P1": [(march(4), 100_000)], "P2": [(march(14), 200_000)], "P3": [(march(11), 30_000)]}


def received(made: Promise, day: date) -> int:
    return sum(amount for paid, amount in PAID.get(made.id, ()) if paid <= day)


@pytest.mark.parametrize(
    ("tolerance", "statuses", "counted", "amounts"),
    [
        pytest.param(
            0,
            ["kept", "broken", "partly", "pending", "cancelled"],
            (1, 3, "33.33"),
            (130_000, 350_000, "37.14"),
            id="T-PTP-0",
        ),
        pytest.param(
            5,
            ["kept", "kept", "partly", "pending", "cancelled"],
            (2, 3, "66.67"),
            (330_000, 350_000, "94.29"),
            id="T-PTP-5",
        ),
    ],
)
def test_kept_promises_by_hand(tolerance, statuses, counted, amounts):
    told = [standing_of(p, received, AS_OF, tolerance) for p in PROMISES]
    assert [str(s.status) for s in told] == statuses
    found = reliability(told)
    assert (found.kept, found.decided, f"{float(found.by_count) * 100:.2f}") == counted
    assert (found.received, found.promised, f"{float(found.by_amount) * 100:.2f}") == amounts
    assert found.by_count == Fraction(*counted[:2])


def test_what_was_not_decided_has_no_share():
    found = reliability(standing_of(p, received, AS_OF, 0) for p in PROMISES[3:])
    assert found == Reliability(0, 0, 0, 0)
    assert (found.by_count, found.by_amount) == (None, None)


@pytest.mark.parametrize(
    ("day", "tolerance", "status", "in_time"),
    [
        (march(9), 0, "pending", 0),
        (march(10), 0, "pending", 0),  # the promised day has not passed yet
        (march(11), 0, "broken", 0),
        (march(11), 1, "pending", 0),
        (march(12), 1, "broken", 0),
        (march(13), 4, "pending", 0),
        (march(14), 4, "kept", 200_000),
        (march(14), 3, "broken", 0),
        (AS_OF, 3, "broken", 0),  # what comes too late changes nothing any more
    ],
)
def test_the_days_of_a_promise(day, tolerance, status, in_time):
    told = standing_of(PROMISES[1], received, day, tolerance)
    assert (str(told.status), told.in_time) == (status, in_time)


def test_paid_early_is_kept_early_and_overpaid_counts_once():
    told = standing_of(PROMISES[0], lambda _promise, _day: 10**9, march(2), 0)
    assert (told.status, told.in_time) == (PromiseStatus.KEPT, 100_000)


def test_money_that_was_taken_back_is_not_received():
    told = standing_of(PROMISES[0], lambda _promise, _day: -500, AS_OF, 0)
    assert (told.status, told.in_time) == (PromiseStatus.BROKEN, 0)


payments = st.lists(st.tuples(st.integers(-10, 60), st.integers(1, 3000)), max_size=6)


@untimed
@given(st.integers(1, 5000), st.integers(0, 30), payments, st.integers(0, 70), st.integers(0, 10))
def test_the_status_follows_from_what_came_in_time(amount, due, paid, today, tolerance):
    made = promise(9, amount, march(1) + timedelta(due))

    def came(_promise: Promise, day: date) -> int:
        return sum(a for d, a in paid if march(1) + timedelta(d) <= day)

    as_of = march(1) + timedelta(today)
    told = standing_of(made, came, as_of, tolerance)
    in_time = min(amount, sum(a for d, a in paid if d <= min(due + tolerance, today)))
    assert told.in_time == in_time
    assert (told.status is PromiseStatus.KEPT) == (in_time == amount)
    assert (told.status is PromiseStatus.PENDING) == (in_time < amount and today <= due + tolerance)
    assert (told.status is PromiseStatus.PARTLY) <= (0 < in_time < amount)
    if told.status is not PromiseStatus.PENDING:
        later = standing_of(made, came, as_of + timedelta(9), tolerance)
        assert replace(later, received=told.received) == told, "what is decided stays decided"
    assert told.received == min(amount, sum(a for d, a in paid if d <= today))
    assert told.unpaid == (
        told.status in (PromiseStatus.BROKEN, PromiseStatus.PARTLY) and told.received < amount
    )
