"""Structured references made from invoice numbers: right by their check digits, and unique."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cash.matching.references import structured
from creditctl.config.paymentpart import PaymentPart
from creditctl.documents.references import (
    BookedDocument,
    compact,
    is_structured,
    reference_from,
    with_references,
)
from tests.documents.build import COMPANY, THREE, instalment, line, notice, room

SCHEMES = ("rf", "ogm", "qrr", "kid", "viite")
KINDS = {
    "rf": "RF creditor reference",
    "ogm": "structured communication",
    "qrr": "QR reference",
    "kid": "KID",
    "viite": "viitenumero",
}


@pytest.mark.parametrize(
    ("number", "scheme", "made"),
    [
        # Published samples of each scheme.
        ("539007547034", "rf", "RF18 5390 0754 7034"),
        ("0108068171", "ogm", "+++010/8068/17183+++"),
        ("21000000000313947143000901", "qrr", "21 00000 00003 13947 14300 09017"),
        ("187858", "qrr", "00 00000 00000 00000 00018 78583"),
        ("2025-1001", "rf", "RF46 2025 1001"),
        ("INV-2025/1001", "ogm", "+++002/0251/00120+++"),
        ("123456", "viite", "1234561"),
        ("0001234", "kid", "12344"),
    ],
)
def test_known_references(number, scheme, made):
    assert reference_from(number, scheme) == made


@pytest.mark.parametrize("scheme", SCHEMES)
@given(prefix=st.sampled_from(["", "INV-", "F/"]), digits=st.integers(1000, 999_999_999))
def test_what_is_made_is_read_by_matching_as_what_it_is(scheme, prefix, digits):
    number = f"{prefix}{digits}"
    made = reference_from(number, scheme)
    found = {one.kind: one.body for one in structured(compact(made))}
    body = compact(number) if scheme == "rf" else str(digits)
    assert found[KINDS[scheme]] == body
    assert is_structured(made, scheme)
    assert reference_from(number, scheme) == made


@pytest.mark.parametrize(
    ("number", "scheme"),
    [
        ("", "rf"),
        ("12", "rf"),
        ("000012", "ogm"),
        ("ABCDEF", "ogm"),
        ("FÄ-10234", "rf"),
        ("1" * 22, "rf"),
        ("1" * 11, "ogm"),
        ("1" * 27, "qrr"),
        ("1" * 25, "kid"),
        ("1" * 20, "viite"),
        ("2025-1001", "none"),
    ],
)
def test_numbers_that_do_not_fit_make_none(number, scheme):
    assert reference_from(number, scheme) == ""


def test_references_of_the_books_count_when_banks_check_them():
    assert is_structured("RF18 5390 0754 7034")
    assert is_structured("21 00000 00003 13947 14300 09017")
    assert is_structured("+++010/8068/17183+++")
    assert not is_structured("+++010/8068/17184+++")
    assert not is_structured("12344")
    assert is_structured("12344", "kid")
    assert not is_structured("12345", "kid")
    assert not is_structured("PO-4711", "rf")


def booked(*numbers: str, debtor: str = "C1042") -> list[BookedDocument]:
    return [BookedDocument(debtor, number, "") for number in numbers]


def test_only_demands_for_a_lone_invoice_get_one():
    asked = [notice(), notice(lines=THREE), instalment(), notice(kind="thanks")]
    made, findings = with_references(asked, booked("2025-1001", "2025-1002"), "rf")
    assert [one.reference for one in made] == ["RF46 2025 1001", "", "", ""]
    assert findings == []
    assert with_references(asked, booked("2025-1001"), "none") == (asked, [])


def test_two_invoices_never_share_one():
    asked = [notice(), notice(lines=[line(9, 3, 100, number="2025-2000")])]
    books = [*booked("2025-1001", "2025-2000"), *booked("A2025-1001", debtor="C9")]
    made, (found,) = with_references(asked, books, "ogm")
    assert [bool(one.reference) for one in made] == [False, True]
    assert found.code == "CC321"
    assert "2025-1001 of C1042, A2025-1001 of C9" in found.message
    made, findings = with_references(asked, books, "rf")
    assert all(one.reference for one in made)
    assert findings == []


def test_instalments_of_one_invoice_are_one():
    made, findings = with_references([notice()], booked("2025-1001", "2025-1001"), "kid")
    assert made[0].reference
    assert findings == []


def test_a_reference_that_the_books_gave_to_another_invoice_is_not_made():
    other = BookedDocument("C9", "77", "RF46 2025 1001")
    made, (found,) = with_references([notice()], [*booked("2025-1001"), other], "rf")
    assert made[0].reference == ""
    assert "77 of C9" in found.message


def quoted(made, company=COMPANY) -> str:
    text = room(company=company).render(made).text
    return re.search(r"Payment reference: +(.+)", text)[1]


def test_letters_quote_it_and_the_books_own_before_it():
    company = replace(COMPANY, reference="rf")
    (made,), _ = with_references([notice()], booked("2025-1001"), "rf")
    assert quoted(made, company) == "RF46 2025 1001"
    own = notice(lines=[replace(line(1, 12, 100), reference="RF18539007547034")])
    (made,), _ = with_references([own], booked("2025-1001"), "rf")
    assert (made.reference, quoted(made, company)) == ("", "RF18539007547034")
    order = notice(lines=[replace(line(1, 12, 100), reference="PO-4711")])
    (made,), _ = with_references([order], booked("2025-1001"), "rf")
    assert quoted(made, company) == "RF46 2025 1001"


def test_the_settings_offer_the_schemes_that_there_are():
    offered = get_args(PaymentPart.model_fields["reference"].annotation)
    assert set(offered) == {"none", *SCHEMES}
