"""Netting: exact sums by debtor and currency."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.ledger.frames import Kind
from creditctl.ledger.netting import group_keys, net, sum_by
from tests.ledger.build import items, untimed


def test_groups_are_numbered_by_debtor_and_currency() -> None:
    ledger = items(("B", "USD", 1, 1), ("A", "EUR", 1, 1), ("B", "EUR", 1, 1), ("B", "USD", 1, 1))
    groups = group_keys(ledger)
    assert groups.group.tolist() == [1, 2, 0, 1]
    assert groups.group.dtype == np.int32
    names = [ledger.debtors.ids[code] for code in groups.debtor.tolist()]
    assert names == ["B", "B", "A"]
    assert [ledger.currencies[code] for code in groups.currency.tolist()] == ["EUR", "USD", "EUR"]


def test_what_is_owed_and_what_stands_against_it() -> None:
    ledger = items(
        ("A", "EUR", 5, 1_000),
        ("A", "EUR", 0, 2_000),
        ("A", "EUR", 5, -300),  # a credit note
        ("A", "EUR", 5, -400),  # money on account
        ("A", "EUR", 5, -50),  # an overpaid invoice
        ("A", "USD", 5, 7),
        ("B", "EUR", -5, -9),
    )
    kind = ledger.kind.copy()
    kind[3], kind[4] = Kind.PAYMENT, Kind.INVOICE
    totals = net(replace(ledger, kind=kind))
    assert totals.invoices.tolist() == [3_000, 7, 0]
    assert totals.overdue.tolist() == [1_000, 7, 0]
    assert totals.credits.tolist() == [-300, 0, -9]
    assert totals.on_account.tolist() == [-450, 0, 0]
    assert totals.net.tolist() == [2_250, 7, -9]


amounts = st.integers(-(10**15), 10**15)


@untimed
@given(st.lists(st.tuples(st.integers(0, 4), amounts), max_size=40))
def test_sums_are_exact_beyond_what_a_float_holds(pairs: list[tuple[int, int]]) -> None:
    group = np.array([g for g, _ in pairs], np.int32)
    values = np.array([v for _, v in pairs], np.int64)
    expected = [sum(v for g, v in pairs if g == number) for number in range(5)]
    assert sum_by(group, values, 5).tolist() == expected


def test_odd_sums_beyond_2_to_the_53() -> None:
    values = np.array([2**53, 1, 1, 1], np.int64)
    assert sum_by(np.zeros(4, np.int32), values, 1).tolist() == [2**53 + 3]


def test_sums_that_int64_cannot_hold_are_refused() -> None:
    values = np.full(10, 10**18, np.int64)
    with pytest.raises(DataRefused, match="CI393"):
        sum_by(np.zeros(10, np.int32), values, 1)
    # many large amounts, of which few are far from zero, are no trouble
    fine = np.zeros(10, np.int64)
    fine[0] = 10**18
    assert sum_by(np.zeros(10, np.int32), fine, 1).tolist() == [10**18]


def test_an_empty_ledger_has_no_groups() -> None:
    assert len(net(items()).debtor) == 0
