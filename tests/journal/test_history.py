"""Joining the past with a ledger: lists and Arrow give the same, row by row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.ledger.arrow_text import ArrowText, arrow_strings
from creditctl.ledger.dates import NO_DATE
from creditctl.policy.history import NO_STEP_YET, History

ids = st.text(st.characters(codec="utf-8"), max_size=4)


def history(items, waiting=()):
    count = len(items)
    return History(
        items=items,
        step=(np.arange(count) % 3).astype(np.int16),
        repeat=(np.arange(count) % 2).astype(np.int16),
        done=np.arange(count, dtype=np.int32),
        steps=("courtesy", "reminder", "final"),
        waiting=waiting,
    )


def plain(joined):
    columns = (joined.step, joined.repeat, joined.done, joined.waiting)
    assert [str(column.dtype) for column in columns] == ["int16", "int16", "int32", "bool"]
    return [column.tolist() for column in columns]


@settings(deadline=None)
@given(
    ledger=st.lists(ids, max_size=12),
    known=st.lists(ids, unique=True, max_size=12),
    waiting=st.lists(ids, unique=True, max_size=4),
    cut=st.integers(0, 12),
)
def test_arrow_and_lists_give_the_same(ledger, known, waiting, cut):
    past = history(known, waiting)
    expected = [
        [known.index(i) % 3 if i in known else NO_STEP_YET for i in ledger],
        [known.index(i) % 2 if i in known else 0 for i in ledger],
        [known.index(i) if i in known else NO_DATE for i in ledger],
        [i in waiting for i in ledger],
    ]
    assert plain(past.join(ledger)) == expected
    strings = arrow_strings(ledger)
    chunked = pa.chunked_array([strings.slice(0, cut), strings.slice(cut)])
    for array in (strings, chunked):
        assert plain(past.join(ArrowText(lambda array=array: array, len(ledger)))) == expected


def test_an_empty_past_asks_for_no_item_id():
    def never():
        raise AssertionError("ids were computed for nothing")

    joined = History().join(ArrowText(never, 3))
    assert plain(joined) == [[-1] * 3, [0] * 3, [NO_DATE] * 3, [False] * 3]
    assert len(History()) == 0


def test_an_empty_ledger():
    assert plain(history(["a"]).join([])) == [[], [], [], []]
