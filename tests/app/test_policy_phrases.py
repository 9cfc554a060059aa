"""A language of pages is one file, held against English phrase by phrase."""

from __future__ import annotations

import shutil
import string

import pytest

from creditctl.app.policies.phrases import languages, read_phrases
from creditctl.config.shipped import shipped
from creditctl.errors import ConfigRefused, UsageRefused

TEMPLATES = shipped("templates")


@pytest.fixture
def italian(tmp_path):
    """A folder of templates with a language of its own: English, as Italian."""
    file = tmp_path / "it" / "policy.yaml"
    file.parent.mkdir()
    text = (TEMPLATES / "en" / "policy.yaml").read_text("utf-8")
    file.write_text(text.replace("locale: en_GB", "locale: it_IT"), encoding="utf-8")
    return file


def read(file):
    return read_phrases("it", [file.parents[1], TEMPLATES], TEMPLATES)


def names(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def refused(file):
    with pytest.raises(ConfigRefused) as told:
        read(file)
    return told.value.findings


@pytest.mark.parametrize("language", languages([TEMPLATES]))
def test_the_shipped_languages_are_complete(language) -> None:
    phrases = read_phrases(language, [TEMPLATES], TEMPLATES)
    assert phrases.locale.language == language


@pytest.mark.parametrize("language", languages([TEMPLATES]))
def test_the_shipped_languages_fill_in_the_same(language) -> None:
    english = read_phrases("en", [TEMPLATES], TEMPLATES).texts
    texts = read_phrases(language, [TEMPLATES], TEMPLATES).texts
    assert texts.keys() == english.keys()
    assert {path: names(text) for path, text in texts.items()} == {
        path: names(text) for path, text in english.items()
    }


def test_a_new_language_needs_no_code(italian) -> None:
    assert languages([italian.parents[1], TEMPLATES]) == ["de", "en", "es", "fr", "it", "nl"]
    assert read(italian).locale.language == "it"


def test_plural_forms_are_those_of_the_language(italian) -> None:
    text = italian.read_text("utf-8")
    old = 'days: {one: "{n} day", other: "{n} days"}'
    assert old in text
    forms = '{one: "{n} den", few: "{n} dny", many: "{n} dne", other: "{n} dní"}'
    italian.write_text(
        text.replace(old, f"days: {forms}").replace("it_IT", "cs_CZ"), encoding="utf-8"
    )
    phrases = read(italian)
    assert [phrases.count("days", n) for n in (1, 3, 7)] == ["1 den", "3 dny", "7 dní"]


def test_a_missing_phrase_is_refused_with_its_english(italian) -> None:
    lines = italian.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("  reminders.last_step:")]
    italian.write_text("\n".join(kept), encoding="utf-8")
    (finding,) = refused(italian)
    assert finding.code == "CR163"
    assert "'keys: reminders.last_step' is missing" in finding.message
    assert finding.hint == "translate this: The highest step that is used is “{value}”."
    assert finding.place.line


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("{days} before", "{day} before", "'before' takes other {names}", "{days}"),
        ("{days} before", "{days.x} before", "'before' takes other {names}", "{days}"),
        ("{days} before", "{days!r} before", "'before' takes other {names}", "{days}"),
        ("{days} before", "{days:>9} before", "'before' takes other {names}", "{days}"),
        ("{days} before", "{days before", "'before' takes other {names}", "{days}"),
        ("  else: ", "  otherwise: ok\n  else: ", "no phrase is called 'otherwise'", "remove it"),
        ("  mon: Monday", "  mon: 1", "'mon' is no text", "put the phrase in quotes"),
        ("it_IT", "xx_YY", "there is no locale 'xx_YY'", "write one such as en_GB"),
    ],
)
def test_a_wrong_phrase_is_refused_with_its_line(italian, old, new, message, hint) -> None:
    text = italian.read_text("utf-8")
    assert old in text
    italian.write_text(text.replace(old, new, 1), encoding="utf-8")
    (finding,) = refused(italian)
    assert (finding.code, finding.message) == ("CR163", message)
    assert hint in finding.hint
    line = italian.read_text("utf-8").splitlines()[finding.place.line - 1]
    assert new.splitlines()[0].strip() in line


def test_a_file_that_is_no_yaml_is_refused(italian) -> None:
    italian.write_text("locale: it_IT\n\tcounts: {}\n", encoding="utf-8")
    assert {finding.code for finding in refused(italian)} == {"CC102"}


def test_a_file_that_holds_no_phrases_is_refused(italian) -> None:
    italian.write_text("just a word\n", encoding="utf-8")
    assert {finding.code for finding in refused(italian)} == {"CR163"}


@pytest.mark.parametrize("language", ["it", "../en", "", "en/../nl"])
def test_a_language_without_phrases_is_refused(language) -> None:
    with pytest.raises(UsageRefused, match=r"CR162.*\n.*de, en, es, fr, nl"):
        read_phrases(language, [TEMPLATES], TEMPLATES)


def test_an_own_file_comes_before_the_shipped_one(tmp_path) -> None:
    shutil.copytree(TEMPLATES / "nl", tmp_path / "nl")
    file = tmp_path / "nl" / "policy.yaml"
    file.write_text(file.read_text("utf-8").replace("mon: maandag", "mon: Maandag"), "utf-8")
    phrases = read_phrases("nl", [tmp_path, TEMPLATES], TEMPLATES)
    assert phrases.say("values", "mon") == "Maandag"
