"""The tone of a letter: which file is taken, and that every tone says what a letter must."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from creditctl.policy.decide import decide
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from tests.documents.build import LANGUAGES, folder_with, german, notice, room
from tests.documents.test_legal_letters import (
    THREATS,
    every_reminder,
    missing,
    rendered,
    told_on,
    without,
)
from tests.documents.test_letters import ROOM
from tests.policy.build import item, ledger, policy

TONES = ("firm", "friendly")
TONED = list(product(("reminder", "second"), LANGUAGES, TONES))


@pytest.mark.parametrize(("name", "language", "tone"), TONED)
def test_every_tone_says_what_any_country_wants(name, language, tone):
    made = replace(german(name, language), tone=tone)
    wanted = every_reminder(f"{name}.{tone}", language)
    assert missing(ROOM, made, wanted) == set()
    said = rendered(ROOM, made).text.lower()
    assert [word for word in THREATS[language] if word.lower() in said] == []


@pytest.mark.parametrize("at", range(10))
@pytest.mark.parametrize(("name", "language", "tone"), TONED)
def test_a_tone_that_lacks_it_is_told_on(name, language, tone, at, tmp_path):
    element = every_reminder(f"{name}.{tone}", language)[at]
    cut = replace(german(name, language), template=f"{name}.{tone}")
    letters = without(tmp_path, cut, element)
    made = replace(german(name, language), tone=tone)
    assert told_on(letters, made, element)


@pytest.mark.parametrize(("name", "language"), list(product(("reminder", "second"), LANGUAGES)))
def test_each_tone_has_words_of_its_own(name, language):
    letters = [
        ROOM.render(notice(name, language, tone=tone)) for tone in ("neutral", "friendly", "firm")
    ]
    assert len({letter.text for letter in letters}) == 3
    assert len({letter.subject for letter in letters}) == 3


def test_a_step_without_the_tone_keeps_its_plain_words():
    assert ROOM.render(notice("final", tone="firm")) == ROOM.render(notice("final"))


def test_a_letter_of_the_workspace_wins_over_a_shipped_tone(tmp_path):
    folder = folder_with(tmp_path, "Ours")
    letters = room(folder)
    assert [letters.render(notice(tone=tone)).text for tone in TONES] == ["Ours\n", "Ours\n"]
    folder_with(tmp_path, "Ours, firm", name="en/reminder.firm")
    letters = room(folder)
    assert [letters.render(notice(tone=tone)).text for tone in (*TONES, "neutral")] == [
        "Ours, firm\n",
        "Ours\n",
        "Ours\n",
    ]
    assert set(letters.fingerprint()) >= {"en/reminder.md.j2", "en/reminder.firm.md.j2"}


def test_the_language_counts_more_than_the_tone(tmp_path):
    letters = room(folder_with(tmp_path, "Hallo", name="nl/ours"))
    folder_with(tmp_path, "Hello, firm", name="en/ours.firm")
    assert letters.render(notice("ours", "nl", tone="firm")).text == "Hallo\n"
    assert letters.render(notice("ours", "fr", tone="firm")).text == "Hello, firm\n"


def test_a_wrong_tone_is_found_by_the_check_that_asks_for_it(tmp_path):
    letters = room(folder_with(tmp_path, "{{ totl }}", name="en/reminder.firm"))
    assert letters.check(["reminder"], ["en"], tones=["neutral", "friendly"]) == []
    (found,) = letters.check(["reminder"], ["en"], tones=["firm"])
    assert found.code == "CC305"


def test_shipped_tones_are_sound():
    assert ROOM.check(["reminder", "second"], LANGUAGES, tones=TONES) == []


def test_the_tone_is_that_of_the_debtor_s_segment():
    tone = {"tone": "firm"}
    segments = [{"id": "gold", "when": ["debtor == D2"], "reminders": {"tone": "friendly"}}]
    items = ledger(item("A1", 4), item("B1", 4, debtor="D2"))
    rules = policy(reminders=tone, segments=segments)
    made = notices(decide(items, rules, History()))
    assert [(each.debtor.debtor, each.tone) for each in made] == [
        ("D1", "firm"),
        ("D2", "friendly"),
    ]
    assert [each.tone for each in notices(decide(items, policy(), History()))] == ["neutral"] * 2
