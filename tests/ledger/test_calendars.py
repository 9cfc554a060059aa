"""Working days and holidays."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.ledger.calendars import Calendar, Shift, check_holidays
from creditctl.ledger.dates import NO_DATE, to_days
from tests.ledger.build import untimed


def days(*texts: str) -> np.ndarray:
    return np.array([to_days(date.fromisoformat(t)) for t in texts], np.int32)


@pytest.mark.parametrize(
    ("code", "day", "is_open"),
    [
        ("NL", "2026-04-27", False),  # King's Day
        ("NL", "2026-05-01", True),
        ("DE", "2026-05-01", False),  # Labour Day
        ("DE", "2026-01-06", True),
        ("DE-BY", "2026-01-06", False),  # Epiphany, in Bavaria only
        ("GB", "2026-12-28", False),  # Boxing Day falls on a Saturday
        ("US", "2026-07-03", False),  # Independence Day falls on a Saturday
        ("TARGET", "2026-04-06", False),  # Easter Monday
        ("TARGET", "2026-04-27", True),
        ("", "2026-12-25", True),  # a Friday, nobody's holidays
        ("", "2026-12-26", False),  # a Saturday
    ],
)
def test_open_days(code: str, day: str, is_open: bool) -> None:
    assert Calendar(holidays=code).is_open(date.fromisoformat(day)) is is_open


def test_next_open_day_may_be_the_day_itself() -> None:
    dutch = Calendar(holidays="NL")
    assert dutch.next_open(date(2026, 11, 20)) == date(2026, 11, 20)
    assert dutch.next_open(date(2026, 12, 25)) == date(2026, 12, 28)
    # over the end of the year: Monday 2 January stands in for New Year's Day
    assert Calendar(holidays="GB").next_open(date(2022, 12, 31)) == date(2023, 1, 3)


def test_own_weekdays_and_closed_days() -> None:
    shop = Calendar(frozenset({"tue", "sat"}), extra=frozenset({date(2026, 11, 24)}))
    assert shop.is_open(date(2026, 11, 21))  # a Saturday
    assert not shop.is_open(date(2026, 11, 24))  # a Tuesday, closed
    assert shop.next_open(date(2026, 11, 22)) == date(2026, 11, 28)


def test_shift_rules_on_a_column() -> None:
    column = np.append(days("2026-10-31", "2026-10-30", "2026-08-02"), np.int32(NO_DATE))
    week = Calendar()

    def shifted(rule: str) -> list[int]:
        return week.shift(column, rule).tolist()

    assert week.shift(column, Shift.NONE) is column
    assert shifted("following") == [*days("2026-11-02", "2026-10-30", "2026-08-03"), NO_DATE]
    assert shifted("preceding") == [*days("2026-10-30", "2026-10-30", "2026-07-31"), NO_DATE]
    assert shifted("modified_following") == [
        *days("2026-10-30", "2026-10-30", "2026-08-03"),
        NO_DATE,
    ]


@untimed
@given(st.lists(st.dates(date(1950, 1, 1), date(2150, 1, 1)), max_size=30))
def test_shifting_ends_on_the_nearest_open_day(some: list[date]) -> None:
    german = Calendar(holidays="DE")
    column = np.array([to_days(d) for d in some], np.int32)
    for rule, step in ((Shift.FOLLOWING, 1), (Shift.PRECEDING, -1)):
        expected = []
        for day in some:
            moved = day
            while not german.is_open(moved):
                moved += timedelta(days=step)
            expected.append(to_days(moved))
        assert german.shift(column, rule).tolist() == expected


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="'monday' is no weekday; allowed: mon, tue"):
        Calendar(frozenset({"monday"}))
    with pytest.raises(ValueError, match="no working day at all"):
        Calendar(frozenset())
    with pytest.raises(ValueError, match=r"no holidays are known for 'NLL'.*near:.*NL"):
        check_holidays("NLL")
    with pytest.raises(ValueError, match=r"DE has no part 'XX'.*BY"):
        Calendar(holidays="DE-XX").is_open(date(2026, 1, 1))
    with pytest.raises(ValueError, match="no holidays are known for 'nl'"):
        Calendar(holidays="nl").next_open(date(2026, 1, 1))
    with pytest.raises(ValueError, match="sideways"):
        Calendar().shift(days("2026-01-01"), "sideways")
