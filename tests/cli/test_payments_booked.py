"""Payments that the books show already wait for nobody, and hold no letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.paying import DAY, answer, decided, entries, make, match, pays
from tests.cli.statements import Pay
from tests.guarantees.workspaces import AS_OF, row
from tests.scenarios.inside import creditctl

NAMED = Pay("100.00", "invoice 2026-0001", name="Name D1", iban="NL20INGB0001234567")
PAID = row("2026-0001", "D1", 5).replace("100.00,100.00", "100.00,0.00")
OPEN = row("2026-0002", "D1", 5, "150.00")


@pytest.fixture
def paid(tmp_path):
    """Books in which the invoice is paid, another of the debtor is due."""
    return make(tmp_path / "books", [PAID, OPEN])


def booked(found):
    return [entry["amount"] for entry in found["booked"]]


def test_a_payment_of_an_invoice_that_the_books_show_as_paid(paid):
    pays(paid, NAMED)
    found = match(paid)
    assert (booked(found), found["matches"], found["proposals"], found["unknown"]) == (
        ["100.00"], [], [], [],
    )  # fmt: skip
    assert found["sums"][0]["certainty"] == "booked"
    assert decided(paid)["2026-0002"][:2] == ("act", "step-due")
    assert entries(paid) == [("100.00", "dismissed", "D1", [])]
    assert booked(match(paid)) == []
    assert creditctl("journal", "verify", "-w", str(paid)).returncode == 0


def test_an_export_of_open_items_leaves_it_out(tmp_path):
    """The run of the day before saw the invoice open; today's export no longer has it."""
    books = make(tmp_path / "books", [row("2026-0001", "D1", 5), OPEN])
    day = str(AS_OF - timedelta(1))
    assert creditctl("run", "-w", str(books), "--as-of", day).returncode == 0
    make(books, [OPEN])
    pays(books, NAMED)
    assert booked(match(books)) == ["100.00"]


def test_without_that_run_nobody_can_tell(tmp_path):
    books = make(tmp_path / "books", [OPEN])
    pays(books, NAMED)
    found = match(books, code=3)
    assert booked(found) == []
    assert len(found["unknown"]) + len(found["proposals"]) == 1


def test_a_second_payment_of_the_same_invoice_is_for_a_person(tmp_path):
    books = make(tmp_path / "books", [row("2026-0001", "D1", 5), OPEN])
    pays(books, NAMED)
    assert len(match(books)["matches"]) == 1
    make(books, [PAID, OPEN])
    pays(books, NAMED, NAMED)
    found = match(books, code=3)
    assert booked(found) == []
    assert decided(books)["2026-0002"][1] == "unmatched-money"


def test_two_payments_and_one_paid_invoice(paid):
    pays(paid, NAMED, NAMED)
    assert booked(match(paid, code=3)) == ["100.00"]


@pytest.mark.parametrize(
    "pay",
    [
        Pay("90.00", "invoice 2026-0001", name="Name D1"),
        Pay("110.00", "invoice 2026-0001", name="Name D1"),
        Pay("100.00", "thanks", name="Name D1"),
        Pay("100.00", "invoice 2026-0009", name="Name D1"),
    ],
)
def test_what_is_not_certain_waits(paid, pay):
    pays(paid, pay)
    assert booked(match(paid, code=3)) == []


def test_what_the_books_had_long_before_is_another_payment(tmp_path):
    books = make(tmp_path / "books", [])
    pays(books, Pay("100.00", "invoice 2026-0001", name="Name D1", day=AS_OF))
    head = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Paid on"
    for days, expected in ((3, ["100.00"]), (9, [])):
        paid_on = AS_OF - timedelta(days)
        rows = [f"2026-0001,D1,2025-12-01,2026-01-10,100.00,{paid_on}"]
        rows.append("2026-0002,D1,2025-12-01,2026-01-10,70.00,")
        (books / "invoices.csv").write_text("\n".join([head, *rows]) + "\n")
        assert booked(match(books, "--dry-run", code=0 if expected else 3)) == expected


def test_it_can_be_undone(paid):
    pays(paid, NAMED)
    match(paid)
    (one,) = answer(paid, "list")["payments"]
    words = ("payments", "undo", one["payment"], "--by", "Anna", "--reason", "another debt")
    assert creditctl(*words, "-w", str(paid), "--as-of", DAY).returncode == 0
    assert entries(paid)[0][1] == "open"
