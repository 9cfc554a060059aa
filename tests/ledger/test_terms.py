"""Payment terms: the published and computed vectors, the grammar, and what is refused."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.ledger.calendars import Calendar, Shift
from creditctl.ledger.dates import NO_DATE, iso, to_days
from creditctl.ledger.terms import (
    due_days,
    parse_terms,
    part_amounts,
    part_days,
    percentage,
)
from tests.ledger.build import untimed

# Issue date, terms, due date. The first eleven are printed by the sources named, the others were
# worked out by the counting rule "day 0 is the issue date".
DUE_DATES = [
    # Zuora documentation, net payment terms
    ("2025-08-01", "net 30", "2025-08-31"),
    ("2025-08-01", "net 15", "2025-08-16"),
    # ZUGFeRD 1.0 sample invoice 471102
    ("2013-03-05", "3.00/10 net 30", "2013-04-04"),
    # Zuora documentation, prox terms: cut-off, then a day of a later month
    ("2025-08-10", "day 20 of month +1 cutoff 12", "2025-09-20"),
    ("2025-08-15", "day 20 of month +1 cutoff 12", "2025-10-20"),
    ("2025-08-21", "day 20 of month +1 cutoff 12", "2025-10-20"),
    ("2025-08-15", "day 12 of month +1 cutoff 20", "2025-09-12"),
    ("2025-08-21", "day 12 of month +3 cutoff 20", "2025-12-12"),
    ("2025-08-15", "eom +1", "2025-09-30"),
    ("2025-01-01", "day 30 of month +1 cutoff 5", "2025-02-28"),
    # L441-10 (France): days, then end of month
    ("2023-01-15", "net 45 eom", "2023-03-31"),
    # ... and the other French method
    ("2023-01-15", "eom 45", "2023-03-17"),
    ("2024-01-15", "eom 45", "2024-03-16"),
    ("2026-11-21", "net 30", "2026-12-21"),
    ("2026-11-21", "net 0", "2026-11-21"),
    ("2026-11-21", "on receipt", "2026-11-21"),
    ("2026-11-21", "net 30 eom", "2026-12-31"),
    ("2026-11-21", "eom 30", "2026-12-30"),
    ("2026-11-21", "eom 10", "2026-12-10"),
    ("2026-11-21", "eom +1 10", "2027-01-10"),
    # leap days and short months
    ("2024-01-30", "net 30", "2024-02-29"),
    ("2023-01-30", "net 30", "2023-03-01"),
    ("2024-01-31", "net 1 month", "2024-02-29"),
    ("2023-01-31", "net 1 month", "2023-02-28"),
    ("2024-02-29", "net 12 months", "2025-02-28"),
    ("2026-12-15", "day 15 of month +1", "2027-01-15"),
    ("2026-12-15", "day 15", "2027-01-15"),
    # payment days
    ("2026-11-21", "net 30 pay on 10,25", "2026-12-25"),
    ("2026-11-30", "net 30 pay on 10,25", "2027-01-10"),
    ("2026-02-20", "net 0 pay on 31", "2026-02-28"),
]

# Issue date, terms, shift, holidays, due date.
SHIFTED = [
    ("2026-09-03", "net 30", "following", ["2026-10-03"], "2026-10-05"),
    ("2026-11-25", "net 30", "following", ["2026-12-25", "2026-12-26"], "2026-12-28"),
    ("2026-10-05", "eom", "following", [], "2026-11-02"),
    ("2026-10-05", "eom", "modified_following", [], "2026-10-30"),
    ("2026-10-05", "eom", "preceding", [], "2026-10-30"),
    ("2026-10-05", "eom", "none", [], "2026-10-31"),
]

# Issue date, terms, amount, then the instalments.
INSTALMENTS = [
    (
        "2026-11-21",
        "33.333333% net 30, 33.333333% net 60, rest net 90",
        10000,
        [("2026-12-21", 3333), ("2027-01-20", 3333), ("2027-02-19", 3334)],
    ),
    # 500.005 rounds half up
    (
        "2026-11-21",
        "50% on receipt, rest net 30",
        100001,
        [("2026-11-21", 50001), ("2026-12-21", 50000)],
    ),
    # always counted from the issue date: February does not pull the later ones to the 28th
    (
        "2026-01-31",
        "25% net 1 month, 25% net 2 months, 25% net 3 months, rest net 4 months",
        120000,
        [
            ("2026-02-28", 30000),
            ("2026-03-31", 30000),
            ("2026-04-30", 30000),
            ("2026-05-31", 30000),
        ],
    ),
]


@pytest.mark.parametrize(("issued", "text", "due"), DUE_DATES)
def test_due_date(issued: str, text: str, due: str) -> None:
    assert parse_terms(text).due(date.fromisoformat(issued)).isoformat() == due


@pytest.mark.parametrize(("issued", "text", "rule", "holidays", "due"), SHIFTED)
def test_due_date_moves_to_a_working_day(
    issued: str, text: str, rule: str, holidays: list[str], due: str
) -> None:
    days = Calendar(extra=frozenset(map(date.fromisoformat, holidays)))
    found = parse_terms(text).due(date.fromisoformat(issued), days, Shift(rule))
    assert found.isoformat() == due


@pytest.mark.parametrize(("issued", "text", "amount", "expected"), INSTALMENTS)
def test_instalments(issued: str, text: str, amount: int, expected: list[tuple[str, int]]) -> None:
    found = parse_terms(text).instalments(date.fromisoformat(issued), amount)
    assert [(part.due.isoformat(), part.amount) for part in found] == expected


def test_cash_discounts_count_their_last_day_and_round_half_up() -> None:
    one = parse_terms("2/10 net 30").discounts(date(2026, 11, 21), 119_000)
    assert one == [(date(2026, 12, 1), 2_380, 116_620)]
    two = parse_terms("3/7 2/14 net 30").discounts(date(2026, 11, 21), 99_999)
    assert two == [
        (date(2026, 11, 28), 3_000, 96_999),
        (date(2026, 12, 5), 2_000, 97_999),
    ]
    assert parse_terms("net 30").discounts(date(2026, 11, 21), 99_999) == []


@pytest.mark.parametrize(
    ("spelling", "meaning"),
    [
        ("30", "net 30"),
        ("net 30 days", "net 30"),
        ("Net30", "net 30"),
        ("n/30", "net 30"),
        ("30 days", "net 30"),
        ("30 days net", "net 30"),
        ("30 dagen", "net 30"),
        ("30 dagen netto", "net 30"),
        ("Binnen 30 dagen.", "net 30"),
        ("14 Tage", "net 14"),
        ("Netto 14 Tage", "net 14"),
        ("innerhalb von 14 Tagen", "net 14"),
        ("à 30 jours", "net 30"),
        ("30 días", "net 30"),
        ("2 maanden", "net 2 months"),
        ("Due on Receipt", "on receipt"),
        ("à réception", "on receipt"),
        ("Sofort fällig", "on receipt"),
        ("  NET   30   EOM ", "net 30 eom"),
        ("30 eom", "net 30 eom"),
        ("net 30 days eom", "net 30 eom"),
        ("2/10, n/30", "2/10 net 30"),
        ("2%/10, net 30", "2/10 net 30"),
        ("2,5/10 net 30", "2.5/10 net 30"),
        ("3/7, 2/14 net 30", "3/7 2/14 net 30"),
        ("33,33% net 30; rest net 60", "33.33% net 30, rest net 60"),
        ("60% net 30, 40% net 60", "60% net 30, rest net 60"),
        ("day 20 of month +1, cut-off 12", "day 20 of month +1 cutoff 12"),
    ],
)
def test_everyday_spellings(spelling: str, meaning: str) -> None:
    assert parse_terms(spelling) == parse_terms(meaning)
    assert parse_terms(spelling).text == spelling


@pytest.mark.parametrize(
    ("text", "part_of_message"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("soon", "not understood; write for example: net 30"),
        ("net", "not understood"),
        ("net 99999", "not understood"),
        ("net -5", "not understood"),
        ("2/10", "not understood"),
        ("30.5 days", "not understood"),
        ("end of month", "not understood"),
        ("٣٠", "not understood"),
        ("day 32", "32 is no day of a month"),
        ("net 30 pay on 0,10", "0 is no day of a month"),
        ("day 20 of month +0", "before its issue date"),
        ("2/40 net 30", "ends after the due date"),
        ("2/7 3/14 net 30", "must be smaller"),
        ("0/10 net 30", "not between 0 and 100"),
        ("100/10 net 30", "not between 0 and 100"),
        ("0.1234567/10 net 30", "more than 6 decimals"),
        ("rest net 30, 20% net 60", "`rest` must be the last"),
        ("60% net 30, 50% net 60", "add up to 110"),
        ("60% net 30, 30% net 60", "write `rest`"),
        ("60% net 30, 40% net 60, rest net 90", "nothing is left"),
        ("60% net 60, rest net 30", "before an earlier one"),
        ("x" * 5000, "longer than"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, part_of_message: str) -> None:
    with pytest.raises(ValueError, match="terms") as refusal:
        parse_terms(text)
    message = str(refusal.value)
    assert part_of_message in message
    assert len(message) < 400


@pytest.mark.parametrize(
    "text",
    [
        "30 jours fin de mois",
        "30 days end of month",
        "30 days eom",
        "netto 30 dagen einde maand",
        "30 Tage Monatsende",
    ],
)
def test_two_readings_of_end_of_month_are_both_named(text: str) -> None:
    with pytest.raises(ValueError, match="two readings") as refusal:
        parse_terms(text)
    assert "`net 30 eom`" in str(refusal.value)
    assert "`eom 30`" in str(refusal.value)
    first, second = parse_terms("net 30 eom"), parse_terms("eom 30")
    assert first.due(date(2023, 1, 15)) != second.due(date(2023, 1, 15))


def test_cutoff_before_the_day_allows_the_same_month() -> None:
    terms = parse_terms("day 25 of month +0 cutoff 20")
    assert terms.due(date(2026, 3, 20)) == date(2026, 3, 25)
    assert terms.due(date(2026, 3, 21)) == date(2026, 4, 25)


def test_no_date_stays_no_date() -> None:
    issued = np.array([NO_DATE, to_days(date(2026, 1, 31)), NO_DATE], np.int32)
    found = due_days(parse_terms("net 1 month"), issued, Calendar(), Shift.FOLLOWING)
    assert found.dtype == np.int32
    assert [iso(d) for d in found.tolist()] == ["", "2026-03-02", ""]
    assert part_days(parse_terms("eom"), issued)[0, 0] == NO_DATE


# An independent reading of every rule, one date at a time.


def _clamped(year: int, month0: int, day: int) -> date:
    year, month = year + month0 // 12, month0 % 12 + 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _months_later(issued: date, months: int, day: int) -> date:
    return _clamped(issued.year, issued.month - 1 + months, day)


def _next_day(start: date, days: list[int]) -> date:
    candidates = [_months_later(start, m, d) for m in (0, 1) for d in days]
    return min(candidate for candidate in candidates if candidate >= start)


days_of_year = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@untimed
@given(
    issued=st.lists(days_of_year, min_size=1, max_size=20),
    count=st.integers(0, 200),
    months=st.integers(1, 30),
    on=st.lists(st.integers(1, 31), min_size=1, max_size=3, unique=True),
    cutoff=st.integers(1, 31),
)
def test_columns_agree_with_one_date_at_a_time(
    issued: list[date], count: int, months: int, on: list[int], cutoff: int
) -> None:
    later = timedelta(days=count)
    expected = {
        f"net {count}": lambda d: d + later,
        f"net {months} months": lambda d: _months_later(d, months, d.day),
        f"eom +{months}": lambda d: _months_later(d, months, 31),
        f"eom {count}": lambda d: _months_later(d, 0, 31) + later,
        f"net {count} eom": lambda d: _months_later(d + later, 0, 31),
        f"day {on[0]} of month +{months} cutoff {cutoff}": lambda d: _months_later(
            d, months + (d.day > cutoff), on[0]
        ),
        f"net {count} pay on {','.join(map(str, on))}": lambda d: _next_day(d + later, on),
    }
    column = np.array([to_days(d) for d in issued], np.int32)
    for text, rule in expected.items():
        found = due_days(parse_terms(text), column).tolist()
        assert found == [to_days(rule(d)) for d in issued], text


# Percentages and instalments: exact, and no money is made or lost.


@untimed
@given(
    st.integers(-(10**17), 10**17),
    st.decimals("0.000001", "99.999999", places=6),
)
def test_percentage_is_rounded_half_up_exactly(amount: int, percent: Decimal) -> None:
    found = int(percentage(np.array([amount], np.int64), percent)[0])
    scaled = abs(amount) * int(percent.scaleb(6))
    whole, rest = divmod(scaled, 10**8)
    expected = whole + (2 * rest >= 10**8)
    assert found == (expected if amount >= 0 else -expected)


def _text(count: int) -> str:
    if count == 1:
        return "net 30"
    percent = Decimal(100 / count).quantize(Decimal("0.01"))
    if percent * (count - 1) >= 100:
        percent -= Decimal("0.01")
    parts = [f"{percent}% net {30 * k}" for k in range(1, count)]
    return ", ".join([*parts, f"rest net {30 * count}"])


@untimed
@given(st.integers(1, 48), st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=10))
def test_instalments_create_no_money(count: int, amounts: list[int]) -> None:
    column = np.array(amounts, np.int64)
    parts = part_amounts(parse_terms(_text(count)), column)
    assert parts.shape == (len(amounts), count)
    assert parts.sum(axis=1).tolist() == amounts
    # No instalment has the other sign, however small the amount.
    assert (parts * np.sign(column)[:, None] >= 0).all()


@untimed
@given(st.integers(1, 48), st.integers(0, 200))
def test_small_amounts_are_split_without_a_negative_rest(count: int, amount: int) -> None:
    parts = parse_terms(_text(count)).instalments(date(2026, 1, 31), amount)
    assert sum(part.amount for part in parts) == amount
    assert min(part.amount for part in parts) >= 0
