"""What happened with a debtor, in order: one entry an event, whatever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class What(StrEnum):
    """Kinds of entries, in the order in which those of one day stand."""

    ISSUED = "issued"
    DUE = "due"
    PAYMENT = "payment"
    PAID = "paid"
    BANK = "bank"
    SEGMENT = "segment"
    LETTER = "letter"
    PROMISE = "promise"
    DISPUTE = "dispute"
    HOLD = "hold"
    ARRANGEMENT = "arrangement"
    WRITEOFF = "write-off"
    NOTE = "note"


_PLACES = {what: place for place, what in enumerate(What)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened.

    Attributes:
        day: on which; what: its kind; words: the event in a sentence.
        numbers: of the invoices that it is about.
        currency, amount: minor units, None = it is about no amount.
        ref: id of the case, the notice or the bank entry; by: the person.
        seq: number in the journal, 0 = it is not from there.
    """

    day: date
    what: What
    words: str
    numbers: tuple[str, ...] = ()
    currency: str = ""
    amount: int | None = None
    ref: str = ""
    by: str = ""
    seq: int = 0


def in_order(entries: Iterable[Entry], since: date | None, limit: int | None) -> list[Entry]:
    """Entries by day, those of one day as they follow from each other.

    Args:
        entries: in any order.
        since: leave out what is earlier; None = nothing.
        limit: only the last so many; None = all.
    """
    found = sorted(
        (entry for entry in entries if since is None or entry.day >= since),
        key=lambda e: (e.day, _PLACES[e.what] if not e.seq else len(_PLACES), e.seq, e.numbers),
    )
    return found if limit is None else found[-limit:]
