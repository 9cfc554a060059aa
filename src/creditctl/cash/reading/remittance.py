"""What a booking says about the payment: who, from where, what for.

SEPA texts carry tags (``EREF+``, ``SVWZ+``; DFUE agreement of the German banks, annex 3, chapter
8), or code words between slashes (``/EREF/``, ``/REMI/``; Dutch banks, after SWIFT's rules for
field 86).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_REASON: Final = "MS03"
"""ISO 20022: the reason of the return is not specified."""


@dataclass(frozen=True, slots=True)
class Remittance:
    """What is stated about one payment; each part as in `statements.Entry`, "" = not stated."""

    name: str = ""
    iban: str = ""
    reference: str = ""
    end_to_end: str = ""
    text: str = ""
    return_reason: str = ""


_TAG: Final = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|SQTP)\+"
)
_NO_ID: Final = ("NOTPROVIDED", "NOT PROVIDED", "NOTAVAILABLE", "NONREF")
_FLOW: Final = 27
"""Characters of a line of SEPA text: a full one goes on in the next without a blank."""
_PROOF: Final = re.compile(r"(?:EREF|KREF|MREF|CRED|SVWZ)\+")


def stated_id(text: str) -> str:
    """An end-to-end id, "" for the words that say that there is none."""
    return "" if text in _NO_ID else text


def flow(lines: Iterable[str]) -> str:
    """Lines of up to 27 characters as the text that was cut into them.

    A full line goes on in the next one, as does a line before one that begins with a blank; any
    other ends where its writer ended it.
    """
    text, full = "", True
    for line in lines:
        text += line if full or line.startswith(" ") else f"\n{line}"
        full = len(line) == _FLOW
    return text


def has_tags(text: str) -> bool:
    """Whether a text is cut into parts by SEPA tags."""
    return _PROOF.search(text) is not None


def tagged(text: str) -> dict[str, str]:
    """The parts of a text by their SEPA tag; what belongs to none is under "".

    References are one line, so what stands on the lines behind one is text again.
    """
    first, *rest = _TAG.split(text)
    parts = {"": first.strip()}
    for tag, value in zip(rest[::2], rest[1::2], strict=True):
        own, behind = (value, "") if tag == "SVWZ" else _one_line(value)
        parts[tag] = f"{parts.get(tag, '')}\n{own.strip()}".strip()
        parts[""] = f"{parts['']}\n{behind.strip()}".strip()
    return parts


def _one_line(value: str) -> tuple[str, str]:
    own, _, behind = value.partition("\n")
    return own, behind


def from_tags(text: str) -> Remittance:
    """What a text with SEPA tags says; a text without any is the remittance text itself."""
    if not has_tags(text):
        return Remittance(text=text)
    parts = tagged(text)
    told = "\n".join(filter(None, (parts.get("SVWZ", ""), parts[""])))
    return Remittance(
        iban=parts.get("IBAN", ""),
        reference=creditor_reference(parts.get("SVWZ", "")),
        end_to_end=stated_id(parts.get("EREF", "")),
        text=told,
    )


def creditor_reference(text: str) -> str:
    """The text itself where all of it is an ISO 11649 reference (``RF18...``), else ""."""
    from stdnum import iso11649

    close = "".join(text.split())
    return close if close[:2] == "RF" and iso11649.is_valid(close) else ""
