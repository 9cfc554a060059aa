"""Thanks on a real receivables file: exactly those whom the file itself says are to be thanked."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta

import pytest

from creditctl.app.books import Reading
from creditctl.app.run import RunOrder, daily_run
from tests.real.test_ibm_days import invoices, make_workspace

__all__ = ["invoices"]  # the fixture

FIRST, COUNT, WITHIN = date(2013, 6, 3), 45, 5
POLICY = f"""version: 1
name: Thankful
safety: {{max_notices_per_run: 100000, max_jump: null}}
reminders:
  between_notices: 3 days
  thank_you: {{within: {WITHIN} days}}
  steps:
    - {{id: courtesy, days: -3}}
    - {{id: reminder, days: 2}}
    - {{id: second, days: 9}}
"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory, shared_data, invoices):
    """The letters of every day, demands and thanks, each as debtor and item numbers with steps."""
    folder = tmp_path_factory.mktemp("thanks")
    (folder / "policy.yaml").write_text(POLICY)
    workspace = make_workspace(folder, shared_data, invoices, "policy.yaml")
    found = {}
    for day in (FIRST + timedelta(n) for n in range(COUNT)):
        order = RunOrder(day, day, Reading(), first_run=True)
        outcome = daily_run(
            workspace, order, lambda day=day: datetime(*day.timetuple()[:3], 9, tzinfo=UTC)
        )
        found[day] = [
            (n.kind, n.debtor.debtor, [(x.number, x.step) for x in n.lines])
            for n, _ in outcome.issued.done
        ]
    return found


def disputed(shared_data):
    path = shared_data / "receivables" / "ibm-accounts-receivable.csv"
    with path.open(newline="") as file:
        return {row["invoiceNumber"] for row in csv.DictReader(file) if row["Disputed"] == "Yes"}


def test_who_is_thanked(letters, invoices, shared_data):
    stopped = disputed(shared_data)
    reminded: dict[str, date] = {}
    done: set[str] = set()
    count = 0
    for day, sent in letters.items():
        demands = {debtor for kind, debtor, _ in sent if kind == "demand"}
        overdue = {i.debtor for i in invoices.values() if i.open_on(day) and i.due < day}
        expected = {
            i.number
            for i in invoices.values()
            if i.number in reminded
            and reminded[i.number] <= i.settled <= day <= i.settled + timedelta(WITHIN)
            and i.number not in done | stopped
            and i.debtor not in demands | overdue
            and day.weekday() < 5
        }
        thanked = [number for kind, _, lines in sent if kind == "thanks" for number, _ in lines]
        assert sorted(thanked) == sorted(expected)
        done |= expected
        count += len(expected)
        for kind, _, lines in sent:
            if kind == "demand":
                reminded |= {number: day for number, step in lines if step != "courtesy"}
    assert count > 10
