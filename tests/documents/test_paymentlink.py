"""The link to pay online: safe whatever the books hold, signed, in all forms of a demand."""

from __future__ import annotations

import hmac
import io
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pypdf
import pytest

from creditctl.documents.paymentlink import payment_link
from tests.documents.build import COMPANY, DEBTOR, HOSTILE, THREE, line, notice, room

LINK = (
    "https://pay.example/{notice}?amount={amount}&cur={currency}&ref={reference}"
    "&who={debtor}&inv={number}"
)
PLAIN = replace(COMPANY, pay_link=LINK)
SIGNED = replace(PLAIN, link_secret=b"not for others")


def fields(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True))


def test_fields():
    url = payment_link(notice(), PLAIN)
    assert urlsplit(url)[:3] == ("https", "pay.example", "/20260131-K7Q2MX")
    assert fields(url) == {
        "amount": "1210.00",
        "cur": "EUR",
        "ref": "2025-1001",
        "who": "C1042",
        "inv": "2025-1001",
    }


def test_several_invoices_have_no_number_of_one():
    found = fields(payment_link(notice(lines=THREE), PLAIN))
    assert (found["ref"], found["inv"]) == ("20260131-K7Q2MX", "")


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "121000"), ("KWD", "121.000")])
def test_amounts_have_the_decimals_of_their_currency(currency, amount):
    assert fields(payment_link(notice(currency=currency), PLAIN))["amount"] == amount


def test_a_structured_reference_has_no_blanks():
    own = replace(line(1, 12, 100), reference="RF18 5390 0754 7034")
    assert fields(payment_link(notice(lines=[own]), PLAIN))["ref"] == "RF18539007547034"


@pytest.mark.parametrize(
    "text", ["a&amount=1", "x/../../y?z#", "é 上", "{amount}", "%26", "'\"<b>"]
)
def test_text_of_the_books_stays_the_value_of_its_field(text):
    url = payment_link(notice(lines=[line(1, 1, 500, number=text)]), PLAIN)
    found = fields(url)
    assert (found["inv"], found["amount"], len(found)) == (text, "5.00", 5)
    assert url.isascii()
    assert urlsplit(url).path == "/20260131-K7Q2MX"


def test_the_signature_is_that_of_the_query():
    query, _, sig = urlsplit(payment_link(notice(), SIGNED)).query.rpartition("&sig=")
    assert sig == hmac.new(b"not for others", query.encode(), "sha256").hexdigest()
    assert query == urlsplit(payment_link(notice(), PLAIN)).query


def test_signatures_differ_by_amount_and_secret():
    other = replace(SIGNED, link_secret=b"another")
    made = {
        payment_link(notice(), SIGNED),
        payment_link(notice(), other),
        payment_link(notice(lines=[line(1, 12, 121_001)]), SIGNED),
    }
    assert len({url.rpartition("=")[2] for url in made}) == 3


def links(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    notes = [note.get_object() for page in pages for note in page.get("/Annots", ())]
    return [str(note["/A"]["/URI"]) for note in notes if "/A" in note]


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Pay online"), ("de", "Online bezahlen"), ("nl", "Online betalen")],
)
def test_it_stands_in_text_html_and_pdf(language, label):
    made = notice(language=language)
    letter, url = room(company=SIGNED).render(made), payment_link(made, SIGNED)
    assert f"  {label}:\n  {url}\n" in letter.text
    assert f'<a href="{url.replace("&", "&amp;")}"' in letter.html
    assert f">{label}</a>" in letter.html
    assert url in links(letter.pdf)


def test_letters_of_thanks_and_companies_without_a_provider_have_none():
    thanks = room(company=SIGNED).render(notice("thank-you", kind="thanks", subtotal=0, total=0))
    plain = room().render(notice())
    for letter in (thanks, plain):
        assert "pay.example" not in letter.text + letter.html
        assert all("pay.example" not in url for url in links(letter.pdf))


def test_hostile_books_break_no_form():
    letter = room(company=SIGNED).render(notice(debtor=HOSTILE))
    assert payment_link(notice(debtor=HOSTILE), SIGNED) in letter.text
    assert "<script" not in letter.html


def test_the_secret_is_never_shown():
    assert "not for others" not in repr(SIGNED)
    letter = room(company=SIGNED).render(notice(debtor=DEBTOR))
    assert "not for others" not in letter.text + letter.html
    assert b"not for others" not in letter.pdf


def test_a_secret_that_others_can_read_is_told():
    found = room(company=replace(SIGNED, secret_exposed=True)).check(["reminder"], ["en"])
    assert [(f.code, f.place.field) for f in found] == [("CC322", "payment.sign.secret_file")]
