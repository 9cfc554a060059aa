"""What becomes of entries, as the journal records it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from creditctl.journal.bank_projections import PAYMENT_MATCHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.cash.payments import Allocation, OpenInvoice
    from creditctl.journal.banking import BankEntryRecord

Fate = tuple[str, str, dict[str, Any]]
"""Kind of event, id of the entry, data."""


class Why(NamedTuple):
    """On what a match rests, for the journal: who decided, and the evidence."""

    by: str
    certainty: str = ""
    evidence: Sequence[str] = ()
    words: Sequence[str] = ()


class Recording:
    """Matches to be recorded together, each seeing what those before it took.

    Args:
        as_of: the day.
        invoices: what is open, by item id.
    """

    def __init__(self, as_of: date, invoices: Mapping[str, OpenInvoice]) -> None:
        self.fates: list[Fate] = []
        self._day = as_of.isoformat()
        self._invoices = invoices
        self._left: dict[str, int] = {}

    def left(self, item: str) -> int:
        """Minor units that are still open of an item, 0 when it is not open."""
        if item not in self._left:
            found = self._invoices.get(item)
            self._left[item] = found.open if found else 0
        return self._left[item]

    def match(
        self,
        entry: BankEntryRecord,
        debtor: str,
        allocations: Sequence[Allocation],
        why: Why,
    ) -> int:
        """Record that an entry is a debtor's, and what it pays; returns what is left on account.

        Every allocation keeps what was open just before it, so that books which show the payment
        later are not lessened twice (`ledger.adjust`).
        """
        parts = []
        for one in allocations:
            before = self.left(one.item)
            assert 0 < one.amount + one.discount <= before
            parts.append([one.item, before, one.amount, one.discount])
            self._left[one.item] = before - one.amount - one.discount
        rest = entry.amount - sum(one.amount for one in allocations)
        assert rest >= 0
        data: dict[str, Any] = {
            "day": self._day,
            "booked": entry.booked.isoformat(),
            "debtor": debtor,
            "rest": rest,
            "allocations": parts,
            "by": why.by,
        }
        told = {
            "certainty": why.certainty,
            "evidence": [str(code) for code in why.evidence],
            "words": list(why.words),
            "short": {one.item: one.short for one in allocations if one.short},
        }
        data |= {key: value for key, value in told.items() if value}
        self.fates.append((PAYMENT_MATCHED, entry.entry, data))
        return rest
