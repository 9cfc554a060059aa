"""The policy in plain words: every value speaks, and customers read nothing that is not theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from creditctl.app.policies.colleague import colleague_page
from creditctl.app.policies.customers import customers_page
from creditctl.app.policies.phrases import languages, read_phrases
from creditctl.app.policies.wording import Wording
from creditctl.config.policyfile import load_policy
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.config.workspacefile import CompanyPart
from creditctl.insight.pages import render_page
from creditctl.policy.conditions import FIELDS, parse_condition
from tests.app.full_policy import CHANGES, FULL, loaded_from

TEMPLATES = shipped("templates")
LANGUAGES = languages([TEMPLATES])


@cache
def phrases_of(language):
    return read_phrases(language, [TEMPLATES], TEMPLATES)


def colleague(loaded, language="en"):
    return render_page(colleague_page(loaded, phrases_of(language)), "text")


def customers(loaded, language="en", company=None):
    return render_page(customers_page(loaded.policy, phrases_of(language), company), "text")


@cache
def full(text=FULL):
    """The full policy, or a changed one: it is only read, in one language after the other."""
    with TemporaryDirectory() as folder:
        return loaded_from(Path(folder), text)


@cache
def full_page(language):
    return colleague(full(), language)


def flat(text):
    """The text as one line, so that a wrapped sentence can be found; every blank is a plain one."""
    return " ".join(text.split())


def entries(text):
    """The names at the head of list entries; French has a blank before the colon."""
    return set(re.findall(r"- (\S+?) ?: ", flat(text)))


# For a colleague


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*shipped_policies(), "full"])
def test_every_step_segment_and_exception_is_told(name, language, tmp_path) -> None:
    loaded = loaded_from(tmp_path) if name == "full" else load_policy(name, search=tmp_path)
    text = flat(colleague(loaded, language))
    policy, told = loaded.policy, entries(text)
    assert policy.name in text
    assert told >= {one.id for one in (*policy.reminders.steps, *policy.segments)}
    for exception in policy.exceptions:
        assert exception.reason.rstrip(".") in text
        assert (exception.debtor or exception.invoice) in text
    assert not set(text) & {"{", "}"}
    assert ".yaml:" not in text, "this key has no phrase in templates/*/policy.yaml"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("old", "new"), CHANGES, ids=[new for _, new in CHANGES])
def test_every_value_makes_a_difference(old, new, language) -> None:
    assert colleague(full(FULL.replace(old, new, 1)), language) != full_page(language)


def test_a_key_without_a_phrase_is_listed_with_its_place(tmp_path) -> None:
    known = phrases_of("en")
    texts = {path: text for path, text in known.texts.items() if path[1:2] != ("reminders.grace",)}
    page = colleague_page(loaded_from(tmp_path), replace(known, texts=texts))
    assert page.sections[-1].items == (
        "also: reminders.grace: 3 days (policy.yaml:18)",
        "also: exceptions[0].reminders.grace: 9 days (policy.yaml:42)",
    )


def test_a_default_without_a_phrase_is_no_news(tmp_path) -> None:
    known = phrases_of("en")
    texts = {path: text for path, text in known.texts.items() if path[1:2] != ("reminders.grace",)}
    page = colleague_page(load_policy("two-knobs", search=tmp_path), replace(known, texts=texts))
    assert not any("also:" in item for section in page.sections for item in section.items)


@pytest.mark.parametrize(
    ("setting", "told"), [("pay_within: 8", "pay_within: 8 days"), ("review: true", "review: true")]
)
def test_what_a_step_sets_for_nothing_is_not_passed_over(setting, told, tmp_path) -> None:
    text = FULL.replace("days: 40, action: hand-over", f"days: 40, action: hand-over, {setting}")
    page = colleague_page(loaded_from(tmp_path, text), phrases_of("en"))
    assert page.sections[-1].items == (f"also: reminders.steps[2].{told} (policy.yaml:29)",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_over_is_no_letter_that_waits_for_approval(language, tmp_path) -> None:
    rules = "steps: [{id: first, days: 3}, {id: agency, days: 9, action: hand-over, review: true}]"
    text = f"version: 1\nname: Short\nreminders: {{{rules}}}\n"
    page = flat(colleague(loaded_from(tmp_path, text), language))
    assert "creditctl plan approve" not in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "more than one letter."),
        ("nl", "meer dan één brief "),
        ("de", "mehr als einen Brief "),
        ("fr", "doit écrire plus d"),
        ("es", "más de una carta."),
    ],
)
def test_a_run_of_one_letter_is_told_in_the_singular(language, told, tmp_path) -> None:
    text = FULL.replace("max_notices_per_run: 9", "max_notices_per_run: 1")
    assert told in flat(colleague(loaded_from(tmp_path, text), language))


def test_a_page_in_full(tmp_path) -> None:
    text = flat(colleague(loaded_from(tmp_path)))
    for sentence in (
        "to be paid within 30 days of the invoice date, with 2% off when paid within 10 days.",
        "- zeroth: 5 days after the invoice date, by e-mail, or else by post. Only when what is",
        "at least 1,000.00 or the time since the due date is more than 2 days. It asks to pay at",
        "- last: 14 days after the due date, by post. It comes at least 6 days after",
        "listed for a person, who decides about an agency or a lawyer.",
        "Nobody gets a letter for less than 12.50",
        "no credit limit has one of US$5,000.00.",
        "- named: debtors whose file names this group.",
        "- Invoice F-9, until 30 June 2026, that day included: no reminders. Reason: goods came",
        "The last letter is sent again, every 14 days, at most 3 times.",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "followed by at most one letter about it"),
        ("nl", "ten hoogste één brief daarover"),
        ("de", "höchstens ein Brief dazu"),
        ("fr", "une lettre au plus à ce sujet"),
        ("es", "le sigue como máximo una carta al respecto"),
    ],
)
def test_a_letter_about_a_broken_promise_is_told_where_there_is_one(language, told, tmp_path):
    text = flat(colleague(loaded_from(tmp_path), language))
    assert told in text
    assert "promises.pay_within" not in text
    without = flat(colleague(loaded_from(tmp_path, FULL.replace("letter: sorry, ", "")), language))
    assert told not in without
    assert "promises.pay_within: 3 days" in without, "it means nothing, so it is only listed"


def test_usual_reasons_for_not_paying_are_one_sentence_and_own_ones_are_listed(tmp_path) -> None:
    plain = flat(colleague(load_policy("nl-business", search=tmp_path)))
    objected = "What a debtor objects to is left out of letters"
    assert objected in plain
    assert "Reasons for not paying" not in plain
    text = FULL.replace("label: Something else", "label: Something else., blocks: false")
    own = flat(colleague(loaded_from(tmp_path)))
    assert objected in own
    for sentence in (
        "- dear: Too dear. Letters go on all the same. It is to be settled within 8 days.",
        "Sales looks after it. Exchange codes: 4465:5.",
        "- other: Something else. The amount is left out of letters until the matter is settled.",
    ):
        assert sentence in own
    assert objected not in flat(colleague(loaded_from(tmp_path, text)))


def test_customers_are_promised_a_stop_only_where_every_objection_makes_one(tmp_path) -> None:
    promises = ("no reminders for what you dispute", "We never remind you of what you dispute")
    usual, own = loaded_from(tmp_path, TWO), FULL.replace("blocks: false", "blocks: true")
    for loaded, promised in (
        (usual, True),
        (loaded_from(tmp_path, own), True),
        (loaded_from(tmp_path), False),
    ):
        text = flat(customers(loaded))
        assert [promise in text for promise in promises] == [promised] * 2
        assert "What you don't dispute, and your other invoices, remain due." in text


def test_what_waits_for_a_person_follows_from_the_policy(tmp_path) -> None:
    plain = colleague(load_policy("two-knobs", search=tmp_path))
    assert "all their steps" in plain
    assert "approve" not in plain
    handed = colleague(load_policy("nl-business", search=tmp_path))
    assert "Invoices that have reached hand-over" in handed
    assert "all their steps" not in handed
    reviewed = colleague(loaded_from(tmp_path, FULL.replace("  review: true\n", "")))
    assert "Letters of last: they leave only through a plan" in flat(reviewed)


# For customers

COMPANY = CompanyPart(
    name="Bakker <b>", address=("Weg 1", "1234 AB Plaats"), email="ar@x.example", phone="0123",
    contact="Mieke Colleague",
)  # fmt: skip
INTERNAL = (
    "Sets everything", "Made for a test", "vip", "named", "gold", "boss", "goods came back", "D-77",
    "F-9", "5,000", "5.000", "5\u202f000", "9,000", "9.000", "9\u202f000", "12.5", "12,5", "1,000", "1.000",
    "1\u202f000", "zeroth", "agency:",
    "sommation", "kiitos", "limit", "límite", "limiet", "segment", "uitzondering", "exception", "excepci", "Mieke",
    "Sales", "dear", "0.50", "0,50", "we move", "safety", ".yaml", "nl-business", "99.5", "35%", "10%", "123 ",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_customers_read_nothing_internal(language, form, tmp_path) -> None:
    page = customers_page(loaded_from(tmp_path).policy, phrases_of(language), COMPANY)
    body = re.sub(r"<style>.*?</style>", "", render_page(page, form), flags=re.DOTALL)
    assert [word for word in INTERNAL if word in body] == []
    assert "ar@x.example" in body.replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped_policies())
def test_customers_read_when_letters_come(name, language, tmp_path) -> None:
    loaded = load_policy(name, search=tmp_path)
    text = flat(customers(loaded, language))
    wording = Wording(phrases_of(language))
    reminders = loaded.policy.reminders
    for step in reminders.steps[: reminders.count]:
        grace = 0 if step.courtesy else reminders.grace
        assert wording.days(abs(step.days + grace)) in text
    assert not set(text) & {"{", "}"}


def test_grace_is_part_of_what_customers_read(tmp_path) -> None:
    text = flat(customers(loaded_from(tmp_path)))
    assert "From 8 days after the invoice date on we send a first reminder" in text
    assert "From 17 days after the due date on we send a last reminder, by post." in text
    assert "After that we may send it again every 14 days, at most 3 times." in text
    assert "agency" not in text  # the policy ends before


TWO = """version: 1
name: Two
reminders:
  steps: [{id: a, days: 5}, {id: b, days: 20}]
"""
GAP = "We never send you two reminders about invoices in the same currency"


@pytest.mark.parametrize(
    ("more", "promise"),
    [
        ("", "within 7 days."),
        ("segments: [{id: s, reminders: {between_notices: 3 days}}]\n", "within 3 days."),
        ("segments: [{id: s, reminders: {grace: 3 days}}]\n", "within 7 days."),
        ("segments: [{id: s, reminders: {between_notices: 0 days}}]\n", None),
        ("segments: [{id: s, reminders: {group: invoice}}]\n", None),
        ("areas: separate\n", None),
        (
            "exceptions: [{debtor: D, reminders: {between_notices: 2}, reason: x, until: 2026-01-01}]\n",
            "within 2 days.",
        ),
    ],
)
def test_a_promise_about_the_gap_is_one_that_every_rule_keeps(more, promise, tmp_path) -> None:
    text = flat(customers(loaded_from(tmp_path, TWO + more)))
    assert (f"{GAP} {promise}" in text) if promise else (GAP not in text)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "on a Saturday or Sunday."),
        ("working_days: {send: [mon, tue, wed, thu, fri, sat]}\n", "on a Sunday."),
        ("segments: [{id: s, working_days: {send: [sat, sun]}}]\n", None),
    ],
)
def test_a_promise_about_days_is_one_that_every_rule_keeps(more, told, tmp_path) -> None:
    text = flat(customers(loaded_from(tmp_path, TWO + more)))
    promise = "We never send reminders on a"
    assert (f"We never send reminders {told}" in text) if told else (promise not in text)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", False),
        ("working_days: {holidays: NL}\n", True),
        (
            "working_days: {holidays: NL}\nsegments: [{id: s, working_days: {holidays: none}}]\n",
            False,
        ),
    ],
)
def test_a_promise_about_holidays_is_one_that_every_rule_keeps(more, told, tmp_path) -> None:
    assert ("public holidays" in customers(loaded_from(tmp_path, TWO + more))) is told


def test_customers_learn_how_to_reach_the_company(tmp_path) -> None:
    loaded = loaded_from(tmp_path, TWO)
    text = customers(loaded, company=COMPANY)
    for line in ("- E-mail: ar@x.example", "- Telephone: 0123", "- Post: Bakker <b>, Weg 1, 1234"):
        assert line in text
    assert "on every invoice" in customers(loaded)
    assert "on every invoice" in customers(loaded, company=CompanyPart(name="Bare"))


# Both


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_at_most_78_columns_wide(language, tmp_path) -> None:
    loaded = loaded_from(tmp_path)
    for text in (colleague(loaded, language), customers(loaded, language, COMPANY)):
        assert max(map(len, text.splitlines())) <= 78
        assert text.endswith("\n")
        assert not re.search(r" $", text, re.MULTILINE)


def test_names_never_become_markup(tmp_path) -> None:
    loaded = loaded_from(tmp_path, FULL.replace("The boss knows.", "'<b>*bold*</b> [x](http://y)'"))
    page = colleague_page(loaded, phrases_of("en"))
    assert "&lt;b&gt;*bold*&lt;/b&gt;" in render_page(page, "html")
    assert "\\<b\\>\\*bold\\*" in render_page(page, "md")
    html = render_page(customers_page(loaded.policy, phrases_of("nl"), COMPANY), "html")
    assert '<html lang="nl">' in html
    assert "Bakker &lt;b&gt;" in html
    assert "<b>" not in html


def test_an_unknown_format_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="text, md, html, json"):
        render_page(colleague_page(loaded_from(tmp_path), phrases_of("en")), "pdf")


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_no_line_ends_before_a_french_colon_or_within_a_number(form, tmp_path) -> None:
    page = colleague_page(loaded_from(tmp_path), phrases_of("fr"))
    told = render_page(page, form)
    for words in ("«\u00a0nl", "business\u00a0»", "agency\u00a0: ", "5\u202f000,00\u00a0$US"):
        assert words in told
    assert not re.search(r"«[ \n]|(?<=[^>])[ \n][:;?!»]", told)


# Words


@pytest.mark.parametrize(
    ("terms", "english", "dutch"),
    [
        ("net 1", "within 1 day of", "binnen 1 dag na"),
        ("net 2 months", "within 2 months of", "binnen 2 maanden na"),
        ("on receipt", "on receipt", "bij ontvangst"),
        ("eom", "by the end of the month of", "aan het einde van de maand van"),
        ("eom +1", "by the end of the month after", "aan het einde van de maand na"),
        ("eom 30", "within 30 days of the end of the month", "binnen 30 dagen na het einde"),
        ("net 30 eom", "the month in which the 30 days", "de maand waarin de 30 dagen"),
        ("3/7 2/14 net 30", "3% off when paid within 7 days, with 2% off", "3% korting"),
        ("day 20", "by these terms: day 20", "volgens deze termijnen: day 20"),
        ("50% net 30, rest net 60", "50% net 30, rest net 60", "50% net 30, rest net 60"),
    ],
)
def test_payment_terms(terms, english, dutch) -> None:
    assert english in Wording(phrases_of("en")).terms(terms)
    assert dutch in Wording(phrases_of("nl")).terms(terms)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("open_total >= 25000", "the total owed is at least 25,000.00"),
        ("oldest_days > 2 weeks", "the delay of the oldest unpaid invoice is more than 14 days"),
        ("average_days_late < 2.5", "the average delay of the paid invoices is less than 2.5"),
        ("used_percent <= 80%", "the used part of the credit limit is at most 80%"),
        ("paid_invoices == 3", "the number of paid invoices is 3"),
        ("country in [NL, BE]", "the debtor's country is Netherlands or Belgium"),
        ("kind != public", "the kind of debtor is not public body"),
        ("tags lacks vip", "the debtor's tags do not include “vip”"),
        ("since >= 2024-02-29", "a customer is 29 February 2024 or later"),
    ],
)
def test_conditions(condition, told) -> None:
    assert Wording(phrases_of("en")).condition(parse_condition(condition)).endswith(told)


FRENCH_AND_SPANISH = [
    (
        "open_total >= 25000",
        "au moins 25 000,00",
        "el total pendiente es de al menos 25.000,00",
    ),
    (
        "share_late < 20%",
        "la part des factures payées en retard est de moins de 20 %",
        "la proporción de facturas pagadas con retraso es de menos de 20 %",
    ),
    (
        "country in [NL, BE, OM]",
        "le pays du débiteur est « Pays-Bas », « Belgique » ou « Oman »",
        "el país del deudor es Países Bajos, Bélgica u Omán",
    ),
    (
        "kind != public",
        "est pas « organisme public »",
        "el tipo de deudor no es organismo público",
    ),
    (
        "tags lacks vip",
        "« vip » ne figure pas parmi les étiquettes du débiteur",
        "«vip» no figura entre las etiquetas del deudor",
    ),
    (
        "since < 2024-03-01",
        "la date de début de la relation client tombe avant le 1er mars 2024",
        "el primer día del deudor como cliente es anterior al 1 de marzo de 2024",
    ),
]


@pytest.mark.parametrize(("condition", "french", "spanish"), FRENCH_AND_SPANISH)
def test_conditions_in_french_and_spanish(condition, french, spanish) -> None:
    parsed = parse_condition(condition)
    assert flat(Wording(phrases_of("fr")).condition(parsed)).endswith(french)
    assert flat(Wording(phrases_of("es")).condition(parsed)).endswith(spanish)


@pytest.mark.parametrize(
    ("terms", "french", "spanish"),
    [
        ("net 1", "au plus tard 1 jour après la date", "a más tardar 1 día después de la fecha"),
        ("net 2 months", "2 mois après la date", "2 meses después de la fecha"),
        ("on receipt", "dès réception", "a la recepción de la factura"),
        ("eom +1", "à la fin du mois qui suit", "al final del mes siguiente"),
        ("net 30 eom", "on se trouve 30 jours après la date", "del mes al que se llega 30 días"),
        ("2/14 net 30", "avec 2 % d", "con un 2 % de descuento"),
        ("day 20", "ces conditions : day 20", "estas condiciones: day 20"),
    ],
)
def test_payment_terms_in_french_and_spanish(terms, french, spanish) -> None:
    assert french in flat(Wording(phrases_of("fr")).terms(terms))
    assert spanish in flat(Wording(phrases_of("es")).terms(terms))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "an einem Samstag oder Sonntag."),
        ("en", "on a Saturday or Sunday."),
        ("es", "los sábados o los domingos."),
        ("fr", "le samedi ou le dimanche."),
        ("nl", "op zaterdag of zondag."),
    ],
)
def test_days_without_reminders(language, told, tmp_path) -> None:
    assert told in flat(customers(loaded_from(tmp_path, TWO), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_conditions_has_words(field, language) -> None:
    texts = phrases_of(language).texts
    assert ("conditions", "fields", field) in texts
