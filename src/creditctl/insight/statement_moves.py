"""The account of one debtor between two days, as far as the books tell every movement.

Rules, the same as those of `ledger.opening`: a document counts from its issue date on. Where its
file states the day of settlement, the rest goes on that day; where payments lessen it, each on
its own day. Payments for documents of the first sort are in their settlement already.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from creditctl.insight.statement import Move, Movement, MovementForm, NotBooked
from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.ledger.frames import Kind, OpenBasis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from creditctl.ledger.frames import Documents, Int64, Payments

_ISSUED = {
    Kind.INVOICE: Move.INVOICE,
    Kind.CREDIT_NOTE: Move.CREDIT_NOTE,
    Kind.PAYMENT: Move.PAYMENT,
}
_ORDER = {move: place for place, move in enumerate(Move)}


class _Raw(NamedTuple):
    """A movement before its balance is known; `day` is a day number."""

    day: int
    currency: str
    move: Move
    number: str
    amount: int


def untold(documents: Documents, last: date) -> Int64:
    """The documents whose payments the books do not date, up to a day, as row numbers.

    One of them is enough to make an opening balance a guess: an export that states what is open
    forgets what was paid before. Money that is on account as a whole is told by its own day.
    """
    stated = documents.basis == OpenBasis.STATED
    untouched = (documents.kind == Kind.PAYMENT) & (documents.open == documents.gross)
    return np.flatnonzero(stated & ~untouched & (documents.issued <= to_days(last)))


def movement_forms(
    documents: Documents,
    payments: Payments,
    first: date,
    last: date,
    *,
    before: Mapping[str, int],
    after: Mapping[str, int],
    beyond: Mapping[str, NotBooked],
) -> tuple[MovementForm, ...]:
    """One form for each currency in which something was booked or is open, by its code.

    Args:
        documents, payments: of one debtor, none of them `untold`.
        first, last: the days, both included.
        before: what was open at the end of the day before the first, minor units by currency.
        after: what is open at the end of the last day.
        beyond: what the books do not show yet, by currency.
    """
    moved: dict[str, list[_Raw]] = defaultdict(list)
    start, end = to_days(first), to_days(last)
    for raw in (*_documents(documents), *_payments(documents, payments)):
        if start <= raw.day <= end:
            moved[raw.currency].append(raw)
    amounts = (before, after, {code: each.total for code, each in beyond.items()})
    wanted = {*moved, *(code for sums in amounts for code, amount in sums.items() if amount)}
    return tuple(
        _form(
            code,
            before.get(code, 0),
            moved[code],
            after.get(code, 0),
            beyond.get(code, NotBooked()),
        )
        for code in sorted(wanted)
    )


def _form(
    currency: str, opening: int, raws: list[_Raw], closing: int, beyond: NotBooked
) -> MovementForm:
    balance, movements = opening, []
    for raw in sorted(raws, key=lambda raw: (raw.day, _ORDER[raw.move])):
        balance += raw.amount
        movements.append(Movement(day_of(raw.day), raw.move, raw.number, raw.amount, balance))
    # What is open is worked out twice: item by item, and movement by movement.
    assert balance == closing, f"{currency}: {balance} by movements, {closing} by items"
    return MovementForm(currency, opening, tuple(movements), closing, beyond)


def _documents(documents: Documents) -> Iterator[_Raw]:
    """Documents on the day of issue, and what became settled; undated ones are always there."""
    columns = (
        documents.kind,
        documents.currency,
        documents.issued,
        documents.settled,
        documents.gross,
        documents.basis,
    )
    values = zip(documents.number, *(column.tolist() for column in columns), strict=True)
    for number, kind, code, issued, settled, gross, basis in values:
        currency = documents.currencies[code]
        yield _Raw(issued, currency, _ISSUED[Kind(kind)], number, gross)
        if basis == OpenBasis.SETTLED and settled != NO_DATE:
            move = Move.SETTLED if kind == Kind.INVOICE else Move.CREDIT_USED
            yield _Raw(max(settled, issued), currency, move, number, -gross)


def _payments(documents: Documents, payments: Payments) -> Iterator[_Raw]:
    """Payments that lessen a document, and money on account."""
    counted = payments.document < 0
    named = np.flatnonzero(~counted)
    counted[named] = documents.basis[payments.document[named]] == OpenBasis.PAYMENTS
    mine = payments.select(np.flatnonzero(counted & (payments.amount != 0)))
    values = zip(
        mine.number, mine.currency.tolist(), mine.paid.tolist(), mine.amount.tolist(), strict=True
    )
    for number, code, paid, amount in values:
        move = Move.PAYMENT if amount > 0 else Move.PAID_BACK
        yield _Raw(paid, documents.currencies[code], move, number, -amount)
