"""What the books can't tell is said, and no number is made of what is missing."""

from __future__ import annotations

import pytest

from creditctl.insight.kpi import gaps
from creditctl.insight.kpi.gaps import Gap
from creditctl.ledger.frames import Kind
from tests.insight.kpi.build import BASE, figures_of, found, period, settled, told
from tests.ledger.build import document

OPEN_ONLY = "the books hold open items only"
UNDATED = "paid invoices have no day of payment"
LATER = "the export is of a later day"
SALES = ("dso", "dso_count_back", "best_possible_dso", "average_days_delinquent")
ALL_BUT_TODAY = (*SALES, "cei", "cei_monthly_sales", "days_late_weighted", "days_late_simple")


def stated(number, gross, left, issued="2026-02-01", due="2026-03-03", **more):
    """A document of an export that only states what is open."""
    return document(number, gross, open=left, issued=issued, due=due, **more)


def test_an_export_of_open_items_tells_nothing_of_sales() -> None:
    made = told(stated("1", 10_000, 10_000), stated("2", 20_000, 5_000))
    assert {made[key] for key in ALL_BUT_TODAY} == {OPEN_ONLY}
    assert (made["overdue_share"], made["days_overdue_simple"]) == ("100.00", "28.00")


def test_one_source_of_open_items_is_enough() -> None:
    made = found(*BASE, stated("1", 10_000, 10_000, source="shop"))
    of_sales = {key: made[key].gap for key in (*SALES, "cei", "cei_monthly_sales")}
    assert {key: gap and gap.reason for key, gap in of_sales.items()} == dict.fromkeys(
        of_sales, OPEN_ONLY
    )
    for key in ("days_late_weighted", "days_late_simple"):
        assert made[key] == found(*BASE)[key], "of the invoices of which the books tell it"
    assert "'shop'" in made["dso"].gap.hint
    other = told(*BASE, stated("1", 10_000, 10_000, source="shop", currency="USD"))
    assert other == told(*BASE)


def test_paid_without_a_day_has_sales_and_no_past() -> None:
    before = {"issued": "2025-12-01", "due": "2025-12-31"}
    made = told(
        stated("0", 10_000, 0, **before), stated("1", 10_000, 10_000), stated("2", 5_000, 0)
    )
    assert made["dso"] == "60.00"  # 10,000 of 15,000 in 90 days
    assert {made[key] for key in ("cei", "days_late_weighted", "days_late_simple")} == {UNDATED}


def test_unpaid_documents_of_before_have_a_past() -> None:
    before = {"issued": "2025-12-01", "due": "2025-12-31"}
    made = told(stated("0", 10_000, 10_000, **before), stated("1", 5_000, 0))
    assert made["cei"] == "33.33"  # (10,000 + 5,000 - 10,000) / (10,000 + 5,000)


@pytest.mark.parametrize("first", ["2026-01-01", "2026-01-06"])
def test_books_that_begin_in_the_period(first) -> None:
    made = told(
        settled("1", 10_000, "2026-01-05", "2026-02-04", "2026-03-01"),
        settled("2", 10_000, "2026-03-05", "2026-04-04"),
        period=period(first, "2026-03-31"),
    )
    begins = "the books begin on 2026-01-05"
    assert (made["dso"] == begins) == (first == "2026-01-01")
    assert (made["cei"] == begins) == (first == "2026-01-01")
    assert made["dso_count_back"] == "31.00"


def test_books_that_begin_on_the_first_day_have_sales_and_no_balance_before() -> None:
    made = told(
        settled("1", 10_000, "2026-01-01", "2026-02-04", "2026-03-01"),
        settled("2", 10_000, "2026-03-05", "2026-04-04"),
    )
    assert made["dso"] == "45.00"
    assert made["cei"] == "the books begin on 2026-01-01"


def test_a_document_without_an_issue_date() -> None:
    made = told(*BASE, settled("?", 10_000, None, "2026-02-04"))
    assert {made[key] for key in SALES} == {"some documents have no issue date"}
    assert made["overdue_share"] != "some documents have no issue date"


def test_an_export_of_a_later_day_does_not_know_this_one() -> None:
    paid = stated("1", 10_000, 0)
    now = (paid, stated("2", 5_000, 5_000))
    assert told(*now)["overdue_share"] == "100.00"
    later = stated("3", 5_000, 0, issued="2026-04-02", due="2026-05-02")
    made = told(*now, later)
    assert {made[key] for key in (*SALES, "overdue_share", "days_overdue_simple")} >= {LATER}
    assert made["overdue_share"] == LATER
    assert told(*now, shown_later=True)["overdue_share"] == LATER


def test_an_invoice_dated_ahead_is_no_later_export() -> None:
    ahead = stated("3", 5_000, 5_000, issued="2026-04-02", due="2026-05-02")
    assert (
        told(stated("1", 10_000, 0), stated("2", 5_000, 5_000), ahead)["overdue_share"] == "100.00"
    )


def test_dated_books_know_every_day() -> None:
    assert told(*BASE, shown_later=True) == told(*BASE)


def test_money_alone_is_no_sale() -> None:
    money = stated("p", -5_000, -5_000, kind=Kind.PAYMENT)
    made = figures_of(money)
    assert (made.open, made.sales, made.months) == (-5_000, 0, ())
    assert told(money)["dso"] == "the books hold no invoice"
    assert found(money)["dso"].gap == Gap("the books hold no invoice")


def test_reasons_fit_beside_the_figures() -> None:
    named = [gap for gap in vars(gaps).values() if isinstance(gap, Gap)]
    assert len(named) > 8
    made = (gaps.open_items_only("x"), gaps.begins_late(0), gaps.begins_late(None))
    assert all(len(gap.reason) <= 40 for gap in (*named, *made))
