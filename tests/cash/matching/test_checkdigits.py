"""Check digits and structured references, on examples of their public definitions."""

from __future__ import annotations

import pytest

from creditctl.cash.matching.checkdigits import is_kenmerk, is_kid, is_si12, is_viite
from creditctl.cash.matching.references import structured
from tests.cash.matching import numbering

VIITE = ["1234561", "12345672", "1231234", "234096783"]
KID = ["2345676", "12345678903", "0129550"]
KENMERK = ["5000056789012345", "12234534622567"]
SI12 = ["0000020261047", "1033842574531"]


@pytest.mark.parametrize(
    ("valid", "numbers"),
    [(is_viite, VIITE), (is_kid, KID), (is_kenmerk, KENMERK), (is_si12, SI12)],
)
def test_published_examples_are_valid_and_no_wrong_digit_is(valid, numbers):
    for number in numbers:
        assert valid(number), number
        check = 0 if valid is is_kenmerk else len(number) - 1
        others = {number[:check] + d + number[check + 1 :] for d in "0123456789"} - {number}
        passing = [other for other in others if valid(other)]
        assert len(passing) <= (1 if valid is is_kid else 0), passing  # KID: two moduli


@pytest.mark.parametrize(
    ("valid", "number"),
    [
        (is_viite, "1"),
        (is_viite, "0000"),
        (is_viite, "123456a"),
        (is_viite, "1" * 21),
        (is_kid, "1"),
        (is_kid, "00"),
        (is_kid, "2345674"),
        (is_kid, "2" * 26),
        (is_kenmerk, "1234567"),
        (is_kenmerk, "12334534622567"),  # the length code is wrong
        (is_kenmerk, "500005678901234"),
        (is_kenmerk, ""),
        (is_si12, "1"),
        (is_si12, "10338425745311"),
        (is_si12, "1033842574532"),
    ],
)
def test_what_is_no_reference(valid, number):
    assert not valid(number)


@pytest.mark.parametrize(
    ("value", "kind", "body"),
    [
        ("RF18539007547034", "RF creditor reference", "539007547034"),
        ("RF712348231", "RF creditor reference", "2348231"),
        ("010806817183", "structured communication", "108068171"),
        ("210000000003139471430009017", "QR reference", "21000000000313947143000901"),
        ("5000056789012345", "betalingskenmerk", "56789012345"),
        ("12234534622567", "betalingskenmerk", "234534622567"),
        ("1234561", "viitenumero", "123456"),
        ("2345676", "KID", "234567"),
        ("SI120000020261047", "SI12 reference", "2026104"),
    ],
)
def test_a_reference_is_told_by_form_and_check_digits(value, kind, body):
    assert (kind, body) in structured(value)


@pytest.mark.parametrize("value", ["RF17539007547034", "SI120000020261048", "ABC", "", "X1234561"])
def test_a_wrong_check_digit_is_no_reference(value):
    assert structured(value) == []


def test_the_tests_own_check_digits_agree_with_the_programs():
    for n in range(1, 400):
        number, customer = str(1_000 + 37 * n), f"C{n}"
        for kind in ("rf", "ogm", "kid", "viite", "kenmerk", "si12", "qrr"):
            rng = numbering.Random(n)
            made = numbering.reference(kind, number, customer, rng)
            value = "".join(c for c in made if c.isalnum())
            assert structured(value), (kind, made)
