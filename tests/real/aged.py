"""Aging straight from documents, for tests: open items and amounts per bucket, no house code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import OpenBasis

if TYPE_CHECKING:
    from creditctl.imports.load import Import

LABELS = ("not_due", "1-30", "31-60", "61-90", "91+")


def minor(text: str) -> int:
    """An expected amount in cents."""
    return int(Decimal(text) * 100)


def open_at(found: Import, as_of: str) -> dict[int, int]:
    """Row to what is open at the end of a day."""
    d, p = found.documents, found.payments
    day = (date.fromisoformat(as_of) - date(1970, 1, 1)).days
    paid: dict[int, int] = {}
    for row, when, amount in zip(p.document, p.paid, p.amount, strict=True):
        if when <= day:
            paid[int(row)] = paid.get(int(row), 0) + int(amount)
    left = {}
    for row in range(len(d)):
        basis, settled = OpenBasis(int(d.basis[row])), int(d.settled[row])
        amount = int(d.open[row])
        if basis is OpenBasis.SETTLED:
            amount = 0 if NO_DATE < settled <= day or d.issued[row] > day else int(d.gross[row])
        elif basis is OpenBasis.PAYMENTS:
            amount = int(d.gross[row]) - paid.get(row, 0)
        if amount:
            left[row] = amount
    return left


def aged(found: Import, as_of: str) -> dict[str, tuple[int, int]]:
    """Bucket to number of items and their sum in minor units, by due date."""
    day = (date.fromisoformat(as_of) - date(1970, 1, 1)).days
    sums = dict.fromkeys(LABELS, (0, 0))
    for row, amount in open_at(found, as_of).items():
        late = day - int(found.documents.due[row])
        label = LABELS[0] if late <= 0 else LABELS[min(4, 1 + (late - 1) // 30)]
        items, total = sums[label]
        sums[label] = (items + 1, total + amount)
    return sums
