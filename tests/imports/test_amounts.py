"""Amounts: what is read, what is refused, what proves a decimal mark."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.imports.amounts import (
    Amount,
    Unreadable,
    prove_mark,
    read_amount,
    read_number,
    readings,
    to_minor,
)


def cents(text: str, mark: str | None = ".") -> int:
    amount = read_amount(text, mark)
    assert isinstance(amount, Amount), amount
    minor, added = to_minor(amount, 2)
    assert added is None
    return minor


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("1234.56", ".", 123456),
        ("1,234.56", ".", 123456),
        ("1'234.50", ".", 123450),
        ("1\u2019234.50", ".", 123450),
        ("1.234,56", ",", 123456),
        ("1 234,56", ",", 123456),
        ("1\u00a0234,56", ",", 123456),
        ("1\u202f234\u202f567,8", ",", 123456780),
        ("1.000.000,00", ",", 100000000),
        ("1234.5", ".", 123450),
        (".50", ".", 50),
        ("0", ".", 0),
        (" 5.00 ", ".", 500),
        ("+5.00", ".", 500),
        ("-5.00", ".", -500),
        ("- 5.00", ".", -500),
        ("\u22125.00", ".", -500),
        ("5.00-", ".", -500),
        ("(5.00)", ".", -500),
        ("5.00 CR", ".", -500),
        ("5.00C", ".", -500),
        ("5.00 DR", ".", 500),
        ("$13.50 ", ".", 1350),
        ("$-142.85", ".", -14285),
        ("-$142.85", ".", -14285),
        ("($1,000.00)", ".", -100000),
        ("€ 5,00", ",", 500),
        ("5,00 €", ",", 500),
        ("12 zł", ",", 1200),
        ("kr 12,50", ",", 1250),
        ("CHF 1'234.50", ".", 123450),
        ("1,234.50EUR", ".", 123450),
        ("99999999999.99", ".", 9999999999999),
        ("123456789012345", None, 12345678901234500),
        ("12", None, 1200),
    ],
)
def test_reads_the_forms_that_packages_write(text, mark, minor):
    assert cents(text, mark) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("€5", "EUR"), ("£ 5", "GBP"), ("5 usd", "USD"), ("EUR 5 €", "EUR"), ("$5", ""), ("kr 5", "")],
)
def test_a_symbol_states_a_currency_when_one_country_has_it(text, currency):
    amount = read_amount(text, None)
    assert isinstance(amount, Amount)
    assert amount.currency == currency


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "NaN", "INF", "-INF", "1e9", "1e3", "3E+3", "12..34", "1_000.00", "5%", "95 %",
        "\u0661\u0662.\u0665\u0660", "#N/A", "n/a", "12.", ".", ",", "1,23,4", "1.234.56", "--5",
        "-5-", "-(5)", "(5", "5)", "(5) CR", "5.00 XXX", "EUR 5 USD", "1 2 3", "12 34", "0x10",
        "1.234,56,78", "one", "1234567890123456", "5.00 CRX",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [".", ","])
def test_refuses_what_is_no_amount(text, mark):
    assert isinstance(read_amount(text, mark), Unreadable)


def test_an_amount_of_the_other_mark_is_refused_with_that_reason():
    assert "decimal point" in read_amount("1.234,56", ".").reason
    assert "decimal comma" in read_amount("1,234.56", ",").reason


def test_more_decimals_than_the_currency_are_told_and_rounded_half_up():
    for text, minor, added in (("1.005", 101, 5), ("-1.005", -101, -5), ("1.004", 100, -4)):
        amount = read_amount(text, ".")
        assert to_minor(amount, 2) == (minor, Amount(added, 3))
    assert to_minor(read_amount("1.2300", "."), 2) == (123, None)
    assert to_minor(read_amount("1234", "."), 0) == (1234, None)
    assert to_minor(read_amount("1.234", "."), 3) == (1234, None)


def test_an_amount_that_does_not_fit_overflows_loudly():
    with pytest.raises(OverflowError):
        to_minor(Amount(10**15), 4)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1234.5"], "."),
        (["1,234.56", "1,000"], "."),
        (["1.234,56", "1.000"], ","),
        (["1.234.567"], ","),
        (["1234,567"], ","),
        (["0.125"], "."),
        (["0.000"], "."),
        (["1'234.567"], "."),
        (["5", "12"], None),
        (["x", "12..34"], None),
    ],
)
def test_proves_the_mark(texts, mark):
    proof = prove_mark(texts)
    assert proof.mark == mark
    assert not proof.ambiguous
    assert not proof.contradictory


def test_three_digits_behind_one_mark_prove_nothing():
    proof = prove_mark(["5", "1.234", "12"])
    assert proof.mark is None
    assert proof.ambiguous == "1.234"
    assert readings("1.234") == ("1.234", "1234")


def test_two_marks_contradict_each_other():
    proof = prove_mark(["1.50", "2.000", "1,25"])
    assert proof.contradictory
    assert (proof.point, proof.comma) == ("1.50", "1,25")


def test_numbers_of_a_workbook_lose_the_dust_of_arithmetic_and_nothing_else():
    assert to_minor(read_number(0.1 + 0.2), 2) == (30, None)
    assert to_minor(read_number(1234.56), 2) == (123456, None)
    assert to_minor(read_number(1234567890.12 * 3), 2) == (370370367036, None)
    assert to_minor(read_number(Decimal("19.99")), 2) == (1999, None)
    assert to_minor(read_number(-1000), 2) == (-100000, None)
    assert to_minor(read_number(1.005), 2)[0] == 101
    assert to_minor(read_number(1.005), 2)[1] is not None
    assert to_minor(read_number(10 / 3), 2)[1] is not None
    for value in (float("nan"), float("inf"), 1e300, 10**15):
        assert isinstance(read_number(value), Unreadable)


WRITERS = {
    "plain point": (".", lambda w, f, s: f"{s}{w}.{f}"),
    "plain comma": (",", lambda w, f, s: f"{s}{w},{f}"),
    "us": (".", lambda w, f, s: f"{s}{w:,}.{f}"),
    "european": (",", lambda w, f, s: f"{s}{w:,}".replace(",", ".") + f",{f}"),
    "swiss": (".", lambda w, f, s: f"{s}{w:,}".replace(",", "'") + f".{f}"),
    "french": (",", lambda w, f, s: f"{s}{w:,}".replace(",", "\u202f") + f",{f}"),
    "trailing": (",", lambda w, f, s: f"{w},{f}{s}"),
    "parentheses": (".", lambda w, f, s: f"({w:,}.{f})" if s else f"{w:,}.{f}"),
    "dollar": (".", lambda w, f, s: f"{s}${w:,}.{f} "),
    "euro": (",", lambda w, f, s: f"€ {s}{w},{f}"),
}


@given(
    st.integers(0, 10**14), st.integers(0, 99), st.sampled_from(["", "-"]), st.sampled_from(sorted(WRITERS))
)  # fmt: skip
def test_every_form_round_trips(whole, rest, sign, name):
    mark, write = WRITERS[name]
    text = write(whole, f"{rest:02d}", sign)
    expected = (-1 if sign else 1) * (whole * 100 + rest)
    assert cents(text, mark) == expected
    assert prove_mark([text]).mark == mark


@given(st.text(max_size=12))
def test_text_is_an_amount_only_when_its_digits_say_so(text):
    for mark in (".", ","):
        amount = read_amount(text, mark)
        if isinstance(amount, Amount):
            digits = "".join(c for c in text if c in "0123456789")
            assert abs(amount.units) == int(digits)
            assert text.isascii() or not any(c.isdigit() and not c.isascii() for c in text)


@given(st.text("0123456789.,' ", max_size=14))
def test_a_mark_that_is_proved_reads_what_proved_it_and_the_other_does_not(text):
    proof = prove_mark([text])
    if proof.mark and len(text) < 14:
        assert isinstance(read_amount(text, proof.mark), Amount)
        assert isinstance(read_amount(text, "," if proof.mark == "." else "."), Unreadable)
    if proof.ambiguous:
        small, large = sorted(map(Decimal, readings(text)))
        assert large == small * 1000
