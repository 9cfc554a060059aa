"""Text from the books made fit to be shown: one line of visible characters, in one direction."""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\ufffd"
"""Stands for a character that cannot be shown at all."""

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

# Controls, zero-width characters that only hide, and the marks that turn the reading direction
# of what follows (Unicode TR36 warns of them). Joiners stay: Persian and emoji need them.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# No character: surrogates, private use (the templates' own marks lie there), never assigned.
_NO_TEXT: Final = re.compile(
    "[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)


def one_line(text: str) -> str:
    """The text as it may appear in a letter, a mail header or a table.

    Any run of blanks, tabs and line breaks becomes one blank; control characters and
    direction overrides go; what is no character becomes U+FFFD. All else stays as it is, so
    ``*x*``, ``<b>`` and ``=cmd`` remain exactly that.
    """
    if not (text.isascii() and text.isprintable()):
        text = _NO_TEXT.sub(REPLACEMENT, _DROPPED.sub("", text))
    return " ".join(text.split())


def shortened(text: str, most: int) -> str:
    """The text, or its first `most` - 1 characters and an ellipsis when it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS
