"""Disputes summed up: exact means, no currencies added, the late ones first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditctl.insight.nonpayment import GROUPS, Complaint, summed_up

BASE = Complaint(
    "D1", "price", "Price differs", "C1", "Anton", "Sales", "EUR", 1000,
    date(2026, 1, 20), None, 5, late=False,
)  # fmt: skip


def solved(days, **more):
    return replace(BASE, resolved=BASE.opened + timedelta(days), days=days, **more)


def test_the_mean_counts_resolved_ones_only_and_is_rounded_half_up():
    (line,) = summed_up([solved(1), solved(2), solved(2), solved(2), BASE], "reason", "EUR")
    assert line.mean_days == Decimal("1.8")  # 7 / 4 = 1.75
    assert (line.count, line.unresolved, line.amount, line.left) == (5, 1, 5000, 1000)


def test_without_a_resolved_one_there_is_no_mean():
    assert summed_up([BASE], "reason", "EUR")[0].mean_days is None


def test_currencies_have_lines_of_their_own_the_companys_first():
    pounds = replace(BASE, currency="GBP", amount=9)
    lines = summed_up([pounds, BASE], "reason", "EUR")
    assert [(line.currency, line.amount) for line in lines] == [("EUR", 1000), ("GBP", 9)]
    assert [line.currency for line in summed_up([pounds, BASE], "reason", "GBP")] == ["GBP", "EUR"]


def test_late_ones_first_then_unresolved_ones_then_the_largest():
    lines = summed_up(
        [
            solved(1, reason="solved", amount=10**9),
            replace(BASE, reason="open", amount=5),
            replace(BASE, reason="larger", amount=6),
            replace(BASE, reason="late", amount=1, late=True),
        ],
        "reason",
        "EUR",
    )
    assert [line.key for line in lines] == ["late", "larger", "open", "solved"]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("reason", ["price", "quality"]),
        ("debtor", ["C1", "C2"]),
        ("month", ["2026-01", "2026-02"]),
        ("owner", ["Sales", ""]),
    ],
)
def test_what_makes_a_group(by, keys):
    other = replace(
        BASE, reason="quality", debtor="C2", owner="", opened=date(2026, 2, 1), amount=1
    )
    assert [line.key for line in summed_up([other, BASE], by, "EUR")] == keys
    assert by in GROUPS


def test_months_stand_in_order_whatever_is_late():
    early = replace(BASE, opened=date(2025, 12, 1))
    lines = summed_up([replace(BASE, late=True), early], "month", "EUR")
    assert [line.key for line in lines] == ["2025-12", "2026-01"]
