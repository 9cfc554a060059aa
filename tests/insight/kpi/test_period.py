"""Periods: whole months where the calendar allows it, and never a day lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.kpi.period import Period, days_to, months_to
from tests.ledger.build import untimed


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("last", "months", "first", "days"),
    [
        ("2026-03-31", 3, "2026-01-01", 90),
        ("2024-03-31", 3, "2024-01-01", 91),
        ("2026-01-30", 3, "2025-10-31", 92),
        ("2026-01-31", 3, "2025-11-01", 92),
        ("2026-02-28", 1, "2026-02-01", 28),
        ("2024-02-28", 1, "2024-01-29", 31),
        ("2026-05-30", 3, "2026-03-01", 91),
        ("2026-05-15", 12, "2025-05-16", 365),
        ("2025-12-31", 12, "2025-01-01", 365),
        ("9999-12-31", 3, "9999-10-01", 92),
    ],
)
def test_months_up_to_a_day(last, months, first, days) -> None:
    found = months_to(day(last), months)
    assert (str(found.first), found.days, found.months) == (first, days, months)
    assert found.before + timedelta(1) == found.first


def test_days_up_to_a_day() -> None:
    found = days_to(day("2026-03-31"), 90)
    assert found == Period(day("2026-01-01"), day("2026-03-31"))
    assert days_to(day("2026-03-31"), 1) == Period(day("2026-03-31"), day("2026-03-31"))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01-01", "2026-03-31", 3),
        ("2026-01-02", "2026-03-31", None),
        ("2026-03-31", "2026-03-31", None),
        ("2026-01-15", "2026-02-14", 1),
        ("2025-02-01", "2026-01-31", 12),
    ],
)
def test_whole_months_of_a_period(first, last, months) -> None:
    assert Period(day(first), day(last)).months == months


@given(st.dates(day("1950-01-01"), day("2100-12-31")), st.integers(1, 24))
@untimed
def test_periods_of_months_follow_each_other_without_a_gap_at_ends_of_months(last, months) -> None:
    found = months_to(last, months)
    assert 28 * months <= found.days <= 31 * months
    if (last + timedelta(1)).day == 1:
        assert found.first.day == 1
        assert months_to(found.before, months).last + timedelta(1) == found.first
