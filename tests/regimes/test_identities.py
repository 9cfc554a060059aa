"""The tables prove each other: what laws say of one series by way of another."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

import pytest

from creditctl.regimes.unknown import RateUnknown
from tests.regimes.tables import LAW, rules

EU = LAW.rates["eu_reference_half_year"]
HALF_YEARS = [value.first for value in EU.values]

# The ECB's main refinancing rate by the day on which it changed.
ECB = [
    ("2009-05-13", "1.00"), ("2011-04-13", "1.25"), ("2011-07-13", "1.50"),
    ("2011-11-09", "1.25"), ("2011-12-14", "1.00"), ("2012-07-11", "0.75"),
    ("2013-05-08", "0.50"), ("2013-11-13", "0.25"), ("2014-06-11", "0.15"),
    ("2014-09-10", "0.05"), ("2016-03-16", "0.00"), ("2022-07-27", "0.50"),
    ("2022-09-14", "1.25"), ("2022-11-02", "2.00"), ("2022-12-21", "2.50"),
    ("2023-02-08", "3.00"), ("2023-03-22", "3.50"), ("2023-05-10", "3.75"),
    ("2023-06-21", "4.00"), ("2023-08-02", "4.25"), ("2023-09-20", "4.50"),
    ("2024-06-12", "4.25"), ("2024-09-18", "3.65"), ("2024-10-23", "3.40"),
    ("2024-12-18", "3.15"), ("2025-02-05", "2.90"), ("2025-03-12", "2.65"),
    ("2025-04-23", "2.40"), ("2025-06-11", "2.15"), ("2026-06-17", "2.40"),
]  # fmt: skip
CHANGES = [(date.fromisoformat(day), Decimal(percent)) for day, percent in ECB]


def on(series, day):
    value = LAW.rates[series].on(day)
    assert not isinstance(value, RateUnknown)
    return value.value


def next_half_point(percent):
    return (percent * 2).to_integral_value(ROUND_CEILING) / 2


def test_the_reference_is_the_ecb_rate_before_or_on_the_first_day() -> None:
    for day in (day for day in HALF_YEARS if day >= date(2010, 1, 1)):
        assert on("eu_reference_half_year", day) == [rate for d, rate in CHANGES if d <= day][-1]


def test_the_german_base_lies_88_hundredths_below() -> None:
    for day in HALF_YEARS:
        assert on("de_basiszinssatz", day) == on("eu_reference_half_year", day) - Decimal("0.88")


@pytest.mark.parametrize(
    ("series", "points"),
    [("ie_late_payment", 8), ("nl_handelsrente", 8), ("fr_l441_10_default", 10)],
)
def test_rates_that_are_the_reference_and_points(series, points) -> None:
    days = [day for day in HALF_YEARS if day >= date(2013, 7, 1)]
    assert len(days) > 26
    for day in days:
        assert on(series, day) == on("eu_reference_half_year", day) + points


def test_the_dutch_rate_had_seven_points_at_first() -> None:
    for day in (day for day in HALF_YEARS if date(2003, 1, 1) <= day < date(2013, 3, 16)):
        assert on("nl_handelsrente", day) == on("eu_reference_half_year", day) + 7


def test_finland_and_belgium_round_up_to_half_points() -> None:
    for day in HALF_YEARS:
        reference = on("eu_reference_half_year", day)
        assert on("fi_viitekorko", day) == next_half_point(reference)
        if day >= date(2003, 1, 1):
            points = 8 if day >= date(2013, 3, 16) else 7
            assert on("be_b2b", day) == next_half_point(reference + points)


def test_the_austrian_base_follows_once_the_ecb_rate_moved_by_half_a_point() -> None:
    base, followed = Decimal("0.38"), CHANGES[0][1]
    replayed = [(CHANGES[0][0], base)]
    for day, rate in CHANGES[1:]:
        if abs(rate - followed) >= Decimal("0.5"):
            base, followed = base + rate - followed, rate
            replayed.append((day, base))
    for value in LAW.rates["at_ugb456_half_year"].values:
        assert value.value == [base for day, base in replayed if day <= value.first][-1]


def test_every_table_is_in_order_and_ends_where_it_says() -> None:
    for series in LAW.rates.values():
        assert series.values[-1].last == series.covered_through
        for before, after in pairwise(series.values):
            assert before.first <= before.last < after.first


def test_every_value_names_a_source_and_every_regime_what_it_needs() -> None:
    for series in LAW.rates.values():
        assert {value.source for value in series.values} <= LAW.sources.keys()
    needed = {name for regime in LAW.regimes.values() for name in regime.series()}
    assert needed == LAW.rates.keys()
    schedules = {regime.costs.schedule for regime in LAW.regimes.values() if regime.costs}
    assert schedules == LAW.schedules.keys()
    assert len(LAW.regimes) == 30


def test_one_regime_at_most_for_a_debtor_and_business_never_mixed_with_consumer() -> None:
    taken: set[tuple[str, str]] = set()
    for regime in LAW.regimes.values():
        for kind in regime.debtor if regime.country else ():
            assert (regime.country, kind) not in taken
            taken.add((regime.country, kind))
    assert rules("de_b2b").margin - rules("de_b2c").margin == 4
