"""The statement as a page: words of every language, layouts, sizes, and hostile data."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from creditctl.documents.letters import LetterRefused
from creditctl.documents.localise import Language
from creditctl.documents.sources import TemplateFolders
from creditctl.documents.statement import StatementRoom
from creditctl.documents.statement_page import StatementText, statement_data
from creditctl.documents.statement_words import StatementWords, read_words, statement_words
from creditctl.errors import ConfigRefused
from creditctl.insight.statement import NotBooked
from creditctl.insight.statement_items import open_forms
from tests.documents.build import BRITON, COMPANY, DEBTOR, HOSTILE, HOSTILE_TEXTS, SHIPPED
from tests.ledger.build import items

EDGES = (30, 60, 90)
DAY = date(2024, 3, 31)
FOLDERS = TemplateFolders((SHIPPED,))
SPOKEN = sorted(path.parent.name for path in SHIPPED.glob("*/statement.yaml"))


def owed(count, currency="EUR"):
    rows = [("D1", currency, 100 - 5 * n, 10_000 + n) for n in range(count)]
    return open_forms(items(*rows), {}, EDGES)


def text(forms, debtor=DEBTOR, company=COMPANY) -> StatementText:
    return StatementText(company, debtor, DAY, None, forms)


def pages(pdf: bytes) -> list[str]:
    found = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in found]


@pytest.mark.parametrize("code", SPOKEN)
def test_every_language_has_all_words_and_sets_a_page(code) -> None:
    spoken = statement_words(FOLDERS, code)
    assert not isinstance(spoken, list), spoken
    language, words = spoken
    assert language.code == code
    (page,) = pages(StatementRoom(COMPANY, [SHIPPED]).render(text(owed(1)), code))
    assert words.title in page
    assert words.invoice.replace("{number}", "0") in page


def test_languages_of_letters_have_statements_or_get_english() -> None:
    assert sorted(path.parent.name for path in SHIPPED.glob("*/labels.yaml")) == SPOKEN
    for wanted, used in (("nl-BE", "nl"), ("xx", "en"), ("", "en"), ("../nl", "en")):
        spoken = statement_words(FOLDERS, wanted)
        assert isinstance(spoken, tuple)
        assert spoken[0].code == used


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("{day}", "{dag}", "{day}"),
        ("title: Statement of account", "", "add 'title:'"),
        ("title: Statement", "titel: Statement", "add 'title:'"),
        ("balance: Balance", "balance: 5", "quotes"),
        ('"Invoice {number}"', '"Invoice {"', "{number}"),
    ],
)
def test_wrong_words_are_refused_with_their_place(old, new, hint) -> None:
    shipped = (SHIPPED / "en" / "statement.yaml").read_text(encoding="utf-8")
    found = read_words(shipped.replace(old, new), "templates/en/statement.yaml")
    assert isinstance(found, list)
    assert {f.code for f in found} == {"CC309"}
    assert any(hint in f.hint for f in found)


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (1, 1), (40, 2)])
def test_pages_of_no_item_one_and_forty(count, expected) -> None:
    room = StatementRoom(COMPANY, [SHIPPED])
    pdf = room.render(text(owed(count)), "en")
    found = pages(pdf)
    assert len(found) == expected
    assert f"Page {expected} of {expected}" in found[-1]
    assert "not a demand for payment" in found[0]
    assert all(f"Invoice {n}" in " ".join(found) for n in range(count))
    assert pdf == room.render(text(owed(count)), "en")


def test_paper_is_that_of_the_companys_country() -> None:
    for country, width in (("NL", 595), ("US", 612)):
        company = replace(COMPANY, country=country)
        pdf = StatementRoom(company, [SHIPPED]).render(text(owed(1), BRITON, company), "en")
        assert round(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width) == width


def data(forms, company=COMPANY):
    language, words = statement_words(FOLDERS, "en")
    assert isinstance(language, Language)
    assert isinstance(words, StatementWords)
    return statement_data(text(forms, company=company), language, words)["statement"]["sections"]


def test_a_payment_code_only_for_euros_that_are_owed() -> None:
    (euros,), (dollars,) = data(owed(1)), data(owed(1, "USD"))
    assert euros["payment"]["qr"]
    assert dollars["payment"]["qr"] is None
    (nowhere,) = data(owed(1), replace(COMPANY, iban=""))
    assert nowhere["payment"] is None
    credit = open_forms(items(("D1", "EUR", 3, -500)), {}, EDGES)
    (section,) = data(credit)
    assert section["payment"] is None
    covered = open_forms(items(("D1", "EUR", 3, 500)), {"EUR": NotBooked(at_bank=600)}, EDGES)
    (section,) = data(covered)
    assert section["payment"] is None
    assert section["table"]["total"] == ("Balance in your favour", "-€1.00")


def test_an_invoice_paid_twice_is_not_overdue() -> None:
    (form,) = owed(1)
    twice = form.lines[0]._replace(open=-10_000)
    (section,) = data((replace(form, lines=(twice,)),))
    ((name, *_, due, days, amount, left),) = section["table"]["rows"]
    assert (name, due, days, amount, left) == ("Invoice 0", "", "", "100.00", "-100.00")


def test_one_invoice_is_quoted_else_the_customer() -> None:
    for count, quoted in ((1, "0"), (2, DEBTOR.debtor)):
        (section,) = data(owed(count))
        assert section["payment"]["rows"][-1] == ("Payment reference", quoted)
        assert "Please pay by" not in dict(section["payment"]["rows"])


def test_hostile_names_and_numbers_are_only_text() -> None:
    room = StatementRoom(COMPANY, [SHIPPED])
    (form,) = owed(len(HOSTILE_TEXTS) - 1)
    rows = zip(form.lines, HOSTILE_TEXTS, strict=False)
    forms = (replace(form, lines=tuple(line._replace(number=n) for line, n in rows)),)
    found = "".join("".join(pages(room.render(text(forms, HOSTILE), "en"))).split())
    assert "<script>alert(1)</script>" in found
    assert "{{7*7}}" in found


def test_a_character_that_no_font_has_concerns_one_debtor() -> None:
    odd = replace(DEBTOR, name="\U00012000 & co")
    with pytest.raises(LetterRefused) as refused:
        StatementRoom(COMPANY, [SHIPPED]).render(text(owed(1), odd), "en")
    (found,) = refused.value.findings
    assert (found.code, found.debtor) == ("CC313", DEBTOR.debtor)


def test_a_layout_of_ones_own_and_what_is_wrong_with_it(tmp_path) -> None:
    own = tmp_path / "layouts"
    own.mkdir()
    (own / "statement.typ").write_text("#panic()\n")
    with pytest.raises(ConfigRefused) as refused:
        StatementRoom(COMPANY, [tmp_path, SHIPPED]).render(text(owed(1)), "en")
    (found,) = refused.value.findings
    assert (found.code, found.place.file) == ("CC310", "templates/layouts/statement.typ")
    (own / "statement.typ").unlink()
    (own / "letter.typ").write_text("#let x = \n")
    with pytest.raises(ConfigRefused) as refused:
        StatementRoom(COMPANY, [tmp_path, SHIPPED]).render(text(owed(1)), "en")
    (found,) = refused.value.findings
    assert (found.code, found.place.file) == ("CC310", "templates/layouts/letter.typ")


def test_a_company_without_a_name_has_no_statements() -> None:
    with pytest.raises(ConfigRefused):
        StatementRoom(replace(COMPANY, name=""), [SHIPPED])
