"""The day's index of letters as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


COLUMNS: Final = (
    "notice",
    "debtor",
    "name",
    "channel",
    "to",
    "step",
    "items",
    "currency",
    "total",
    "pay_by",
    "file",
    "sha256",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One letter in the index.

    Attributes:
        to: e-mail address, mobile number, or postal address with its lines joined by commas.
        items: document numbers, the lines before the credits.
        total: minor units of `currency`.
        file: path below the outbox.
    """

    notice: str
    debtor: str
    name: str
    channel: str
    to: str
    step: str
    items: tuple[str, ...]
    currency: str
    total: int
    pay_by: date
    file: str
    sha256: str


def index_csv(rows: Iterable[IndexRow]) -> bytes:
    """The index as CSV: UTF-8 with a byte order mark for Excel, sorted by debtor and notice.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: (row.debtor, row.notice)):
        writer.writerow([cell(text) for text in _texts(row)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _texts(row: IndexRow) -> tuple[str, ...]:
    return (
        row.notice,
        row.debtor,
        row.name,
        row.channel,
        row.to,
        row.step,
        "; ".join(row.items),
        row.currency,
        to_text(row.total, row.currency),
        row.pay_by.isoformat(),
        row.file,
        row.sha256,
    )


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    shown = one_line(text)
    return f"'{shown}" if text.startswith(_FORMULA) or shown.startswith(_FORMULA) else shown
