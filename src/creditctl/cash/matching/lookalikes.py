"""What in a remittance text only looks like an invoice number: dates, amounts, accounts, phones.

A number found in such a place may still be an invoice, but it needs more to stand on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.vocabulary import OTHERS_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

_ACCOUNT_LENGTHS: Final = (
    "AD24 AL28 AT20 BA20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FO18 FR27 GB22 GE22 "
    "GI23 GL18 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 "
    "NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 TR26 UA29 VA22 XK20"
)
"""IBAN: country and length (ISO 13616)."""
_IBAN: Final = "|".join(
    rf"{one[:2]}[0-9]{{2}}(?: ?[A-Z0-9]){{{int(one[2:]) - 4}}}" for one in _ACCOUNT_LENGTHS.split()
)
_COUNTRIES: Final = "|".join(one[:2] for one in _ACCOUNT_LENGTHS.split())
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH: Final = "(?:0?[1-9]|1[0-2])"
_YEAR: Final = "(?:199[0-9]|20[0-4][0-9])"
_PATTERNS: Final = (
    # account numbers, also the head of one, and VAT numbers
    rf"\b(?:{_IBAN})(?![A-Z0-9])",
    rf"\b(?!SI12)(?:{_COUNTRIES})[0-9]{{2}}[A-Z0-9]{{6,30}}\b",
    rf"\b(?:{_COUNTRIES}|ATU|CHE)[ -]?[0-9]{{8,12}}(?:B[0-9]{{2}})?\b",
    # days, months with a year, years
    rf"(?<![0-9]){_DAY}([-./ ]){_MONTH}\1(?:{_YEAR}|[0-9]{{2}})(?![0-9])",
    rf"(?<![0-9]){_YEAR}([-./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
    rf"(?<![0-9])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_YEAR}(?![0-9])",
    rf"(?<![0-9-])(?:0?[1-9]|1[0-2])[-./]{_YEAR}(?![0-9])",
    rf"(?<![0-9]){_YEAR}[./](?:0?[1-9]|1[0-2])(?![0-9])",
    rf"(?<![0-9]){_DAY}\.{_MONTH}\.",
    rf"(?<![0-9]){_YEAR}(?![0-9])",
    # amounts
    r"(?<![0-9])[0-9]{1,3}(?:[.,' ][0-9]{3})*[.,][0-9]{2}(?![0-9])",
    r"(?<![0-9])[0-9]+[.,](?:[0-9]{2}(?![0-9])|-)",
    r"(?:\bEUR|\bCHF|\bNOK|\bUSD|\bGBP|€|\$|£) ?[0-9][0-9.,']*",
    r"(?<![0-9])[0-9][0-9.,']* ?(?:EUR\b|CHF\b|NOK\b|USD\b|GBP\b|€)(?! ?[0-9])",
    r"(?<![0-9])[0-9]+ ?%",
    # phone numbers
    r"(?:\+|(?<![-/0-9A-Z])00)[1-9][0-9]{0,2}[-/ ()0-9]{6,}",
    r"\b(?:TEL|TELEFON|TELEFOON|PHONE|FON|MOB|MOBIL|GSM|FAX)[ .:]{0,2}[-+/ ()0-9]{5,}",
    r"(?<![-/0-9A-Z])0[0-9]{1,4}[-/ ][0-9]{5,8}\b",
    # postcodes
    r"\b[1-9][0-9]{3} ?(?!EN\b|ET\b|OG\b|JA\b|IN\b|UN\b|EV\b)[A-Z]{2}\b",
    r"\b(?:A|B|CH|D|F|FI|L|NL|SI)-[0-9]{4,5}\b",
)
_ALL: Final = (*(re.compile(pattern) for pattern in _PATTERNS), OTHERS_NUMBER)
_LINES_OF: Final = 20
"""A line shorter than this was ended by a person, not cut by a bank."""


def lookalikes(text: str) -> list[tuple[int, int]]:
    """Where the text holds something else than an invoice number, as (start, end) of each place.

    Banks cut long texts into lines, within numbers too: places that only show once the lines are
    put together count as well.

    Args:
        text: plain (`numbers.plain`), lines separated by line feeds.
    """
    if not any(c.isdecimal() for c in text):
        return []
    places = [found.span() for pattern in _ALL for found in pattern.finditer(text)]
    if "\n" in text:
        joined, offsets = unwrapped(text)
        places += [
            (offsets[found.start()], offsets[found.end() - 1] + 1)
            for pattern in _ALL
            for found in pattern.finditer(joined)
        ]
    return places


def unwrapped(text: str) -> tuple[str, list[int]]:
    """The text without the line ends that a bank put in, and where each character came from."""
    keep = []
    line = 0
    for place, c in enumerate(text):
        if c != "\n":
            line += 1
            keep.append(place)
            continue
        if line < _LINES_OF:
            keep.append(place)
        line = 0
    return "".join(text[place] for place in keep), keep


def hides(places: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the places takes away what stands from start to end.

    A place within it does not: the year in 2026-0001 makes no year of it.
    """
    return any(
        a < end and start < b and not (start <= a and b <= end and b - a < end - start)
        for a, b in places
    )
