"""Aging: the buckets, and that it always closes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.ledger.aging import Aging, Basis, By, age, bucket_labels
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Debtor, OpenBasis, OpenItems
from creditctl.ledger.opening import open_items
from tests.ledger.build import day, document, documents, items, untimed

# Due dates and buckets as of 2024-03-31.
BUCKETS = [
    ("2024-04-01", "not due"),
    ("2024-03-31", "not due"),  # due on the day itself
    ("2024-03-30", "1-30"),
    ("2024-03-01", "1-30"),
    ("2024-02-29", "31-60"),
    ("2024-01-31", "31-60"),
    ("2024-01-30", "61-90"),
    ("2024-01-01", "61-90"),
    ("2023-12-31", "91+"),
    ("1990-01-01", "91+"),
]


@pytest.mark.parametrize(("due", "label"), BUCKETS)
def test_bucket_of_a_due_date(due: str, label: str) -> None:
    aging = age(items(("A", "EUR", day("2024-03-31") - day(due), 100)))
    assert cells(aging) == {("A", "EUR", label): (1, 100)}


def cells(aging: Aging) -> dict[tuple[str, str, str], tuple[int, int]]:
    """What is in every bucket that has something."""
    return {
        (aging.groups[group], aging.currencies[currency], label): (count, amount)
        for group, currency, counts, sums in zip(
            aging.group.tolist(),
            aging.currency.tolist(),
            aging.counts.tolist(),
            aging.sums.tolist(),
            strict=True,
        )
        for label, count, amount in zip(aging.labels, counts, sums, strict=True)
        if count or amount
    }


def test_the_past_does_not_change() -> None:
    """An invoice paid after the as-of date is open on it, whenever one looks."""
    books = documents(
        document(gross=100_000, settled="2024-03-05", basis=OpenBasis.SETTLED, open=0)
    )
    ledger = open_items(books, None, date(2024, 2, 29)).items
    assert ledger.overdue.tolist() == [20]
    assert cells(age(ledger)) == {("D1", "EUR", "1-30"): (1, 100_000)}


def test_by_issue_date_there_is_no_not_due() -> None:
    # issued 30 days before they fall due
    ledger = items(("A", "EUR", -30, 1), ("A", "EUR", 0, 2), ("A", "EUR", 1, 4))
    aging = age(ledger, basis="issued")
    assert aging.labels == ("0-30", "31-60", "61-90", "91+")
    assert cells(aging) == {("A", "EUR", "0-30"): (2, 3), ("A", "EUR", "31-60"): (1, 4)}
    assert aging.overdue.tolist() == [4]  # overdue is about the due date all the same


@pytest.mark.parametrize(
    ("edges", "labels"),
    [
        ((30, 60, 90), ("not due", "1-30", "31-60", "61-90", "91+")),
        ((1, 7), ("not due", "1", "2-7", "8+")),
        ((10,), ("not due", "1-10", "11+")),
    ],
)
def test_labels(edges: tuple[int, ...], labels: tuple[str, ...]) -> None:
    assert bucket_labels(Basis.DUE, edges) == labels
    assert age(items(("A", "EUR", 8, 5)), edges=edges).labels == labels


@pytest.mark.parametrize("edges", [(), (0, 30), (30, 30), (60, 30), (-1,), tuple(range(1, 200))])
def test_edges_that_are_no_buckets(edges: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="buckets"):
        age(items(("A", "EUR", 1, 1)), edges=edges)


def test_an_item_without_a_date_is_refused() -> None:
    ledger = items(("A", "EUR", 1, 1), ("A", "EUR", 1, 1))
    undated = ledger.issued.copy()
    undated[1] = NO_DATE
    with pytest.raises(DataRefused, match=r"open.csv:3: error CI394: 1 open items have no issue"):
        age(replace(ledger, issued=undated), basis="issued")
    age(replace(ledger, issued=undated))  # not needed
    with pytest.raises(DataRefused, match="CI394"):
        age(replace(ledger, due=undated))


# Netting.


def test_credits_count_in_their_own_bucket() -> None:
    ledger = items(("A", "EUR", 10, 1_000), ("A", "EUR", 40, -300), ("A", "EUR", -5, -100))
    assert cells(age(ledger)) == {
        ("A", "EUR", "not due"): (1, -100),
        ("A", "EUR", "1-30"): (1, 1_000),
        ("A", "EUR", "31-60"): (1, -300),
    }


def test_netted_credits_cover_the_oldest_items_first() -> None:
    ledger = items(
        ("A", "EUR", 10, 1_000),
        ("A", "EUR", 100, 200),
        ("A", "EUR", 40, 500),
        ("A", "EUR", -5, -600),
        ("A", "USD", 50, 70),
        ("B", "EUR", 40, 900),
        ("B", "EUR", 1, -1_000),
    )
    aging = age(ledger, net=True)
    assert cells(aging) == {
        ("A", "EUR", "1-30"): (1, 1_000),
        ("A", "EUR", "31-60"): (1, 100),
        ("A", "USD", "31-60"): (1, 70),
    }
    assert aging.on_account.tolist() == [0, 0, -100]
    assert aging.overdue.tolist() == [1_100, 70, 0]
    assert aging.totals.tolist() == [1_100, 70, -100]
    assert aging.left.tolist() == [1_000, 0, 100, 0, 70, 0, 0]


@pytest.mark.parametrize("amounts", [(100, 50, -60), (50, 100, -60)])
def test_of_items_of_one_day_the_smaller_is_covered_first(amounts: tuple[int, ...]) -> None:
    aging = age(items(*(("A", "EUR", 10, amount) for amount in amounts)), net=True)
    assert cells(aging) == {("A", "EUR", "1-30"): (1, 90)}


def test_by_segment_owner_and_currency() -> None:
    master = (Debtor("A", segment="big", owner="Ann"), Debtor("B", segment="big"))
    ledger = items(
        ("A", "EUR", 1, 1),
        ("B", "EUR", 1, 2),
        ("C", "EUR", 1, 4),
        ("C", "USD", 1, 8),
        master=master,
    )
    by = {kind: {k[:2]: v for k, v in cells(age(ledger, by=kind)).items()} for kind in By}
    assert by[By.SEGMENT] == {("big", "EUR"): (2, 3), ("", "EUR"): (1, 4), ("", "USD"): (1, 8)}
    assert by[By.OWNER] == {("Ann", "EUR"): (1, 1), ("", "EUR"): (2, 6), ("", "USD"): (1, 8)}
    assert by[By.CURRENCY] == {("EUR", "EUR"): (3, 7), ("USD", "USD"): (1, 8)}
    given_labels = age(ledger, by="segment", group_of=["x", "x", "y"])
    assert {k[:2] for k in cells(given_labels)} == {("x", "EUR"), ("y", "EUR"), ("y", "USD")}


# Properties.

rows = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["EUR", "JPY", "USD"]),
        st.integers(-400, 400),
        # few amounts, so that equal ones meet; and some beyond 2**53
        st.sampled_from([1, 5, 5, 100, -3, -100, 2**53 + 1, -(2**53) - 1, 10**17]),
    ),
    max_size=30,
)
ways = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(list(Basis)),
        "net": st.booleans(),
        "by": st.sampled_from(list(By)),
        "edges": st.sampled_from([(30, 60, 90), (1,), (7, 14, 21, 28)]),
    }
)


def balance(ledger: OpenItems) -> Counter[str]:
    total: Counter[str] = Counter()
    for currency, amount in zip(ledger.currency.tolist(), ledger.open.tolist(), strict=True):
        total[ledger.currencies[currency]] += amount
    return total


@untimed
@given(rows, ways)
def test_buckets_and_on_account_are_the_balance(ledger: list[Any], way: dict[str, Any]) -> None:
    table = items(*ledger)
    aging = age(table, **way)
    found: Counter[str] = Counter()
    for currency, total in zip(aging.currency.tolist(), aging.totals.tolist(), strict=True):
        found[aging.currencies[currency]] += total
    assert found == balance(table)
    assert (aging.on_account <= 0).all()
    if way["net"]:
        assert (aging.sums >= 0).all()
        # what stays on account has nothing left to pay for
        if way["by"] is By.DEBTOR:
            assert not (aging.sums[aging.on_account < 0] > 0).any()
    else:
        assert aging.counts.sum() == len(table)
        assert not aging.on_account.any()


@untimed
@given(rows, ways)
def test_netting_changes_ages_but_no_balance(ledger: list[Any], way: dict[str, Any]) -> None:
    table = items(*ledger)
    gross, netted = age(table, **way | {"net": False}), age(table, **way | {"net": True})
    assert gross.totals.tolist() == netted.totals.tolist()
    assert gross.group.tolist() == netted.group.tolist()


@untimed
@given(rows, ways, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(ledger: list[Any], way: dict[str, Any], random: Any) -> None:
    shuffled = random.sample(ledger, len(ledger))
    assert cells(age(items(*ledger), **way)) == cells(age(items(*shuffled), **way))


@untimed
@given(rows)
def test_every_cell_is_the_sum_of_its_items(ledger: list[Any]) -> None:
    expected: dict[tuple[str, str, str], tuple[int, int]] = {}
    for debtor, currency, late, amount in ledger:
        label = next(
            name
            for edge, name in (
                (0, "not due"),
                (30, "1-30"),
                (60, "31-60"),
                (90, "61-90"),
                (999, "91+"),
            )
            if late <= edge
        )
        count, total = expected.get((debtor, currency, label), (0, 0))
        expected[debtor, currency, label] = (count + 1, total + amount)
    assert cells(age(items(*ledger))) == expected


def test_an_empty_ledger() -> None:
    for net in (False, True):
        aging = age(items(), net=net)
        assert aging.sums.shape == (0, 5)
        assert aging.totals.dtype == np.int64
