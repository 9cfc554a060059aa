"""All files laid together: documents without duplicates, debtors, payments with their documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.findings import Place, warning
from creditctl.imports.controls import left_open
from creditctl.imports.duplicates import find_duplicates
from creditctl.imports.master import build_debtors
from creditctl.imports.merge import merge, number_payments
from creditctl.imports.payment_controls import check_payments, doubt_by_payments
from creditctl.imports.payment_links import link_payments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from creditctl.findings import Finding
    from creditctl.imports.batch import Batch
    from creditctl.imports.source import Rejected
    from creditctl.ledger.frames import Documents, Payments


@dataclass(frozen=True, slots=True)
class Joined:
    """The batches of all files as one.

    Attributes:
        documents, payments: what counts. left: what is left of each document when all that the
            files tell has happened, minor units.
        known_as: id in a file of debtors to id among the documents.
        repeated, rejected_rows: number of rows per file that say the same again, that are
            quarantined.
        rejected, findings: as in `source.Import`, those of the batches included.
    """

    documents: Documents
    payments: Payments
    left: NDArray[np.int64]
    known_as: Mapping[str, str]
    repeated: Sequence[int]
    rejected_rows: Sequence[int]
    rejected: Sequence[Rejected]
    findings: Sequence[Finding]


def join(batches: Sequence[Batch]) -> Joined:
    """Lay the batches together, settle duplicates, find debtors and documents of payments."""
    paying = any(batch.payments for batch in batches)
    documents = number_payments(merge(batches, payments=paying))
    twice = find_duplicates(documents, batches)
    file_of = documents.file
    if not twice.keep.all():
        documents = documents.select(np.flatnonzero(twice.keep))
    debtors, known_as, about_debtors = build_debtors(documents.debtors, batches)
    linked = link_payments(replace(documents, debtors=debtors), batches, known_as)
    documents, payments = linked.documents, linked.payments
    doubtful, about_payments = doubt_by_payments(documents, payments, batches)
    documents = replace(documents, doubtful=documents.doubtful | doubtful)
    about_payments += check_payments(documents, payments, batches)
    repeated = Counter(int(file_of[row]) for row in twice.repeated)
    quarantined = Counter(int(file_of[row]) for row in twice.contradictory)
    quarantined.update(file for file, _ in linked.lost)
    quarantined.update({f: len({r.line for r in b.rejected}) for f, b in enumerate(batches)})
    own = [r for batch in batches for r in batch.rejected]
    findings = [f for batch in batches for f in batch.findings]
    return Joined(
        documents=documents,
        payments=payments,
        left=left_open(documents, payments),
        known_as=known_as,
        repeated=[batch.repeated + repeated[file] for file, batch in enumerate(batches)],
        rejected_rows=[quarantined[file] for file in range(len(batches))],
        rejected=[*own, *twice.rejected, *linked.rejected],
        findings=[
            *findings,
            *([] if paying else _nothing_paid(batches)),
            *twice.findings,
            *about_debtors,
            *linked.findings,
            *about_payments,
        ],
    )


def _nothing_paid(batches: Sequence[Batch]) -> list[Finding]:
    """Files that tell nothing about payments: said aloud, because letters follow from it."""
    message = "no column tells what is open, paid or settled: each row counts as open in full"
    hint = "export a list of open items, or add the file of payments as a source"
    return [
        warning("CI243", message, Place(batch.source.shown), hint)
        for batch in batches
        if batch.source.kind == "invoices"
        and batch.plan.open_rule == "gross"
        and batch.plan.layout.open is None
        and not any(batch.plan.has(f) for f in ("status", "is_paid", "is_open"))
    ]
