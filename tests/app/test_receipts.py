"""What came in on promised and arranged items: from the books, from runs, from the bank, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.app.books import Books
from creditctl.app.casework.casefile import CaseFile
from creditctl.app.casework.receipts import Receipts
from creditctl.cases.records import Arrangement, CaseBook, Instalment, Promise, Seen, Subject
from creditctl.imports.source import Import
from creditctl.journal.banking import AllocationRecord
from creditctl.ledger.adjust import Settlement, settle
from creditctl.ledger.frames import OpenBasis
from creditctl.ledger.opening import open_items
from tests.ledger.build import document, documents, payments, untimed

ITEM = "invoices/D1/1"
ABOUT = Subject(ITEM, "D1", "1", "EUR", 10_000)
MADE = date(2024, 3, 1)
PROMISE = Promise("P1", ABOUT, MADE, date(2024, 3, 10), 10_000, "Ann", seq=5)
AS_OF = date(2024, 3, 31)


def march(day: int) -> date:
    return date(2024, 3, day)


def stated(left: int, gross: int = 10_000):
    """Books that say what is open, and not when it was paid."""
    return [document(gross=gross, open=left)], ()


def settled_on(day: date | None):
    """Books that say on which day an invoice was paid."""
    return [document(basis=OpenBasis.SETTLED, settled=day, open=0)], ()


def dated(*paid: tuple[int, int]):
    """Books with payments of (day of March, amount)."""
    return [document(basis=OpenBasis.PAYMENTS)], [(0, march(d), a) for d, a in paid]


def bank(seq: int, day: int, amount: int, discount: int = 0, base: int = 10_000):
    return AllocationRecord(f"B{seq}", seq, ITEM, march(day), base, amount, discount)


def receipts(books, *allocations, seen=(), as_of=AS_OF, about=(ABOUT,), extra=()) -> Receipts:
    """Receipts at a date; bank money is taken off what the books show, as in a run."""
    rows, paid = books
    docs, money = documents(*rows, *extra), payments(*paid)
    opening = open_items(docs, money, as_of)
    items, _ = settle(
        opening.items,
        [Settlement(a.item, a.base, a.amount + a.discount, a.seq) for a in allocations],
    )
    read = Import(docs, money, (), (), frozenset(), ())
    covers = Arrangement("A1", "D1", "EUR", about, (Instalment(1, MADE, 1),), MADE, "Ann", seq=5)
    book = CaseBook(
        promises={"P1": PROMISE},
        arrangements={"A1": covers},
        seen={ITEM: [Seen(march(d), left) for d, left in seen]},
    )
    return Receipts(
        Books(as_of, read, opening).showing(items), CaseFile(book=book, allocations=allocations)
    )


def came(found: Receipts, *days: int) -> list[int]:
    return [found.of_promise(PROMISE, march(day)) for day in days]


# Books that say when.


def test_dated_payments_count_from_their_day_on():
    found = receipts(dated((4, 3_000), (9, 2_000)))
    assert came(found, 3, 4, 8, 9, 31) == [0, 3_000, 3_000, 5_000, 5_000]
    assert found.open_now(ITEM) == 5_000


def test_what_is_later_than_the_as_of_date_does_not_exist():
    found = receipts(dated((4, 3_000), (20, 7_000)), as_of=march(10))
    assert came(found, 10) == [3_000]
    assert found.open_now(ITEM) == 7_000


def test_what_was_paid_before_the_promise_is_not_received():
    """5,000 of 15,000 were paid before; the promise is about the rest."""
    row = document(gross=15_000, basis=OpenBasis.PAYMENTS)
    found = receipts(([row], [(0, "2024-02-20", 5_000), (0, march(8), 4_000)]))
    assert came(found, 7, 8) == [0, 4_000]


def test_a_payment_that_came_back_counts_until_that_day():
    found = receipts(dated((4, 10_000), (12, -10_000)))
    assert came(found, 4, 11, 12, 31) == [10_000, 10_000, 0, 0]


def test_the_day_of_settlement_pays_the_whole():
    found = receipts(settled_on(march(14)))
    assert came(found, 13, 14, 31) == [0, 10_000, 10_000]
    assert came(receipts(settled_on(None)), 13, 31) == [0, 0]
    assert found.open_now(ITEM) == 0


# Books that only say how much.


def test_stated_books_tell_the_day_on_which_a_run_saw_it():
    found = receipts(stated(0), seen=[(5, 8_000), (12, 3_000)])
    assert came(found, 4, 5, 11, 12, 30) == [0, 2_000, 2_000, 7_000, 7_000]
    assert came(found, 31) == [10_000], "the day itself is that of the books"


def test_before_a_run_saw_anything_nothing_was_received():
    assert came(receipts(stated(4_000)), 30, 31) == [0, 6_000]


def test_an_invoice_that_grew_has_received_nothing():
    assert came(receipts(stated(12_000, 12_000)), 31) == [0]


# The bank.


@pytest.mark.parametrize("books", [stated(10_000), dated(), settled_on(None)])
def test_matched_bank_money_counts_from_the_day_of_the_booking(books):
    found = receipts(books, bank(6, 8, 2_900, 100))
    assert came(found, 7, 8, 31) == [0, 3_000, 3_000]
    assert found.open_now(ITEM) == 7_000


def test_bank_money_from_before_the_promise_is_not_received():
    """The journal knew of it: the promise is about what it left open."""
    assert came(receipts(stated(15_000, 15_000), bank(4, 1, 5_000, base=15_000)), 31) == [0]


@pytest.mark.parametrize(
    "books", [stated(7_000), dated((8, 3_000)), dated((9, 3_000)), dated((7, 3_000))]
)
def test_what_the_books_show_too_is_not_counted_twice(books):
    found = receipts(books, bank(6, 8, 3_000), seen=[(10, 7_000)])
    assert came(found, 8, 10, 31) == [3_000, 3_000, 3_000]
    assert found.open_now(ITEM) == 7_000


def test_two_bank_payments_of_which_the_books_have_one():
    found = receipts(dated((9, 3_000)), bank(6, 8, 3_000), bank(7, 15, 5_000, base=7_000))
    assert came(found, 7, 8, 14, 15, 31) == [0, 3_000, 3_000, 8_000, 8_000]
    assert found.open_now(ITEM) == 2_000


@untimed
@given(
    st.lists(st.tuples(st.integers(2, 28), st.integers(1, 3_000)), max_size=5),
    st.integers(0, 31),
    st.integers(0, 31),
)
def test_never_more_than_was_paid_whoever_shows_it(paid, in_books, at_bank):
    """Each payment stands in the books, at the bank, in both or in neither."""
    paid = sorted(paid)
    shown = [one for n, one in enumerate(paid) if in_books >> n & 1]
    matched, base = [], 10_000
    for seq, (day, amount) in enumerate((p for n, p in enumerate(paid) if at_bank >> n & 1), 6):
        if 0 < amount <= base:
            matched.append(bank(seq, day, amount, base=base))
            base -= amount
    found = receipts(dated(*shown), *matched)
    for day in (1, 10, 20, 30, 31):
        (got,) = came(found, day)
        until = [(d, a) for d, a in paid if d <= day]
        assert got <= sum(a for _, a in until)
        assert got >= sum(a.amount for a in matched if a.booked <= march(day))
        assert got >= min(10_000, sum(a for d, a in shown if d <= day))


# Arrangements.


def test_an_arrangement_receives_what_came_on_all_that_it_covers():
    other = Subject("invoices/D1/2", "D1", "2", "EUR", 5_000)
    second = document("2", 5_000, basis=OpenBasis.PAYMENTS)
    rows, paid = dated((4, 10_000))
    paid.append((1, march(9), 1_000))
    found = receipts((rows, paid), extra=[second], about=(ABOUT, other))
    plan = Arrangement("A1", "D1", "EUR", (ABOUT, other), (), MADE, "Ann", seq=5)
    got = [found.of_arrangement(plan, march(day)) for day in (3, 4, 9)]
    assert got == [0, 10_000, 11_000]


def test_what_is_paid_too_much_on_one_invoice_counts_for_the_plan():
    other = Subject("invoices/D1/2", "D1", "2", "EUR", 5_000)
    second = document("2", 5_000, basis=OpenBasis.PAYMENTS)
    found = receipts(dated((4, 13_000)), extra=[second], about=(ABOUT, other))
    plan = Arrangement("A1", "D1", "EUR", (ABOUT, other), (), MADE, "Ann", seq=5)
    assert found.of_arrangement(plan, AS_OF - timedelta(1)) == 13_000
    assert found.of_arrangement(plan, AS_OF) == 13_000
