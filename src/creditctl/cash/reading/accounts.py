"""Names of accounts as banks write them."""

from __future__ import annotations

import re
from typing import Final

from creditctl.ledger.money import CURRENCIES

_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def compact(text: str) -> str:
    """An account without blanks and without quotes that a damaged cell left behind."""
    return re.sub(r"[\s\"]+", "", text)


def looks_like_iban(text: str) -> bool:
    """Whether a text has the form of an IBAN; its check digits are not looked at."""
    return _IBAN.fullmatch(text) is not None


def own_account(text: str) -> str:
    """The account of a statement: an IBAN without blanks, anything else as written.

    Some banks put the currency behind the IBAN; it is no part of it.
    """
    from stdnum import iban

    close = compact(text)
    if close[-3:] in CURRENCIES and iban.is_valid(close[:-3]):
        return close[:-3]
    return close if looks_like_iban(close) else text.strip()
