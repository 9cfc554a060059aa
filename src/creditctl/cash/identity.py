"""What tells bank entries apart: accounts as banks write them, marks of the content, ids."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and 1/I: people read ids aloud."""
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
_WITH_CURRENCY: Final = re.compile(r"([0-9][0-9./ -]*[0-9])[A-Z]{3}")
_NO_REFERENCE: Final = frozenset({"NONREF", "NOTPROVIDED"})
_SHORTEST: Final = 7
"""Digits that an account number needs to be told by its end alone."""
_PADDED: Final = 10
"""Digits to which shorter account numbers are filled up inside an IBAN."""


def content_mark(*texts: str) -> str:
    """A fingerprint of who paid and what the text says; blanks, signs and case don't count."""
    folded = "\x1f".join(_NOT_ALNUM.sub("", text).casefold() for text in texts)
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def bank_mark(reference: str) -> str:
    """The bank's own reference of a booking as it is compared, "" where there is none."""
    mark = _NOT_ALNUM.sub("", reference).upper()
    return "" if mark in _NO_REFERENCE else mark


def entry_id(account: str, booked: date, amount: int, currency: str, mark: str, number: int) -> str:
    """A short id that people can read aloud, the same for the same entry for ever.

    Args:
        account: as the journal has it; booked, amount, currency, mark: of the entry.
        number: 0 for the first of entries that are equal in all this, 1 for the second, ...
    """
    parts = (account, booked.isoformat(), str(amount), currency, mark, str(number))
    return "B" + short_hash("\x1e".join(parts))


def short_hash(text: str) -> str:
    """Eight characters that people can read aloud, the same for the same text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:5])
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))


def same_account(one: str, other: str) -> bool:
    """Whether two names mean one account: as IBAN, as bank code and number, or as number alone.

    A number alone is compared with the end of the IBAN's own part, which holds for most
    countries. What is shorter than seven digits has to be filled up with zeros there.
    """
    one, other = _without_currency(one), _without_currency(other)
    first, second = _compact(one), _compact(other)
    if not first or not second:
        return False
    if first == second:
        return True
    ibans = [name for name in (first, second) if _IBAN.fullmatch(name)]
    if len(ibans) == 2:
        return False
    if ibans:
        number = other if ibans[0] == first else one
        return _is_end_of(ibans[0][4:], number)
    return first.lstrip("0") == second.lstrip("0")


def _is_end_of(own_part: str, number: str) -> bool:
    """Whether an account number, perhaps behind a bank code, ends the IBAN's own part."""
    *before, last = [_compact(part) for part in re.split(r"[/\s]+", number.strip()) if part]
    digits = last.lstrip("0")
    # A bank code stands in the IBAN, a BIC does not.
    if not digits or any(part.isdecimal() and part not in own_part for part in before):
        return False
    if len(digits) < _SHORTEST:
        digits = digits.zfill(_PADDED)
    return own_part.endswith(digits)


def _without_currency(account: str) -> str:
    """Some banks write the currency behind the number: 1291.99.348EUR."""
    found = _WITH_CURRENCY.fullmatch(account.strip().upper())
    return found[1] if found else account


def _compact(account: str) -> str:
    return _NOT_ALNUM.sub("", account).upper()
