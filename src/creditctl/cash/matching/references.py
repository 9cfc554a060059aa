"""Structured payment references: which there are, whether they are valid, what they carry."""

from __future__ import annotations

from typing import NamedTuple

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.ch import esr

from creditctl.cash.matching.checkdigits import is_kenmerk, is_kid, is_si12, is_viite


class Reference(NamedTuple):
    """A valid structured reference.

    Attributes:
        kind: what a bookkeeper calls it.
        body: the part that the check digits protect, leading zeros left out: often a number of a
            customer, an invoice or both.
    """

    kind: str
    body: str


def structured(value: str) -> list[Reference]:
    """All that a reference can be, by form and check digits; none = it is not structured.

    Digits alone can be valid in several schemes.

    Args:
        value: letters and digits, upper case, no blanks.
    """
    if value.startswith("RF"):
        return [Reference("RF creditor reference", value[4:])] if iso11649.is_valid(value) else []
    if value.startswith("SI12"):
        digits = value[4:]
        return [_of("SI12 reference", digits[:-1])] if is_si12(digits) else []
    if not value.isdecimal():
        return []
    found = []
    if len(value) == 12 and ogm_vcs.is_valid(value):
        found.append(_of("structured communication", value[:-2]))
    if len(value) in (26, 27) and esr.is_valid(value):
        found.append(_of("QR reference", value[:-1]))
    if is_kenmerk(value):
        found.append(_of("betalingskenmerk", value[1 if len(value) == 16 else 2 :]))
    if is_viite(value):
        found.append(_of("viitenumero", value[:-1]))
    if is_kid(value):
        found.append(_of("KID", value[:-1]))
    return found


def _of(kind: str, body: str) -> Reference:
    return Reference(kind, body.lstrip("0"))
