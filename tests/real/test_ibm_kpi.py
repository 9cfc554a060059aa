"""Key figures of a real receivables file, worked out once more with pandas from its own columns."""

from __future__ import annotations

import calendar
import json
from fractions import Fraction

import pandas as pd
import pytest

from creditctl.app.books import Reading
from creditctl.app.kpi import asked_period, kpi_of_files
from creditctl.ledger.dates import day_of, to_days

DAYS = (
    "2012-06-30",
    "2012-09-30",
    "2012-12-31",
    "2013-03-31",
    "2013-06-30",
    "2013-09-30",
    "2013-05-17",
)


@pytest.fixture(scope="module")
def path(shared_data):
    return shared_data / "receivables" / "ibm-accounts-receivable.csv"


@pytest.fixture(scope="module")
def ledger(path):
    frame = pd.read_csv(path, dtype=str)
    for column in ("InvoiceDate", "DueDate", "SettledDate"):
        frame[column] = pd.to_datetime(frame[column], format="%m/%d/%Y")
    frame["cents"] = (frame["InvoiceAmount"].str.split(".").map(cents)).astype("int64")
    return frame


def cents(parts):
    units, rest = (*parts, "")[:2]
    return int(units) * 100 + int(rest.ljust(2, "0"))


def open_on(ledger, day):
    return ledger[(ledger["InvoiceDate"] <= day) & (day < ledger["SettledDate"])]


def sold(ledger, first, last):
    inside = (ledger["InvoiceDate"] >= first) & (ledger["InvoiceDate"] <= last)
    return int(ledger.loc[inside, "cents"].sum())


def kpi_of(path, day, first=None):
    period = asked_period(day_of(to_days(day)), None, first)
    found = kpi_of_files([str(path)], period, Reading(currency="USD"), None)
    ((figures, kpis),) = found.currencies
    return period, figures, {kpi.measure.key: kpi for kpi in kpis}


@pytest.mark.parametrize("text", DAYS)
def test_against_pandas(path, ledger, text) -> None:
    last = pd.Timestamp(text)
    period, _, kpis = kpi_of(path, last.date())
    first = pd.Timestamp(period.first)
    begin = int(open_on(ledger, first - pd.Timedelta(days=1))["cents"].sum())
    now = open_on(ledger, last)
    end, sales = int(now["cents"].sum()), sold(ledger, first, last)
    overdue = int(now.loc[now["DueDate"] < last, "cents"].sum())
    days = (last - first).days + 1
    assert 89 <= days <= 92
    values = {key: kpi.value for key, kpi in kpis.items()}
    assert values["overdue_share"] == Fraction(100 * overdue, end)
    assert values["dso"] == Fraction(end * days, sales)
    assert values["best_possible_dso"] == Fraction((end - overdue) * days, sales)
    assert values["average_days_delinquent"] == Fraction(overdue * days, sales)
    collectable = begin + sales - (end - overdue)
    assert values["cei"] == Fraction(100 * (begin + sales - end), collectable)
    monthly = Fraction(sales, 3)
    assert values["cei_monthly_sales"] == 100 * (begin + monthly - end) / (
        begin + monthly - (end - overdue)
    )
    assert values["dso_count_back"] == counted_back(ledger, last, end)


def counted_back(ledger, last, rest):
    """Month after month, from the newest, by the calendar."""
    days, month_end = Fraction(0), last
    while True:
        month = month_end.replace(day=1)
        length, sales = (month_end - month).days + 1, sold(ledger, month, month_end)
        if rest <= sales:
            return days + Fraction(rest * length, sales)
        rest, days = rest - sales, days + length
        month_end = month - pd.Timedelta(days=1)
        assert month_end.day == calendar.monthrange(month_end.year, month_end.month)[1]


@pytest.mark.parametrize("text", DAYS)
def test_days_late_and_overdue_against_pandas(path, ledger, text) -> None:
    last = pd.Timestamp(text)
    _, _, kpis = kpi_of(path, last.date())
    year = last - pd.DateOffset(years=1)
    paid = ledger[(ledger["SettledDate"] > year) & (ledger["SettledDate"] <= last)]
    late = (paid["SettledDate"] - paid["DueDate"]).dt.days
    assert kpis["days_late_simple"].value == Fraction(int(late.sum()), len(paid))
    assert kpis["days_late_weighted"].value == Fraction(
        int((late * paid["cents"]).sum()), int(paid["cents"].sum())
    )
    now = open_on(ledger, last)
    now = now[now["DueDate"] < last]
    overdue = (last - now["DueDate"]).dt.days
    assert kpis["days_overdue_simple"].value == Fraction(int(overdue.sum()), len(now))
    assert kpis["days_overdue_weighted"].value == Fraction(
        int((overdue * now["cents"]).sum()), int(now["cents"].sum())
    )


def test_what_is_open_is_that_of_the_facts_beside_the_file(path, shared_data) -> None:
    facts = json.loads((shared_data / "receivables" / "facts.json").read_text())
    told = facts["ibm-accounts-receivable.csv"]["aging"]
    assert len(told) > 2
    for aged in told:
        _, figures, _ = kpi_of(path, pd.Timestamp(aged["as_of"]).date())
        not_due = aged["buckets"]["not_due"]["amount"]
        assert (figures.items, figures.open) == (
            aged["open_items"],
            cents(aged["total_open"].split(".")),
        )
        assert figures.not_due == cents(not_due.split("."))


def test_all_invoices_ever_paid_are_those_of_its_own_column(path, ledger) -> None:
    """`DaysLate` is 0 for early payers: with these at 0, our days are its days."""
    last = pd.Timestamp("2014-01-09")
    year = ledger[ledger["SettledDate"] > last - pd.DateOffset(years=1)]
    late = (year["SettledDate"] - year["DueDate"]).dt.days
    assert (late.clip(lower=0) == year["DaysLate"].astype(int)).all()
    _, figures, _ = kpi_of(path, last.date())
    assert (figures.paid.invoices, figures.paid.days) == (len(year), int(late.sum()))


def test_of_its_open_items_alone_nothing_but_today_is_known(shared_data) -> None:
    path = shared_data / "receivables" / "ibm-open-items-2013-06-30.csv"
    _, figures, kpis = kpi_of(path, pd.Timestamp("2013-06-30").date())
    assert (figures.open, figures.overdue) == (511_985, 83_556)
    known = {key for key, kpi in kpis.items() if kpi.value is not None}
    assert known == {"overdue_share", "days_overdue_simple", "days_overdue_weighted"}
