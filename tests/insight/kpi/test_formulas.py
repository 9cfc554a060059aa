"""The formulas against worked numbers: our own, and those that others have published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.kpi.formulas import MonthOfSales, count_back, days_of_sales, effectiveness
from creditctl.insight.rounding import in_decimals
from tests.ledger.build import untimed

amounts = st.integers(1, 10**9)


def months(*parts: tuple[int, int]) -> list[MonthOfSales]:
    """Months of (days, sales), the newest first."""
    return [MonthOfSales(date(2026, 3, 1), days, sales) for days, sales in parts]


@pytest.mark.parametrize(
    ("amount", "sales", "days", "expected"),
    [
        pytest.param(66_000, 150_000, 90, "39.60", id="base, DSO"),
        pytest.param(42_000, 150_000, 90, "25.20", id="base, best possible"),
        pytest.param(150_000, 1_800_000, 365, "30.42", id="published, a year"),
        pytest.param(8_000, 30_000, 28, "7.47", id="published, a February"),
        pytest.param(0, 100, 90, "0.00", id="nothing is open"),
        pytest.param(-5, 100, 90, "0.00", id="more credit than debt"),
        pytest.param(-5, 0, 90, "0.00", id="nothing open and nothing sold"),
    ],
)
def test_days_of_sales(amount, sales, days, expected) -> None:
    found = days_of_sales(amount, sales, days)
    assert found is not None
    assert in_decimals(found, 2) == expected


@pytest.mark.parametrize("sales", [0, -1])
def test_without_sales_there_are_no_days(sales) -> None:
    assert days_of_sales(1, sales, 90) is None


@pytest.mark.parametrize(
    ("amount", "parts", "expected", "used"),
    [
        pytest.param(66_000, [(31, 60_000), (28, 50_000), (31, 40_000)], "34.36", 2, id="base"),
        pytest.param(
            212_000, [(30, 100_000), (30, 80_000), (30, 70_000)], "73.71", 3, id="months of 30 days"
        ),
        pytest.param(
            2_100_000, [(31, 900_000), (28, 800_000), (31, 700_000)], "76.71", 3, id="real months"
        ),
        pytest.param(60_000, [(31, 60_000), (28, 50_000)], "31.00", 1, id="one month to the cent"),
        pytest.param(70, [(31, 60), (30, 0), (31, 20)], "76.50", 3, id="a month without sales"),
        pytest.param(70, [(31, 60), (30, -10), (31, 20)], "92.00", 3, id="a month of credits"),
        pytest.param(0, [(31, 60)], "0.00", 0, id="nothing is open"),
        pytest.param(-7, [(31, 60)], "0.00", 0, id="more credit than debt"),
    ],
)
def test_count_back(amount, parts, expected, used) -> None:
    found = count_back(amount, months(*parts))
    assert (in_decimals(found.days, 2), len(found.months), found.whole) == (expected, used, True)


def test_a_history_that_is_too_short_gives_a_lower_bound() -> None:
    found = count_back(200, months((31, 60), (28, 50)))
    assert (found.days, found.whole) == (59, False)
    assert count_back(1, []) == (0, (), False)


@pytest.mark.parametrize(
    ("begin", "sales", "end", "not_due", "expected"),
    [
        pytest.param(55_000, 150_000, 66_000, 42_000, "85.28", id="base, whole period"),
        pytest.param(55_000, 50_000, 66_000, 42_000, "61.90", id="base, sales of a month"),
        pytest.param(6_200, 3_630, 6_340, 3_590, "55.93", id="published, a month"),
        pytest.param(100_000, 1_000_000, 120_000, 100_000, "98.00", id="published, a year"),
        pytest.param(100, 50, 30, 30, "100.00", id="nothing is overdue"),
        pytest.param(100, 50, 20, 30, "100.00", id="credits of more than what is overdue"),
        pytest.param(100, -50, -150, 0, "100.00", id="more credit than debt"),
    ],
)
def test_effectiveness(begin, sales, end, not_due, expected) -> None:
    found = effectiveness(begin, Fraction(sales), end, not_due)
    assert found is not None
    assert in_decimals(100 * found, 2) == expected


@pytest.mark.parametrize(("begin", "sales", "not_due"), [(0, 0, 0), (10, 20, 30), (0, -5, 0)])
def test_without_anything_to_collect_there_is_no_effectiveness(begin, sales, not_due) -> None:
    assert effectiveness(begin, Fraction(sales), not_due, not_due) is None


@given(amounts, amounts, st.integers(1, 12))
@untimed
def test_of_constant_sales_both_kinds_of_dso_are_the_same(amount, sales, count) -> None:
    counted = count_back(amount, months(*[(30, sales)] * count))
    simple = days_of_sales(amount, sales * count, 30 * count)
    if amount <= sales * count:
        assert counted.days == simple
    else:
        assert (counted.days, counted.whole) == (30 * count, False)


@given(
    amounts, amounts, st.lists(st.tuples(st.integers(1, 31), st.integers(-100, 10**6)), max_size=20)
)
@untimed
def test_more_debt_is_never_fewer_days(amount, more, parts) -> None:
    assert count_back(amount, months(*parts)).days <= count_back(amount + more, months(*parts)).days


@given(amounts, amounts, st.integers(0, 10**9), st.integers(0, 10**9))
@untimed
def test_effectiveness_lies_between_nothing_and_all_when_nothing_is_overpaid(
    begin, sales, not_due, overdue
) -> None:
    end = not_due + overdue
    if end <= begin + sales and not_due < begin + sales:
        found = effectiveness(begin, Fraction(sales), end, not_due)
        assert found is not None
        assert 0 <= found <= 1
        assert (found == 1) == (overdue == 0)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(-1, 20), 1, "-0.1"),
        (Fraction(-1, 21), 1, "0.0"),
        (Fraction(859, 25), 2, "34.36"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-7, 2), 1, "-3.5"),
        (Fraction(12), 2, "12.00"),
    ],
)
def test_a_fraction_is_rounded_once_and_half_up(value, places, expected) -> None:
    assert in_decimals(value, places) == expected
