"""The Swiss QR-bill: its code as an independent reader sees it on the letter, and its limits."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from creditctl.documents.references import BookedDocument, with_references
from creditctl.documents.swissqr import bill_payload, qr_bill
from creditctl.documents.swissqr_address import postal_address
from tests.documents.build import BRITON, COMPANY, CREDIT, DEBTOR, THREE, line, notice, room
from tests.documents.codes import codes, places

QRR = "210000000003139471430009017"
ACCOUNT, QR_ACCOUNT = "CH9300762011623852957", "CH4431999123000889012"
SWISS = replace(
    COMPANY,
    name="Muster Treuhand AG",
    address=("Bahnhofstrasse 12a", "8001 Zürich"),
    country="CH",
    iban=ACCOUNT,
    bic="",
    bank="",
)
PAYER = replace(
    DEBTOR,
    name="Käserei Emmental GmbH",
    address=("Dorfplatz 3", "3550 Langnau im Emmental"),
    country="CH",
)
NOBODY = [""] * 7
DEBTOR_LINES = ["S", PAYER.name, "Dorfplatz", "3", "3550", "Langnau im Emmental", "CH"]


def asked(template="reminder", language="en", **changes):
    return notice(template, language, **{"currency": "CHF", "debtor": PAYER, **changes})


def own(reference: str):
    return [replace(line(1, 12, 250_025), reference=reference)]


def scanned(made, company=SWISS) -> list[str]:
    """The lines of the one code on the letter."""
    (found,) = codes(room(company=company).render(made).pdf)
    return found.split("\n")


def test_fields_in_order():
    assert scanned(asked()) == [
        *("SPC", "0200", "1", ACCOUNT),
        *("S", "Muster Treuhand AG", "Bahnhofstrasse", "12a", "8001", "Zürich", "CH"),
        *NOBODY,
        *("1210.00", "CHF"),
        *DEBTOR_LINES,
        *("NON", "", "2025-1001", "EPD"),
    ]


def test_several_invoices_are_paid_by_the_notice():
    found = scanned(asked("second", "de", lines=THREE, credits_=(CREDIT,)))
    assert found[18:20] == ["100909.50", "CHF"]
    assert found[27:] == ["NON", "", "20260131-K7Q2MX", "EPD"]


def test_a_creditor_reference_goes_to_the_ordinary_account():
    company = replace(SWISS, qr_iban=QR_ACCOUNT)
    found = scanned(asked(lines=own("RF18 5390 0754 7034")), company)
    assert (found[3], found[27:]) == (ACCOUNT, ["SCOR", "RF18539007547034", "", "EPD"])


def test_a_qr_reference_goes_to_the_qr_iban_in_code_and_text():
    company = replace(SWISS, qr_iban=QR_ACCOUNT)
    made = asked(lines=own("21 00000 00003 13947 14300 09017"))
    letter = room(company=company).render(made)
    (found,) = codes(letter.pdf)
    assert (found.split("\n")[3], found.split("\n")[27:]) == (QR_ACCOUNT, ["QRR", QRR, "", "EPD"])
    assert "CH44 3199 9123 0008 8901 2" in letter.text
    assert "CH93" not in letter.text
    several = room(company=company).render(asked(lines=THREE))
    assert "CH93 0076 2011 6238 5295 7" in several.text


@pytest.mark.parametrize(
    ("scheme", "account", "quoted"),
    [
        ("qrr", QR_ACCOUNT, ["QRR", "000000000000000000202510016", "", "EPD"]),
        ("rf", ACCOUNT, ["SCOR", "RF4620251001", "", "EPD"]),
    ],
)
def test_a_reference_made_from_the_number(scheme, account, quoted):
    company = replace(SWISS, qr_iban=QR_ACCOUNT, reference=scheme)
    booked = [BookedDocument("C1042", "2025-1001", "")]
    (made,), _ = with_references([asked()], booked, scheme)
    found = scanned(made, company)
    assert (found[3], found[27:]) == (account, quoted)


def test_without_a_qr_iban_a_qr_reference_is_a_message():
    assert scanned(asked(lines=own(QRR)))[27:] == ["NON", "", QRR, "EPD"]


def test_euros_of_a_swiss_debtor_have_the_bill_and_others_the_epc_code():
    assert scanned(asked(currency="EUR"))[18:20] == ["1210.00", "EUR"]
    abroad = asked(currency="EUR", debtor=DEBTOR)
    with_bic = replace(SWISS, bic="UBSWCHZH80A")
    assert scanned(abroad, with_bic)[:2] == ["BCD", "002"]
    assert scanned(asked(debtor=DEBTOR))[0] == "SPC"


@pytest.mark.parametrize("currency", ["USD", "GBP", "JPY", "KWD"])
def test_other_currencies_have_no_code(currency):
    assert codes(room(company=SWISS).render(asked(currency=currency)).pdf) == []


def test_letters_of_thanks_have_no_code():
    paid = asked("thank-you", kind="thanks", subtotal=0, total=0)
    assert codes(room(company=SWISS).render(paid).pdf) == []


@pytest.mark.parametrize(
    ("made", "company"),
    [
        (asked(), replace(SWISS, iban="NL91ABNA0417164300")),
        (asked(), replace(SWISS, iban="CH9300762011623852958")),
        (asked(), replace(SWISS, address=("Postfach", "Bahnhofstrasse 1", "8001 Zürich"))),
        (asked(), replace(SWISS, address=("Bahnhofstrasse 1", "Zürich"))),
        (asked(), replace(SWISS, country="")),
        (asked(), replace(SWISS, name="上海")),
        (asked(lines=[line(1, 1, 100_000_000_000)]), SWISS),
        (asked(lines=[line(1, 1, 100, number="№ 77")]), SWISS),
        (asked(lines=[line(1, 1, 100, number="X" * 141)]), SWISS),
    ],
)
def test_no_code_where_none_can_be_right(made, company):
    assert qr_bill(made, company) is None


@pytest.mark.parametrize(
    "debtor",
    [
        replace(PAYER, address=("Postfach 7", "Dorfplatz 3", "3550 Langnau")),
        replace(PAYER, address=("Dorfplatz 3", "Langnau")),
        replace(PAYER, country=""),
        replace(PAYER, name=""),
        replace(PAYER, name="Łódź 上海"),
        BRITON,
    ],
)
def test_a_debtor_whose_address_is_not_clear_fills_it_in(debtor):
    bill = qr_bill(asked(debtor=debtor), SWISS)
    assert bill_payload(bill).split("\n")[20:27] == NOBODY


@pytest.mark.parametrize(
    ("address", "country", "parts"),
    [
        (
            ("Rue du Lac 12 bis", "1211 Genève 3"),
            "CH",
            ("Rue du Lac 12 bis", "", "1211", "Genève 3"),
        ),
        (("CH-8001 Zürich",), "CH", ("", "", "8001", "Zürich")),
        (
            ("Keizersgracht 241-3", "1016 EA Amsterdam"),
            "nl",
            ("Keizersgracht", "241-3", "1016 EA", "Amsterdam"),
        ),
        (
            ("Straße des 17. Juni 135", "10623 Berlin"),
            "DE",
            ("Straße des 17. Juni", "135", "10623", "Berlin"),
        ),
        (("12, rue de la Paix", "75002 Paris"), "FR", ("12, rue de la Paix", "", "75002", "Paris")),
    ],
)
def test_addresses_in_parts(address, country, parts):
    found = postal_address("X", address, country)
    assert (found.street, found.number, found.postcode, found.town) == parts


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ((), "CH"),
        (("Bahnhofstrasse 1", "80011 Zürich"), "CH"),
        (("Bahnhofstrasse 1", "8001"), "CH"),
        (("4 Mill Lane", "LS1 1AA Leeds"), "GB"),
        (("S" * 71, "8001 Zürich"), "CH"),
        (("Bahnhofstrasse 1", "8001 " + "Z" * 36), "CH"),
    ],
)
def test_addresses_that_are_not_clear(address, country):
    assert postal_address("X", address, country) is None


def test_a_long_name_is_cut_and_no_line_of_the_books_adds_a_field():
    bill = qr_bill(asked(debtor=replace(PAYER, name="A\nB" + "N" * 90)), SWISS)
    assert bill.debtor.name == "A B" + "N" * 67
    assert len(bill_payload(bill).split("\n")) == 31


def test_the_code_stays_within_997_bytes():
    wide = replace(PAYER, name="é" * 70, address=("é" * 70, "3550 " + "é" * 35), country="CH")
    company = replace(SWISS, name="é" * 70, address=("é" * 70, "8001 " + "é" * 35))
    made = asked(debtor=wide, lines=[line(1, 1, 100, number="é" * 140)])
    assert qr_bill(made, company) is None
    short = qr_bill(replace(made, lines=(line(1, 1, 100),)), company)
    assert len(bill_payload(short).encode()) <= 997
    assert scanned(replace(made, lines=(line(1, 1, 100),)), company)[5] == "é" * 70


@pytest.mark.parametrize("lines", [THREE, [line(n, 30, 10_000) for n in range(60)]])
def test_the_payment_part_stands_at_the_bottom_of_the_last_page(lines):
    pdf = room(company=SWISS).render(asked(lines=lines)).pdf
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    ((page, left, top, width),) = places(pdf)
    assert page == len(pages) - 1
    assert (round(left), round(top), round(width)) == (67, 209, 46)
    last = pages[-1].extract_text()
    for words in ("Receipt", "Payment part", "Acceptance point", "Separate before paying in"):
        assert words in last
    assert f"Page {len(pages)} of {len(pages)}" in last


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Empfangsschein"), ("en", "Receipt"), ("nl", "Receipt")]
)
def test_headings_are_those_of_the_guidelines(language, words):
    pdf = room(company=SWISS).render(asked(language=language)).pdf
    assert words in pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()


def test_amount_and_account_are_printed_in_groups():
    pdf = room(company=SWISS).render(asked(lines=THREE)).pdf
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text().replace("\xa0", " ")
    assert text.count("101 059.50") == 2
    assert text.count("CH93 0076 2011 6238 5295 7") == 2


def test_the_fonts_of_the_payment_part_are_allowed_ones():
    pdf = room(company=SWISS).render(asked()).pdf
    fonts = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert any("LiberationSans-Bold" in name for name in names)
    assert any(name.endswith("LiberationSans") for name in names)


def test_a_company_whose_address_cannot_be_told_apart_is_warned():
    company = replace(SWISS, address=("Bahnhofstrasse 12a, 8001 Zürich",))
    assert [f.code for f in room(company=company).check(["reminder"], ["en"])] == ["CC323"]
    assert room(company=SWISS).check(["reminder"], ["en"]) == []
