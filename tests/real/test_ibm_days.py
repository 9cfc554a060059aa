"""Three months of daily runs over a real receivables file: guarantees G1, G2, G3 and G5.

What must hold is checked against the file itself, read with the csv module, not against our ledger.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from creditctl.app.books import Reading
from creditctl.app.rooms import open_journal
from creditctl.app.run import RunOrder, daily_run
from creditctl.config.policyfile import load_policy
from creditctl.config.workspace import load_workspace
from creditctl.journal.records import State

FIRST, LAST = date(2013, 6, 1), date(2013, 8, 31)


@dataclass(frozen=True)
class Invoice:
    number: str
    debtor: str
    issued: date
    due: date
    settled: date
    amount: Decimal

    def open_on(self, day):
        return self.issued <= day < self.settled


def us_date(text):
    month, day, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


@pytest.fixture(scope="module")
def invoices(shared_data):
    path = shared_data / "receivables" / "ibm-accounts-receivable.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["invoiceNumber"]: Invoice(
            row["invoiceNumber"],
            row["customerID"],
            us_date(row["InvoiceDate"]),
            us_date(row["DueDate"]),
            us_date(row["SettledDate"]),
            Decimal(row["InvoiceAmount"]),
        )
        for row in rows
    }


def make_workspace(tmp_path, shared_data, invoices, policy):
    """The file as a workspace. It has no addresses, so a debtor file is made that has them."""
    ledger = (shared_data / "receivables" / "ibm-accounts-receivable.csv").resolve()
    debtors = sorted({invoice.debtor for invoice in invoices.values()})
    rows = "".join(f"{d},Debtor {d},{d.lower()}@debtor.example\n" for d in debtors)
    (tmp_path / "debtors.csv").write_text("Customer ID,Customer,Email\n" + rows)
    (tmp_path / "creditctl.yaml").write_text(
        f"""version: 1
company: {{name: Example Inc., country: US, address: [1 Main Street, Springfield], email: ar@example.example}}
currency: USD
policy: {policy}
sources:
  - {{name: ibm, file: "{ledger}", kind: invoices, profile: ibm-receivables}}
  - {{name: master, file: debtors.csv, kind: debtors}}
"""
    )
    return load_workspace(tmp_path)


def days(every_third_missed=False):
    day, count = FIRST, 0
    while day <= LAST:
        count += 1
        if not (every_third_missed and count % 3 == 0):
            yield day
        day += timedelta(1)


def run_on(workspace, day):
    order = RunOrder(as_of=day, today=day, reading=Reading(), first_run=True)
    return daily_run(
        workspace, order, lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("policy", "missed", "times"),
    [
        ("us-business", False, 1),
        ("us-business", True, 1),
        ("us-business", False, 3),
        ("nl-business", False, 1),
    ],
    ids=["daily", "every third day missed", "thrice a day", "daily, more steps"],
)
def test_three_months(tmp_path, shared_data, invoices, policy, missed, times):
    workspace = make_workspace(tmp_path, shared_data, invoices, policy)
    for day in days(missed):
        for turn in range(times):
            outcome = run_on(workspace, day)
            assert turn == 0 or not outcome.issued.done, f"{day}: the second run issued again"
            assert not outcome.issued.refused
            open_now = [i for i in invoices.values() if i.open_on(day)]
            assert [(a.items, Decimal(a.total) / 100) for a in outcome.plan.accounts] == [
                (len(open_now), sum(i.amount for i in open_now))
            ]
            per_debtor = Counter(n.debtor.debtor for n, _ in outcome.issued.done)
            assert not per_debtor or max(per_debtor.values()) == 1
            for notice, _ in outcome.issued.done:
                for line in notice.lines:
                    assert invoices[line.number].open_on(day), f"{line.number} was settled by {day}"
    with open_journal(workspace, lambda: datetime.now(UTC), readonly=True) as journal:
        notices = journal.notices()
        assert not journal.verify()
    assert len(notices) >= 20
    check_notices(notices, invoices, policy)


def check_notices(notices, invoices, name):
    policy = load_policy(name, search=Path()).policy
    order = [step.id for step in policy.reminders.steps]
    days_of = {step.id: step.days for step in policy.reminders.steps}
    gap = policy.reminders.between_notices
    steps, last_letter = {}, {}
    seen = Counter()
    for notice in sorted(notices, key=lambda n: n.as_of):
        assert notice.state is State.HANDED_OVER
        before = last_letter.get(notice.debtor)
        assert before is None or (notice.as_of - before).days >= gap
        last_letter[notice.debtor] = notice.as_of
        assert notice.as_of.weekday() < 5
        assert notice.total == sum(line.open for line in notice.items)
        for line in notice.items:
            seen[line.item, line.step] += 1
            steps.setdefault(line.item, []).append((notice.as_of, line.step))
            overdue = (notice.as_of - invoices[line.number].due).days
            assert overdue >= days_of[line.step]
            assert line.step != "courtesy" or overdue <= 0
    assert max(seen.values()) == 1, "an item got the same step twice"
    for taken in steps.values():
        reminders = [order.index(step) for _, step in taken if step != "courtesy"]
        first = order.index("reminder")
        assert reminders == list(range(first, first + len(reminders))), "a step was skipped"
        courtesies = [day for day, step in taken if step == "courtesy"]
        assert not courtesies or courtesies[0] == min(day for day, _ in taken)
