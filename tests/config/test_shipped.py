"""What comes with the program: where it lies, and that the example is what it says."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from creditctl.config import shipped as module
from creditctl.config.shipped import shipped
from creditctl.config.workspace import load_workspace

ROOT = Path(__file__).parents[2]
QUICKSTART = ROOT / "examples" / "quickstart"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("policies", "policies"),
        ("templates", "templates"),
        ("examples", "examples"),
        ("commands", "docs/commands"),
    ],
)
def test_in_a_checkout_the_top_folders_are_meant(name: module.ShippedName, folder: str) -> None:
    assert shipped(name) == ROOT / folder
    assert shipped(name).is_dir()


def test_an_installed_package_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shipped" / "policies").mkdir(parents=True)
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    assert shipped("policies") == tmp_path / "shipped" / "policies"


def rows(name: str) -> list[dict[str, str]]:
    with (QUICKSTART / "inbox" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def amount(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def test_the_example_loads_and_is_complete() -> None:
    workspace = load_workspace(QUICKSTART)
    assert workspace.policy.line_of(("segments", 0, "reminders", "grace")).startswith(
        "policies/standard.yaml:"
    )
    for source in workspace.settings.sources:
        assert all(path.is_file() for path, _ in workspace.files_of(source))
    assert workspace.company()["logo"].startswith(b"<svg")


def test_the_example_s_ledger_agrees_with_itself() -> None:
    invoices, debtors = rows("invoices.csv"), rows("debtors.csv")
    assert (len(debtors), len(invoices)) == (14, 45)
    assert {r["Customer number"] for r in invoices} == {d["Customer number"] for d in debtors}
    numbers = Counter(r["Invoice number"] for r in invoices)
    assert set(numbers.values()) == {1}
    names = {d["Customer number"]: d["Customer name"] for d in debtors}
    for row in invoices:
        assert row["Customer name"] == names[row["Customer number"]]
        left = amount(row["Amount"]) - amount(row["Paid"])
        assert left == amount(row["Outstanding"])
        issued, due = (datetime.strptime(row[c], "%d-%m-%Y") for c in ("Invoice date", "Due date"))
        assert issued <= due
        assert (left < 0) == (row["Document type"] != "Invoice")


def test_the_example_has_one_of_everything() -> None:
    invoices, debtors = rows("invoices.csv"), rows("debtors.csv")
    by_debtor = Counter[str]()
    for row in invoices:
        by_debtor[row["Customer number"]] += amount(row["Outstanding"])  # type: ignore[assignment]
    assert {r["Currency"] for r in invoices} == {"EUR", "GBP"}
    assert {d["Country"] for d in debtors} == {"NL", "BE", "DE", "GB"}
    assert {d["Language"] for d in debtors} == {"nl", "en"}
    assert any(not d["Email"] and d["Address"] for d in debtors)
    assert any(r["Disputed"] for r in invoices)
    assert any(0 < amount(r["Paid"]) < amount(r["Amount"]) for r in invoices)
    assert any(total < 0 for total in by_debtor.values())
    assert max(by_debtor.values()) > 25000
    assert all(d["Email"].endswith(".example") for d in debtors if d["Email"])
