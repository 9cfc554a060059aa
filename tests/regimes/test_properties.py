"""What holds for every debt, day and regime."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.regimes.claim import agreed
from creditctl.regimes.debt import Debt, Receipt
from creditctl.regimes.interest import Interest, interest
from creditctl.regimes.many import interest_all
from creditctl.regimes.model import DayCount
from tests.regimes.tables import LAW

RULES = {name: regime.interest for name, regime in LAW.regimes.items() if regime.interest}
MOVING = sorted(name for name, rules in RULES.items() if rules.mode != "agreed")
SIMPLE = [name for name in MOVING if RULES[name].compounding == "none"]
SPLITTING = [name for name in SIMPLE if RULES[name].mode != "fixed_at_start"]
DAYS = st.dates(date(2016, 1, 1), date(2026, 6, 30))
DELAYS = st.integers(0, 2_500)
AMOUNTS = st.integers(1, 10**12)
COUNTS = st.sampled_from(get_args(DayCount))


def of(name, amount, due, as_of, **changes):
    """The interest of a debt without payments, None when no table knows it."""
    rules = RULES[name].model_copy(update=changes)
    found = interest(Debt(amount, due), rules, LAW.rates, as_of)
    return found if isinstance(found, Interest) else None


@given(st.sampled_from(SPLITTING), AMOUNTS, DAYS, DELAYS, DELAYS, COUNTS)
def test_interest_is_additive_over_a_split_of_the_period(name, amount, due, one, two, count):
    assume(count != "act/act by interest year")  # its years begin with the debt
    middle = due + timedelta(one)
    whole = of(name, amount, due, middle + timedelta(two), day_count=count)
    assume(whole is not None)
    first = of(name, amount, due, middle, day_count=count)
    second = of(name, amount, middle, middle + timedelta(two), day_count=count)
    assert whole.exact == first.exact + second.exact


@given(st.sampled_from(MOVING), AMOUNTS, DAYS, DELAYS, st.integers(0, 400), COUNTS)
def test_interest_is_never_negative_and_grows_with_days_and_principal(
    name, amount, due, days, more, count
):
    as_of = due + timedelta(days)
    longer = of(name, amount, due, as_of + timedelta(more), day_count=count)
    assume(longer is not None)
    found = of(name, amount, due, as_of, day_count=count)
    assert 0 <= found.amount <= longer.amount
    assert of(name, amount + 1, due, as_of, day_count=count).exact >= found.exact
    assert found.exact == sum(segment.amount for segment in found.segments)


@given(st.sampled_from(MOVING), AMOUNTS, DAYS)
def test_a_day_late_never_costs_a_year(name, amount, due):
    found = of(name, amount, due, due + timedelta(1))
    assume(found is not None)
    assert found.days == 1
    assert found.exact * 360 <= amount


@given(st.sampled_from(MOVING), AMOUNTS, DAYS, st.integers(1, 2_500), st.data())
def test_a_payment_saves_its_own_interest_from_the_day_after(name, amount, due, days, data):
    as_of = due + timedelta(days)
    whole = of(name, amount, due, as_of)
    assume(whole is not None and amount > 1)
    paid = data.draw(st.integers(1, amount - 1))
    day = due + timedelta(data.draw(st.integers(1, days)))
    rules = RULES[name]
    part = interest(Debt(amount, due, (Receipt(day, paid),)), rules, LAW.rates, as_of)
    if rules.compounding == "none":
        until = interest(Debt(paid, due), rules, LAW.rates, day)
        rest = interest(Debt(amount - paid, due), rules, LAW.rates, as_of)
        assert part.exact == until.exact + rest.exact
    assert part.exact <= whole.exact


@given(AMOUNTS, DAYS, st.sampled_from(["nl_b2b", "nl_b2c"]))
def test_a_full_interest_year_costs_exactly_the_years_rate_and_then_bears_interest(
    amount, due, name
):
    assume((due.month, due.day) != (2, 28) and (due.month, due.day) != (2, 29))
    eight = agreed(RULES[name], Decimal(8))
    year = interest(Debt(amount, due), eight, LAW.rates, due.replace(year=due.year + 1))
    assert year.exact * 100 == 8 * amount
    two = interest(Debt(amount, due), eight, LAW.rates, due.replace(year=due.year + 2))
    assert two.exact * 10_000 == (108**2 - 100**2) * amount


DEBTS = st.lists(
    st.tuples(
        st.one_of(st.integers(-(10**6), 10**9), st.integers(0, 2**62)),
        st.one_of(
            st.integers(to_days(date(2001, 1, 1)), to_days(date(2027, 6, 1))), st.just(NO_DATE)
        ),
    ),
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(MOVING),
    DEBTS,
    st.dates(date(2013, 1, 1), date(2027, 3, 1)),
    COUNTS,
    st.sampled_from(["once", "daily"]),
)
def test_many_at_once_are_the_same_as_one_by_one(name, debts, as_of, count, rounding):
    rules = RULES[name].model_copy(update={"day_count": count, "rounding": rounding})
    principal = np.array([amount for amount, _ in debts], np.int64)
    due = np.array([days for _, days in debts], np.int32)
    try:
        found = interest_all(principal, due, rules, LAW.rates, as_of)
    except OverflowError:
        assert max(principal) > 2**60
        return
    for index, (amount, days) in enumerate(debts):
        one = 0
        unknown = False
        if amount > 0 and days != NO_DATE:
            single = interest(
                Debt(amount, date(1970, 1, 1) + timedelta(days)), rules, LAW.rates, as_of
            )
            unknown = not isinstance(single, Interest)
            one = 0 if unknown else single.amount
        assert (int(found.amount[index]), bool(found.unknown[index])) == (one, unknown)


@pytest.mark.parametrize("count", get_args(DayCount))
def test_many_are_the_same_as_one_by_one_over_twenty_years(count):
    first, as_of = to_days(date(2004, 2, 29)), date(2026, 6, 30)
    due = np.arange(first, to_days(as_of), 331, dtype=np.int32)
    principal = np.full(len(due), 1_234_567, np.int64)
    for name in MOVING:
        rules = RULES[name].model_copy(update={"day_count": count})
        found = interest_all(principal, due, rules, LAW.rates, as_of)
        for index, days in enumerate(due.tolist()):
            one = of(name, 1_234_567, date(1970, 1, 1) + timedelta(days), as_of, day_count=count)
            assert bool(found.unknown[index]) == (one is None)
            assert int(found.amount[index]) == (one.amount if one else 0)


def test_amounts_that_do_not_fit_into_64_bits_while_multiplied_are_exact():
    due = np.array([to_days(date(2020, 1, 1))] * 3, np.int32)
    principal = np.array([2**62, 10**17 + 1, 7], np.int64)
    rules = agreed(RULES["de_b2b"], Decimal("8.1234"))
    found = interest_all(principal, due, rules, LAW.rates, date(2026, 1, 1))
    for index, amount in enumerate(principal.tolist()):
        one = interest(Debt(amount, date(2020, 1, 1)), rules, LAW.rates, date(2026, 1, 1))
        assert int(found.amount[index]) == one.amount
