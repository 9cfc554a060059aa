"""Statements over a real receivables file: every account adds up, worked out once more by hand."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest

from creditctl.app.books import Reading
from creditctl.app.statement import accounts
from creditctl.cli import options as opt
from creditctl.config.workspace import load_workspace
from creditctl.insight.statement import MovementForm

WORKSPACE = """version: 1
company: {{name: Example Inc., country: US, address: [1 Main Street]}}
currency: USD
policy: us-business
sources:
  - {{name: ibm, file: "{file}", kind: invoices, profile: ibm-receivables}}
"""
LAST = date(2013, 6, 30)


def american(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()


def balances(path, day: date) -> dict[str, int]:
    """What each customer owed at the end of a day, by plain arithmetic; minor units."""
    owed: dict[str, int] = defaultdict(int)
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if american(row["InvoiceDate"]) <= day < american(row["SettledDate"]):
                owed[row["customerID"]] += int(Decimal(row["InvoiceAmount"]) * 100)
    return owed


@pytest.mark.parametrize("first", [date(2012, 1, 1), date(2013, 1, 15), LAST])
def test_every_account_adds_up(tmp_path, shared_data, first) -> None:
    path = (shared_data / "receivables" / "ibm-accounts-receivable.csv").resolve()
    (tmp_path / "creditctl.yaml").write_text(WORKSPACE.format(file=path))
    read = accounts(load_workspace(tmp_path), LAST, Reading(), opt.now, first)
    before, after = balances(path, date.fromordinal(first.toordinal() - 1)), balances(path, LAST)
    found = {statement.debtor.debtor: statement.forms for statement in read.all()}
    assert {**before, **after}.keys() <= found.keys()
    for debtor, (form,) in found.items():
        assert isinstance(form, MovementForm)
        assert (form.opening, form.booked) == (before[debtor], after[debtor])
        assert form.opening + sum(move.amount for move in form.movements) == form.booked
    assert sum(form.booked for (form,) in found.values()) == 511_985
