"""Days: what is read, what is refused, what proves the order of day and month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.imports.amounts import Unreadable
from creditctl.imports.days import prove_order, read_day, read_serial, readings
from creditctl.ledger.dates import iso

ORDERS = [None, "ymd", "dmy", "mdy"]


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-01-31", None, "2026-01-31"),
        ("2026/1/31", "dmy", "2026-01-31"),
        ("2026.01.31", "mdy", "2026-01-31"),
        ("2026-01-11 08:00:00", None, "2026-01-11"),
        ("2026-02-10T22:59:59Z", None, "2026-02-10"),
        ("2026-02-10 22:59:59.123 UTC", None, "2026-02-10"),
        ("11-1-2026", "dmy", "2026-01-11"),
        ("11/01/2026", "mdy", "2026-11-01"),
        ("31.12.2025", "dmy", "2025-12-31"),
        ("31 12 2025", "dmy", "2025-12-31"),
        ("1/31/2026 12:00:00 AM", "mdy", "2026-01-31"),
        ("29-02-2024", "dmy", "2024-02-29"),
        ("11 Jan 2026", None, "2026-01-11"),
        ("Jan 28 2021", None, "2021-01-28"),
        ("January 31, 2026", "dmy", "2026-01-31"),
        ("11-jan-2026", None, "2026-01-11"),
        ("1. März 2026", None, "2026-03-01"),
        ("1er février 2026", None, "2026-02-01"),
        ("31 de enero de 2026", None, "2026-01-31"),
        ("3 maart 2026", None, "2026-03-03"),
        ("15 août 2026", None, "2026-08-15"),
        ("2026-Jan-05", None, "2026-01-05"),
    ],
)
def test_reads_the_forms_that_packages_write(text, order, day):
    found = read_day(text, order)
    assert isinstance(found, int), found
    assert iso(found) == day


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2026", "2026-02-30", "2025-13-45", "05-01-26", "1/2/26", "20260105", "2026-W01-1",
        "2026-005", "0", "46033", "", "n/a", "11-01/2026", "11--01-2026", "2026-01-31x", "32-01-2026",
        "00-01-2026", "11 Foo 2026", "1969-12-31", "9999-12-31", "0026-01-05",
        "\u0661\u0661-01-2026", "2026-01-31 25h",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", ORDERS)
def test_refuses_what_is_no_day_whatever_the_order(text, order):
    assert isinstance(read_day(text, order), Unreadable)


def test_a_short_year_is_refused_with_what_to_do():
    assert "two digits" in read_day("05-01-26", "dmy").reason
    assert "four digits" in read_day("05-01-26", "dmy").hint


def test_a_declared_order_is_kept():
    assert "month-day-year" in read_day("31/01/2026", "mdy").reason
    assert "day-month-year" in read_day("01/31/2026", "dmy").reason
    assert isinstance(read_day("01/02/2026", "ymd"), Unreadable)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01-02-2026", "13-02-2026"], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["05.06.2026"], "dmy"),
        (["05-05-2026"], None),
        (["2026-01-31", "5 May 2026"], None),
        (["05-05-2026", "x", "31-02-2026"], None),
        (["30/02/2026", "13/01/2026"], "dmy"),
    ],
)
def test_proves_the_order(texts, order):
    proof = prove_order(texts)
    assert proof.order == order
    assert not proof.ambiguous
    assert not proof.contradictory


def test_days_up_to_twelve_prove_nothing():
    proof = prove_order(["01/02/2026", "03/04/2026"])
    assert proof.order is None
    assert proof.ambiguous == "01/02/2026"
    assert readings("01/02/2026") == ("1 February 2026", "2 January 2026")


def test_both_orders_in_one_file_contradict_each_other():
    proof = prove_order(["31-12-2025", "12-31-2025"])
    assert proof.contradictory
    assert (proof.day_first, proof.month_first) == ("31-12-2025", "12-31-2025")


def test_what_is_proved_for_one_separator_is_not_proved_for_another():
    assert prove_order(["31-12-2025", "01/02/2026"]).ambiguous == "01/02/2026"
    assert prove_order(["12/31/2025", "01.02.2026"]).ambiguous == "01.02.2026"


def test_a_bare_number_of_a_workbook_counts_from_its_epoch():
    assert iso(read_serial(46033, epoch_1904=False)) == "2026-01-11"
    assert iso(read_serial(46033 - 1462, epoch_1904=True)) == "2026-01-11"


DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))
WRITERS = {
    "ymd": lambda d: d.isoformat(),
    "dmy": lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
    "mdy": lambda d: f"{d.month}/{d.day}/{d.year}",
}


@given(DAYS, st.sampled_from(sorted(WRITERS)))
def test_every_form_round_trips(day, order):
    assert read_day(WRITERS[order](day), order) == (day - date(1970, 1, 1)).days


@given(st.lists(DAYS, min_size=1), st.sampled_from(["dmy", "mdy"]))
def test_a_proof_never_proves_the_wrong_order(days, order):
    texts = [WRITERS[order](day) for day in days]
    proof = prove_order(texts)
    assert proof.order in (order, None)
    assert (proof.order is None) == all(day.day <= 12 for day in days) or proof.order == order
    unequal = any(day.day <= 12 and day.day != day.month for day in days)
    assert bool(proof.ambiguous) == (unequal and proof.order is None)


@given(st.text(max_size=12), st.sampled_from(ORDERS))
def test_text_is_a_day_only_within_the_range(text, order):
    found = read_day(text, order)
    if isinstance(found, int):
        assert 0 <= found <= (date(2199, 12, 31) - date(1970, 1, 1)).days
        assert any(c.isdigit() for c in text)


@given(st.integers(20_000, 80_000))
def test_serials_are_days_apart(number):
    first, second = (read_serial(n, epoch_1904=False) for n in (30_000, number))
    if isinstance(second, int):
        assert date.fromisoformat(iso(second)) == date(1899, 12, 30) + timedelta(number)
        assert second - first == number - 30_000
