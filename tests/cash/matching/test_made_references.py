"""Payments that quote a reference made from the invoice number are certain."""

from __future__ import annotations

import pytest

from creditctl.cash.payments import Certainty
from creditctl.documents.references import reference_from
from tests.cash.matching.build import BAKKER, IBANS, JANSEN, invoice, only, paid, payment

SCHEMES = ("rf", "ogm", "qrr", "kid", "viite")
BOOKS = [
    invoice("2025-1001", "1210.00"),
    invoice("2025-1002", "450.50"),
    invoice("2025-1003", "1210.00", BAKKER),
]


IN_A_FIELD = [(scheme, "reference") for scheme in SCHEMES]
IN_THE_TEXT = [(scheme, "text") for scheme in ("rf", "kid", "viite", "ogm")]


@pytest.mark.parametrize(("scheme", "field"), [*IN_A_FIELD, *IN_THE_TEXT])
def test_in_the_field_for_references_or_in_the_text(scheme, field):
    made = reference_from("2025-1001", scheme)
    found = only(payment("1210.00", **{field: made}), BOOKS)
    assert found.certainty is Certainty.CERTAIN
    assert paid(found) == {"2025-1001": 121_000}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_as_banks_send_it_without_blanks(scheme):
    made = "".join(c for c in reference_from("2025-1001", scheme) if c.isalnum())
    found = only(payment("1210.00", reference=made, iban=IBANS[JANSEN]), BOOKS)
    assert found.certainty is Certainty.CERTAIN
    assert paid(found) == {"2025-1001": 121_000}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_letters_before_the_number(scheme):
    books = [invoice("INV-20417", "88.00"), invoice("INV-20418", "88.00", BAKKER)]
    made = reference_from("INV-20417", scheme)
    found = only(payment("88.00", reference=made), books)
    assert found.certainty is Certainty.CERTAIN
    assert paid(found) == {"INV-20417": 8_800}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_digit_is_not_certain(scheme):
    made = "".join(c for c in reference_from("2025-1001", scheme) if c.isalnum())
    wrong = made[:-2] + str((int(made[-2]) + 1) % 10) + made[-1]
    found = only(payment("77.00", reference=wrong), BOOKS)
    assert found is None or found.certainty is not Certainty.CERTAIN
