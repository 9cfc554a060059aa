"""What the books do not show yet: taken off once, never below nothing, never out of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.ledger.adjust import (
    PART,
    LooseMoney,
    Settlement,
    ceilings,
    settle,
    taken_back,
    with_loose_money,
    withhold,
)
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor, DueBasis, Kind, OpenItems
from tests.ledger.build import items, untimed

A = "invoices/C1/0"


def books(left: int = 1000) -> OpenItems:
    """One invoice of which so much is open; none when that is nothing."""
    return items(("C1", "EUR", 10, left)) if left else items()


def left(found: OpenItems) -> dict[str, int]:
    return dict(zip(found.item, found.open.tolist(), strict=True))


def paid(amount: int, base: int = 1000, seq: int = 1, item: str = A) -> Settlement:
    return Settlement(item, base, amount, seq)


# Settling.


def test_what_is_settled_is_taken_off():
    found, taken = settle(books(), [paid(300)])
    assert (left(found), taken) == ({A: 700}, {"EUR": 300})
    assert found.gross.tolist() == [1000], "what the invoice was for stays"


def test_an_item_that_is_settled_in_full_is_gone():
    rows = items(("C1", "EUR", 10, 1000), ("C2", "USD", 10, 500))
    found, taken = settle(rows, [paid(1000)])
    assert (left(found), taken) == ({"invoices/C2/1": 500}, {"EUR": 1000})


@pytest.mark.parametrize(
    ("settlements", "back"),
    [
        ([paid(1000)], False),
        ([replace(paid(1000), undone=2)], True),
        ([replace(paid(1000), undone=2), paid(1000, seq=3)], False),  # matched anew
        ([paid(600), replace(paid(400, 400, 2), undone=3)], True),
        ([replace(paid(600), undone=3), paid(400, 400, 2)], True),
        ([replace(paid(600), undone=3), paid(400, 400, 2), paid(600, 600, 4)], False),
    ],
)
def test_a_payment_is_taken_back_where_those_that_hold_leave_something_open(settlements, back):
    other = replace(paid(1000, item="invoices/C2/1"), undone=9)
    assert taken_back([*settlements, other]) == {other.item} | ({A} if back else set())


@pytest.mark.parametrize(
    ("shown", "expected", "taken"),
    [
        (1000, 700, {"EUR": 300}),  # not booked yet
        (900, 700, {"EUR": 200}),  # booked in part
        (700, 700, {}),  # booked: not lessened twice
        (400, 400, {}),  # booked, and something else besides
        (0, None, {}),  # gone from the books
    ],
)
def test_what_the_books_show_later_is_not_taken_off_twice(shown, expected, taken):
    found, less = settle(books(shown), [paid(300)])
    assert left(found) == ({} if expected is None else {A: expected})
    assert less == taken


def test_nothing_settled_leaves_the_items_as_they_are():
    rows = books()
    assert settle(rows, []) == (rows, {})
    assert settle(rows, [paid(300, item="invoices/C9/9")]) == (rows, {})


def undone(settlement: Settlement, seq: int) -> Settlement:
    """The same settlement, taken back at `seq`."""
    return replace(settlement, undone=seq)


FIRST, SECOND = paid(300, 1000, 1), paid(500, 700, 2)


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (1000, 200),  # neither is booked
        (700, 200),  # the first is
        (500, 200),  # the second is
        (200, 200),  # both are
        (100, 100),
    ],
)
def test_two_settlements_of_one_item(order, shown, expected):
    found, taken = settle(books(shown), order)
    assert left(found) == {A: expected}
    assert taken == ({"EUR": shown - expected} if shown > expected else {})


@pytest.mark.parametrize(
    ("settlements", "expected"),
    [
        ([FIRST, SECOND], 200),
        ([FIRST, undone(SECOND, 3)], 700),
        ([undone(FIRST, 3), SECOND], 500),  # what the second was taken from was too little
        ([undone(FIRST, 3), undone(SECOND, 4)], 1000),
        ([undone(FIRST, 2), paid(500, 1000, 3)], 500),  # taken back before: nothing to add
        ([undone(FIRST, 3), SECOND, paid(100, 500, 4)], 400),
        ([undone(paid(1000), 2)], 1000),
    ],
)
def test_a_settlement_that_is_undone_is_open_again(settlements, expected):
    assert left(settle(books(), settlements)[0]) == {A: expected}


def test_more_settled_than_was_open_leaves_nothing():
    assert ceilings([paid(1200)]) == {A: 0}
    assert left(settle(books(), [paid(1200)])[0]) == {}


def test_several_currencies_and_debtors_are_summed_apart():
    rows = items(("C1", "EUR", 1, 100), ("C1", "USD", 1, 100), ("C2", "EUR", 1, 100))
    found, taken = settle(
        rows,
        [
            paid(10, 100, item="invoices/C1/0"),
            paid(20, 100, item="invoices/C1/1"),
            paid(40, 100, item="invoices/C2/2"),
        ],
    )
    assert taken == {"EUR": 50, "USD": 20}
    assert found.open.tolist() == [90, 80, 60]


ledgers = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "C3"]),
        st.sampled_from(["EUR", "USD", "JPY"]),
        st.integers(-20, 90),
        st.integers(-2000, 5000).filter(bool),
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def settled_ledgers(draw):
    """Open items, and settlements of some of them: any bases, any amounts, any order."""
    rows = items(*draw(ledgers))
    known = st.sampled_from([*rows.item, "invoices/C9/9"])
    found = draw(st.lists(st.tuples(known, st.integers(0, 6000), st.integers(1, 3000)), max_size=8))
    every = [
        Settlement(item, base, amount, seq, draw(st.none() | st.integers(seq + 1, 9)))
        for seq, (item, base, amount) in enumerate(found)
    ]
    return rows, draw(st.permutations(every))


@untimed
@given(settled_ledgers())
def test_never_below_nothing_never_above_the_books_and_every_cent_is_told(given_):
    rows, settlements = given_
    found, taken = settle(rows, settlements)
    before, after = left(rows), left(found)
    assert after.keys() <= before.keys()
    for item, amount in before.items():
        if amount < 0:
            assert after[item] == amount, "a credit is never touched"
        else:
            assert 0 <= after.get(item, 0) <= amount
    untouched = before.keys() - {s.item for s in settlements}
    assert all(after[item] == before[item] for item in untouched)
    for code, currency in enumerate(rows.currencies):
        less = int(rows.open[rows.currency == code].sum())
        less -= int(found.open[found.currency == code].sum())
        assert taken.get(currency, 0) == less
    assert settle(found, settlements) == (found, {}), "twice is once"


@untimed
@given(st.integers(1, 5000), st.lists(st.integers(-3, 1500), min_size=1, max_size=8), st.data())
def test_whatever_the_books_have_booked_so_far_the_same_is_open(gross, acts, data):
    """Payments come, and some are taken back (below 0: one of those before)."""
    settlements: dict[int, Settlement] = {}
    owed = gross
    for seq, act in enumerate(acts):
        live = [s for s in settlements.values() if s.undone is None]
        if act <= 0 and live:
            back = live[act % len(live)]
            settlements[back.seq] = undone(back, seq)
            owed += back.amount
        elif act > 0 and owed:
            settlements[seq] = paid(min(act, owed), owed, seq)
            owed -= min(act, owed)
    live = [s for s in settlements.values() if s.undone is None]
    booked = data.draw(st.lists(st.sampled_from(live), unique=True)) if live else []
    shown = gross - sum(s.amount for s in booked)
    every = data.draw(st.permutations(list(settlements.values())))
    assert left(settle(books(shown), every)[0]) == ({A: owed} if owed else {})


# Disputed parts.


def test_a_disputed_part_went_to_the_same_contact():
    whole = replace(books(), invoice_email=["a@x.example"])
    found = withhold(whole, {A: 300})
    assert list(found.invoice_email) == ["a@x.example"] * 2


def test_a_disputed_part_becomes_a_row_of_its_own():
    rows = items(("C1", "EUR", 10, 1000), ("C2", "EUR", 5, 400))
    found = withhold(rows, {A: 300})
    assert left(found) == {A: 700, "invoices/C2/1": 400, A + PART: 300}
    assert found.disputed.tolist() == [False, False, True]
    part = found.select(np.array([2]))
    assert (part.due, part.debtor, part.number[0]) == (rows.due[0], rows.debtor[0], "0")


@pytest.mark.parametrize("amount", [None, 1000, 1200])
def test_what_is_disputed_as_a_whole_is_marked(amount):
    found = withhold(books(), {A: amount})
    assert (left(found), found.disputed.tolist()) == ({A: 1000}, [True])


@pytest.mark.parametrize("amounts", [{}, {A: 0}, {A: -5}, {"invoices/C9/9": None}])
def test_what_is_not_disputed_is_left_alone(amounts):
    found = withhold(books(), amounts)
    assert (left(found), found.disputed.tolist()) == ({A: 1000}, [False])


def test_a_credit_is_never_disputed():
    rows = items(("C1", "EUR", 10, -1000))
    for amount in (None, 300):
        found = withhold(rows, {A: amount})
        assert (left(found), found.disputed.tolist()) == ({A: -1000}, [False])


def test_what_the_books_mark_as_disputed_stays_so():
    rows = replace(books(), disputed=np.array([True]))
    found = withhold(rows, {A: 300})
    assert (left(found), found.disputed.tolist()) == ({A: 700, A + PART: 300}, [True, True])


@untimed
@given(ledgers, st.data())
def test_disputes_move_money_and_make_none(rows, data):
    whole = items(*rows)
    amounts = st.none() | st.integers(-10, 6000)
    chosen = data.draw(st.dictionaries(st.sampled_from([*whole.item, "x"]), amounts))
    found = withhold(whole, chosen)
    after = left(found)
    assert len(after) == len(found), "every row has an id of its own"
    for item, amount in left(whole).items():
        assert after[item] + after.get(item + PART, 0) == amount
        assert amount < 0 or after[item] > 0
    for item, marked in zip(found.item, found.disputed.tolist(), strict=True):
        name = item.removesuffix(PART)
        assert marked <= (name in chosen)
    assert whole.disputed.tolist() == [False] * len(whole), "the books are not touched"


# Loose money.


def loose(amount: int = 300, debtor: str = "C1", currency: str = "EUR") -> LooseMoney:
    return LooseMoney("B1", debtor, currency, date(2024, 3, 5), amount)


def test_loose_money_is_an_item_of_its_debtor():
    found = with_loose_money(books(), [loose()])
    assert left(found) == {A: 1000, "bank/B1": -300}
    assert (found.kind[1], found.debtor[1], found.number[1]) == (Kind.PAYMENT, 0, "B1")
    assert found.due[1] == found.issued[1] == to_days(date(2024, 3, 5))
    assert (found.due_basis[1], found.gross[1]) == (DueBasis.FILE, -300)
    assert found.files[found.file[1]] == "bank"
    assert not found.disputed[1]
    assert not found.doubtful[1]


def test_loose_money_of_a_debtor_who_owes_nothing_is_left_out():
    rows = books()
    assert with_loose_money(rows, [loose(debtor="C9")]) is rows
    assert with_loose_money(rows, []) is rows


def test_loose_money_in_a_currency_that_the_books_lack():
    found = with_loose_money(books(), [loose(currency="SEK"), loose(40)])
    assert [found.currencies[code] for code in found.currency] == ["EUR", "SEK", "EUR"]


@pytest.mark.parametrize(
    "columns", [{"reference": ["RF1"]}, {"area": ["north"]}, {"invoice_email": ["a@x.example"]}]
)
def test_columns_that_not_every_export_has_grow_too(columns):
    found = with_loose_money(replace(books(), **columns), [loose()])
    (name, (value,)) = next(iter(columns.items()))
    assert list(getattr(found, name)) == [value, ""]


@untimed
@given(ledgers, st.lists(st.tuples(st.sampled_from(["C1", "C9"]), st.integers(1, 999)), max_size=4))
def test_loose_money_adds_itself_and_nothing_else(rows, money):
    whole = items(*rows, master=(Debtor("C1", "One"),))
    every = [replace(loose(amount, debtor), id=f"B{n}") for n, (debtor, amount) in enumerate(money)]
    found = with_loose_money(whole, every)
    mine = [one for one in every if one.debtor in whole.debtors.ids]
    assert left(found) == left(whole) | {f"bank/{one.id}": -one.amount for one in mine}
