"""Postal addresses as the Swiss QR code wants them: street, number, postcode, town, country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOUR: Final = "[0-9]{4}"
_FIVE: Final = "[0-9]{5}"
_POSTCODES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("AT", "BE", "BG", "CH", "DK", "HU", "LI", "LU", "NO", "SI"), _FOUR),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "HR", "IT"), _FIVE),
    **dict.fromkeys(("CZ", "GR", "SE", "SK"), "[0-9]{3} ?[0-9]{2}"),
    "NL": "[0-9]{4} ?[A-Z]{2}",
    "PL": "[0-9]{2}-[0-9]{3}",
    "PT": "[0-9]{4}-[0-9]{3}",
}
"""Countries that write the postcode before the town, in one line."""
_NUMBER: Final = re.compile(r"(?P<street>.*[^\W\d].*) (?P<number>[0-9]+ ?[a-zA-Z]?(?:[-/][0-9]+)?)")
_LONGEST: Final = {"name": 70, "street": 70, "number": 16, "postcode": 16, "town": 35}


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A structured address (type S); `street` and `number` may be empty."""

    name: str
    street: str
    number: str
    postcode: str
    town: str
    country: str

    def lines(self) -> list[str]:
        """The address as it is printed on the payment part."""
        street = " ".join(filter(None, (self.street, self.number)))
        country = "" if self.country in ("CH", "LI") else f"{self.country}-"
        return list(filter(None, (self.name, street, f"{country}{self.postcode} {self.town}")))


def postal_address(name: str, address: Sequence[str], country: str) -> PostalAddress | None:
    """The address in its parts, or None where they can't be told for certain.

    Args:
        name: of who lives there; cut at 70 characters.
        address: the lines below the name: a street and the postcode with the town, or only
            that. With further lines nobody knows which one is the street.
        country: ISO 3166 alpha-2.
    """
    name, lines = one_line(name)[: _LONGEST["name"]], [*filter(None, map(one_line, address))]
    code = country.upper()
    if not name or code not in _POSTCODES or not 1 <= len(lines) <= 2:
        return None
    place = re.fullmatch(rf"(?:{code}[- ])?({_POSTCODES[code]}) ([^\W\d].*)", lines[-1])
    if not place:
        return None
    street, number = _street(lines[0]) if len(lines) == 2 else ("", "")
    found = PostalAddress(name, street, number, place[1], place[2], code)
    fits = all(len(getattr(found, part)) <= most for part, most in _LONGEST.items())
    return found if fits else None


def _street(line: str) -> tuple[str, str]:
    """Street and house number; the number stays in the street where it isn't at its end."""
    found = _NUMBER.fullmatch(line)
    return (found["street"], found["number"]) if found else (line, "")
