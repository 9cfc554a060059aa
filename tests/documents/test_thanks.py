"""A letter of thanks: what it says in every form, and that it never looks like a demand."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from creditctl.documents.clean import one_line
from creditctl.documents.vocabulary import ONLY_IN_DEMANDS
from creditctl.errors import ConfigRefused
from tests.documents.build import (
    AS_OF,
    DEBTOR,
    HOSTILE,
    HOSTILE_TEXTS,
    LANGUAGES,
    THREE,
    folder_with,
    line,
    notice,
    room,
)
from tests.documents.test_hostile import pdf_text
from tests.documents.test_letters import ROOM, Words, plain


def thanks(language="en", lines=THREE, **changes):
    """The letter of thanks for these lines, paid."""
    paid = [replace(each, open=0, days_overdue=0, step="thank-you") for each in lines]
    more = {"step_number": 0, "pay_by": AS_OF, "kind": "thanks", "debtor": DEBTOR} | changes
    return notice("thank-you", language, paid, **more)


PLAIN = ROOM.render(thanks())


def forms(letter):
    """The letter's words in every form, blanks left out."""
    page = "".join("".join(Words.of(letter.html).words).split())
    return {
        "text": "".join(letter.text.split()),
        "html": page,
        "pdf": pdf_text(letter.pdf).replace("\u200b", ""),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lines", [THREE[:1], THREE])
def test_it_says_what_was_paid_and_asks_for_nothing(language, lines):
    letter = ROOM.render(thanks(language, lines))
    amounts = {
        "en": ("1,210.00", "450.50"),
        "fr": ("1210,00", "450,50"),
    }.get(language, ("1.210,00", "450,50"))
    wanted = {
        "de": "vielenDankfürIhreZahlung",
        "en": "Thankyouforyourpayment",
        "es": "Muchasgraciasporsupago",
        "fr": "Nousvousremercionsdevotrepaiement",
        "nl": "Hartelijkdankvooruwbetaling",
    }[language]
    for form, said in forms(letter).items():
        assert wanted in said, form
        assert all(each.number in said for each in lines), form
        assert [amount in said for amount in amounts] == [True, len(lines) > 1], form
        demands = ("NL91", "0.00EUR", "€0", "Total", "Totaal", "Outstanding", "Openstaand")
        dated = ("Due", "Vervaldatum", "Howtopay", "Zokunt", "Paymentreference", "Scan", "overdue")
        german = ("Gesamtbetrag", "Offen", "Fällig", "SozahlenSie", "Verwendungszweck")
        others = ("Échéance", "Soldedû", "Commentpayer", "Vencimiento", "Pendiente", "Cómopagar")
        words = (*demands, *dated, *german, *others)
        assert [word for word in words if word in said] == [], form
    assert not pypdf.PdfReader(io.BytesIO(letter.pdf)).pages[0].images


@pytest.mark.parametrize(
    ("language", "lines", "subject"),
    [
        ("en", THREE[:1], "Thank you for your payment: invoice 2025-1001"),
        ("en", THREE, "Thank you for your payment: 3 invoices"),
        ("nl", THREE[:1], "Bedankt voor uw betaling: factuur 2025-1001"),
        ("nl", THREE, "Bedankt voor uw betaling: 3 facturen"),
        ("de", THREE[:1], "Vielen Dank für Ihre Zahlung: Rechnung 2025-1001"),
        ("de", THREE, "Vielen Dank für Ihre Zahlung: 3 Rechnungen"),
        ("fr", THREE[:1], "Merci de votre paiement : facture 2025-1001"),
        ("fr", THREE, "Merci de votre paiement : 3 factures"),
        ("es", THREE[:1], "Gracias por su pago: factura 2025-1001"),
        ("es", THREE, "Gracias por su pago: 3 facturas"),
    ],
)
def test_the_subject(language, lines, subject):
    assert ROOM.render(thanks(language, lines)).subject == subject


def test_the_table_of_the_text_part():
    asked = plain(ROOM.render(thanks()).text.split("\n\n")[2])
    assert asked.startswith("Invoice Date Amount EUR -")
    assert asked.endswith("2025-1003 20 Dec 2025 99,999.00")
    undated = [replace(each, issued=None) for each in THREE]
    lines = ROOM.render(thanks(lines=undated)).text.split("\n\n")[2].split("\n")
    assert lines == [
        "Invoice     Amount EUR",
        "----------------------",
        "2025-1001     1,210.00",
        "2025-1002       450.50",
        "2025-1003    99,999.00",
    ]


def test_it_has_the_heads_of_two_columns_in_html():
    heads = [attrs for tag, attrs in Words.of(ROOM.render(thanks()).html).tags if tag == "th"]
    assert [attrs["align"] for attrs in heads] == ["left", "right"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_names_come_out_as_they_are(text):
    shown = one_line(text)
    debtor = replace(DEBTOR, name=text, contact="", kind="consumer")
    lines = [line(1, 1, 100, number=text), line(2, 1, 5)]
    letter = ROOM.render(thanks(lines=lines, debtor=debtor))
    page = Words.of(letter.html)
    assert f"Dear {shown}," in letter.text.replace("\n", " ")
    assert shown in page.words
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in Words.of(PLAIN.html).tags}
    said = forms(letter)["pdf"]
    for word in shown.encode("ascii", "ignore").decode().split():
        assert word.replace("\x00", "") in said, word


def test_hostile_everything_at_once():
    letter = ROOM.render(thanks(debtor=HOSTILE))
    assert len(pypdf.PdfReader(io.BytesIO(letter.pdf)).pages) == 1
    assert "etc/passwd" in letter.html


def test_the_shipped_letter_is_sound():
    assert ROOM.check([], LANGUAGES, ["thank-you"]) == []


@pytest.mark.parametrize("name", sorted(ONLY_IN_DEMANDS))
def test_a_field_that_asks_for_money_is_refused(tmp_path, name):
    shown = {"claim": "claim.total", "promise": "promise.amount"}.get(name, name)
    body = f"Thanks, {{{{ debtor.name }}}}.\n\n{{% if lines %}}\n{{{{ {shown} }}}}\n{{% endif %}}\n"
    letters = room(folder_with(tmp_path, body, name="en/thank-you"))
    (found,) = letters.check([], ["en"], ["thank-you"])
    assert (found.code, found.place.line) == ("CC305", 7)
    assert found.message == f"a letter of thanks has no field '{name}'"
    assert letters.check(["thank-you"], ["en"]) == []
    with pytest.raises(ConfigRefused, match=name):
        letters.render(thanks())


def test_a_template_can_tell_thanks_from_a_demand(tmp_path):
    body = "{% if notice.thanks %}Thanks{% else %}{{ total }}{% endif %}\n\n{{ items }}\n"
    letters = room(folder_with(tmp_path, body, name="en/thank-you"))
    assert letters.check(["thank-you"], ["en"], ["thank-you"]) == []
    assert letters.render(thanks()).text.startswith("Thanks\n")
    assert letters.render(notice("thank-you", lines=THREE)).text.startswith("€101,059.50\n")


def test_the_same_letter_gives_the_same_bytes():
    assert room().render(thanks()) == PLAIN
