"""Exact money: integers of minor units in tables, Decimal at the edges. A float never comes near.

Minor units per currency follow ISO 4217 (list one); every code not named here has two.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_ZERO: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"

_EXPONENT: Final[dict[str, int]] = (
    dict.fromkeys(_ZERO.split(), 0)
    | dict.fromkeys(_THREE.split(), 3)
    | dict.fromkeys(_FOUR.split(), 4)
)

CURRENCIES: Final = frozenset(
    (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN "
        "BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
        "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
        "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
        "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
        "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR "
        "ZMW ZWG " + _ZERO + " " + _THREE + " " + _FOUR
    ).split()
)

_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")


def exponent(currency: str) -> int:
    """Number of decimals of a currency's minor unit: JPY 0, EUR 2, KWD 3 (ISO 4217)."""
    return _EXPONENT.get(currency, 2)


def to_text(minor: int, currency: str) -> str:
    """Minor units as plain text with the currency's decimals: ``to_text(-12345, "EUR")`` -> ``-123.45``."""  # noqa: E501
    digits = _EXPONENT.get(currency, 2)
    if digits == 2 and minor >= 0:  # nearly all amounts; reports write a million of them
        return f"{minor // 100}.{minor % 100:02d}"
    if not digits:
        return str(minor)
    sign, whole = ("-", -minor) if minor < 0 else ("", minor)
    units, rest = divmod(whole, 10**digits)
    return f"{sign}{units}.{rest:0{digits}d}"


def to_minor(text: str, currency: str) -> int:
    """Plain text (``-1234.5``, a point as decimal mark) as minor units.

    Raises:
        ValueError: the text is no plain number, or has more decimals than the currency.
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text!r} is not an amount")
    scaled = Decimal(text).scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more decimals than {currency}")
    return int(scaled)


def to_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as a Decimal of whole units, exact."""
    return Decimal(minor).scaleb(-exponent(currency))
