"""Header names: how they are compared, and which currency they state."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from creditctl.ledger.money import CURRENCIES

_NUMBER_SIGN: Final = re.compile(r"#|№|\bn[°º]", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_EURO: Final = str.maketrans({"€": " eur ", "£": " gbp "})


def key(text: str) -> str:
    """What two spellings of one header have in common.

    Case, accents, blanks and punctuation don't count: ``Invoice No.``, ``invoice_no``,
    ``InvoiceNo`` and ``Invoice #`` are one; so are ``Fälligkeit`` and ``FALLIGKEIT``.
    """
    return "".join(_words(text))


def key_and_currency(text: str) -> tuple[str, str]:
    """The key of a header without the currency that it states: ``Amount (EUR)``, ``amount_eur``.

    Returns:
        Key and ISO code; the full key and "" when the header's last word is no currency.
    """
    words = _words(text.translate(_EURO))
    if len(words) > 1 and words[-1].upper() in CURRENCIES:
        return "".join(words[:-1]), words[-1].upper()
    return "".join(words), ""


def _words(text: str) -> list[str]:
    """The words of a header, without case and accents."""
    plain = unicodedata.normalize("NFKD", _NUMBER_SIGN.sub(" no ", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _WORD.findall(plain)
