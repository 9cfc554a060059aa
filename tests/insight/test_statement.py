"""Statements of account: open items add up, and opening + movements = closing, to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.statement import Move, NotBooked
from creditctl.insight.statement_items import open_forms
from creditctl.insight.statement_moves import movement_forms, untold
from creditctl.ledger.frames import Debtor, Kind, OpenBasis
from creditctl.ledger.opening import open_items
from tests.ledger.build import CURRENCIES, document, documents, items, payments, untimed

START = date(2024, 1, 1)
DAYS = 60
EDGES = (30, 60, 90)


def day(offset: int) -> date:
    return START + timedelta(offset)


def sums(docs, paid, as_of: date) -> dict[str, int]:
    """What is open by currency, worked out by the ledger."""
    opened = open_items(docs, paid, as_of).items
    found: dict[str, int] = {}
    for code, left in zip(opened.currency.tolist(), opened.open.tolist(), strict=True):
        name = opened.currencies[code]
        found[name] = found.get(name, 0) + left
    return found


def forms(docs, paid, first: date, last: date):
    before, after = sums(docs, paid, first - timedelta(1)), sums(docs, paid, last)
    made = movement_forms(docs, paid, first, last, before=before, after=after, beyond={})
    return {form.currency: form for form in made}, before, after


@st.composite
def ledgers(draw):
    """Invoices, credit notes and money, settled by a day or by payments, in every order."""
    rows, basis = [], st.sampled_from([OpenBasis.SETTLED, OpenBasis.PAYMENTS])
    when = st.integers(0, DAYS).map(lambda n: day(n).isoformat())
    for n in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(list(Kind)))
        gross = draw(st.integers(1, 10**12)) * (1 if kind is Kind.INVOICE else -1)
        rows.append(
            document(
                str(n), gross, kind=kind, basis=draw(basis), currency=draw(st.sampled_from(CURRENCIES)),
                issued=draw(st.none() | when), due=draw(when), settled=draw(st.none() | when),
            )
        )  # fmt: skip
    paid = [
        (
            draw(st.integers(-1, len(rows) - 1)),
            draw(when),
            draw(st.integers(-(10**12), 10**12)),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    docs, money = documents(*rows, master=(Debtor("D1"),)), payments(*paid)
    # A payment is in the currency of its document, as the import makes sure.
    for place, row in enumerate(money.document.tolist()):
        money.currency[place] = docs.currency[row] if row >= 0 else 0
    return docs, money


@untimed
@given(ledgers(), st.integers(0, DAYS), st.integers(0, DAYS), st.integers(0, DAYS))
def test_opening_and_movements_are_the_closing_balance(ledger, one, other, third) -> None:
    first, middle, last = sorted((one, other, third))
    whole, before, after = forms(*ledger, day(first), day(last))
    for currency in {*before, *after, *whole}:
        opening, closing = before.get(currency, 0), after.get(currency, 0)
        if currency not in whole:
            assert opening == closing == 0
            continue
        form = whole[currency]
        assert (form.opening, form.booked) == (opening, closing)
        assert form.opening + sum(each.amount for each in form.movements) == form.booked
        balance = form.opening
        for each in form.movements:
            balance += each.amount
            assert each.balance == balance
            assert day(first) <= each.day <= day(last)
        assert [m.day for m in form.movements] == sorted(m.day for m in form.movements)
    # Two periods that touch are the whole one: nothing is lost or told twice at the seam.
    early, _, _ = forms(*ledger, day(first), day(middle))
    late, _, _ = forms(*ledger, day(middle + 1), day(max(last, middle + 1)))
    if middle < last:
        for currency, form in whole.items():
            parts = [p[currency].movements for p in (early, late) if currency in p]
            assert form.movements == tuple(each for part in parts for each in part)


def test_every_movement_is_told_in_order() -> None:
    docs = documents(
        document("F1", 10_000, issued="2024-01-05", basis=OpenBasis.PAYMENTS),
        document("F2", 5_000, issued="2024-01-10", settled="2024-01-20", basis=OpenBasis.SETTLED),
        document("C1", -2_000, issued="2024-01-12", settled="2024-01-20", basis=OpenBasis.SETTLED),
        document("F0", 700, issued="2023-12-01", basis=OpenBasis.PAYMENTS),
    )
    paid = payments((0, "2024-01-15", 4_000), (0, "2024-01-16", -500), (-1, "2024-01-18", 300))
    form = forms(docs, paid, date(2024, 1, 1), date(2024, 1, 31))[0]["EUR"]
    assert (form.opening, form.booked) == (700, 10_000 - 3_500 - 300 + 700)
    assert [(m.day.day, m.move, m.number, m.amount, m.balance) for m in form.movements] == [
        (5, Move.INVOICE, "F1", 10_000, 10_700),
        (10, Move.INVOICE, "F2", 5_000, 15_700),
        (12, Move.CREDIT_NOTE, "C1", -2_000, 13_700),
        (15, Move.PAYMENT, "P0", -4_000, 9_700),
        (16, Move.PAID_BACK, "P0", 500, 10_200),
        (18, Move.PAYMENT, "", -300, 9_900),
        (20, Move.SETTLED, "F2", -5_000, 4_900),
        (20, Move.CREDIT_USED, "C1", 2_000, 6_900),
    ]


def test_a_day_of_settlement_before_the_invoice_counts_on_the_day_of_the_invoice() -> None:
    docs = documents(
        document("F1", 100, issued="2024-01-10", settled="2024-01-02", basis=OpenBasis.SETTLED)
    )
    form = forms(docs, payments(), date(2024, 1, 1), date(2024, 1, 31))[0]["EUR"]
    assert [(m.day.day, m.balance) for m in form.movements] == [(10, 100), (10, 0)]


def test_a_balance_that_the_movements_do_not_explain_is_never_printed() -> None:
    docs = documents(document("F1", 100, basis=OpenBasis.PAYMENTS))
    first = date(2024, 1, 1)
    with pytest.raises(AssertionError):
        movement_forms(docs, payments(), first, first, before={}, after={"EUR": 1}, beyond={})


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"basis": OpenBasis.STATED}, 1),
        ({"basis": OpenBasis.STATED, "open": 1}, 1),
        ({"basis": OpenBasis.STATED, "issued": "2024-02-01"}, 0),
        ({"basis": OpenBasis.SETTLED}, 0),
        ({"basis": OpenBasis.PAYMENTS}, 0),
        ({"basis": OpenBasis.STATED, "kind": Kind.PAYMENT}, 0),
        ({"basis": OpenBasis.STATED, "kind": Kind.PAYMENT, "open": 1}, 1),
    ],
)
def test_what_the_books_do_not_date(changes, count) -> None:
    docs = documents(document("F1", 100, **changes))
    assert len(untold(docs, date(2024, 1, 31))) == count


@st.composite
def open_books(draw):
    amounts = st.integers(-(10**12), 10**12).filter(bool)
    return [
        ("D1", draw(st.sampled_from(CURRENCIES)), draw(st.integers(-99, 199)), draw(amounts))
        for _ in range(draw(st.integers(0, 10)))
    ]


@untimed
@given(open_books(), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_buckets_lines_and_totals_add_up(rows, at_bank, on_account, written_off) -> None:
    beyond = {"USD": NotBooked(at_bank, on_account, written_off)}
    made = {form.currency: form for form in open_forms(items(*rows), beyond, EDGES)}
    wanted = {currency for _, currency, _, _ in rows}
    assert list(made) == sorted(
        wanted | ({"USD"} if any((at_bank, on_account, written_off)) else set())
    )
    for currency, form in made.items():
        own = [row for row in rows if row[1] == currency]
        assert form.booked == sum(left for *_, left in own)
        assert form.booked == sum(line.open for line in form.lines)
        assert form.booked == sum(bucket.amount for bucket in form.buckets)
        assert form.overdue == sum(left for _, _, days, left in own if days > 0)
        assert sum(bucket.items for bucket in form.buckets) == len(form.lines) == len(own)
        assert [line.days for line in form.lines] == sorted((d for *_, d, _ in own), reverse=True)
        less = at_bank + on_account + written_off if currency == "USD" else 0
        assert form.balance == form.booked - less
