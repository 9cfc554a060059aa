"""The order of tasks, and how they are shared out."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.worklist import (
    HEADINGS,
    URGENCIES,
    URGENCY_OF,
    Task,
    TaskKind,
    Urgency,
    ranked,
    shared_out,
)
from creditctl.insight.worklist_score import Score


def task(kind=TaskKind.CALL, *, owner="", debtor="D1", score=None, about=()):
    return Task(kind, owner, debtor, debtor, about, "why", "to do", "creditctl x", score)


def euros(amount, days=10):
    return Score(amount, "EUR", days)


TASKS = st.builds(
    lambda kind, owner, debtor, currency, amount, days: task(
        kind,
        owner=owner,
        debtor=debtor,
        score=None if currency is None else Score(amount, currency, days),
    ),
    st.sampled_from(TaskKind),
    st.sampled_from(["", "Anna", "Ben"]),
    st.sampled_from(["D1", "D2", "D3"]),
    st.sampled_from([None, "EUR", "GBP", "USD"]),
    st.integers(0, 10**7),
    st.integers(0, 400),
)


def test_every_kind_has_a_class_and_a_name():
    assert set(URGENCY_OF) == set(HEADINGS) == set(TaskKind)
    assert set(URGENCIES) == set(Urgency) == set(URGENCY_OF.values())


def test_urgency_comes_before_money():
    late = task(TaskKind.BROKEN_PROMISE, score=euros(100))
    call = task(TaskKind.CALL, score=euros(10**9))
    stop = task(TaskKind.SAFETY_STOP)
    assert ranked([call, late, stop], "EUR") == [stop, late, call]


def test_the_own_currency_comes_before_larger_numbers_of_others():
    own, dollars = task(score=euros(100)), task(score=Score(10**9, "USD", 99))
    pounds = task(score=Score(5, "GBP", 1))
    assert ranked([dollars, pounds, own], "EUR") == [own, pounds, dollars]
    assert ranked([dollars, pounds, own], "USD") == [dollars, own, pounds]
    assert ranked([dollars, pounds, own], "") == [own, pounds, dollars]


def test_then_the_score_and_not_the_amount():
    large, old = task(score=euros(50_000, 2)), task(score=euros(10_000, 30))
    assert ranked([large, old], "EUR") == [old, large]


def test_what_has_no_amount_stands_before():
    row, money = task(TaskKind.UNREADABLE_ROW), task(TaskKind.UNMATCHED_MONEY, score=euros(10**6))
    assert ranked([money, row], "EUR") == [row, money]


@given(st.lists(TASKS, max_size=30), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(tasks, shuffler):
    other = tasks[:]
    shuffler.shuffle(other)

    def keys(found):
        return [(t.kind, t.debtor, t.score) for t in ranked(found, "EUR")]

    assert keys(tasks) == keys(other)


@given(st.lists(TASKS, max_size=30))
def test_no_task_of_one_currency_stands_before_one_with_a_higher_score(tasks):
    for one, other in pairwise(ranked(tasks, "EUR")):
        assert one.urgency <= other.urgency
        same = one.urgency == other.urgency and one.score and other.score
        if same and one.score.currency == other.score.currency:
            assert one.score.value >= other.score.value


@given(st.lists(TASKS, max_size=30), st.integers(1, 5))
def test_nothing_gets_lost_when_tasks_are_shared_out(tasks, most):
    order = ranked(tasks, "EUR")
    shares = shared_out(order, most)
    assert sum(len(share.tasks) + share.more for share in shares) == len(tasks)
    for share in shares:
        mine = [t for t in order if t.owner == share.owner]
        assert list(share.tasks) == mine[:most]
        assert share.more == max(0, len(mine) - most)


def test_nobody_comes_last():
    tasks = [task(owner=owner) for owner in ("", "Zoë", "Anna")]
    random.Random(1).shuffle(tasks)
    assert [share.owner for share in shared_out(tasks, 9)] == ["Anna", "Zoë", ""]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_rest_is_counted(most):
    (share,) = shared_out([task()] * 3, most)
    assert (len(share.tasks), share.more) == (most, 3 - most)
