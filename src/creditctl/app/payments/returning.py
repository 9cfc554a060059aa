"""Payments that came back: which earlier entry a return or reversal takes back."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from creditctl.cash.identity import bank_mark, same_account
from creditctl.cash.returns import Reason, Then, return_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from creditctl.journal.banking import BankEntryRecord

LONGEST: Final = timedelta(days=400)
"""Days after which nothing comes back: debtors have 13 months where they gave no mandate."""
_TOLD: Final = 6
"""Characters that a reference needs to be looked for in a text."""
_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Return:
    """An entry that takes another one back.

    Attributes:
        entry: the return.
        original: the entry that it takes back, None = which one is not clear.
        why: what the bank says, in words, and what to do.
        debtor: whose payment it was; opens: numbers of the invoices that are open again.
    """

    entry: BankEntryRecord
    original: BankEntryRecord | None
    why: Reason
    debtor: str = ""
    opens: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The reason code, "" = none is stated."""
        return str(self.entry.data.get("return_reason", ""))

    @property
    def looked_for(self) -> bool:
        """Whether a person has to look: nothing was found, or a debtor's reason asks for it."""
        if self.original is None:
            return True
        return self.original.amount > 0 and self.why.then is Then.STOP


def returns_among(
    fresh: Iterable[BankEntryRecord],
    earlier: Iterable[BankEntryRecord],
    gone: Collection[str],
) -> list[Return]:
    """Pair returns with what they take back: same account, currency and amount, booked before.

    A reference that both bear comes first, then the account of the other party, then its name.
    Where several entries fit equally well, none is taken.

    Args:
        fresh: entries that say that they take something back (`recorded.takes_back`).
        earlier: entries that may be meant.
        gone: ids of entries that were taken back before.
    """
    by_amount: dict[tuple[int, str], list[BankEntryRecord]] = defaultdict(list)
    for record in earlier:
        by_amount[record.amount, record.currency].append(record)
    taken = set(gone)
    found = []
    for entry in fresh:
        like = [
            one
            for one in by_amount[-entry.amount, entry.currency]
            if one.entry not in taken and _may_be(one, entry)
        ]
        original = _only(entry, like)
        if original is not None:
            taken.add(original.entry)
        found.append(Return(entry, original, return_reason(entry.data.get("return_reason", ""))))
    return found


def _may_be(original: BankEntryRecord, entry: BankEntryRecord) -> bool:
    return (
        original.entry != entry.entry
        and original.booked <= entry.booked <= original.booked + LONGEST
        and (original.account == entry.account or same_account(original.account, entry.account))
    )


def _only(entry: BankEntryRecord, like: Sequence[BankEntryRecord]) -> BankEntryRecord | None:
    """The one entry that has most in common with the return."""
    for common in _TESTS:
        fitting = [one for one in like if common(entry, one)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _same_reference(entry: BankEntryRecord, one: BankEntryRecord) -> bool:
    text = _folded(entry, "text")
    for key in ("end_to_end", "reference", "bank_reference"):
        mine = bank_mark(str(one.data.get(key, "")))
        if mine and (
            mine == bank_mark(str(entry.data.get(key, ""))) or (len(mine) >= _TOLD and mine in text)
        ):
            return True
    return False


def _same_party(entry: BankEntryRecord, one: BankEntryRecord) -> bool:
    return same_account(str(entry.data.get("iban", "")), str(one.data.get("iban", "")))


def _same_name(entry: BankEntryRecord, one: BankEntryRecord) -> bool:
    name = _folded(entry, "name")
    return bool(name) and name == _folded(one, "name")


def _folded(entry: BankEntryRecord, key: str) -> str:
    return _LETTERS.sub("", str(entry.data.get(key, ""))).upper()


_TESTS: Final[tuple[Callable[[BankEntryRecord, BankEntryRecord], bool], ...]] = (
    _same_reference,
    _same_party,
    _same_name,
)
