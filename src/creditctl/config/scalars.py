"""What an unquoted YAML value means here: close to YAML 1.2, and never a surprise.

Only ``true`` and ``false`` are booleans, only plain decimal digits are numbers, a number with
a point is exact. ``no``, ``NO``, ``off``, ``012``, ``0x1A``, ``1_000``, ``12:30``, ``1e3`` are
text, so a country stays a country and an id keeps its zeros.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

Scalar = str | int | bool | Decimal | date | None

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final[dict[str, bool | None]] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}


def resolve(text: str) -> Scalar:
    """The meaning of an unquoted value.

    Raises:
        ValueError: it has the form of a date, but there is no such day.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        return date.fromisoformat(text)
    return text
