"""Code words between slashes in field 86 of an MT940 (``/TRTP/.../NAME/.../REMI/...``).

Written by ABN AMRO, ING, Rabobank and SNS, each with its own selection of SWIFT's code words.
"""

from __future__ import annotations

import re
from typing import Final

from creditctl.cash.reading.remittance import Remittance, creditor_reference, stated_id

_WORD: Final = re.compile(
    r"/(ACCW|ADDR|BENM|BIC|BNKR|CHGS|CNTP|CREF|CSID|EREF|EXCH|IBAN|ID|INIT|IREF|ISDT|KREF|MARF"
    r"|NAME|NRTX|OAMT|OCMT|ORDP|PREF|PURP|REMI|RREF|RTRN|RTYP|SUBM|SVCL|TRTP|ULTC|ULTD|ULTB)(?=/)"
)
_PROOF: Final = re.compile(r"/(?:TRTP|REMI|EREF|CNTP|ORDP|BENM|RTRN|MARF)/")
_PARTIES: Final = ("ORDP", "BENM", "CNTP", "ULTC", "ULTD", "ULTB", "INIT")
_ULTIMATE: Final = ("ULTC", "ULTD", "ULTB", "INIT")
_REASON: Final = re.compile(r"[A-Z]{2}[0-9]{2}")


def is_slashed(text: str) -> bool:
    """Whether a text is cut into parts by code words."""
    return text.startswith("/") and _PROOF.search(text) is not None


def from_slashes(text: str) -> Remittance:
    """What a text with code words says."""
    parts = _parts(text)
    counterparty = parts.get("CNTP", "").split("/")
    reference, told = _remittance(parts.get("REMI", ""))
    reason = _REASON.match(parts.get("RTRN", ""))
    return Remittance(
        name=parts.get("NAME", "") or (counterparty[2].strip() if len(counterparty) > 2 else ""),
        iban=parts.get("IBAN", "") or counterparty[0].strip(),
        reference=reference,
        end_to_end=stated_id(parts.get("EREF", "")),
        text=told or parts.get("TRTP", ""),
        return_reason=reason[0] if reason else "",
    )


def _parts(text: str) -> dict[str, str]:
    """The first value of each code word; parties behind the direct ones don't count."""
    found: dict[str, str] = {}
    party = ""
    marks = list(_WORD.finditer(text))
    for at, mark in enumerate(marks):
        word = mark[1]
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        if word in _PARTIES:
            party = word
        elif word == "REMI":
            party = ""
        if party not in _ULTIMATE:
            found.setdefault(word, text[mark.end() : end].strip("/ "))
    return found


def _remittance(value: str) -> tuple[str, str]:
    """The structured reference and the free text behind ``/REMI/``."""
    kind, _, rest = value.partition("/")
    if kind == "STRD":
        issuer, _, reference = rest.partition("/")
        return (reference or issuer).strip("/ "), ""
    told = rest.strip("/ ") if kind == "USTD" else value
    return creditor_reference(told), told
