"""Payments that quote a letter: several invoices share one reference, the id of the letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from creditctl.journal.banking import BankEntryRecord
    from creditctl.journal.store import Journal

_LETTER: Final = re.compile(r"(?<![0-9])([0-9]{8})-?([2-9A-HJ-NP-Z]{8}[0-9]?)(?![A-Z0-9])")
_BLANKS: Final = re.compile(r"\s+")

Quoted = dict[str, tuple[str, tuple[str, ...]]]
"""Id of an entry -> the letter that it quotes, and the numbers of that letter's invoices."""


def quoted_letters(journal: Journal, entries: Iterable[BankEntryRecord]) -> Quoted:
    """The letters that entries quote, with or without blanks inside."""
    found: Quoted = {}
    for entry in entries:
        for name in _named(entry.data):
            notice = journal.notice(name)
            if notice is not None:
                found[entry.entry] = (name, tuple(item.number for item in notice.items))
                break
    return found


def _named(data: Mapping[str, object]) -> Iterable[str]:
    """What looks like the id of a letter."""
    said = [str(data.get(key, "")).upper() for key in ("text", "reference", "end_to_end")]
    for text in (*said, *(_BLANKS.sub("", one) for one in said)):
        for day, letters in _LETTER.findall(text):
            yield f"{day}-{letters}"
