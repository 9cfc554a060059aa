"""What the books can't tell: then a key figure is not available, and says why.

An export of open items has no paid invoices, and so neither sales nor yesterday's balance. That is
seen source by source: one without any closed document is taken for such an export.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.ledger.frames import Kind, OpenBasis

if TYPE_CHECKING:
    from creditctl.insight.kpi.period import Period
    from creditctl.ledger.frames import Bool, Documents, Int64


class Gap(NamedTuple):
    """Why there is no number.

    Attributes:
        reason: short, to stand in place of the number.
        hint: what to do about it, "" = nothing.
    """

    reason: str
    hint: str = ""


NO_ISSUE_DATE: Final = Gap(
    "some documents have no issue date",
    "Without issue dates nobody can tell what was sold when: export them too.",
)
UNDATED: Final = Gap(
    "paid invoices have no day of payment",
    "Export the day of payment, or the payments: then past balances are known.",
)
LATER: Final = Gap(
    "the export is of a later day",
    "What was paid since that day has no date: use an export of the day itself.",
)
NO_WORKSPACE: Final = Gap("promises are recorded in a workspace")
NO_PROMISES: Final = Gap("no promise was decided in the period")
NO_PAID: Final = Gap("no invoice was paid in those 12 months")
NOT_OVERDUE: Final = Gap("no invoice is overdue")
NOTHING_OWED: Final = Gap("nothing is owed")
NOTHING_SOLD: Final = Gap("nothing was sold in the period")
MORE_CREDITED: Final = Gap("as much was credited as sold, or more")
NOTHING_TO_COLLECT: Final = Gap("there was nothing to collect")
NO_WHOLE_MONTHS: Final = Gap("the period is not of whole months")


def open_items_only(source: str) -> Gap:
    """A source has open items only."""
    return Gap(
        "the books hold open items only",
        f"No invoice of '{source}' is paid: export paid ones too, then sales are known.",
    )


def begins_late(begins: int | None) -> Gap:
    """The books begin after the day that is asked for.

    Args:
        begins: day number of their first document, None = there is none.
    """
    if begins is None:
        return Gap("the books hold no invoice")
    day = day_of(begins)
    return Gap(
        f"the books begin on {day}",
        f"The books begin on {day}: take a later --from or older books.",
    )


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is unknown of one currency; None = it is known.

    Attributes:
        end: what was open at the end of the period.
        begin: what was open at the end of the day before it.
        sales: what was sold in the period.
        history: what was sold before.
        paid: when invoices were paid.
    """

    end: Gap | None = None
    begin: Gap | None = None
    sales: Gap | None = None
    history: Gap | None = None
    paid: Gap | None = None


def first_document(documents: Documents, last: int) -> int | None:
    """The day on which the books begin: that of the first invoice or credit note up to a day."""
    sold = (documents.kind != Kind.PAYMENT) & (documents.issued != NO_DATE)
    issued = documents.issued[sold & (documents.issued <= last)]
    return int(issued.min()) if len(issued) else None


def find_gaps(
    documents: Documents, left: Int64, period: Period, *, shown_later: bool
) -> list[Gaps]:
    """What the books can't tell of each currency code.

    Args:
        documents: the books.
        left: what is open of each at the end of the period, int64 minor units.
        period: the days asked for.
        shown_later: an export says itself that it shows a later day.
    """
    first, last = to_days(period.first), to_days(period.last)
    known = documents.issued <= last
    sold = documents.kind != Kind.PAYMENT
    undated = (documents.basis == OpenBasis.STATED) & (documents.open != documents.gross)
    later = shown_later or bool((undated & ~known).any())
    begins = first_document(documents, last)
    open_only = _open_only(documents, known & sold, left)
    no_issue = _currencies(documents, sold & (documents.issued == NO_DATE))
    undated_end = _currencies(documents, undated & known)
    undated_begin = _currencies(documents, undated & (documents.issued < first))
    began = None if begins is not None and begins <= first else begins_late(begins)
    before = None if begins is not None and begins < first else begins_late(begins)
    found = []
    for code in range(len(documents.currencies)):
        only = open_items_only(open_only[code]) if code in open_only else None
        history = only or (NO_ISSUE_DATE if code in no_issue else None)
        dated_end = UNDATED if code in undated_end else None
        dated_begin = UNDATED if code in undated_begin else None
        found.append(
            Gaps(
                end=LATER if later and (only or dated_end) else None,
                begin=only or dated_begin or before,
                sales=history or began,
                history=history or (begins_late(None) if begins is None else None),
                paid=only or dated_end,
            )
        )
    return found


def _currencies(documents: Documents, rows: Bool) -> set[int]:
    """The currency codes of some documents."""
    return set(np.unique(documents.currency[rows]).tolist())


def _open_only(documents: Documents, sold: Bool, left: Int64) -> dict[int, str]:
    """Currency codes in which a source has documents, and none at all that is closed; its name."""
    has_closed = np.zeros(len(documents.sources), np.bool_)
    has_closed[documents.source[sold & (left == 0) & (documents.gross != 0)]] = True
    rows = sold & ~has_closed[documents.source]
    count = len(documents.sources)
    pairs = np.unique(documents.currency[rows] * np.int64(count) + documents.source[rows])
    # Backwards, so that the first source of a currency stays.
    return {pair // count: documents.sources[pair % count] for pair in pairs[::-1].tolist()}
