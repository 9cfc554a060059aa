"""Rehearse policies over past days: the ledger as it was, no journal, nothing written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.books import opened, read_files, read_workspace
from creditctl.app.claiming import law_facts
from creditctl.app.policies.named import policy_called
from creditctl.config.workspace import load_workspace
from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, error, warning
from creditctl.ledger.dates import NO_DATE, day_of, from_days, to_days
from creditctl.ledger.frames import Debtors, Kind, OpenBasis
from creditctl.policy.recipients import written_to
from creditctl.policy.rehearsal import Tally
from creditctl.policy.simulate import Simulation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.app.books import Reading
    from creditctl.app.progress import Progress
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.imports.source import Import
    from creditctl.ledger.frames import Documents, OpenItems
    from creditctl.ledger.opening import Opening


def books_of(
    folder: Path, files: Sequence[str], reading: Reading, stdin: bytes | None = None
) -> Import:
    """Read what a rehearsal runs on: files named on the command line, else the workspace's.

    Args:
        folder: the workspace.
        files: named on the command line; `-` is standard input.
        reading: how to read them.
        stdin: what stands on standard input.

    Raises:
        DataRefused, ConfigRefused: see `app.books.read_workspace`.
    """
    if files:
        return read_files(files, reading, stdin, has_terms=True)
    return read_workspace(load_workspace(folder), reading)


def policies_of(folder: Path, names: Sequence[str]) -> list[tuple[str, LoadedPolicy]]:
    """The policies of these names, each with a short name of its own; without any the workspace's.

    Raises:
        ConfigRefused: see `app.policies.named.policy_called`.
    """
    loaded = [policy_called(name, folder) for name in dict.fromkeys(names) or (None,)]
    short = [Path(policy.file).stem for policy in loaded]
    return [
        (name if short.count(name) == 1 else policy.file, policy)
        for name, policy in zip(short, loaded, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class RehearsalOrder:
    """What to rehearse.

    Attributes:
        first, last: the days, both included.
        within: count letters whose items were all settled within so many days.
        approve: letters that a person must approve leave on the day they are ready; else never.
    """

    first: date
    last: date
    within: int = 7
    approve: bool = True

    @property
    def days(self) -> int:
        """How many days that are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it.

    Attributes:
        order: what was asked.
        policies: each with its name in the answer, as loaded, and with its counts.
        reachable: True when the books have no address at all, so that all count as reachable.
        disputed: how many documents count as disputed all the time.
        findings: of the import, and about the period.
    """

    order: RehearsalOrder
    policies: tuple[tuple[str, LoadedPolicy, Tally], ...]
    reachable: bool
    disputed: int
    findings: tuple[Finding, ...]


def rehearse(
    imported: Import,
    policies: Sequence[tuple[str, LoadedPolicy]],
    order: RehearsalOrder,
    progress: Progress,
) -> Rehearsal:
    """Run every policy on every day of the period, all on the same books.

    Args:
        imported: what the sources hold.
        policies: each with its name in the answer.
        order: the period and what to count.
        progress: who watches.

    Raises:
        DataRefused: the books don't tell what was open on a past day (CR170), or see
            `app.books.opened`.
    """
    _refuse_without_a_past(imported.documents)
    documents, reachable = _with_addresses(imported.documents)
    books = replace(imported, documents=documents)
    tallies = [Tally(order.within) for _ in policies]
    runs = [
        Simulation(
            loaded.policy,
            held=imported.held,
            approve=order.approve,
            facts=law_facts(loaded.policy, None),
        )
        for _, loaded in policies
    ]
    # Without due dates in the books the ledger depends on the payment terms of the policy.
    alike = bool((documents.due[documents.kind == Kind.INVOICE] != NO_DATE).all())
    first, last = to_days(order.first), to_days(order.last)
    progress.stage("rehearsing", last - first + 1 + order.within)
    for day in range(first, last + order.within + 1):
        opening: Opening | None = None
        for (_, loaded), run, tally in zip(policies, runs, tallies, strict=True):
            if opening is None or not alike:
                opening = _opening(loaded, books, day)
            _live(day, last, opening, run, tally)
        progress.step()
    return Rehearsal(
        order=order,
        policies=tuple((n, p, t) for (n, p), t in zip(policies, tallies, strict=True)),
        reachable=reachable,
        disputed=int(documents.disputed.sum()),
        findings=(*imported.findings, *_beyond(imported, order)),
    )


def _live(day: int, last: int, opening: Opening, run: Simulation, tally: Tally) -> None:
    """One day of one policy; after the period the letters are only judged."""
    items = opening.items
    if day <= last:
        tally.add(run.day(items, opening.behaviour))
    still_open = set(items.item)
    tally.judge(day, still_open)
    if day == last:
        tally.close(still_open)


def _opening(loaded: LoadedPolicy, books: Import, day: int) -> Opening:
    """The ledger at the end of a day, its ids as plain text: they are looked up again and again."""
    as_of = day_of(day)
    opening = opened(loaded.policy, books, as_of)
    items: OpenItems = replace(opening.items, item=list(opening.items.item))
    return opening._replace(items=items)


def _refuse_without_a_past(documents: Documents) -> None:
    """Refuse invoices of which only today's open amount is known."""
    stated = (documents.kind == Kind.INVOICE) & (documents.basis == OpenBasis.STATED)
    files = np.unique(documents.file[stated]).tolist()
    if files:
        raise DataRefused(
            [
                error(
                    "CR170",
                    "the file says what is open now, but not when invoices were paid, so nobody "
                    "can say what was open on a day gone by",
                    Place(documents.files[code]),
                    "export all invoices with the date of settlement, or add the payments with "
                    "their dates as a source (kind: payments)",
                )
                for code in files
            ]
        )


def _with_addresses(documents: Documents) -> tuple[Documents, bool]:
    """The documents; where no debtor has any address, all get one that is never written to."""
    debtors = documents.debtors
    known_by_row = documents.invoice_email is not None and any(documents.invoice_email)
    if known_by_row or any(written_to(d).email or d.address for d in debtors.master.values()):
        return documents, False
    known = {
        name: replace(
            debtors.detail(code), name=debtors.name(code), email="a@b.example", address=("-",)
        )
        for code, name in enumerate(debtors.ids)
    }
    made = Debtors(debtors.ids, debtors.names, known)
    return replace(documents, debtors=made), True


def _beyond(imported: Import, order: RehearsalOrder) -> list[Finding]:
    """Days of which the books know nothing (CR171)."""
    documents, payments = imported.documents, imported.payments
    days = np.concatenate([documents.issued, documents.settled, payments.paid])
    days = days[days != NO_DATE]
    known = from_days(int(days.max())) if len(days) else None
    if known is not None and order.last <= known:
        return []
    end = f"the books end on {known}" if known else "the books hold nothing"
    return [
        warning(
            "CR171",
            f"{end}, before the last day of the rehearsal, {order.last}",
            hint="after that day nothing counts as issued or paid; choose an earlier --to",
        )
    ]
