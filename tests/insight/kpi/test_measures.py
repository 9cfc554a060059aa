"""The key figures of small ledgers: worked numbers, what went in, and what must always hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cases.promises import standing_of
from creditctl.insight.kpi.figures import figures
from creditctl.insight.kpi.measures import MEASURES, kpis
from creditctl.insight.kpi.period import months_to
from creditctl.ledger.frames import OpenBasis
from tests.cases.test_promises import PROMISES, received
from tests.insight.kpi.build import (
    BASE,
    LAST,
    QUARTER,
    books,
    figures_of,
    found,
    period,
    settled,
    told,
)
from tests.ledger.build import document, payments, untimed

DAYS = ("dso", "dso_count_back", "best_possible_dso", "average_days_delinquent")


def test_the_base_ledger() -> None:
    assert {
        key: told(*BASE)[key] for key in (*DAYS, "cei", "cei_monthly_sales", "overdue_share")
    } == {
        "dso": "39.60",
        "dso_count_back": "34.36",
        "best_possible_dso": "25.20",
        "average_days_delinquent": "14.40",
        "cei": "85.28",
        "cei_monthly_sales": "61.90",
        "overdue_share": "36.36",
    }


def test_what_went_in() -> None:
    kpi = found(*BASE)
    assert {one.key: one.value for one in kpi["cei_monthly_sales"].inputs} == {
        "begin": 5_500_000, "sales": 15_000_000, "invoiced": 15_000_000, "credited": 0,
        "open": 6_600_000, "not_due": 4_200_000, "months": 3,
    }  # fmt: skip
    assert [(one.label, one.value) for one in kpi["dso_count_back"].inputs] == [
        ("open on 2026-03-31", 6_600_000),
        ("credit sales of 2026-03 (31 days)", 6_000_000),
        ("credit sales of 2026-02 (28 days)", 5_000_000),
    ]
    assert kpi["cei"].inputs[0].label == "open on 2025-12-31, before the period"


def test_a_number_follows_from_what_went_in() -> None:
    """Whoever has the inputs can work out every number anew."""
    made = {key: {one.key: one.value for one in kpi.inputs} for key, kpi in found(*BASE).items()}
    share, dso, late = made["overdue_share"], made["dso"], made["days_late_weighted"]
    values = {key: kpi.value for key, kpi in found(*BASE).items()}
    assert values["overdue_share"] == Fraction(100 * share["overdue"], share["open"])
    assert values["dso"] == Fraction(dso["open"] * dso["days"], dso["sales"])
    assert values["days_late_weighted"] == Fraction(late["paid_amount_days"], late["paid_amount"])
    best = made["best_possible_dso"]
    assert values["best_possible_dso"] == Fraction(best["not_due"] * best["days"], best["sales"])


def test_every_figure_has_a_short_formula_and_a_name_of_its_own() -> None:
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    assert all(len(m.label) <= 24 and len(m.formula) <= 40 for m in MEASURES)


def test_credit_notes_lower_sales_and_payments_do_not() -> None:
    credit = settled("credit", -600_000, "2026-03-20", "2026-03-20", "2026-03-25")
    assert figures_of(*BASE, credit).sales == 14_400_000
    assert figures_of(*BASE, credit).months[0].sales == 5_400_000
    on_account = payments((-1, "2026-03-30", 100_000))
    with_money = figures_of(*BASE, payments=on_account)
    assert (with_money.sales, with_money.open) == (15_000_000, 6_500_000)
    assert with_money.begin == 5_500_000


def test_a_payment_on_account_before_the_period_is_off_both_balances() -> None:
    made = figures_of(*BASE, payments=payments((-1, "2025-12-31", 100_000)))
    assert (made.begin, made.open) == (5_400_000, 6_500_000)


def test_what_is_later_changes_nothing() -> None:
    later = settled("april", 9_900_000, "2026-04-01", "2026-05-01")
    assert found(*BASE, later) == found(*BASE)
    assert told(*BASE, payments=payments((-1, "2026-04-01", 100_000))) == told(*BASE)


def test_a_history_that_is_too_short_says_at_least() -> None:
    owed = settled("owed", 10_000, "2026-03-11", "2026-04-10")
    paid = settled("paid", 5_000, "2026-03-12", "2026-04-10", "2026-03-13")
    refund = settled("back", -8_000, "2026-03-13", "2026-03-13", "2026-03-14")
    kpi = found(owed, paid, refund)["dso_count_back"]
    assert (kpi.value, kpi.at_least) == (21, True)


def test_more_credit_than_debt_is_no_days() -> None:
    credit = settled("credit", -7_000_000, "2026-03-20", "2026-03-20")
    made = told(*BASE, credit)
    assert made["overdue_share"] == "nothing is owed"
    assert (made["dso"], made["dso_count_back"]) == ("0.00", "0.00")


def test_a_period_without_sales() -> None:
    old = settled("old", 10_000, "2025-12-01", "2025-12-31")
    paid = settled("paid", 10_000, "2025-12-01", "2025-12-31", "2026-01-05")
    made = told(old, paid)
    assert made["dso"] == made["average_days_delinquent"] == "nothing was sold in the period"
    assert made["dso_count_back"] == "105.50"  # 90 days without sales, and half of December's 31


def test_more_credited_than_sold_is_not_called_nothing_sold() -> None:
    old = settled("old", 10_000, "2025-12-01", "2025-12-31")
    new = settled("new", 1_000, "2026-01-10", "2026-02-10", "2026-02-10")
    credit = settled("credit", -1_000, "2026-01-20", "2026-01-20", "2026-02-10")
    assert told(old, new, credit)["dso"] == "as much was credited as sold, or more"


def test_credits_of_more_than_what_is_overdue_collect_no_more_than_all() -> None:
    credit = settled("credit", -5_000_000, "2026-03-20", "2026-03-20")
    made = figures_of(*BASE, credit)
    assert (made.open, made.overdue) == (1_600_000, -2_600_000)
    assert told(*BASE, credit)["cei"] == told(*BASE, credit)["cei_monthly_sales"] == "100.00"


def test_nothing_to_collect() -> None:
    made = told(
        settled("paid", 10_000, "2025-06-01", "2025-07-01", "2025-07-05"),
        period=period("2025-08-01", "2025-10-31"),
    )
    assert made["cei"] == made["cei_monthly_sales"] == "there was nothing to collect"


def test_a_period_that_is_not_of_whole_months_has_one_kind_of_effectiveness() -> None:
    made = told(*BASE, period=period("2026-01-02", "2026-03-31"))
    assert made["cei_monthly_sales"] == "the period is not of whole months"
    assert made["cei"] == "85.28"


def test_currencies_are_apart() -> None:
    dollars = settled("usd", 100, "2025-12-01", "2025-12-31", currency="USD")
    assert told(*BASE, dollars) == told(*BASE)
    found_ = figures(books(*BASE, dollars), QUARTER)
    assert [(one.currency, one.open) for one in found_] == [("EUR", 6_600_000), ("USD", 100)]


# Days late, and days overdue

PAID = (
    settled("a", 100_000, "2026-01-01", "2026-01-31", "2026-02-10"),
    settled("b", 400_000, "2026-01-01", "2026-01-31", "2026-01-26"),
    settled("c", 500_000, "2026-01-01", "2026-01-31", "2026-02-20"),
)


def test_days_late_of_paid_invoices() -> None:
    made = told(*PAID)
    assert (made["days_late_weighted"], made["days_late_simple"]) == ("9.00", "8.33")
    assert made["days_overdue_simple"] == "no invoice is overdue"


def test_the_simple_means_that_others_publish() -> None:
    paid = [settled(f"p{n}", 100, "2026-01-01", "2026-01-31", f"2026-02-{n:02}") for n in (5, 10)]
    paid.append(settled("on the day", 100, "2026-01-01", "2026-01-31", "2026-01-31"))
    late = [settled(f"o{n}", 100, "2026-01-01", f"2026-03-{31 - n}") for n in (10, 15, 20)]
    made = told(*paid, *late)
    assert (made["days_late_simple"], made["days_overdue_simple"]) == ("5.00", "15.00")


def test_part_payments_weigh_with_their_own_day() -> None:
    invoice = document("1", 1_000, issued="2026-01-01", due="2026-01-31", basis=OpenBasis.PAYMENTS)
    parts = payments((0, "2026-02-10", 900), (0, "2026-03-02", 100))
    made = told(invoice, payments=parts)
    assert made["days_late_weighted"] == "12.00"  # (900 x 10 + 100 x 30) / 1000
    assert made["days_late_simple"] == "30.00"
    rest = told(invoice, payments=payments((0, "2026-02-10", 900)))
    assert rest["days_late_simple"] == "the books hold open items only"


def test_only_the_last_twelve_months_and_only_invoices_count() -> None:
    long_ago = settled("x", 100_000, "2025-01-01", "2025-01-31", "2025-03-31")
    just = settled("y", 100_000, "2025-01-01", "2025-03-31", "2025-04-01")
    credit = settled("z", -100_000, "2026-01-01", "2026-01-31", "2026-03-31")
    assert told(*PAID, long_ago, credit)["days_late_simple"] == "8.33"
    assert told(*PAID, just)["days_late_simple"] == "6.50"  # (10 - 5 + 20 + 1) / 4


# Promises


@pytest.mark.parametrize(
    ("tolerance", "number", "amount"), [(0, "33.33", "37.14"), (5, "66.67", "94.29")]
)
def test_promises(tolerance, number, amount) -> None:
    standings = [standing_of(p, received, LAST, tolerance) for p in PROMISES]
    made = told(*BASE, promises=standings, tolerance=tolerance)
    assert (made["promises_kept"], made["promises_received"]) == (number, amount)


@pytest.mark.parametrize("tolerance", [0, 5])
@pytest.mark.parametrize("promise", [PROMISES[0], PROMISES[2]], ids=["kept", "broken"])
def test_each_promise_counts_in_one_of_the_months(promise, tolerance) -> None:
    for due in (date(2026, 2, 28), date(2026, 3, 26), date(2026, 3, 31)):
        counted = []
        for last in (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)):
            month = months_to(last, 1)
            standings = [standing_of(replace(promise, due=due), received, last, tolerance)]
            of = figures_of(*BASE, period=month, promises=standings, tolerance=tolerance)
            assert of.promises is not None
            counted.append(of.promises.decided)
        assert counted == [0, *((1, 0) if due + timedelta(tolerance) < LAST else (0, 1))]


def test_promises_count_in_the_period_of_their_decision_and_in_their_currency() -> None:
    early = replace(PROMISES[0], due=date(2025, 12, 30))
    coming = replace(PROMISES[0], due=date(2026, 3, 31))
    standings = [standing_of(p, received, LAST, 0) for p in (early, coming)]
    assert (
        told(*BASE, promises=standings)["promises_kept"] == "no promise was decided in the period"
    )
    dollars = settled("usd", 100, "2025-12-01", "2025-12-31", currency="USD")
    standings = [standing_of(PROMISES[0], received, LAST, 0)]
    made = told(*BASE, dollars, promises=standings, currency="USD")
    assert made["promises_kept"] == "no promise was decided in the period"
    assert told(*BASE)["promises_kept"] == "promises are recorded in a workspace"


# What must always hold

DATES = st.dates(date(2025, 10, 1), date(2026, 4, 30))


@st.composite
def ledgers(draw):
    """A ledger that tells all days of settlement, with an old paid invoice to begin it."""
    rows = [settled("first", 10_000, "2025-09-01", "2025-10-01", "2025-10-05")]
    for number in range(draw(st.integers(1, 12))):
        issued = draw(DATES)
        gross = draw(st.integers(-50_000, 100_000).filter(bool))
        paid = draw(st.one_of(st.none(), st.dates(issued, date(2026, 5, 31))))
        due = draw(st.dates(issued, date(2026, 6, 30)))
        rows.append(settled(f"{number}", gross, str(issued), str(due), paid and str(paid)))
    return rows


@given(ledgers(), st.randoms(use_true_random=False))
@untimed
def test_the_order_of_rows_does_not_matter(rows, random) -> None:
    shuffled = random.sample(rows, len(rows))
    assert told(*rows) == told(*shuffled)


@given(ledgers())
@untimed
def test_dso_is_the_best_possible_one_and_the_days_of_what_is_overdue(rows) -> None:
    made, of = found(*rows), figures_of(*rows)
    if of.sales > 0 and min(of.open, of.not_due) >= 0:
        assert made["average_days_delinquent"].value == Fraction(of.overdue * 90, of.sales)
        assert made["dso"].value == (
            made["best_possible_dso"].value + made["average_days_delinquent"].value
        )


@given(ledgers())
@untimed
def test_what_was_open_and_sold_is_open_still_or_was_settled_in_between(rows) -> None:
    of = figures_of(*rows)
    first, last = str(QUARTER.first), str(QUARTER.last)
    gone = [r["gross"] for r in rows if r["settled"] and first <= r["settled"] <= last]
    assert of.begin + of.sales - of.open == sum(gone)
    assert sum(m.sales for m in of.months[:3]) == of.sales
    assert sum(m.days for m in of.months[:3]) == QUARTER.days


@given(ledgers(), st.integers(1, 10**6))
@untimed
def test_an_invoice_sold_and_paid_in_the_period_shortens_the_dso(rows, gross) -> None:
    more = settled("more", gross, "2026-01-10", "2026-02-09", "2026-02-09")
    before, after = found(*rows), found(*rows, more)
    assert figures_of(*rows, more).open == figures_of(*rows).open
    for key in ("dso", "best_possible_dso", "dso_count_back"):
        if before[key].value is not None and not before[key].at_least:
            assert after[key].value <= before[key].value


@given(ledgers())
@untimed
def test_a_number_has_inputs_and_no_number_a_reason(rows) -> None:
    for kpi in kpis(figures_of(*rows)):
        assert (kpi.value is None) == (kpi.gap is not None) == (not kpi.inputs)
