"""Payments find their documents: by debtor, number and currency."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.findings import error
from creditctl.imports.source import Rejected
from creditctl.ledger.frames import Debtors, Kind, Payments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from creditctl.findings import Finding
    from creditctl.imports.batch import Batch, Paid
    from creditctl.ledger.frames import Documents

_COLUMNS = ("document", "debtor", "currency", "paid", "amount", "file", "line")


@dataclass(slots=True)
class Linked:
    """Payments and what came of looking for their documents.

    Attributes:
        documents: with the debtors and currencies of the payments added to their lists.
        payments: `document` is -1 where no document is found.
        lost: file and line of payments that belong to nobody; rejected, findings: why.
    """

    documents: Documents
    payments: Payments
    lost: list[tuple[int, int]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Finder:
    """Finds debtors and documents of payments; its lists grow with what payments name."""

    def __init__(self, documents: Documents, known_as: Mapping[str, str]) -> None:
        self.ids = {debtor: code for code, debtor in enumerate(documents.debtors.ids)}
        self.names = list(documents.debtors.names)
        self.currencies = {currency: code for code, currency in enumerate(documents.currencies)}
        self._known_as = known_as
        self._by_name = _unique(documents.debtors.names)
        payable = np.flatnonzero(documents.kind != np.int8(Kind.PAYMENT)).tolist()
        debtors, currencies = documents.debtor.tolist(), documents.currency.tolist()
        self._rows = {(debtors[r], documents.number[r], currencies[r]): r for r in payable}
        self._by_number = _unique_numbers(documents, payable)

    def find(self, paid: Paid) -> tuple[int, int, int] | None:
        """Row of the document (-1 = none), codes of debtor and currency; None = nobody's money."""
        owner = self._known_as.get(paid.debtor, paid.debtor)
        code = self.ids.get(owner, self._by_name.get(paid.name or paid.debtor, -1))
        if code < 0 and not paid.debtor:
            code = self._by_number.get(paid.number, -1)
            if code < 0:
                return None
        if code < 0:
            code = self.ids[owner] = len(self.ids)
            self.names.append(paid.name)
        currency = self.currencies.setdefault(paid.currency, len(self.currencies))
        return self._rows.get((code, paid.number, currency), -1), code, currency


def link_payments(
    documents: Documents, batches: Sequence[Batch], known_as: Mapping[str, str]
) -> Linked:
    """Find the document of each payment.

    A payment names its debtor by id or by name; one that names none belongs to the debtor of the
    only document with its number. The document must have its number and its currency. A payment
    that belongs to nobody is rejected (CI323).

    Args:
        documents: all accepted documents, with every known debtor in their list.
        batches: the files.
        known_as: id in a file of debtors to id among the documents.
    """
    found: dict[str, list[int]] = {name: [] for name in _COLUMNS}
    numbers: list[str] = []
    linked = Linked(documents, _payments(found, numbers))
    if not any(batch.payments for batch in batches):
        return linked
    finder = _Finder(documents, known_as)
    for file, batch in enumerate(batches):
        for paid in batch.payments:
            links = finder.find(paid)
            if links is None:
                linked.lost.append((file, paid.line))
                _reject(linked, batch, paid)
                continue
            entry = (*links, paid.received, paid.amount, file, paid.line)
            for name, value in zip(_COLUMNS, entry, strict=True):
                found[name].append(value)
            numbers.append(paid.number)
    linked.payments = _payments(found, numbers)
    linked.documents = replace(
        documents,
        debtors=Debtors(list(finder.ids), finder.names, documents.debtors.master),
        currencies=tuple(finder.currencies),
    )
    return linked


def _unique(names: Sequence[str]) -> dict[str, int]:
    """The code of each name that one debtor only has."""
    found: dict[str, int] = {}
    several = set()
    for code, name in enumerate(names):
        if name and found.setdefault(name, code) != code:
            several.add(name)
    return {name: code for name, code in found.items() if name not in several}


def _unique_numbers(documents: Documents, rows: Sequence[int]) -> dict[str, int]:
    """The debtor of each document number that one debtor only has."""
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(documents.number[row], set()).add(int(documents.debtor[row]))
    return {number: next(iter(who)) for number, who in found.items() if len(who) == 1}


def _payments(found: Mapping[str, Sequence[int]], numbers: Sequence[str]) -> Payments:
    """The table of payments."""

    def codes(name: str) -> NDArray[np.int32]:
        return np.array(found[name], np.int32)

    return Payments(
        document=codes("document"),
        debtor=codes("debtor"),
        currency=codes("currency"),
        paid=codes("paid"),
        amount=np.array(found["amount"], np.int64),
        number=numbers,
        file=codes("file"),
        line=codes("line"),
    )


def _reject(linked: Linked, batch: Batch, paid: Paid) -> None:
    """Money that belongs to nobody."""
    message = "the payment names no debtor, and no document has its number"
    place = batch.place(paid.line)
    linked.findings.append(error("CI323", message, place, "fill in the debtor and export again"))
    linked.rejected.append(Rejected(place.file, paid.line, "", paid.number, "CI323", message))
