from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditctl.documents.labels import Labels, read_labels
from creditctl.documents.localise import Language, listed, locale
from tests.documents.build import LANGUAGES, SHIPPED, notice, room


def language(code: str) -> Language:
    path = SHIPPED / code / "labels.yaml"
    labels = read_labels(path.read_text(encoding="utf-8"), str(path))
    assert isinstance(labels, Labels), labels
    return Language(code, labels)


@pytest.mark.parametrize(
    ("code", "minor", "currency", "text"),
    [
        ("en", 123_450, "EUR", "€1,234.50"),
        ("en", -123_450, "GBP", "-£1,234.50"),
        ("en", 5, "USD", "US$0.05"),
        ("en", 1_500, "JPY", "JP¥1,500"),
        ("en", 1_234_567, "KWD", "KWD\u00a01,234.567"),
        ("de", 123_450, "EUR", "1.234,50\u00a0€"),
        ("fr", 123_450, "EUR", "1\u202f234,50\u00a0€"),
        ("es", 123_450, "EUR", "1.234,50\u00a0€"),
        ("nl", 123_450, "EUR", "€\u00a01.234,50"),
        ("nl", -5, "EUR", "€\u00a0-0,05"),
        ("nl", 900_719_925_474_099_301, "EUR", "€\u00a09.007.199.254.740.993,01"),
    ],
)
def test_money_is_exact_and_in_the_language(code, minor, currency, text):
    assert language(code).money(minor, currency) == text


def test_numbers_have_the_decimals_of_their_currency():
    english = language("en")
    assert english.number(123_450, "EUR") == "1,234.50"
    assert english.number(-1_500, "JPY") == "-1,500"
    assert english.number(1_234_567, "KWD") == "1,234.567"


def test_dates_and_counts():
    english, dutch, day = language("en"), language("nl"), date(2026, 3, 5)
    assert (english.day(day), english.short_day(day)) == ("5 March 2026", "5 Mar 2026")
    assert (dutch.day(day), dutch.short_day(day)) == ("5 maart 2026", "5 mrt 2026")
    assert [english.days(n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert [dutch.days(n) for n in (1, 2)] == ["1 dag", "2 dagen"]
    assert [english.invoices(n) for n in (1, 60)] == ["1 invoice", "60 invoices"]
    french, spanish = language("fr"), language("es")
    assert (french.day(day), french.short_day(day)) == ("5 mars 2026", "5 mars 2026")
    first = date(2026, 1, 1)
    assert (french.day(first), french.short_day(first)) == ("1er janvier 2026", "1er janv. 2026")
    assert french.day(date(2026, 1, 11)) == "11 janvier 2026"
    assert (spanish.day(day), spanish.short_day(day)) == ("5 de marzo de 2026", "5 mar 2026")
    assert [french.days(n) for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
    assert [french.invoices(n) for n in (1, 60)] == ["1 facture", "60 factures"]
    assert [spanish.days(n) for n in (0, 1, 2)] == ["0 días", "1 día", "2 días"]
    assert [spanish.invoices(n) for n in (1, 60)] == ["1 factura", "60 facturas"]
    assert english.country("nl") == "Netherlands"
    assert dutch.country("ZZ") in ("ZZ", "onbekend gebied")


@pytest.mark.parametrize(
    ("code", "parts", "joined", "either"),
    [
        ("en", "ab", "a and b", "a or b"),
        ("es", ["Italia"], "Italia", "Italia"),
        ("es", ["Omán", "Italia"], "Omán e Italia", "Omán o Italia"),
        ("es", ["Italia", "Omán"], "Italia y Omán", "Italia u Omán"),
        ("es", ["Chile", "Honduras"], "Chile y Honduras", "Chile u Honduras"),
        ("es", ["agua", "hielo", "higos"], "agua, hielo e higos", "agua, hielo o higos"),
        ("es", ["agua", "hielo"], "agua y hielo", "agua o hielo"),
        ("fr", ["Oman", "Italie"], "Oman et Italie", "Oman ou Italie"),
    ],
)
def test_lists_are_joined_as_the_language_does(code, parts, joined, either):
    assert listed(parts, "standard", locale(code)) == joined
    assert listed(parts, "or", locale(code)) == either


def test_rates_have_two_decimals_or_more():
    english, dutch, german = language("en"), language("nl"), language("de")
    rate = Decimal("11.75")
    assert [each.percent(rate) for each in (english, dutch)] == ["11.75%", "11,75%"]
    assert german.percent(rate) == "11,75\u00a0%"
    assert [english.percent(Decimal(each)) for each in ("5", "7.125", "-0.5", "0.00")] == [
        "5.00%",
        "7.125%",
        "-0.50%",
        "0.00%",
    ]


def test_the_languages_of_a_country_s_laws():
    assert [
        c for c in ("AT", "be", "CH", "DE", "NL", "XX", "") if language("de").is_official_in(c)
    ] == [
        "AT",
        "be",
        "CH",
        "DE",
    ]
    assert language("en").is_official_in("gb")
    assert not language("en").is_official_in("nl")


@pytest.mark.parametrize("name", ["xx_YY", "en GB", "", "12", "en_GB_x_y_z"])
def test_unknown_locale_is_told(name):
    with pytest.raises(ValueError, match=f"there is no locale '{name}'"):
        locale(name)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_words_and_nothing_else(code):
    assert language(code).locale.language == code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("total: Total\n", ""), "the word 'total' is missing"),
        (("total: Total\n", "totaal: Total\n"), "'totaal' is no word that letters use"),
        (("total: Total\n", "total: 12\n"), "total: this is no text"),
        (('"Dear {name},"', '"Dear friend,"'), "dear_person: the placeholders of this text"),
        (('"Dear {name},"', '"Dear {"'), "dear_person: the placeholders of this text"),
        (('days: {one: "{n} day", other: "{n} days"}', "days: days"), "days: the forms"),
        (('Fixed sum of {amount} for {n} invoice"', 'Fixed sum"'), "fixed_sum: the forms"),
        (('{n} day"', '{m} day"'), "days: the forms"),
        (("up to and including {day}", "up to now"), "interest_until: the placeholders"),
        (("locale: en_GB", "locale: [en"), "not closed"),
    ],
)
def test_wrong_words_are_found_with_their_place(change, said):
    text = (SHIPPED / "en" / "labels.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    findings = read_labels(text.replace(*change), "templates/en/labels.yaml")
    assert isinstance(findings, list)
    assert any(said in f.message for f in findings), findings
    assert all(f.place.file == "templates/en/labels.yaml" and f.hint for f in findings)


def test_a_french_colon_has_a_blank_before_it_that_does_not_break():
    assert [language(code).labels.colon for code in ("fr", "en", "de")] == ["\u00a0:", ":", ":"]
    letter = room().render(notice(language="fr"))
    assert "Comment payer :\n  Montant :" in letter.text
