"""Workspaces with one late debt each, run in this process, and what their letters claim."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from creditctl.config.lawfiles import load_law
from tests.scenarios.inside import creditctl

SETTINGS = {
    "version": 1,
    "company": {
        "name": "Example B.V.",
        "address": ["Dorpsstraat 1, 1234 AB Plaats"],
        "email": "ar@example.example",
        "iban": "NL91ABNA0417164300",
    },
    "policy": "policy.yaml",
}
EVERY_DAY = {"send": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "shift": "none"}
LABELS = {
    "principal": "Outstanding invoices",
    "interest": "Interest",
    "compensation": "Compensation for late payment",
    "costs": "Collection costs",
    "fee": "Reminder fee",
    "total": "Total",
}
LAW = load_law(None).law


@dataclass(frozen=True)
class Debt:
    """What a debtor owes, and by which rules letters claim.

    Attributes:
        regime: name of the rules; kind, country and currency are those that it is made for.
        due: the due date of every invoice.
        amounts: gross, an invoice each.
        steps: of the policy.
        law: further keys of `late_payment`.
        paid: day and amount of payments of the first invoice.
        country: of the debtor, where it isn't that of the regime.
    """

    regime: str
    due: date
    amounts: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]
    law: tuple[tuple[str, str], ...] = ()
    paid: tuple[tuple[str, str], ...] = ()
    country: str = ""

    @property
    def kind(self) -> str:
        return LAW.regimes[self.regime].debtor[0]

    @property
    def currency(self) -> str:
        return (*LAW.regimes[self.regime].currencies, "EUR")[0]

    def policy(self) -> dict[str, Any]:
        return {
            "version": 1,
            "name": "One debt",
            "late_payment": {self.kind: self.regime, **dict(self.law)},
            "working_days": EVERY_DAY,
            "safety": {"data_older_than": "9999 days"},
            "reminders": {"between_notices": 1, "steps": list(self.steps)},
        }


@dataclass(frozen=True)
class Sent:
    """A letter that a run wrote: its JSON, its text, and the sums that the text shows."""

    data: dict[str, Any]
    text: str

    @property
    def claim(self) -> dict[str, Any]:
        claim: dict[str, Any] = self.data["claim"]
        return claim

    def shown(self, what: str) -> str:
        """The amount behind a label, without its currency; 0.00 where the label is absent."""
        found = re.findall(rf"^{LABELS[what]} {{2,}}(\S.*)$", self.text, re.MULTILINE)
        assert len(found) < 2, self.text
        return re.sub(r"[^\d.]", "", found[0]) if found else "0.00"


def write(folder: Path, debt: Debt) -> Path:
    """The workspace of a debt."""
    regime = LAW.regimes[debt.regime]
    country = debt.country or regime.country or "NL"
    sources = {"invoices": "invoices.csv", "debtors": "debtors.csv"}
    issued = debt.due - timedelta(60)
    # What is open is stated, or follows from the payments.
    invoices = ["InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total"]
    invoices[0] += "" if debt.paid else ",Outstanding"
    for number, gross in enumerate(debt.amounts, 1):
        left = "" if debt.paid else f",{gross}"
        invoices.append(f"F{number},D1,{issued},{debt.due},{gross}{left}")
    debtors = [
        "CustomerCode,CustomerName,CustomerType,Country,Email,Language",
        f"D1,Debtor One,{debt.kind},{country},d1@x.example,en",
    ]
    files = {"invoices": invoices, "debtors": debtors}
    if debt.paid:
        sources["payments"] = "payments.csv"
        paid = [f"{day},D1,F1,{amount}" for day, amount in debt.paid]
        files["payments"] = ["PaymentDate,CustomerCode,InvoiceNumber,Amount", *paid]
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in files.items():
        (folder / sources[kind]).write_text("\n".join(rows) + "\n")
    listed = [{"name": kind, "file": file, "kind": kind} for kind, file in sources.items()]
    settings = SETTINGS | {"currency": debt.currency, "sources": listed}
    (folder / "creditctl.yaml").write_text(yaml.safe_dump(settings))
    (folder / "policy.yaml").write_text(yaml.safe_dump(debt.policy(), sort_keys=False))
    return folder


def run(folder: Path, as_of: date) -> list[Sent]:
    """Run the workspace on a day; the letters that lie in its outbox afterwards."""
    done = creditctl(
        "run", "-w", str(folder), "--as-of", str(as_of), "--first-run", "--json",
        "--allow-date", "a worked example",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    notices = json.loads(done.stdout)["notices"]
    return [Sent(notice, text_of(folder / "outbox" / notice["file"])) for notice in notices]


def text_of(path: Path) -> str:
    """The text part of a letter."""
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text: str = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return text


def held_for(folder: Path, as_of: date) -> tuple[str, str]:
    """The reason that explain gives for the first invoice, and what the gate saw."""
    done = creditctl("explain", "-w", str(folder), "F1", "--as-of", str(as_of), "--json")
    assert done.returncode == 0, done.stderr
    (item,) = json.loads(done.stdout)["items"]
    (value,) = [gate["value"] for gate in item["gates"] if gate["decided"]]
    return item["reason"], value
