"""Ledgers written by others: IBM's settled invoices, Invoice Ninja's three files, small lists."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from creditctl.imports.load import Import, Source, load
from creditctl.ledger.frames import OpenBasis
from tests.real.aged import LABELS, aged, minor, open_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "receivables"


@pytest.fixture(scope="module")
def facts(folder: Path) -> dict:
    return json.loads((folder / "facts.json").read_text())


def one(folder: Path, name: str, currency: str, **source) -> Import:
    return load([Source("real", folder / name, name, **source)], currency=currency)


def agrees(found: Import, expected: dict) -> None:
    """The open items of a day are what is expected, in every bucket and for the top debtors."""
    as_of = expected["as_of"]
    left, buckets = open_at(found, as_of), aged(found, as_of)
    assert len(left) == expected["open_items"]
    assert sum(left.values()) == minor(expected["total_open"])
    for label in LABELS:
        wanted = expected["buckets"][label]
        assert buckets[label] == (wanted["items"], minor(wanted["amount"])), label
    owed: Counter[str] = Counter()
    for row, amount in left.items():
        owed[found.documents.debtors.name(int(found.documents.debtor[row]))] += amount
    top = sorted(owed.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    assert top == [(d["debtor"], minor(d["amount"])) for d in expected["top5"]]


def test_ibm_s_invoices_are_open_until_the_day_before_their_settlement(folder, facts):
    expected = facts["ibm-accounts-receivable.csv"]
    found = one(folder, "ibm-accounts-receivable.csv", "USD")
    assert found.files[0].profile == "ibm-receivables"
    assert len(found.documents) == expected["rows"]
    assert len(found.documents.debtors) == expected["customers"]
    assert found.files[0].gross == {"USD": minor(expected["total_invoiced"])}
    assert int(found.documents.disputed.sum()) == expected["disputed"]
    assert set(found.documents.basis.tolist()) == {OpenBasis.SETTLED}
    assert [f.code for f in found.findings] == ["CI407"]
    assert len(expected["aging"]) == 4
    for aging in expected["aging"]:
        agrees(found, aging)


def test_ibm_s_open_items_without_a_profile(folder, facts):
    found = one(folder, "ibm-open-items-2013-06-30.csv", "USD")
    assert found.files[0].profile == "auto"
    assert found.files[0].date_order == "mdy"
    assert int(found.documents.disputed.sum()) == facts["ibm-open-items-2013-06-30.csv"]["disputed"]
    for aging in facts["ibm-open-items-2013-06-30.csv"]["aging"]:
        agrees(found, aging)
    assert "CI243" in {f.code for f in found.findings}


def test_small_lists(folder, facts):
    agrees(one(folder, "cashflow-invoices.csv", "INR"), facts["cashflow-invoices.csv"]["aging"])
    cfo = one(folder, "cfo-agents-invoices.csv", None)
    agrees(cfo, facts["cfo-agents-invoices.csv"]["aging"])
    assert cfo.documents.currencies == ("EUR",)


def test_a_workbook_with_a_header_of_its_own_needs_one_line_of_profile(folder, facts, tmp_path):
    (tmp_path / "factoring.yaml").write_text("columns: {open: Open Advance (ILS)}\n")
    name = "factoring-ar-aging-report.xlsx"
    source = Source("real", folder / name, name, profile="factoring")
    found = load([source], profile_dirs=[tmp_path], currency="ILS")
    agrees(found, facts[name]["aging"])


@pytest.fixture(scope="module")
def ninja(folder: Path) -> Import:
    kinds = {"invoice": "invoices", "clients": "debtors", "payments": "payments"}
    sources = [
        Source("ninja", folder / f"invoiceninja-{name}.csv", f"{name}.csv", kind)
        for name, kind in kinds.items()
    ]
    return load(sources, currency="USD")


def test_invoice_ninja_s_invoices(ninja: Import, facts):
    expected = facts["invoiceninja-invoice.csv"]
    for aging in expected["aging"]:
        agrees(ninja, aging)
    invoices, clients, payments = ninja.files
    assert invoices.rows == expected["data_rows"]
    assert invoices.accepted == expected["unique_invoices"]
    assert invoices.gross == {"USD": minor(expected["total_amount"])}
    assert (invoices.profile, clients.profile) == ("invoice-ninja", "invoice-ninja")
    assert clients.accepted == facts["invoiceninja-clients.csv"]["data_rows"]
    assert payments.date_order == "mdy"
    assert payments.sums == {"USD": minor(facts["invoiceninja-payments.csv"]["total"])}
    assert ninja.rejected == ()


def test_what_does_not_agree_in_invoice_ninja_s_files_is_told(ninja: Import, facts):
    said = {f.code: f.message for f in ninja.findings}
    assert "'2' (line 7, as on line 6)" in said["CI319"]
    assert (
        f"{facts['invoiceninja-invoice.csv']['due_before_invoice_date']} rows fall due"
        in said["CI316"]
    )
    assert "Ludwig Krajcik DVM -142.85 against 257.15" in said["CI405"]
    assert "names '801'" in said["CI411"]
    assert "USD -800.00 in all" in said["CI411"]
    assert "399 of 400 invoices disagree" in said["CI404"]
    assert set(said) == {"CI316", "CI319", "CI404", "CI405", "CI410", "CI411"}
    lost = ninja.payments.document == -1
    assert ninja.payments.amount[lost].tolist() == [-40000, -40000]


def test_who_has_paid_by_the_payments_is_not_reminded(ninja: Import):
    still_open = ninja.documents.open > 0
    assert ninja.documents.doubtful[still_open].all()
    assert not ninja.documents.doubtful[~still_open].any()


def test_invoice_ninja_s_debtors(ninja: Import):
    debtor = ninja.documents.debtors.detail(0)
    assert (debtor.debtor, debtor.contact) == ("Ludwig Krajcik DVM", "Terrill Ondricka")
    assert debtor.email == "brook59@example.org"
    assert debtor.phone == "1-537-759-0369"
    assert debtor.address == (
        "371 O'Connell Summit",
        "Suite 612",
        "Lornamouth, New York 83425-0771",
    )
