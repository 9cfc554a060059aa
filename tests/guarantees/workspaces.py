"""Workspaces for the tests of the guarantees, written as a bookkeeper would have them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2026, 1, 30)

POLICY = """version: 1
name: Guarantee policy
currency: EUR
reminders:
  between_notices: 7 days
  steps:
    - {id: courtesy, days: -5}
    - {id: reminder, days: 3}
    - {id: second, days: 17}
    - {id: final, days: 31}
"""

WORKSPACE = """version: 1
company:
  name: Example B.V.
  address: [Dorpsstraat 1, 1234 AB Plaats]
  country: NL
  email: ar@example.example
  iban: NL91ABNA0417164300
currency: EUR
policy: policy.yaml
sources:
  - {name: books, file: invoices.csv, kind: invoices}
"""

HEADER = "InvoiceNumber,CustomerCode,CustomerName,Email,InvoiceDate,DueDate,Total,Outstanding"


def row(number, debtor, overdue, amount="100.00", as_of=AS_OF):
    """One line of the invoice file, `overdue` days overdue."""
    due = as_of - timedelta(overdue)
    issued = due - timedelta(30)
    return f"{number},{debtor},Name {debtor},{debtor.lower()}@x.example,{issued},{due},{amount},{amount}"


def make(folder: Path, rows, policy=POLICY, workspace=WORKSPACE) -> Path:
    """Write a workspace with these invoice lines."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "creditctl.yaml").write_text(workspace)
    (folder / "policy.yaml").write_text(policy)
    (folder / "invoices.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    return folder


def command(*words: str) -> list[str]:
    """The command line that runs creditctl as a user would."""
    return [sys.executable, "-m", "creditctl", *words]


def creditctl(*words: str, **more) -> subprocess.CompletedProcess[str]:
    """Run creditctl in a process of its own."""
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        command(*words),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=env | more.pop("env", {}),
        check=False,
        timeout=120,
        **more,
    )
