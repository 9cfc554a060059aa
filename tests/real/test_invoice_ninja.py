"""Three files of one administration that do not agree with each other, as one workspace."""

from __future__ import annotations

import json

from tests.scenarios.inside import creditctl

WORKSPACE = """version: 1
company: {{name: Example LLC, country: US, address: [1 Main Street], email: ar@example.example}}
currency: USD
policy: us-business
sources:
  - {{name: invoices, file: "{data}/invoiceninja-invoice.csv", kind: invoices}}
  - {{name: clients, file: "{data}/invoiceninja-clients.csv", kind: debtors}}
{payments}"""
PAYMENTS = '  - {{name: payments, file: "{data}/invoiceninja-payments.csv", kind: payments}}\n'


def workspace(tmp_path, shared_data, payments=PAYMENTS):
    data = (shared_data / "receivables").resolve()
    text = WORKSPACE.format(data=data, payments=payments.format(data=data))
    (tmp_path / "creditctl.yaml").write_text(text)
    return tmp_path


def test_what_does_not_agree_is_reported_and_nobody_who_paid_is_reminded(tmp_path, shared_data):
    folder = workspace(tmp_path, shared_data)
    done = creditctl("run", "-w", str(folder), "--as-of", "2020-01-31", "--first-run", "--json")
    assert done.returncode == 3, done.stderr
    data = json.loads(done.stdout)
    assert data["notices"] == []
    found = {f["code"]: f["message"] for f in data["findings"]}
    assert "Ludwig Krajcik DVM -142.85" in found["CI405"]
    assert "399 of 400 invoices disagree" in found["CI404"]
    assert "215 rows" in found["CI316"]
    assert "'801'" in found["CI411"]
    assert "-800.00" in found["CI411"]
    assert "'2'" in found["CI319"] or "line 7" in found["CI319"]


def test_without_the_payments_the_run_writes_letters(tmp_path, shared_data):
    folder = workspace(tmp_path, shared_data, payments="")
    done = creditctl("run", "-w", str(folder), "--as-of", "2020-01-31", "--first-run", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["notices"]) > 10
    again = creditctl("run", "-w", str(folder), "--as-of", "2020-01-31", "--json")
    assert json.loads(again.stdout)["notices"] == []
