"""Instalments that add up, on days that do not drift, and where a plan stands by its payments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cases.arrangements import MOST, Rhythm, even_instalments, standing_of
from creditctl.cases.records import Arrangement, End, Instalment, Subject
from tests.ledger.build import untimed

totals = st.integers(48, 10**12)
counts = st.integers(1, 48)
firsts = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@untimed
@given(totals, counts, firsts, st.sampled_from(Rhythm))
def test_instalments_add_up_and_the_rest_is_in_the_last(total, count, first, rhythm):
    parts = even_instalments(total, count, first, rhythm)
    assert sum(part.amount for part in parts) == total
    assert [part.number for part in parts] == list(range(1, count + 1))
    *equal, last = (part.amount for part in parts)
    assert set(equal) <= {total // count}
    assert 0 <= last - total // count < count
    days = [part.due for part in parts]
    assert days[0] == first
    assert days == sorted(set(days))


@untimed
@given(counts, firsts, st.sampled_from([Rhythm.WEEK, Rhythm.FORTNIGHT]))
def test_weeks_keep_the_day_of_the_week(count, first, rhythm):
    days = [part.due for part in even_instalments(10**6, count, first, rhythm)]
    step = 7 if rhythm is Rhythm.WEEK else 14
    assert days == [first + timedelta(step * n) for n in range(count)]


@untimed
@given(counts, firsts, st.sampled_from([Rhythm.MONTH, Rhythm.QUARTER]))
def test_months_keep_the_day_of_the_month_or_take_the_last(count, first, rhythm):
    for n, part in enumerate(even_instalments(10**6, count, first, rhythm)):
        months = part.due.year * 12 + part.due.month - first.year * 12 - first.month
        assert months == n * (1 if rhythm is Rhythm.MONTH else 3)
        end_of_month = (part.due + timedelta(1)).day == 1
        assert part.due.day == first.day or (end_of_month and part.due.day < first.day)


def test_the_last_of_january_never_drifts():
    parts = even_instalments(120_000, 14, date(2027, 1, 31), Rhythm.MONTH)
    days = [part.due.isoformat()[5:] for part in parts]
    assert days == [
        *("01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30"),
        *("10-31", "11-30", "12-31", "01-31", "02-29"),
    ]
    quarters = even_instalments(40_000, 4, date(2026, 11, 30), Rhythm.QUARTER)
    assert [str(part.due) for part in quarters] == [
        *("2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30")
    ]


def test_a_hundred_in_three():
    parts = even_instalments(10_000, 3, date(2026, 1, 31), Rhythm.MONTH)
    assert [part.amount for part in parts] == [3333, 3333, 3334]


@pytest.mark.parametrize(
    ("total", "count", "words"),
    [
        (100, 0, "not 0"),
        (100, -1, "not -1"),
        (10**6, MOST + 1, f"from 1 to {MOST}"),
        (2, 3, "too small for 3"),
        (0, 1, "too small"),
        (-500, 1, "too small"),
    ],
)
def test_what_cannot_be_divided_is_refused_in_words(total, count, words):
    with pytest.raises(ValueError, match=words):
        even_instalments(total, count, date(2026, 1, 31), Rhythm.MONTH)
    assert len(even_instalments(MOST, MOST, date(2026, 1, 31), Rhythm.WEEK)) == MOST


# Where a plan stands. Three instalments of 100, on 31 March, 30 April and 31 May.

PARTS = tuple(
    Instalment(n, date(2026, *day), 100) for n, day in enumerate([(3, 31), (4, 30), (5, 31)], 1)
)
ABOUT = Subject("inv/C1/1", "C1", "1", "EUR", 300)


def plan(ended: date | None = None) -> Arrangement:
    end = None if ended is None else End(ended, "Ann", "pays at once")
    return Arrangement("A1", "C1", "EUR", (ABOUT,), PARTS, date(2026, 3, 1), "Ann", ended=end)


def stands(day, *paid, default_after=7, ended=None):
    """Where the plan stands at the end of a day, after payments of (day, amount)."""

    def received(_plan, until):
        return sum(amount for when, amount in paid if when <= until)

    return standing_of(plan(ended), received, day, default_after)


def told(*args, **more):
    found = stands(*args, **more)
    return str(found.status), found.left, found.defaulted_on


MARCH, APRIL, MAY = (part.due for part in PARTS)
ONE, TWO, THREE = (MARCH, 100), (APRIL, 100), (MAY, 100)


def test_money_goes_to_the_oldest_instalment_first():
    assert told(MARCH, (MARCH, 130)) == ("active", (0, 70, 100), None)
    assert told(MARCH) == ("active", (100, 100, 100), None)
    assert stands(MARCH, (MARCH, 130)).received == 130


def test_a_plan_is_in_default_when_an_instalment_is_unpaid_for_longer_than_allowed():
    last = MARCH + timedelta(7)
    assert told(last) == ("active", (100, 100, 100), None)
    assert told(last + timedelta(1)) == ("defaulted", (100, 100, 100), last + timedelta(1))
    assert told(last + timedelta(90))[2] == last + timedelta(1), "the first default is told"
    at_once = MARCH + timedelta(1)
    assert told(MARCH, default_after=0)[0] == "active"
    assert told(at_once, default_after=0) == ("defaulted", (100, 100, 100), at_once)


def test_an_instalment_paid_in_part_is_unpaid():
    day = MARCH + timedelta(8)
    assert told(day, (MARCH, 99)) == ("defaulted", (1, 100, 100), day)
    assert told(day, (MARCH, 99), (MARCH + timedelta(7), 1))[0] == "active"


def test_paid_too_late_stays_in_default_until_all_is_paid():
    late = MARCH + timedelta(8)
    assert told(MAY, (late, 200)) == ("defaulted", (0, 0, 100), late)
    assert told(MAY, (late, 300)) == ("completed", (0, 0, 0), late)


def test_a_later_instalment_can_be_the_one():
    day = APRIL + timedelta(8)
    assert told(day, ONE) == ("defaulted", (0, 100, 100), day)
    assert told(day, ONE, (MARCH, 100))[0] == "active", "paid in advance"


def test_a_plan_is_completed_when_all_is_paid():
    assert told(MAY, ONE, TWO, THREE) == ("completed", (0, 0, 0), None)
    assert told(MARCH, (MARCH, 300))[0] == "completed", "at once"
    assert told(MARCH, (MARCH, 999)) == ("completed", (0, 0, 0), None), "more than that too"
    assert stands(MARCH, (MARCH, 999)).received == 300
    assert told(MAY + timedelta(99), ONE, TWO, THREE)[0] == "completed"


def test_a_plan_that_a_person_ended_is_ended():
    assert told(MAY, ONE, ended=date(2026, 4, 2)) == ("ended", (0, 100, 100), None)
    broken = MARCH + timedelta(8)
    assert told(MAY, ended=broken + timedelta(1)) == ("ended", (100, 100, 100), broken)
    assert told(MAY, ended=broken - timedelta(1))[2] is None, "it ended before"


def test_what_is_overdue_and_what_comes_next():
    found = stands(APRIL, (MARCH, 130))
    assert found.overdue(APRIL) == []
    assert found.next(APRIL) == (PARTS[1], 70)
    assert found.overdue(APRIL + timedelta(1)) == [(PARTS[1], 70)]
    assert found.next(APRIL + timedelta(1)) == (PARTS[2], 100)
    assert found.next(MAY + timedelta(1)) is None
    assert stands(MAY, ONE, TWO, THREE).next(MAY) is None


@untimed
@given(
    st.lists(st.tuples(st.integers(-20, 120), st.integers(1, 200)), max_size=8),
    st.integers(0, 150),
    st.integers(0, 20),
)
def test_what_must_hold_for_any_payments(paid, day, default_after):
    dated = [(MARCH + timedelta(d), amount) for d, amount in paid]
    today = MARCH + timedelta(day - 20)
    found = stands(today, *dated, default_after=default_after)
    came = sum(amount for when, amount in dated if when <= today)
    assert found.received == min(300, came)
    assert sum(found.left) == 300 - found.received
    assert all(0 <= left <= part.amount for left, part in zip(found.left, PARTS, strict=True))
    # A default is never undone by what comes later.
    if found.defaulted_on:
        assert found.defaulted_on <= today
        later = stands(today + timedelta(30), *dated, default_after=default_after)
        assert later.defaulted_on == found.defaulted_on
