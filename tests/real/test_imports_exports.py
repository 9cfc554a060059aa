"""Layouts of bookkeeping packages, by the dictionary alone or by a shipped profile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from creditctl.errors import DataRefused
from creditctl.imports.load import Source, load
from tests.real.aged import LABELS, aged, minor, open_at

if TYPE_CHECKING:
    from pathlib import Path

PROFILES = {"stripe": "stripe", "exact": "exact-online"}


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "exports"


def one(path: Path, **options):
    kind = options.pop("kind", "invoices")
    sheet = options.pop("sheet", None)
    return load(
        [Source("books", path, path.name, kind, sheet=sheet)], **{"currency": "EUR"} | options
    )


@pytest.mark.parametrize("package", ["xero", "exact", "snelstart", "quickbooks", "stripe"])
def test_open_items_of_a_package(folder: Path, package: str):
    expected = json.loads((folder / "synthetic.expected.json").read_text())
    (path,) = folder.glob(f"synthetic-{package}*")
    wanted, found = expected[path.name], one(path)
    assert found.files[0].profile == PROFILES.get(package, "auto")
    assert len(open_at(found, wanted["as_of"])) == wanted["open_items"]
    buckets = aged(found, wanted["as_of"])
    for label in LABELS:
        amount = wanted["buckets"][label]
        assert buckets[label] == (amount["items"], minor(amount["amount"]))
    owed: dict[str, int] = {}
    for row, left in open_at(found, wanted["as_of"]).items():
        name = found.documents.debtors.name(int(found.documents.debtor[row]))
        owed[name] = owed.get(name, 0) + left
    assert owed == {d["name"]: minor(d["open"]) for d in wanted["debtors"]}
    assert found.rejected == ()


def test_rows_that_must_not_count(folder: Path):
    found = one(folder / "synthetic-xero-SalesInvoices.csv")
    assert found.files[0].closed == 2
    assert found.files[0].repeated == 1
    numbers = list(found.documents.number)
    assert "2025-0092" not in numbers
    assert found.documents.open[numbers.index("2025-0090")] == 0


def test_the_day_and_the_total_of_an_aging_report(folder: Path):
    found = one(folder / "synthetic-quickbooks-online-ar-aging-detail.csv")
    assert str(found.files[0].exported) == "2026-01-31"
    assert not [f for f in found.findings if f.severity != "info"]


def test_sage_writes_credits_and_receipts_without_a_sign_and_no_due_date(folder: Path):
    path = folder / "synthetic-sage50-transactions.csv"
    wanted = json.loads((folder / "synthetic.expected.json").read_text())[path.name]
    with pytest.raises(DataRefused) as caught:
        one(path)
    assert "due date" in caught.value.findings[0].message
    found = one(path, has_terms=True)
    gross = found.documents.gross
    assert (int((gross > 0).sum()), int(gross[gross > 0].sum())) == (18, minor(wanted["si_total"]))
    assert (int((gross < 0).sum()), int(gross[gross < 0].sum())) == (2, -minor(wanted["sc_total"]))
    assert int(found.payments.amount.sum()) == minor(wanted["sa_total"])
    assert found.files[0].sums == {"EUR": minor(wanted["net_open"])}


def test_a_dutch_list_of_debtors(folder: Path):
    facts = json.loads((folder / "facts.json").read_text())["nl-debiteurenlijst.csv"]
    found = one(folder / "nl-debiteurenlijst.csv")
    buckets = aged(found, facts["aging"]["as_of"])
    for label in LABELS:
        amount = facts["aging"]["buckets"][label]
        assert buckets[label] == (amount["items"], minor(amount["amount"]))
    said = {f.code: f.message for f in found.findings}
    assert "3332: 3332 Demo, 3333 Demo" in said["CI408"]  # one code for four names
    with pytest.raises(DataRefused) as caught:
        one(folder / "nl-debiteurenlijst.xlsx")
    assert "--sheet" in caught.value.findings[0].hint
    sheet = "PBC-Debiteurenlijst per heden"
    whole = one(folder / "nl-debiteurenlijst.xlsx", sheet=sheet)
    assert whole.files[0].sums == found.files[0].sums


def test_drafts_are_no_invoices(folder: Path):
    found = one(folder / "zoho-invoices.csv")
    assert len(found.documents) == 0
    assert found.files[0].closed == 13


def test_files_of_debtors(folder: Path):
    zoho = one(folder / "zoho-contacts.csv", kind="debtors").documents.debtors
    simpsons = zoho.detail(3)
    assert (simpsons.name, simpsons.email) == ("Simpsons Baking Co", "marge@simpsonsbaking.com")
    assert (simpsons.terms, simpsons.kind, simpsons.currency) == ("Net 30", "business", "USD")
    assert simpsons.reminders
    clients = one(folder / "invoicely-clients.csv", kind="debtors").documents.debtors
    assert [clients.detail(code).country for code in range(2)] == ["US", "US"]
    datev = one(folder / "datev-EXTF_Stammdaten.csv", kind="debtors").documents.debtors
    assert "70001" in datev.ids


def test_what_the_dictionary_cannot_tell_is_refused_with_the_column(folder: Path):
    for name, said in (
        ("xero-SalesInvoiceTemplate-filled.csv", "'Total'"),
        ("invoicely-invoices.csv", "document number"),
        ("datev-EXTF_Buchungsstapel.csv", "the amount"),
    ):
        with pytest.raises(DataRefused) as caught:
            one(folder / name)
        assert said in caught.value.findings[0].message
        assert "profile" in caught.value.findings[0].hint


def test_one_line_of_profile_is_enough_for_invoicely(folder: Path, tmp_path: Path):
    (tmp_path / "invoicely.yaml").write_text("columns: {number: Details}\n")
    path = folder / "invoicely-invoices.csv"
    found = load(
        [Source("b", path, "x", profile="invoicely")], currency="USD", profile_dirs=[tmp_path]
    )
    assert found.documents.open.tolist() == [102000]
    assert str(found.documents.due[0].astype("datetime64[D]")) == "2021-01-28"
