"""Check digits of payment references that python-stdnum has no module for.

All take the digits alone, without blanks, and say whether the check digit is right.
"""

from __future__ import annotations

from typing import Final

from stdnum import luhn

_KENMERK: Final = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
_KENMERK_LENGTH_CODE: Final = {9: "7", 10: "8", 11: "9", 12: "0", 13: "1", 14: "2"}


def is_viite(digits: str) -> bool:
    """Finnish reference number: 4 to 20 digits, weights 7-3-1 from the right, to the next ten.

    Source: Finance Finland, "The reference number and the check digit".
    """
    if not (4 <= len(digits) <= 20 and digits.isdecimal() and digits.strip("0")):
        return False
    return (_weighted(digits[:-1], (7, 3, 1)) + int(digits[-1])) % 10 == 0


def is_kid(digits: str) -> bool:
    """Norwegian customer identification: 2 to 25 digits, the last by modulo 10 or modulo 11.

    Modulo 10 is Luhn's; modulo 11 has the weights 2 to 7 from the right. A KID whose remainder
    would be 10 ends in a hyphen; that is not read here. Source: Nets, "OCR giro, system
    specification", chapter on KID.
    """
    if not (2 <= len(digits) <= 25 and digits.isdecimal() and digits.strip("0")):
        return False
    by_11 = (_weighted(digits[:-1], (2, 3, 4, 5, 6, 7)) + int(digits[-1])) % 11 == 0
    return by_11 or luhn.is_valid(digits)


def is_kenmerk(digits: str) -> bool:
    """Dutch betalingskenmerk with a check digit: 16 digits, or 9 to 14 with a length code.

    The check digit stands first: 11 less the weighted sum modulo 11, 10 becomes 1 and 11
    becomes 0. One of 7 digits has no check digit and proves nothing. Source: Betaalvereniging
    Nederland, "Specificaties betalingskenmerk".
    """
    code = _KENMERK_LENGTH_CODE.get(len(digits), "")
    if not digits.isdecimal() or not (len(digits) == 16 or (code and digits[1] == code)):
        return False
    check = 11 - _weighted(digits[1:], _KENMERK) % 11
    return int(digits[0]) == {10: 1, 11: 0}.get(check, check)


def is_si12(digits: str) -> bool:
    """Slovenian model SI12: up to 12 digits and a check digit modulo 11, weights 2 to 13.

    10 and 11 become 0. Source: Official Gazette of Slovenia 34/2019, rules for standardised
    references, annex 1.
    """
    if not (2 <= len(digits) <= 13 and digits.isdecimal() and digits.strip("0")):
        return False
    check = 11 - _weighted(digits[:-1], tuple(range(2, 14))) % 11
    return int(digits[-1]) == (check if check < 10 else 0)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    """Sum of digit times weight, from the right, the weights repeated."""
    return sum(int(d) * weights[i % len(weights)] for i, d in enumerate(reversed(digits)))
