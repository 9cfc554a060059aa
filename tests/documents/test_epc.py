"""The payment code of EPC069-12."""

from __future__ import annotations

from dataclasses import replace

import pytest

from creditctl.documents.epc import epc_payload, qr_svg
from tests.documents.build import COMPANY, CREDIT, THREE, german, line, notice, room
from tests.documents.codes import codes, places


def fields(made, company=COMPANY) -> list[str]:
    payload = epc_payload(made, company)
    assert payload is not None
    return payload.split("\n")


def test_fields_in_order():
    assert fields(notice("second", lines=THREE, credits_=(CREDIT,))) == [
        "BCD",
        "002",
        "1",
        "SCT",
        "ABNANL2A",
        "Van Dijk Techniek B.V.",
        "NL91ABNA0417164300",
        "EUR100909.50",
        "",
        "",
        "20260131-K7Q2MX",
    ]


def test_a_creditor_reference_is_structured_and_nothing_follows():
    own = replace(line(1, 12, 5), reference="RF18 5390 0754 7034")
    assert fields(notice(lines=[own]))[7:] == ["EUR0.05", "", "RF18539007547034"]


def test_limits_of_the_standard():
    long = replace(COMPANY, name="N" * 200, iban="nl91 abna 0417 1643 00", bic="")
    made = fields(notice(lines=[line(1, 12, 5, number="X" * 300)]), long)
    assert (made[4], made[5], made[6], made[10]) == ("", "N" * 70, "NL91ABNA0417164300", "X" * 140)
    assert epc_payload(notice(lines=[line(1, 12, 99_999_999_999)]), COMPANY) is not None
    assert epc_payload(notice(lines=[line(1, 12, 100_000_000_000)]), COMPANY) is None


@pytest.mark.parametrize(
    ("made", "company"),
    [
        (notice(currency="GBP"), COMPANY),
        (notice(), replace(COMPANY, iban="")),
        (notice(), replace(COMPANY, iban="GB29NWBK60161331926819", bic="")),
        (notice(kind="thanks", total=0), COMPANY),
        (notice(), replace(COMPANY, iban="NL92ABNA0417164300")),
        (notice(lines=[line(1, 1, 1, number="é" * 140)]), replace(COMPANY, name="é" * 70)),
    ],
)
def test_no_code_where_none_can_be_right(made, company):
    assert epc_payload(made, company) is None


def test_a_line_break_in_the_books_adds_no_field():
    made = fields(notice(lines=[line(1, 1, 1, number="12\nEUR9")]), replace(COMPANY, name="A\nB"))
    assert (len(made), made[5], made[10]) == (11, "A B", "12 EUR9")


def test_the_picture_is_svg_and_always_the_same():
    payload = epc_payload(notice(), COMPANY)
    assert qr_svg(payload) == qr_svg(payload)
    assert qr_svg(payload).startswith("<svg ")


def test_only_accounts_outside_the_economic_area_need_their_bic():
    assert fields(notice(), replace(COMPANY, iban="LI21088100002324013AA", bic=""))[4] == ""
    made = fields(notice(), replace(COMPANY, iban="GB29NWBK60161331926819", bic="NWBK GB 2L"))
    assert made[4] == "NWBKGB2L"


def test_the_largest_code_is_version_13_at_level_m():
    import segno

    def payload_of(number: str) -> str:
        made = notice(lines=[line(1, 1, 99_999_999_999, number=number)])
        return epc_payload(made, replace(COMPANY, name="N" * 70))

    rest = 331 - len(payload_of("x").encode()) + 1
    payload = payload_of("é" * (rest // 2) + "x" * (rest % 2))
    assert len(payload.encode()) == 331
    assert payload_of("é" * (rest // 2) + "x" * (rest % 2 + 1)) is None
    code = segno.make(payload, error="m", mode="byte", encoding="utf-8", boost_error=False)
    assert (code.version, code.error) == (13, "M")


LETTERS = [
    (notice(), COMPANY),
    (notice("second", "de", lines=THREE, credits_=(CREDIT,)), COMPANY),
    (notice("final", "nl", lines=[line(n, 30, 10_001) for n in range(40)]), COMPANY),
    (notice(lines=[replace(line(1, 1, 100), reference="RF18 5390 0754 7034")]), COMPANY),
    (german(), COMPANY),
    (notice(lines=[line(1, 1, 1, number="é" * 60)]), replace(COMPANY, name="Łódź & Søn " * 9)),
]


@pytest.mark.parametrize(("made", "company"), LETTERS)
def test_an_independent_reader_finds_on_the_page_what_the_letter_asks_for(made, company):
    pdf = room(company=company).render(made).pdf
    assert codes(pdf) == [epc_payload(made, company)]
    ((_, _, _, width),) = places(pdf)
    assert width > 20


@pytest.mark.parametrize("currency", ["GBP", "USD", "CHF", "JPY"])
def test_letters_in_other_currencies_have_no_code(currency):
    assert codes(room().render(notice(currency=currency)).pdf) == []
