"""The score of a task: exact, with every number shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.worklist_score import FACTORS, Risk, Score, plain


def names(risk):
    return [factor.name for factor in risk.factors]


@pytest.mark.parametrize(
    ("risk", "expected"),
    [
        (Risk(), []),
        (Risk(broken=1), ["broken promise"]),
        (Risk(paid=3, late=2), ["habitual late payer"]),
        (Risk(paid=4, late=2), []),
        (Risk(paid=2, late=2), []),
        (Risk(steps=3), ["many letters"]),
        (Risk(steps=2), []),
        (Risk(letter_age=6, gap=7), ["fresh letter"]),
        (Risk(letter_age=7, gap=7), []),
        (Risk(letter_age=None, gap=7), []),
        (Risk(disputed=True), ["live dispute"]),
        (Risk(promised=True), ["pending promise"]),
        (Risk(1, 9, 9, 9, 0, 7, disputed=True, promised=True), [f.name for f in FACTORS]),
    ],
)
def test_when_a_factor_applies(risk, expected):
    assert names(risk) == expected


def test_three_raise_and_three_lower():
    assert [factor.value > 1 for factor in FACTORS] == [True] * 3 + [False] * 3


@pytest.mark.parametrize(
    ("amount", "currency", "days", "risk", "words"),
    [
        (145200, "EUR", 15, Risk(broken=1), "1452 x 15 days x 1.5 (broken promise) = 32670"),
        (145250, "EUR", 15, Risk(), "1453 x 15 days = 21795"),
        (145249, "EUR", 15, Risk(), "1452 x 15 days = 21780"),
        (145200, "JPY", 1, Risk(), "145200 x 1 days = 145200"),
        (145200, "KWD", 10, Risk(), "145 x 10 days = 1450"),
        (
            100,
            "EUR",
            1,
            Risk(paid=3, late=3, steps=3, disputed=True),
            "1 x 1 days x 1.25 (habitual late payer) x 1.25 (many letters) x 0.5 (live dispute) = 0.78125",
        ),
        (0, "EUR", 15, Risk(), "0 x 15 days = 0"),
    ],
)
def test_the_sum_with_its_numbers(amount, currency, days, risk, words):
    assert Score(amount, currency, days, risk.factors).words == words


@given(
    st.integers(0, 10**15),
    st.integers(0, 40_000),
    st.sets(st.sampled_from(FACTORS)),
)
def test_no_score_is_rounded(amount, days, factors):
    score = Score(amount, "EUR", days, tuple(factors))
    assert Fraction(score.text) == score.value
    assert score.text == "0" or not score.text.startswith("00")


@given(st.integers(-(10**6), 10**6), st.integers(0, 12))
def test_plain_decimals_are_exact(numerator, halvings):
    value = Fraction(numerator, 2**halvings)
    assert Fraction(plain(value)) == value
    assert "e" not in plain(value).lower()


def test_what_has_no_end_is_refused():
    with pytest.raises(ValueError, match="no finite decimal form"):
        plain(Fraction(1, 3))
