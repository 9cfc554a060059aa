"""Profiles: the shipped ones, those of users, what is wrong with them, which one is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.imports import profile_files
from creditctl.imports.claims import claim
from creditctl.imports.fields import FIELDS
from creditctl.imports.headers import key, key_and_currency
from creditctl.imports.profile import SHIPPED, shipped
from creditctl.imports.profile_files import profiles, read_profile
from tests.imports.build import Books, codes, finding, rows


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_shipped_profiles_pass_the_check_for_users(path: Path):
    located = read_yaml(path, path.name)
    assert located.findings == ()
    data = profile_files._as_text(located.located, (), located.located.data)
    assert list(profile_files._check_file(data, located.located)) == []
    assert data == yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    assert data["name"] == path.stem


def test_the_dictionary_knows_every_field_and_no_header_twice_in_a_list():
    for kind, layout in shipped()["auto"].layouts.items():
        assert set(layout.synonyms) == set(FIELDS[kind])
        for field, names in layout.synonyms.items():
            twice = {n for n in names if names.count(n) > 1}
            assert not twice, (kind, field, twice)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invoice No.", "invoice_no"),
        ("InvoiceNo", "INVOICE NO"),
        ("Invoice #", "invoice no"),
        ("Fälligkeit", "FALLIGKEIT"),
        ("N° facture", "no facture"),
        ("*DueDate", "Due date"),
        ("Straße", "strasse"),
    ],
)
def test_headers_are_compared_by_what_matters(one, other):
    assert key(one) == key(other)


def test_a_header_may_state_a_currency():
    assert key_and_currency("Amount (EUR)") == ("amount", "EUR")
    assert key_and_currency("amount_eur") == ("amount", "EUR")
    assert key_and_currency("Open €") == ("open", "EUR")
    assert key_and_currency("Amount due") == ("amountdue", "")


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("Customer ID,Customer,Invoice #", {"debtor": 0, "name": 1, "number": 2}),
        ("Debitor,Name,Rechnungsnr.", {"debtor": 0, "name": 1, "number": 2}),
        ("Debitor,Rechnungsnr.", {"name": 0, "number": 1}),
        ("Customer,Contact name,No", {"name": 0, "contact": 1, "number": 2}),
        ("InvoiceNumber,Reference", {"number": 0, "reference": 1}),
        ("Reference,Customer", {"number": 0, "name": 1}),
        ("id,customer,amount", {"number": 0, "name": 1, "gross": 2}),
        ("Factuurnr.,Boekstuk", {"number": 0}),
        ("Amount (EUR),No", {"gross": 0, "number": 1}),
    ],
)
def test_columns_find_their_fields(headers, columns):
    found = claim(headers.split(","), shipped()["auto"].layouts["invoices"]).columns
    assert {field: columns_[0].index for field, columns_ in found.items()} == columns


PROFILE = """\
name: my-package
identify: [Klantcode, Restsaldo nu]
columns:
  open: Restsaldo nu
  debtor: Klantcode
  number: Stuk
dates: dmy
decimal: ","
currency: EUR
words: {status: {void: [Vervallen nota]}}
checks: {due_before_issued: warn}
"""
FILE = """\
Stuk;Klantcode;Klant;Factuurdatum;Vervaldatum;Restsaldo nu;Status
1;007;N;05-02-2026;03-02-2026;1.234;x
2;007;N;05-02-2026;06-02-2026;5;Vervallen nota
"""


def test_a_profile_of_a_user_is_recognised_and_used(books: Books):
    (books.folder / "profiles").mkdir()
    (books.folder / "profiles" / "mine.yaml").write_text(PROFILE)
    books.add(FILE)
    found = books.load(currency=None, profile_dirs=[books.folder / "profiles"])
    assert found.files[0].profile == "my-package"
    assert found.documents.open.tolist() == [123400]
    assert found.documents.debtors.ids == ["007"]
    assert found.files[0].closed == 1
    assert codes(found) == ["CI241", "CI316"]
    assert found.files[0].date_order == "dmy"


def test_a_profile_by_name_or_path_needs_its_columns(books: Books):
    (books.folder / "mine.yaml").write_text(PROFILE)
    books.add(FILE, profile="mine.yaml")
    assert books.load(profile_dirs=[books.folder]).files[0].profile == "my-package"
    other = Books(books.folder).add(
        FILE.replace("Stuk", "Nummer"), "other.csv", profile="my-package"
    )
    report = finding(other.refused(profile_dirs=[books.folder]), "CI204")
    assert "the document number ('Stuk')" in report.message
    with pytest.raises(ConfigRefused) as caught:
        Books(books.folder).add(FILE, profile="gone.yaml").load()
    assert caught.value.findings[0].code == "CC160"


def test_two_profiles_that_claim_a_file_are_named(books: Books):
    (books.folder / "a.yaml").write_text(PROFILE)
    (books.folder / "b.yaml").write_text(PROFILE.replace("my-package", "other"))
    report = finding(books.add(FILE).refused(profile_dirs=[books.folder]), "CI203")
    assert "'my-package' and 'other'" in report.message


def test_everything_wrong_with_a_profile_is_told_at_once_with_its_place(tmp_path: Path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "colums: {}\n"
        "columns: {opn: X, gross: []}\n"
        "dates: european\n"
        "currency: EURO\n"
        "identify: {a: b}\n"
        "words: {status: {maybe: [x]}, yess: [x]}\n"
        "checks: {due_before_issued: ignore, other: warn}\n"
        "payments: {columns: {due: X}, open: half}\n"
        "debtors: text\n"
    )
    profile, wrong = read_profile(path)
    assert profile is None
    assert [(f.code, f.place.line) for f in sorted(wrong, key=lambda f: (f.place.line, f.code))] == [
        ("CC162", 1), ("CC161", 2), ("CC162", 2), ("CC163", 3), ("CC163", 4), ("CC161", 5),
        ("CC162", 6), ("CC162", 6), ("CC162", 7), ("CC163", 7), ("CC162", 8), ("CC163", 8),
        ("CC161", 9),
    ]  # fmt: skip
    assert all(f.hint and f.place.column for f in wrong)
    hints = {f.message: f.hint for f in wrong}
    assert hints["unknown key 'colums'"] == "did you mean 'columns'?"
    assert hints["unknown key 'opn'"] == "did you mean 'open'?"


def test_a_broken_profile_stops_the_import(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("columns: [\n")
    (tmp_path / "b.yaml").write_text("name: auto\n")
    (tmp_path / "c.yaml").write_text("just text\n")
    with pytest.raises(ConfigRefused) as caught:
        profiles([tmp_path])
    assert {Path(f.place.file).name for f in caught.value.findings} == {
        "a.yaml",
        "b.yaml",
        "c.yaml",
    }


def test_a_column_to_ignore(books: Books):
    (books.folder / "p.yaml").write_text("columns: {open: Balance due}\nignore: [Outstanding]\n")
    header = "No,Customer,Date,Due date,Total,Balance due,Outstanding"
    books.add(rows("A,B,2026-01-01,2026-01-31,5.00,5.00,4.00", header=header), profile="p")
    assert books.load(profile_dirs=[books.folder]).documents.open.tolist() == [500]
