"""Whether statements follow one upon the other, or one between them is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.identity import same_account
from creditctl.findings import Place, warning
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from creditctl.cash.statements import Statement
    from creditctl.findings import Finding
    from creditctl.journal.banking import BankEntryRecord

REACH: Final = timedelta(days=62)
"""How far back the statement before one is looked for."""


class End(NamedTuple):
    """What a statement closed with."""

    account: str
    day: date
    amount: int


class Opened(NamedTuple):
    """A statement whose opening balance is to be held against the end of the one before."""

    account: str
    file: str
    statement: Statement


def end_of(account: str, statement: Statement) -> End | None:
    """What a statement closed with; None when it does not state it."""
    closing = statement.closing
    days = [entry.booked for entry in statement.entries if not entry.pending]
    day = (closing.day if closing else None) or max(days, default=None)
    return None if closing is None or day is None else End(account, day, closing.amount)


def recorded_ends(records: Iterable[BankEntryRecord]) -> set[End]:
    """What earlier statements closed with, as their entries keep it."""
    return {
        End(record.account, record.booked.fromisoformat(day), amount)
        for record in records
        for day, amount in [record.data.get("closing", (None, 0))]
        if day
    }


def gaps(
    opened: Sequence[Opened], ends: Iterable[End], booked: Collection[tuple[str, date]]
) -> Iterator[Finding]:
    """Warn where a statement does not open with what the one before it closed with (CP211).

    Where bookings are known between the two, statements overlap and nothing can be said.

    Args:
        opened: the statements that were just imported.
        ends: of all statements that are known, theirs too.
        booked: account and day of all bookings that are known, theirs too.
    """
    known = set(ends)
    for one in opened:
        opening, day = one.statement.opening, _first_day(one.statement)
        if opening is None or day is None:
            continue
        mine = _Same(one.account)
        own = end_of(one.account, one.statement)
        before = [end for end in known if end != own and end.day <= day and mine(end.account)]
        last = max((end.day for end in before), default=None)
        # What closed on this very day may be the statement before, or one that overlaps.
        if last is None or last == day or last < day - REACH:
            continue
        amounts = sorted({end.amount for end in before if end.day == last})
        if opening.amount in amounts or any(last < d < day and mine(a) for a, d in booked):
            continue
        currency = opening.currency or one.statement.currency
        closed = " or ".join(to_text(amount, currency) for amount in amounts)
        message = (
            f"the statement of {one.account} opens on {day} with "
            f"{to_text(opening.amount, currency)} {currency}, "
            f"the one before it closed on {last} with {closed}"
        )
        hint = "a statement in between may be missing: import it too, the order does not matter"
        yield warning("CP211", message, Place(one.file), hint)


def _first_day(statement: Statement) -> date | None:
    opening = statement.opening
    days = [entry.booked for entry in statement.entries if not entry.pending]
    return (opening.day if opening else None) or min(days, default=None)


class _Same:
    """Whether accounts are this one; each name is compared once."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._known: dict[str, bool] = {account: True}

    def __call__(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = same_account(name, self._account)
        return self._known[name]
