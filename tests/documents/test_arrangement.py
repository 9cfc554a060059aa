"""The letter that confirms an arrangement: every instalment, and the first one to pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from creditctl.documents.epc import epc_payload
from tests.documents.build import COMPANY, LANGUAGES, instalment
from tests.documents.test_hostile import pdf_text
from tests.documents.test_instalment import AMOUNTS, DAYS
from tests.documents.test_letters import ROOM, Words, plain

WHOLE = {"de": "800,00 €", "en": "€800.00", "es": "800,00 €", "fr": "800,00 €", "nl": "€ 800,00"}
KEPT = {
    "de": "Solange die Vereinbarung eingehalten wird",
    "en": "As long as the arrangement is kept",
    "es": "Mientras se cumpla el acuerdo",
    "fr": "Tant que l\u2019accord est respecté",
    "nl": "Zolang u zich aan de regeling houdt",
}
PARTS = {"de": "2 Raten", "en": "2 instalments", "es": "2 plazos", "fr": "2 versements", "nl": "2 termijnen"}  # fmt: skip


def agreed(language="en", count=2):
    """An arrangement of 300.00 in three days, and 500.00 a month later where there are two."""
    made = instalment(language)
    (first,) = made.lines
    first = replace(first, item="arrangement/A1/1", number="A1 1/2", step="arrangement")
    second = replace(
        first, item="arrangement/A1/2", number="A1 2/2", due=date(2026, 3, 3), gross=50_000,
        open=50_000,
    )  # fmt: skip
    lines = (first, second)[:count]
    whole = sum(line.open for line in lines)
    return replace(made, template="arrangement", lines=lines, subtotal=whole, total=first.open)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_shows_every_instalment_and_asks_for_the_first(language):
    letter = ROOM.render(agreed(language))
    page = pdf_text(letter.pdf).replace("\u200b", "")
    for said in (plain(letter.text), plain(" ".join(Words.of(letter.html).words))):
        for words in ("A1 1/2", "A1 2/2", WHOLE[language], AMOUNTS[language], DAYS[language],
                      "2025-1001, 2025-1017", PARTS[language], KEPT[language],
                      "NL91 ABNA 0417 1643 00", COMPANY.email, COMPANY.phone):  # fmt: skip
            assert words in said
            assert "".join(words.split()) in page
    assert WHOLE[language] in plain(letter.subject)
    assert PARTS[language] in letter.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_instalment_is_no_plural(language):
    letter = ROOM.render(agreed(language, 1))
    noun = PARTS[language].split()[1]
    assert f"1 {noun}" not in letter.text + letter.subject
    assert PARTS[language] not in letter.text
    assert AMOUNTS[language] in plain(letter.subject)


def test_code_and_reference_are_those_of_the_first_instalment():
    payload = epc_payload(agreed(), COMPANY)
    assert "EUR300.00" in payload
    assert payload.endswith("2025-1001, 2025-1017")


def test_the_total_of_the_table_is_that_of_all():
    text = ROOM.render(agreed()).text
    assert [line.split()[-1] for line in text.split("\n") if line.startswith("Total")] == [
        "€800.00"
    ]


def test_the_shipped_letter_is_sound():
    assert ROOM.check(["arrangement"], LANGUAGES) == []
