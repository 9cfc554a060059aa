"""The note before an instalment: friendly, exact, and never a word of being late."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from creditctl.documents.clean import one_line
from tests.documents.build import (
    COMPANY,
    DEBTOR,
    HOSTILE,
    HOSTILE_TEXTS,
    LANGUAGES,
    instalment,
    room,
)
from tests.documents.test_hostile import pdf_text
from tests.documents.test_letters import ALREADY, OVERDUE_WORDS, ROOM, Words, plain

AMOUNTS = {
    "de": "300,00 €",
    "en": "€300.00",
    "es": "300,00 €",
    "fr": "300,00 €",
    "nl": "€ 300,00",
}
DAYS = {
    "de": "3. Februar 2026",
    "en": "3 February 2026",
    "es": "3 de febrero de 2026",
    "fr": "3 février 2026",
    "nl": "3 februari 2026",
}
HEADS = {"de": "Rate", "en": "Instalment", "es": "Plazo", "fr": "Versement", "nl": "Termijn"}
INVOICES = {"de": "Rechnung", "en": "nvoice", "es": "actura", "fr": "acture", "nl": "actuur"}
PLAIN = ROOM.render(instalment())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_must_in_every_form(language):
    letter = ROOM.render(instalment(language))
    page = pdf_text(letter.pdf).replace("\u200b", "")
    for said in (plain(letter.text), plain(" ".join(Words.of(letter.html).words))):
        assert "A1 2/4" in said
        assert said.count(AMOUNTS[language]) >= 3
        assert DAYS[language] in said
        assert HEADS[language] in said
        assert INVOICES[language] not in said
        assert "NL91 ABNA 0417 1643 00" in said
        assert "debiteuren@vandijk.example" in said
        assert "+31 20 123 45 67" in said
        assert "None" not in said
        assert OVERDUE_WORDS.search(said) is None
    assert ALREADY[language].split("|")[-1] in plain(letter.text)
    for word in (AMOUNTS[language], DAYS[language], HEADS[language], "A1 2/4"):
        assert "".join(word.split()) in page
    assert INVOICES[language] not in page


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de", "Ihre Rate von 300,00 € am 3. Februar 2026"),
        ("en", "Your instalment of €300.00 on 3 February 2026"),
        ("nl", "Uw termijn van € 300,00 op 3 februari 2026"),
        ("es", "Su plazo de 300,00 € del 3 de febrero de 2026"),
        ("fr", "Votre versement de 300,00 €, prévu le 3 février 2026"),
    ],
)
def test_the_subject(language, subject):
    assert plain(ROOM.render(instalment(language)).subject) == subject


def test_what_is_left_of_an_instalment_is_asked_for():
    letter = ROOM.render(instalment(left=12_550))
    assert "€125.50" in letter.subject
    assert "300.00" not in letter.text
    assert "300.00" in pdf_text(letter.pdf), "the whole instalment stands beside it"


def test_it_is_one_page_with_a_code_to_pay():
    (page,) = pypdf.PdfReader(io.BytesIO(PLAIN.pdf)).pages
    assert "NL91" in page.extract_text()
    assert "Scan" in page.extract_text()


def test_what_the_company_has_not_stated_is_left_out():
    bare = replace(COMPANY, email="", phone="", contact="", bic="", bank="")
    said = plain(room(company=bare).render(instalment()).text)
    assert "before then, so that" in said
    assert said.endswith("Kind regards, Van Dijk Techniek B.V.")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_names_come_out_as_they_are(text):
    shown = one_line(text)
    letter = ROOM.render(instalment(debtor=replace(DEBTOR, name=text, contact="", kind="consumer")))
    page = Words.of(letter.html)
    assert f"Dear {shown}," in letter.text.replace("\n", " ")
    assert f"Dear {shown}," in page.words
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in Words.of(PLAIN.html).tags}


def test_hostile_everything_at_once():
    letter = ROOM.render(instalment(debtor=HOSTILE))
    assert len(pypdf.PdfReader(io.BytesIO(letter.pdf)).pages) == 1
    assert "etc/passwd" in letter.html


def test_the_shipped_letter_is_sound():
    assert ROOM.check(["instalment"], LANGUAGES) == []
