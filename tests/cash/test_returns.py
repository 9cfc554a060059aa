"""Reason codes of payments that come back, and what follows from them."""

from __future__ import annotations

import re

import pytest

from creditctl.cash.returns import CODES, Then, return_reason


@pytest.mark.parametrize(
    ("code", "then"),
    [
        ("AM04", Then.DUN),
        ("MS03", Then.DUN),
        ("AC01", Then.REPAIR),
        ("AC04", Then.REPAIR),
        ("AC06", Then.REPAIR),
        ("AG01", Then.REPAIR),
        ("MD01", Then.STOP),
        ("MD06", Then.STOP),
        ("MD07", Then.STOP),
        ("MS02", Then.STOP),
        ("RR04", Then.STOP),
        ("SL01", Then.STOP),
    ],
)
def test_what_to_do(code, then):
    assert return_reason(code).then is then
    assert return_reason(f" {code.lower()} ") == return_reason(code)


def test_every_code_has_a_meaning_of_its_own():
    meanings = [return_reason(code).meaning for code in CODES]
    assert all(re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2}", code) for code in CODES)
    assert len({m for m in meanings if m != "it was paid twice"}) >= len(CODES) - 1
    assert all(meaning == meaning.strip() and meaning[0].islower() for meaning in meanings)


@pytest.mark.parametrize("code", ["", "ZZ99"])
def test_what_is_not_known_wants_a_look(code):
    assert return_reason(code).then is Then.STOP
    assert code not in CODES
