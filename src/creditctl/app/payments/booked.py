"""Payments that the books show already: the invoice that they name is paid there.

Whoever books from the same statements has most payments in the books before they are imported
here. They must neither wait for a person nor hold letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.cash.payments import Certainty, Evidence, OpenInvoice
from creditctl.ledger.behaviour import settled_days
from creditctl.ledger.dates import EPOCH, NO_DATE, from_days, to_days
from creditctl.ledger.frames import Kind
from creditctl.ledger.item_ids import item_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from creditctl.app.books import Books
    from creditctl.cash.payments import Match
    from creditctl.journal.banking import AllocationRecord, BankEntryRecord
    from creditctl.ledger.frames import Documents

_NAMED: Final = frozenset({Evidence.REFERENCE, Evidence.NUMBER})
"""Only what names its invoice is taken as booked; an equal amount could be another debt."""

_BOOKED_AFTER: Final = 5
"""Days between the bank's day and the books' that one payment may have."""

_WORD: Final = re.compile(r"[A-Z0-9]+(?:[-/.][A-Z0-9]+)*")
_APART: Final = re.compile(r"[^A-Z0-9]+")


def closed_invoices(
    books: Books,
    before: Documents | None,
    entries: Sequence[BankEntryRecord],
    allocations: Iterable[AllocationRecord],
) -> list[OpenInvoice]:
    """Invoices that some of the entries may name, and of which the books show nothing open.

    What was matched with them before is taken off: a second payment of an invoice is money that
    belongs to nobody's invoice, and is for a person.

    Args:
        books: the books of the day as the exports have them.
        before: the documents of the run before, for exports that leave out what is paid.
        entries: what came in, and nothing has become of yet.
        allocations: what entries paid of items.
    """
    words = {word for entry in entries for word in _words(entry)}
    taken: dict[str, int] = defaultdict(int)
    for one in allocations:
        taken[one.item] += one.amount + one.discount
    still_open = set(books.items.item)
    found: dict[str, OpenInvoice] = {}
    earliest = min((entry.booked for entry in entries), default=books.as_of)
    for documents in (books.imported.documents, before):
        if documents is not None:
            settled = _settled(books, documents) if documents is not before else {}
            for row in _rows_named(documents, words):
                item = _item(documents, row)
                day = from_days(settled.get(row, NO_DATE))
                long_ago = day is not None and (earliest - day).days > _BOOKED_AFTER
                left = int(documents.gross[row]) - taken[item]
                if item not in still_open and left > 0 and not long_ago:
                    found.setdefault(item, _invoice(documents, row, item, left))
    return list(found.values())


def booked_already(matches: Iterable[Match]) -> list[Match]:
    """The matches with closed invoices that leave no doubt."""
    return [
        one
        for one in matches
        if one.certainty is Certainty.CERTAIN and one.rest == 0 and _NAMED & set(one.evidence)
    ]


def _words(entry: BankEntryRecord) -> Iterator[str]:
    """What an entry says, word by word, with and without what stands between."""
    for key in ("text", "reference", "end_to_end"):
        for word in _WORD.findall(str(entry.data.get(key, "")).upper()):
            yield _APART.sub("", word)
            yield from _APART.split(word)


def _rows_named(documents: Documents, words: set[str]) -> Iterator[int]:
    invoices = np.flatnonzero((documents.kind == Kind.INVOICE) & (documents.gross > 0))
    references = documents.reference
    for row in invoices.tolist():
        named = _APART.sub("", documents.number[row].upper())
        reference = _APART.sub("", references[row].upper()) if references is not None else ""
        if named in words or (reference and reference in words):
            yield row


def _settled(books: Books, documents: Documents) -> Mapping[int, int]:
    """Row -> day of settlement, where the books tell."""
    left = np.zeros(len(documents), np.int64)
    day = to_days(books.as_of)
    days = settled_days(documents, books.imported.payments, left, day)
    rows = np.flatnonzero(days != NO_DATE)
    return dict(zip(rows.tolist(), days[rows].tolist(), strict=True))


def _item(documents: Documents, row: int) -> str:
    one = documents.select(np.array([row], np.int64))
    ids, sources = documents.debtors.ids, documents.sources
    return item_ids(one.source, sources, one.debtor, ids, one.number)[0]


def _invoice(documents: Documents, row: int, item: str, left: int) -> OpenInvoice:
    issued = from_days(int(documents.issued[row]))
    due = from_days(int(documents.due[row]))
    return OpenInvoice(
        item=item,
        debtor=documents.debtors.ids[int(documents.debtor[row])],
        currency=documents.currencies[int(documents.currency[row])],
        number=documents.number[row],
        issued=issued,
        due=due or issued or EPOCH,
        open=left,
        gross=int(documents.gross[row]),
        reference=documents.reference[row] if documents.reference is not None else "",
    )
