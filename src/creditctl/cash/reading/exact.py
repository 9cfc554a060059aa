"""Exact amounts: the digits of a file to minor units, nothing rounded, nothing guessed."""

from __future__ import annotations

from typing import Final

from creditctl.imports.amounts import Unreadable
from creditctl.ledger.money import CURRENCIES, exponent

_FORMER: Final = frozenset((
    "ATS", "BEF", "CYP", "DEM", "EEK", "ESP", "FIM", "FRF", "GRD", "HRK", "IEP",
    "ITL", "LTL", "LUF", "LVL", "MTL", "NLG", "PTE", "SIT", "SKK",
))  # fmt: skip
"""What the euro took the place of, as statements of those days write it."""
_LIMIT: Final = 10**18
"""Minor units that no amount reaches; what is stored ends at 9.2 * 10**18."""
_CORRECT: Final = "ask the bank for the file again; don't correct it by hand"


def is_currency(code: str) -> bool:
    """Whether a code is, or was, a currency of ISO 4217."""
    return code in CURRENCIES or code in _FORMER


def minor_units(whole: str, rest: str, currency: str) -> int | Unreadable:
    """Digits before and after the decimal mark as minor units.

    Zeros at the end don't count: 8.850 EUR is 885 cents. 8.855 EUR is refused.
    """
    digits, rest = exponent(currency), rest.rstrip("0")
    if len(rest) > digits:
        return Unreadable(f"has more decimals than {currency}, which has {digits}", _CORRECT)
    minor = int(whole + rest.ljust(digits, "0"))
    if minor >= _LIMIT:
        return Unreadable("has more digits than an amount can have", _CORRECT)
    return minor


def no_amount() -> Unreadable:
    """Why garbled text is refused."""
    return Unreadable("is no amount", _CORRECT)
