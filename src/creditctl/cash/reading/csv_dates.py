"""How a profile declares that its days are written: ``DD.MM.YYYY``, ``M/D/YY``, ``DD-Mon-YYYY``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.dates import calendar_day
from creditctl.imports.amounts import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_PART: Final = re.compile(r"YYYY|YY|MM|M(?!on)|Mon|DD|D")
_DIGITS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "Mon": r"(?P<name>[A-Za-z]{3})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
}
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_AGAIN: Final = "download the file again; if all its days are written so, correct the profile"


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern as a regular expression, None when it does not tell year, month and day once."""
    found = _PART.findall(pattern)
    kinds = sorted(part[0] for part in found)
    literal = _PART.sub("", pattern)
    if kinds != ["D", "M", "Y"] or any(c.isalnum() for c in literal):
        return None
    regex, at = "", 0
    for part in _PART.finditer(pattern):
        regex += re.escape(pattern[at : part.start()]) + _DIGITS[part[0]]
        at = part.end()
    return re.compile(regex + re.escape(pattern[at:]))


def read_day(text: str, patterns: Sequence[str]) -> date | Unreadable:
    """Read a day that is written in one of the declared ways; years of two digits are 20YY."""
    for pattern in patterns:
        regex = compiled(pattern)
        found = regex.fullmatch(text) if regex else None
        if found is None:
            continue
        parts = found.groupdict()
        name = (parts.get("name") or "").lower()
        if name and name not in _MONTHS:
            continue
        month = _MONTHS.index(name) + 1 if name else int(parts["month"])
        year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
        return calendar_day(year, month, int(parts["day"]))
    return Unreadable(f"is no date written as {' or '.join(patterns)}", _AGAIN)
