"""The postcode in the lines of a postal address, as sorting offices read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Forms of the Universal Postal Union's addressing sheets; four to six digits elsewhere.
_FORMS: Final = {
    "NL": re.compile(r"\b([1-9][0-9]{3}) ?([A-Z]{2})\b"),
    "GB": re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b"),
    "IE": re.compile(r"\b([A-Z][0-9][0-9W]) ?([A-Z0-9]{4})\b"),
    "US": re.compile(r"\b([0-9]{5})(-[0-9]{4})?\b"),
    "CA": re.compile(r"\b([A-Z][0-9][A-Z]) ?([0-9][A-Z][0-9])\b"),
    "PT": re.compile(r"\b([0-9]{4})(-[0-9]{3})?\b"),
    "PL": re.compile(r"\b([0-9]{2})-([0-9]{3})\b"),
    **dict.fromkeys(
        ("SE", "CZ", "SK", "GR"), re.compile(r"\b([0-9]{3}) ?([0-9]{2})\b")
    ),
}  # fmt: skip
_OTHER: Final = re.compile(r"\b([0-9]{4,6})()\b")


def postcode_of(address: Sequence[str], country: str) -> str:
    """The postcode in capitals without blanks, "" when no line shows one.

    The last line that has one counts: a house number of four digits stands above it.

    Args:
        address: lines below the name.
        country: ISO 3166; decides the form.
    """
    form = _FORMS.get(country, _OTHER)
    for line in reversed(address):
        found = form.search(line.upper())
        if found is not None:
            return f"{found[1]}{found[2] or ''}"
    return ""
