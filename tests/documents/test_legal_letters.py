"""What the law, or good practice, wants in a letter: checklists of the shipped templates.

Each element of a checklist is looked for in the text, the page and the HTML. That the checks can
fail is shown as well: a template from which an element was cut must be told on, by its text.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.documents.build import (
    COMPANY,
    LANGUAGES,
    SHIPPED,
    Unprinted,
    british,
    claiming,
    dutch_consumer,
    german,
    notice,
)
from tests.documents.checklists import (
    BRITISH,
    BRITISH_ELSEWHERE,
    DUTCH,
    DUTCH_ELSEWHERE,
    GERMAN,
    ITEMS,
    PAYMENT,
    Element,
)
from tests.documents.test_letters import ROOM
from tests.documents.test_thanks import forms

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.documents.letters import Letter, LetterRoom
    from creditctl.policy.notices import Notice


def missing(letters: LetterRoom, made: Notice, wanted: tuple[Element, ...]) -> set[str]:
    """Names of the elements that a form of the letter lacks."""
    return {
        element.name
        for said in forms(rendered(letters, made)).values()
        for element in wanted
        for words in element.said
        if "".join(words.split()) not in said
    }


@cache
def rendered(letters: LetterRoom, made: Notice) -> Letter:
    """The letter, which several tests look at."""
    return letters.render(made)


def told_on(letters: LetterRoom, made: Notice, element: Element) -> bool:
    """Whether the text lacks something of the element; letterheads are in the other forms only."""
    said = "".join(letters.render(made).text.split())
    return any("".join(words.split()) not in said for words in element.said)


def without(tmp_path: Path, made: Notice, element: Element) -> LetterRoom:
    """A room whose template lacks the element; its subject says nothing."""
    name = f"{made.language}/{made.template}.md.j2"
    text = (SHIPPED / name).read_text(encoding="utf-8")
    _, _, body = text.split("---\n", 2)
    assert all(part in body for part in element.cut), "the cut is no longer in the template"
    lines = body.split("\n")
    if element.lines:
        lines = [each for each in lines if not any(part in each for part in element.cut)]
    body = "\n".join(lines)
    for part in () if element.lines else element.cut:
        body = body.replace(part, "")
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(f'---\nsubject: "Letter"\n---\n{body}', encoding="utf-8")
    return Unprinted(COMPANY, [tmp_path, SHIPPED])


LEGAL = (
    (dutch_consumer(), DUTCH),
    *((dutch_consumer(language=code), wanted) for code, wanted in DUTCH_ELSEWHERE.items()),
    (british(), BRITISH),
    *((british(language=code), wanted) for code, wanted in BRITISH_ELSEWHERE.items()),
    (german("second"), GERMAN),
    (german("final"), GERMAN),
)


def _id(value):
    return f"{value.template}-{value.language}" if hasattr(value, "template") else ""


@pytest.mark.parametrize(("made", "wanted"), LEGAL, ids=_id)
def test_the_shipped_letter_has_every_element(made, wanted):
    assert missing(ROOM, made, wanted) == set()


@pytest.mark.parametrize(
    ("made", "element"),
    [(made, element) for made, wanted in LEGAL for element in wanted],
    ids=lambda value: getattr(value, "name", "") or _id(value),
)
def test_a_letter_without_the_element_is_told_on(made, element, tmp_path):
    assert told_on(without(tmp_path, made, element), made, element)


# Every reminder, in any country

REMINDERS = ("reminder", "second", "final")
OTHERS = ("fourteen-day", "letter-before-claim", "hand-over", "broken-promise")
DEMANDS = [(name, language) for name in (*REMINDERS, *OTHERS) for language in LANGUAGES]
CLAIMED = {
    "de": ("Offene Rechnungen 1.660,50 €", "Zinsen 26,19 €", "Pauschale für Zahlungsverzug 80,00 €"),
    "en": ("Outstanding invoices €1,660.50", "Interest €26.19", "Compensation for late payment €80.00"),
    "es": ("Facturas pendientes 1.660,50 €", "Intereses 26,19 €", "Indemnización fija por demora 80,00 €"),
    "fr": ("Factures impayées 1 660,50 €", "Intérêts 26,19 €", "Indemnité forfaitaire de retard 80,00 €"),
    "nl": ("Openstaande facturen € 1.660,50", "Rente € 26,19", "Vaste vergoeding voor te late betaling € 80,00"),
}  # fmt: skip
WORDS = {
    "de": ("Gesamtbetrag 1.766,69 €", "14. Februar 2026", "01.12.2025", "1.210,00",
           "Verwendungszweck"),
    "en": ("Total €1,766.69", "14 February 2026", "1 Dec 2025", "1,210.00", "Payment reference"),
    "es": ("Total 1.766,69 €", "14 de febrero de 2026", "1 dic 2025", "1.210,00", "Concepto"),
    "fr": ("Total 1 766,69 €", "14 février 2026", "1er déc. 2025", "1 210,00", "Référence à indiquer"),
    "nl": ("Totaal € 1.766,69", "14 februari 2026", "1 dec 2025", "1.210,00", "Betalingskenmerk"),
}  # fmt: skip
PAID = {
    "de": (" gezahlt?",),
    "en": ("If you have already paid", "If you have paid in the meantime"),
    "es": ("¿Ya ha pagado?", "¿Ha pagado entretanto?"),
    "fr": ("Vous avez déjà payé", "Vous avez payé entre-temps"),
    "nl": ("Hebt u al betaald?", "Hebt u intussen betaald?"),
}
DISPUTE = {
    "de": ("nicht einverstanden", "Bestreiten Sie einen Teil"),
    "en": ("disagree with an invoice", "dispute any part"),
    "es": ("está de acuerdo con alguna factura", "está de acuerdo con alguna parte"),
    "fr": ("contestez une facture", "contestez une partie"),
    "nl": ("niet eens met een factuur", "Betwist u een deel"),
}


def in_body(name: str, language: str, phrases: tuple[str, ...]) -> str:
    """The one of these phrases that the template has; else the last, which is then missing."""
    text = (SHIPPED / language / f"{name}.md.j2").read_text(encoding="utf-8")
    return next((each for each in phrases if each in text), phrases[-1])


def every_reminder(name: str, language: str) -> tuple[Element, ...]:
    """The checklist for any country."""
    total, day, due, left, reference = WORDS[language]
    paid = in_body(name, language, PAID[language])
    dispute = in_body(name, language, DISPUTE[language])
    return (
        Element("creditor", (COMPANY.name,), ("{{ company.name }}", *PAYMENT)),
        Element("contact", (COMPANY.email, COMPANY.phone), ("company.email",), lines=True),
        Element("number, due date, open amount", ("2025-1001", due, left), ITEMS),
        Element("total", (total,), ITEMS),
        Element("deadline", (day,), ("pay_by", *PAYMENT), lines=True),
        Element("how to pay", (COMPANY.name, "NL91 ABNA 0417 1643 00"), PAYMENT),
        Element("reference", (reference, "20260131-K7Q2MX"), PAYMENT),
        Element("each claim on its line", CLAIMED[language], ITEMS),
        Element("already paid", (paid,), (paid,)),
        Element("how to dispute", (dispute,), (dispute,)),
    )


@pytest.mark.parametrize(("name", "language"), DEMANDS)
def test_every_demand_has_what_any_country_wants(name, language):
    made = german(name, language)
    assert missing(ROOM, made, every_reminder(name, language)) == set()


@pytest.mark.parametrize("at", range(10))
@pytest.mark.parametrize(("name", "language"), DEMANDS)
def test_a_demand_without_it_is_told_on(name, language, at, tmp_path):
    made, element = german(name, language), every_reminder(name, language)[at]
    assert told_on(without(tmp_path, made, element), made, element)


@pytest.mark.parametrize(("name", "language"), DEMANDS)
def test_a_demand_that_claims_nothing_says_nothing_of_claims(name, language):
    made = notice(name, language)
    said = ROOM.render(made).text
    words = ("Interest", "nterest on", "Rente", "Zinsen", "ompensation", "ncassokosten", "Pauschale",
             "collection costs", "wegens", "Zahlungsverzug", "late payment", "eitreibungskosten",
             "ntereses", "gastos de cobro", "ndemnización", "por la demora", "ntérêts",
             "frais de recouvrement", "ndemnité", "au titre du")  # fmt: skip
    if name == "letter-before-claim":
        words = tuple(word for word in words if word not in COURT_WORDS[language])
    assert [word for word in words if word in said] == []


COURT_WORDS = {"de": ("Zinsen",), "en": (), "es": ("ntereses",), "fr": ("ntérêts",), "nl": ()}
"""What the court would be asked for is named in the letter before it."""


THREATS = {
    "de": ("Schufa", "Gericht", "Inkasso", "Anwalt", "Gerichtsvollzieher", "Pfändung", "Polizei"),
    "en": ("bailiff", "police", "credit rating", "credit file", "solicitor", "insolven", "winding",
           "collection agency", "lawyer"),
    "es": ("policía", "ASNEF", "moroso", "juez", "juzgado", "tribunal", "abogado", "embargo",
           "agencia de cobros", "concurso de acreedores"),
    "fr": ("police", "huissier", "commissaire de justice", "tribunal", "avocat", "saisie", "FICP",
           "société de recouvrement", "liquidation"),
    "nl": ("deurwaarder", "politie", "BKR", "rechter", "advocaat", "faillissement", "beslag",
           "incassobureau"),
}  # fmt: skip
ANNOUNCED = {
    ("letter-before-claim", "de"): {"Gericht"},
    ("letter-before-claim", "es"): {"tribunal"},
    ("letter-before-claim", "fr"): {"tribunal"},
    ("letter-before-claim", "nl"): {"rechter"},
    ("hand-over", "de"): {"Inkasso", "Anwalt"},
    ("hand-over", "en"): {"collection agency", "lawyer"},
    ("hand-over", "es"): {"agencia de cobros", "abogado"},
    ("hand-over", "fr"): {"société de recouvrement", "avocat"},
    ("hand-over", "nl"): {"incassobureau", "advocaat"},
}
"""What a letter says will come, which is all that it may speak of."""


@pytest.mark.parametrize(("name", "language"), DEMANDS)
def test_no_letter_threatens_with_what_may_never_come(name, language):
    said = rendered(ROOM, german(name, language)).text
    said = " ".join(said.split()).lower()
    found = {word for word in THREATS[language] if word.lower() in said}
    assert found == ANNOUNCED.get((name, language), set())
    assert ("court" in said) is (name == "letter-before-claim" and language == "en")


def test_a_german_consumer_reads_five_points_and_of_no_fixed_sum():
    made = german()
    claim = replace(made.claim, regime="de_b2c", fixed_sums=(), compensation=0)
    text = ROOM.render(replace(made, claim=claim, total=made.principal + claim.total)).text
    assert "fünf\nProzentpunkten" in text
    assert "neun" not in text
    assert "Pauschale" not in text


def test_a_rate_of_the_contract_is_no_margin_over_the_base_rate():
    lines = german().claim.interest_lines
    text = ROOM.render(claiming(german(), "contract", interest_lines=lines)).text
    assert "Der Zinssatz ist vertraglich vereinbart." in text
    assert "Basiszinssatz" not in text


@pytest.mark.parametrize(
    ("contact", "closing"), [("Jo", "Yours sincerely"), ("", "Yours faithfully")]
)
def test_the_british_closing_follows_the_salutation(contact, closing):
    made = british()
    letter = ROOM.render(replace(made, debtor=replace(made.debtor, contact=contact)))
    assert f"\n{closing},\n" in letter.text
