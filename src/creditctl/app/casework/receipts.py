"""What came in on the items that promises and arrangements are about, day by day.

Three sources, each as far as it reaches: dated payments and days of settlement in the books, what
runs saw open of an item, and matched bank entries. The largest answer counts, as a payment shows
in the books after it shows at the bank.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.frames import OpenBasis
from creditctl.ledger.opening import open_items

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from creditctl.app.books import Books
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.cases.records import Arrangement, Promise, Subject
    from creditctl.ledger.frames import Documents, OpenItems, Payments


class Receipts:
    """Answers what was received on an item since a case was opened.

    Args:
        books: documents and payments; `items` is what is open now, bank money and write-offs taken
            off.
        file: cases and bank money.
    """

    def __init__(self, books: Books, file: CaseFile) -> None:
        self._books, self._seen = books, file.book.seen
        self._as_of = books.as_of
        book = file.book
        subjects = [p.about for p in book.promises.values()]
        subjects += [about for a in book.arrangements.values() for about in a.covers]
        self._wanted = {about.item for about in subjects}
        self._debtors = {about.debtor for about in subjects}
        self._paid: dict[str, list[tuple[int, date, int]]] = defaultdict(list)
        for one in file.allocations:
            if one.item in self._wanted:
                self._paid[one.item].append((one.seq, one.booked, one.amount + one.discount))
        self._given_up: dict[str, list[tuple[int, date, int]]] = defaultdict(list)
        for off in book.writeoffs.values():
            if off.approved:
                self._given_up[off.about.item].append((off.seq, off.approved.day, off.amount))
        self._on: dict[date, dict[str, int]] = {}

    def of_promise(self, promise: Promise, day: date) -> int:
        """Minor units received on the promised item up to the end of a day.

        What was given up is no payment.
        """
        at_bank, given_up, gone = self._since(promise.about, promise.seq, day)
        return max(0, at_bank, gone - given_up)

    def of_arrangement(self, arrangement: Arrangement, day: date) -> int:
        """Minor units received on the covered items up to the end of a day.

        What was given up need not be paid, so it counts as received.
        """
        found = [self._since(about, arrangement.seq, day) for about in arrangement.covers]
        return sum(max(0, at_bank + given_up, gone) for at_bank, given_up, gone in found)

    def open_now(self, item: str) -> int:
        """What is open of an item at the as-of date, minor units; 0 when it is not open."""
        return self._now.get(item, 0)

    def _since(self, about: Subject, since: int, day: date) -> tuple[int, int, int]:
        """Bank money, write-offs, and what is no longer open, minor units, since an event."""
        at_bank, given_up = (
            sum(n for seq, on, n in amounts.get(about.item, ()) if seq > since and on <= day)
            for amounts in (self._paid, self._given_up)
        )
        return at_bank, given_up, about.open - self._open_on(about, day)

    def _open_on(self, about: Subject, day: date) -> int:
        if day >= self._as_of:
            return self.open_now(about.item)
        if about.item in self._dated_ids:
            return self._dated_on(day).get(about.item, 0)
        before = [seen.open for seen in self._seen.get(about.item, ()) if seen.day <= day]
        return before[-1] if before else about.open

    @cached_property
    def _now(self) -> dict[str, int]:
        return _open_of(self._books.items, self._wanted)

    @cached_property
    def _dated(self) -> tuple[Documents, Payments]:
        """The documents of these debtors whose payments are dated, with the payments."""
        documents, payments = self._books.imported.documents, self._books.imported.payments
        codes = [c for c, name in enumerate(documents.debtors.ids) if name in self._debtors]
        mine = np.isin(documents.debtor, np.array(codes, np.int32))
        rows = np.flatnonzero(mine & (documents.basis != OpenBasis.STATED))
        place = np.full(len(documents), -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        named = np.flatnonzero(payments.document >= 0)
        named = named[place[payments.document[named]] >= 0]
        chosen = payments.select(named)
        return documents.select(rows), replace(chosen, document=place[chosen.document])

    @cached_property
    def _dated_ids(self) -> frozenset[str]:
        """Items of whose payments the books tell the day, paid ones too."""
        documents, _ = self._dated
        whole = replace(
            documents,
            basis=np.full(len(documents), OpenBasis.STATED, np.int8),
            open=documents.gross,
        )
        terms = self._books.opening.terms
        return frozenset(open_items(whole, None, self._as_of, terms=terms).items.item)

    def _dated_on(self, day: date) -> dict[str, int]:
        if day not in self._on:
            documents, payments = self._dated
            terms = self._books.opening.terms
            then = open_items(documents, payments, day, terms=terms).items
            self._on[day] = _open_of(then, self._wanted)
        return self._on[day]


def _open_of(items: OpenItems, wanted: Collection[str]) -> dict[str, int]:
    """What is open of the wanted items, minor units."""
    from creditctl.ledger.arrow_text import positions

    names = list(wanted)
    place = positions(items.item, names)
    rows = np.flatnonzero(place >= 0)
    pairs = zip(place[rows].tolist(), items.open[rows].tolist(), strict=True)
    return {names[where]: left for where, left in pairs}
