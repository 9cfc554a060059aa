"""How long a text message is: its alphabet, its length, and the parts that it travels in.

Source: 3GPP TS 23.038 (GSM 03.38), default alphabet and its extension table, without national
tables; TS 23.040 for joined parts, whose header takes 7 septets or 3 code units of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each takes an escape before it: two septets, which no two parts share."""

# What has an equal among the basic characters and would cost half of the room otherwise.
_EQUALS: Final = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
    }
)


@dataclass(frozen=True, slots=True)
class SmsLength:
    """The length of a text message.

    Attributes:
        alphabet: GSM-7, or UCS-2 as soon as one character is not in it.
        units: septets in GSM-7 (160 in a lone part, 153 in one of several), code units of
            UTF-16 in UCS-2 (70 and 67).
        parts: how many the network carries and charges; 0 for no text.
    """

    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def sms_length(text: str) -> SmsLength:
    """Measure a text message as it stands."""
    if all(c in _BASIC or c in _EXTENDED for c in text):
        sizes = [2 if c in _EXTENDED else 1 for c in text]
        return SmsLength("GSM-7", sum(sizes), _parts(sizes, 160, 153))
    sizes = [2 if ord(c) > 0xFFFF else 1 for c in text]
    return SmsLength("UCS-2", sum(sizes), _parts(sizes, 70, 67))


def sms_text(text: str) -> str:
    """The text with plain blanks, quotes, dashes and dots, which text messages have."""
    return text.translate(_EQUALS)


def _parts(sizes: Iterable[int], lone: int, joined: int) -> int:
    """How many parts characters of these sizes take, none of them cut in two."""
    sizes = tuple(sizes)
    if sum(sizes) <= lone:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return parts
