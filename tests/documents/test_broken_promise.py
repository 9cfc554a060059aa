"""The letter about a broken promise: it names the promise, and works without one."""

from __future__ import annotations

from datetime import date

import pytest

from creditctl.policy.notices import Promised
from tests.documents.build import LANGUAGES, THREE, notice
from tests.documents.test_hostile import pdf_text
from tests.documents.test_letters import ROOM, Words, plain

LATE, LATER = date(2026, 1, 15), date(2026, 1, 20)
DAYS = {
    "de": "20. Januar 2026",
    "en": "20 January 2026",
    "es": "20 de enero de 2026",
    "fr": "20 janvier 2026",
    "nl": "20 januari 2026",
}
MONEY = {"de": "900,00 €", "en": "€900.00", "es": "900,00 €", "fr": "900,00 €", "nl": "€ 900,00"}
PART = {"de": "50,00 €", "en": "€50.00", "es": "50,00 €", "fr": "50,00 €", "nl": "€ 50,00"}
ONE_DAY = {
    "de": "Dieser Tag ist vorüber",
    "en": "That day has passed",
    "es": "Ese día ha pasado",
    "fr": "Ce jour est passé",
    "nl": "Die dag is voorbij",
}
SEVERAL_DAYS = {
    "de": "Diese Tage sind vorüber",
    "en": "Those days have passed",
    "es": "Esos días han pasado",
    "fr": "Ces jours sont passés",
    "nl": "Die dagen zijn voorbij",
}


def said(language, promised=None, lines=THREE):
    """The text of the letter, with the blanks of any kind alike."""
    kind = "demand" if promised is None else "promise"
    letter = ROOM.render(notice("broken-promise", language, lines, kind=kind, promised=promised))
    return letter, plain(letter.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_names_day_and_amount(language):
    letter, text = said(language, Promised(90_000, 0, (LATER,)))
    page = pdf_text(letter.pdf).replace("\u200b", "")
    for form in (text, plain(" ".join(Words.of(letter.html).words))):
        for words in (DAYS[language], MONEY[language], ONE_DAY[language]):
            assert words in form
    for words in (DAYS[language], MONEY[language], ONE_DAY[language]):
        assert "".join(words.split()) in page
    assert SEVERAL_DAYS[language] not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_days_are_a_plural_and_name_the_last(language):
    _, text = said(language, Promised(90_000, 0, (LATE, LATER)))
    assert SEVERAL_DAYS[language] in text
    assert ONE_DAY[language] not in text
    assert DAYS[language] in text
    assert MONEY[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_came_in_is_said(language):
    _, text = said(language, Promised(90_000, 5_000, (LATER,)))
    assert PART[language] in text
    assert PART[language] not in said(language, Promised(90_000, 0, (LATER,)))[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_uses_it_without_a_promise(language):
    _, text = said(language)
    assert DAYS[language] not in text
    assert ONE_DAY[language] in text
    opening = text.partition(ONE_DAY[language])[0]
    assert not any(letter.isdigit() for letter in opening.rpartition(",")[2]), opening


def test_the_shipped_letter_is_sound():
    assert ROOM.check(["broken-promise"], LANGUAGES) == []
