"""Policies that can't be meant: each is refused, with the part to mend."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from creditctl.policy.conditions import AllOf, parse_condition
from creditctl.policy.reach import never_holds, reached_before

from .build import policy


def refused(**changes: Any) -> tuple[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as caught:
        policy(**changes)
    (found,) = caught.value.errors()
    return (*found["loc"], *found["ctx"]["path"]), found["msg"]


def segments(*whens: Any) -> dict[str, Any]:
    return {"segments": [{"id": f"s{n}", "when": when} for n, when in enumerate(whens)]}


@pytest.mark.parametrize(
    "whens",
    [
        (["open_total >= 100"], ["open_total >= 500"]),
        (["open_total >= 100"], ["open_total >= 100"]),
        (["country in [NL, BE]"], ["country == NL", "open_total > 5"]),
        (["country != NL"], ["country == BE"]),
        (["tags has vip"], ["tags has vip", "rating == A"]),
        (["oldest_days > 10"], ["oldest_days >= 11"]),
        ({"any": ["open_total >= 100", "tags has vip"]}, ["open_total >= 500"]),
        ({"any": ["kind == public", "tags has vip"]}, {"any": ["kind == public", "tags has vip"]}),
        (["since < 2024-01-01"], ["since <= 2020-01-01"]),
    ],
)
def test_a_segment_behind_a_wider_one_is_never_reached(whens):
    path, message = refused(**segments(*whens))
    assert path == ("segments", 1, "when")
    assert "never reached" in message


@pytest.mark.parametrize(
    "whens",
    [
        (["open_total >= 500"], ["open_total >= 100"]),
        (["open_total >= 100"], ["overdue_total >= 500"]),
        (["country == NL"], ["country != NL"]),
        (["country == NL", "open_total > 5"], ["country == NL"]),
        ({"any": ["open_total >= 500", "tags has vip"]}, ["open_total >= 100"]),
        (["tags has vip"], ["tags lacks vip"]),
        (["oldest_days > 10"], ["oldest_days >= 10"]),
    ],
)
def test_a_segment_that_fits_some_others_is_kept(whens):
    assert len(policy(**segments(*whens)).segments) == 2


@pytest.mark.parametrize(
    "when",
    [
        ["open_total > 500", "open_total < 100"],
        ["open_total > 500", "open_total <= 500"],
        ["country == NL", "country == BE"],
        ["country in [NL, BE]", "country in [DE, FR]"],
        ["tags has vip", "tags lacks vip"],
        ["paid_invoices == 3", "paid_invoices != 3"],
    ],
)
def test_a_segment_that_fits_nobody_is_refused(when):
    path, message = refused(**segments(when))
    assert path == ("segments", 0, "when")
    assert "fits nobody" in message


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"reminders": {"last_step": "thrid"}}, ("reminders", "last_step"), "no step 'thrid'"),
        (
            {
                "reminders": {
                    "repeat": "every 7 days, at most 2",
                    "steps": [{"id": "a", "days": 3}, {"id": "b", "days": 9, "action": "hand-over"}],
                }
            },
            ("reminders", "repeat"),
            "nothing to repeat",
        ),
        (segments(["area == rent"]), ("segments", 0, "when"), "areas are taken together"),
        (segments(["item_open >= 5"]), ("segments", 0, "when"), "tests one item"),
        (
            {
                "exceptions": [
                    {"debtor": "D1", "reminders": "off", "reason": r, "until": date(2026, 5, 1)}
                    for r in ("one", "two")
                ]
            },
            ("exceptions", 1, "debtor"),
            "two exceptions claim debtor 'D1'",
        ),
        (
            {
                "reminders": {
                    "pause": {
                        "from": date(2026, 5, 2), "until": date(2026, 5, 1), "reason": "x"
                    }
                }
            },
            ("reminders", "pause", "until"),
            "ends before it begins",
        ),
    ],
)  # fmt: skip
def test_other_contradictions(changes, path, words):
    where, message = refused(**changes)
    assert where == path
    assert words in message


numbers = st.integers(-5, 5)
ranges = st.builds(
    lambda op, n: parse_condition(f"average_days_late {op} {n}"),
    st.sampled_from([">=", "<=", ">", "<", "==", "!="]),
    numbers,
)


def holds(test: AllOf, value: int) -> bool:
    import operator

    ops = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
           "==": operator.eq, "!=": operator.ne}  # fmt: skip
    return all(ops[c.op](value, c.number) for c in test.tests)


@given(st.lists(ranges, min_size=1, max_size=3), st.lists(ranges, min_size=1, max_size=3))
def test_what_is_said_of_numbers_is_true(one, other):
    earlier, later = AllOf(tuple(one)), AllOf(tuple(other))
    if reached_before(earlier, later):
        assert all(holds(earlier, n) for n in range(-9, 10) if holds(later, n))
    if never_holds(earlier):
        assert not any(holds(earlier, n) for n in range(-9, 10))
