"""The facts of each file: numbers of rows, sums, how it was read, what day it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.imports.controls import sums_by
from creditctl.imports.source import FileFacts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from creditctl.imports.joined import Joined
    from creditctl.imports.reading import Reading


def file_facts(reading: Reading, number: int, joined: Joined) -> FileFacts:
    """The facts of one file.

    Args:
        reading: the file; number: its place among the files.
        joined: all files laid together.
    """
    batch, documents, payments = reading.batch, joined.documents, joined.payments
    source, plan = batch.source, batch.plan
    mine, paid = documents.file == number, payments.file == number
    rejected, repeated = joined.rejected_rows[number], joined.repeated[number]
    accepted = int(mine.sum()) + int(paid.sum())
    if source.kind == "debtors":
        accepted = batch.data - rejected - repeated
    sums = _by_currency(joined, documents.currency[mine], joined.left[mine])
    gross = _by_currency(joined, documents.currency[mine], documents.gross[mine])
    counts = _by_currency(joined, documents.currency[mine], np.ones(int(mine.sum()), np.int64))
    if source.kind == "payments":
        sums = gross = _by_currency(joined, payments.currency[paid], payments.amount[paid])
        counts = _by_currency(joined, payments.currency[paid], np.ones(int(paid.sum()), np.int64))
    exported = batch.exported or reading.written
    return FileFacts(
        source=source.name,
        file=source.shown,
        sheet=batch.sheet,
        sha256=reading.sha256,
        size=reading.size,
        profile=plan.layout.profile,
        rows=batch.data,
        accepted=accepted,
        rejected=rejected,
        skipped=batch.skipped,
        repeated=repeated,
        closed=batch.closed,
        sums=sums,
        gross=gross,
        counts=counts,
        columns={f: tuple(c.header for c in columns) for f, columns in plan.columns.items()},
        date_order=plan.date_order or "",
        decimal_mark=plan.decimal_mark or "",
        exported=exported,
        exported_basis="stated" if batch.exported else "file time" if exported else "",
    )


def _by_currency(
    joined: Joined, codes: NDArray[np.int32], amounts: NDArray[np.int64]
) -> dict[str, int]:
    """Sums per currency, for the currencies that occur."""
    currencies = joined.documents.currencies
    sums = sums_by(codes, amounts, len(currencies))
    return {currencies[code]: sums[code] for code in np.unique(codes).tolist()}
