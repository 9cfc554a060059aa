"""The documents of all files as one table, with one list of debtors and of currencies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.frames import Debtors, Documents, Kind, OpenBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from creditctl.imports.batch import Batch
    from creditctl.ledger.frames import Text

_TEXTS = ("reference", "area", "terms", "invoice_email")


def merge(batches: Sequence[Batch], *, payments: bool) -> Documents:
    """Lay the documents of several files one below the other.

    Args:
        batches: the files, in order; files without documents only lend their name.
        payments: whether there are payments; then the documents of files that state nothing
            paid are open by payments.

    Returns:
        All documents. `files` and `sources` list every file and source, documents or not;
        debtors and currencies stand in the order in which they are first seen.
    """
    debtors: dict[str, int] = {}
    names: dict[str, str] = {}
    currencies: dict[str, int] = {}
    sources: dict[str, int] = {}
    parts: list[Documents] = []
    for number, batch in enumerate(batches):
        source = sources.setdefault(batch.source.name, len(sources))
        part = batch.documents
        if part is None:
            continue
        if parts:
            for debtor, name in zip(part.debtors.ids, part.debtors.names, strict=True):
                debtors.setdefault(debtor, len(debtors))
                names[debtor] = names.get(debtor) or name
        else:
            debtors = {debtor: code for code, debtor in enumerate(part.debtors.ids)}
            names = dict(zip(part.debtors.ids, part.debtors.names, strict=True))
        for currency in part.currencies:
            currencies.setdefault(currency, len(currencies))
        parts.append(
            replace(
                part,
                debtor=_recode(part.debtor, [debtors[d] for d in part.debtors.ids]),
                currency=_recode(part.currency, [currencies[c] for c in part.currencies]),
                file=np.full(len(part), number, np.int32),
                source=np.full(len(part), source, np.int32),
                basis=_by_payments(part, batch) if payments else part.basis,
            )
        )
    return replace(
        _stack(parts),
        debtors=Debtors(list(debtors), [names[d] for d in debtors]),
        currencies=tuple(currencies),
        files=tuple(batch.source.shown for batch in batches),
        sources=tuple(sources),
    )


def _recode(codes: NDArray[np.int32], new: Sequence[int]) -> NDArray[np.int32]:
    """Codes of a file's own list as codes of the common list."""
    return np.array(new, dtype=np.int32)[codes] if len(codes) else codes


def _by_payments(part: Documents, batch: Batch) -> NDArray[np.int8]:
    """The basis of a file's documents when there are payments.

    What the file says is paid stays paid, whatever the payments say.
    """
    if batch.plan.open_rule != "gross":
        return part.basis
    open_in_full = (part.kind != np.int8(Kind.PAYMENT)) & (part.open == part.gross)
    return np.where(open_in_full, np.int8(OpenBasis.PAYMENTS), part.basis)


def _stack(parts: Sequence[Documents]) -> Documents:
    """Tables one below the other; a single one stays as it is."""
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, object] = {}
    for name, kind in _NUMBERS.items():
        arrays = [getattr(part, name) for part in parts]
        columns[name] = np.concatenate([np.empty(0, kind), *arrays]).astype(kind)
    columns["number"] = [text for part in parts for text in part.number]
    for name in _TEXTS:
        texts: list[Text | None] = [getattr(part, name) for part in parts]
        if any(text is not None for text in texts):
            columns[name] = [
                value
                for part, text in zip(parts, texts, strict=True)
                for value in (text if text is not None else [""] * len(part))
            ]
    return Documents(debtors=Debtors(), currencies=(), files=(), sources=(), **columns)  # type: ignore[arg-type]  # columns by name


_NUMBERS = {
    "kind": np.int8,
    "debtor": np.int32,
    "currency": np.int32,
    "issued": np.int32,
    "due": np.int32,
    "settled": np.int32,
    "gross": np.int64,
    "open": np.int64,
    "basis": np.int8,
    "disputed": np.bool_,
    "doubtful": np.bool_,
    "source": np.int32,
    "file": np.int32,
    "line": np.int32,
}


def number_payments(documents: Documents) -> Documents:
    """Give payments among the documents numbers that no other document of the debtor has.

    A payment often bears the number of its invoice, or none; two payments can be alike. All of
    them count, so each needs an id of its own.
    """
    payments = np.flatnonzero(documents.kind == np.int8(Kind.PAYMENT)).tolist()
    if not payments:
        return documents
    numbers, debtors = list(documents.number), documents.debtor.tolist()
    others = set(range(len(numbers))).difference(payments)
    taken = {(debtors[row], numbers[row]) for row in others}
    for row in payments:
        wanted, count = numbers[row], 1
        while (debtors[row], numbers[row]) in taken:
            numbers[row] = f"{wanted} (payment{f' {count}' if count > 1 else ''})"
            count += 1
        taken.add((debtors[row], numbers[row]))
    return replace(documents, number=numbers)
