"""Load sources: any mix of files of invoices, debtors and payments becomes one `Import`.

This is the reference loader: it reads every cell strictly, names every row that it can't read,
and refuses what can't be told for certain. What it answers is the truth that a faster loader has
to agree with.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from creditctl.errors import UsageRefused
from creditctl.findings import error, in_order
from creditctl.imports.controls import check_balances, check_stated_totals, check_total
from creditctl.imports.facts import file_facts
from creditctl.imports.joined import join
from creditctl.imports.profile_files import profiles
from creditctl.imports.reading import Reader
from creditctl.imports.source import FileFacts, Import, Rejected, Source
from creditctl.ledger.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["FileFacts", "Import", "Rejected", "Source", "load"]


def load(
    sources: Sequence[Source],
    *,
    currency: str | None = None,
    profile_dirs: Sequence[Path] = (),
    control_total: str | None = None,
    has_terms: bool = False,
    stdin: bytes | None = None,
) -> Import:
    """Read all sources and lay them together.

    Args:
        sources: the files, in the order in which debtors are listed.
        currency: ISO code for rows that state none.
        profile_dirs: folders with the user's profiles.
        control_total: what is open in all accepted documents, ``872997.32`` or
            ``EUR:123.45,USD:1.00``.
        has_terms: whether payment terms are known; then a row may lack its due date.
        stdin: the bytes of the source whose path is None.

    Returns:
        Documents, payments, facts per file, quarantined rows and all findings.

    Raises:
        DataRefused: files that can't be told for certain, with the findings of all of them; or
            a control total that is another one.
        ConfigRefused: a profile is invalid or unknown.
        UsageRefused: CI231 the currency, CI403 the control total can't be read.
    """
    for code in (currency, *(source.currency for source in sources)):
        if code is not None and code not in CURRENCIES:
            hint = "give its ISO code, such as EUR"
            raise UsageRefused(error("CI231", f"'{code}' is no currency", hint=hint))
    reader = Reader(profiles(profile_dirs), profile_dirs, currency or "", has_terms, stdin)
    with _collector_paused():
        readings = reader.read_all(sources)
        batches = [reading.batch for reading in readings]
        joined = join(batches)
    documents, left = joined.documents, joined.left
    if control_total is not None:
        check_total(documents, left, control_total, sum(joined.rejected_rows))
    findings = [
        *joined.findings,
        *check_stated_totals(documents, left, batches, joined.rejected_rows),
        *check_balances(documents, left, batches, joined.known_as),
    ]
    known_as = joined.known_as
    return Import(
        documents=documents,
        payments=joined.payments,
        files=tuple(file_facts(reading, at, joined) for at, reading in enumerate(readings)),
        rejected=tuple(joined.rejected),
        held=frozenset(known_as.get(r.debtor, r.debtor) for r in joined.rejected if r.debtor),
        findings=tuple(in_order(findings)),
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Read without the collector of cyclic garbage.

    A large file is millions of cells, none of them in a cycle; walking them again and again
    takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
