"""Bars of characters, averages without floats, and the scale and marks of a plot."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.bars import bar
from creditctl.insight.plot import Panel, Plot, draw
from creditctl.insight.rounding import in_tenths, rounded


@pytest.mark.parametrize(
    ("value", "blocks", "expected"),
    [
        (0, False, ""),
        (1, False, "#"),
        (50, False, "#####"),
        (100, False, "##########"),
        (0, True, ""),
        (1, True, "▏"),
        (50, True, "█████"),
        (55, True, "█████▌"),
        (100, True, "██████████"),
    ],
)
def test_a_bar_is_as_long_as_its_share(value, blocks, expected):
    assert bar(value, 100, 10, blocks=blocks) == expected


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 80), st.booleans())
def test_no_bar_leaves_its_column_and_whatever_is_there_shows(value, most, width, blocks):
    text = bar(min(value, most), most, width, blocks=blocks)
    assert len(text) <= width
    assert bool(text) == (min(value, most) > 0)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_averages_are_rounded_half_away_from_zero(total, count):
    exact = Fraction(total, count)
    off = abs(rounded(total, count)) - abs(exact)
    assert -Fraction(1, 2) < off <= Fraction(1, 2)
    assert Fraction(in_tenths(total, count)) == Fraction(rounded(10 * total, count), 10)


@pytest.mark.parametrize(
    ("total", "count", "text"),
    [
        (5, 2, "2.5"),
        (-5, 2, "-2.5"),
        (0, 3, "0.0"),
        (-1, 100, "0.0"),
        (1, 20, "0.1"),
        (19, 1, "19.0"),
    ],
)
def test_tenths_as_text(total, count, text):
    assert in_tenths(total, count) == text


def weeks(count):
    return tuple(date(2025, 1, 6) + timedelta(7 * n) for n in range(count))


def svg(count, *panels):
    return draw(Plot("Letters", weeks(count), tuple(Panel("one", p) for p in panels)), "svg")


def test_a_plot_without_any_letter_is_drawn_too():
    assert svg(3, (0, 0, 0)).startswith(b"<svg")


def test_every_week_with_letters_has_a_bar():
    fill = b"#2b5d8a"
    assert svg(4, (1, 0, 3, 2)).count(fill) == 3
    assert svg(4, (1, 0, 3, 2), (5, 5, 5, 5)).count(fill) == 7
