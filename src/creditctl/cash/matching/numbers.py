"""Invoice numbers as people write them: one form to look them up by, and what gets lost on the way.

A number is a row of segments, each of letters or of digits: ``INV-00123`` is INV, 00123. Its
compact form is the segments without anything between: ``INV00123``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUN: Final = re.compile(r"[A-Z]+|[0-9]+")
_O_FOR_0: Final = re.compile(r"(?<=[0-9])O+|O+(?=[0-9])")

SHORTEST: Final = 4
"""Significant characters that a number needs to mean something by itself."""


def plain(text: str) -> str:
    """Upper case without accents, in which texts and numbers are compared."""
    upper = text.upper()
    if upper.isascii():
        return upper
    parts = unicodedata.normalize("NFKD", upper)
    return "".join(c for c in parts if not unicodedata.combining(c)).upper()


def segments(plain_number: str) -> tuple[str, ...]:
    """The runs of letters and of digits of a plain number."""
    return tuple(_RUN.findall(plain_number))


def compact(plain_number: str) -> str:
    """Letters and digits only."""
    return "".join(segments(plain_number))


def zeros_off(parts: tuple[str, ...]) -> str:
    """The segments without leading zeros, kept apart: ``2026-0012`` -> ``2026|12``."""
    return "|".join(part.lstrip("0") or "0" if part[0] <= "9" else part for part in parts)


def significant(compact_number: str) -> int:
    """How many characters say something: leading zeros do not."""
    return len(compact_number.lstrip("0"))


def loose_forms(parts: tuple[str, ...]) -> set[str]:
    """What a careless payer makes of a number: leading zeros and leading letters left out.

    Forms with fewer than four significant characters are left out: they would be met everywhere.
    """
    forms = {zeros_off(parts)}
    bare = parts[1:] if len(parts) > 1 and parts[0].isalpha() else parts
    if bare != parts:
        forms |= {zeros_off(bare), "".join(bare)}
    return {form for form in forms if significant(form.replace("|", "")) >= SHORTEST}


def zeros_for_o(plain_text: str) -> str:
    """The letter O as the digit 0 wherever it touches a digit."""
    before = ""
    while before != plain_text:
        before = plain_text
        plain_text = _O_FOR_0.sub(lambda found: "0" * len(found[0]), plain_text)
    return plain_text
