"""Invoices that were paid lately, from a column of the books or from payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from creditctl.ledger.arrow_text import ArrowText, arrow_strings
from creditctl.ledger.dates import iso
from creditctl.ledger.frames import OpenBasis, Payments
from creditctl.ledger.opening import TermsBook, open_items, with_settled
from creditctl.ledger.terms import parse_terms
from tests.ledger.build import document, documents, payments

AS_OF = date(2024, 3, 15)
SETTLED, BY_PAYMENTS = {"basis": OpenBasis.SETTLED}, {"basis": OpenBasis.PAYMENTS}


def found(
    *rows: dict[str, Any],
    days: int = 7,
    paid: Payments | None = None,
    terms: TermsBook | None = None,
    arrow: bool = False,
) -> dict[str, tuple[int, int, str]]:
    """Gross, open and day of settlement by item id."""
    books = documents(*rows)
    if arrow:
        numbers = arrow_strings(list(books.number))
        books = replace(books, number=ArrowText(lambda: numbers, len(numbers)))
    opening = open_items(books, paid, AS_OF, terms=terms)
    items, day = with_settled(opening, books, paid, days)
    columns = (items.gross.tolist(), items.open.tolist(), map(iso, day.tolist()))
    return dict(zip(items.item, zip(*columns, strict=True), strict=True))


@pytest.mark.parametrize(
    ("settled", "counts"),
    [
        ("2024-03-08", False),
        ("2024-03-09", True),
        ("2024-03-15", True),
        ("2024-03-16", False),
        (None, False),
    ],
)
def test_the_day_of_a_column(settled, counts):
    expected = {"invoices/D1/1": (10_000, 0, settled)} if counts else {}
    assert found(document(settled=settled, **SETTLED)) == expected


def test_the_day_of_the_last_payment():
    rows = [document(number=n, **BY_PAYMENTS) for n in ("whole", "part", "over", "long ago")]
    paid = payments(
        (0, "2024-02-01", 4_000),
        (0, "2024-03-12", 6_000),
        (1, "2024-03-12", 9_999),
        (2, "2024-03-12", 10_001),
        (3, "2024-03-01", 10_000),
        (3, "2024-03-16", 1),
    )
    assert found(*rows, paid=paid) == {
        "invoices/D1/part": (10_000, 1, ""),
        "invoices/D1/over": (10_000, -1, ""),
        "invoices/D1/whole": (10_000, 0, "2024-03-12"),
    }


@pytest.mark.parametrize("arrow", [False, True])
def test_what_the_same_debtors_still_owe_comes_with_them_and_others_do_not(arrow):
    rows = [
        document(settled="2024-03-12", **SETTLED),
        document(number="2"),
        document(number="3", debtor="D2"),
    ]
    assert found(*rows, arrow=arrow) == {
        "invoices/D1/2": (10_000, 10_000, ""),
        "invoices/D1/1": (10_000, 0, "2024-03-12"),
    }


def test_instalments_are_the_items_that_they_were():
    terms = TermsBook(default=parse_terms("50% net 14, 50% net 30"))
    row = document(due=None, settled="2024-03-12", **SETTLED)
    before = open_items(documents(row), None, date(2024, 3, 11), terms=terms).items
    assert found(row, terms=terms) == {
        item: (gross, 0, "2024-03-12")
        for item, gross in zip(before.item, before.gross.tolist(), strict=True)
    }
    assert len(before) == 2


def test_credit_notes_and_invoices_without_any_due_date_are_left_out():
    rows = [
        document("1", -500, settled="2024-03-12", **SETTLED),
        document("2", due=None, settled="2024-03-12", **SETTLED),
    ]
    assert found(*rows) == {}


def test_without_a_day_of_payment_nothing_counts():
    assert found(document(open=0)) == {}
    books = documents(document(open=0))
    items, day = with_settled(open_items(books, None, AS_OF), books, None, 7)
    assert (len(items), len(day)) == (0, 0)
