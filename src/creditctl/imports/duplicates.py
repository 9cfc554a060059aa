"""Documents that stand more than once: the same said twice counts once, contradictions don't."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from creditctl.findings import Finding, Place, Severity, error, warning
from creditctl.imports.source import Rejected
from creditctl.ledger.arrow_text import is_arrow, plain_strings
from creditctl.ledger.dates import iso
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from creditctl.imports.batch import Batch
    from creditctl.ledger.frames import Documents

_CONTENT = ("kind", "issued", "due", "settled", "currency", "gross", "open", "basis", "disputed")
_NAMES = {
    "issued": "invoice date",
    "due": "due date",
    "settled": "day of settlement",
    "gross": "amount",
    "open": "open amount",
    "basis": "status",
}


@dataclass(slots=True)
class Duplicates:
    """What became of documents that stand more than once.

    Attributes:
        keep: True for rows that stay.
        repeated: rows that say the same as an earlier one. contradictory: rows rejected.
        rejected, findings: as in `source.Import`.
    """

    keep: NDArray[np.bool_]
    repeated: list[int] = field(default_factory=list)
    contradictory: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_duplicates(documents: Documents, batches: Sequence[Batch]) -> Duplicates:
    """Judge documents of one debtor with one number, within a file and across files.

    With the same content the first counts; a warning names both places (CI319), for files with a
    row per line of an invoice one remark. With different content all are rejected (CI318).
    """
    found = Duplicates(np.ones(len(documents), np.bool_))
    groups = same_number(documents)
    if not groups:
        return found
    columns = [getattr(documents, name).tolist() for name in _CONTENT]
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for rows in groups:
        contents = {tuple(column[row] for column in columns) for row in rows}
        if len(contents) > 1:
            _reject(documents, batches, rows, found)
            continue
        found.repeated += rows[1:]
        first = int(documents.file[rows[0]])
        for row in rows[1:]:
            pairs.setdefault((first, int(documents.file[row])), []).append((rows[0], row))
    found.keep[found.repeated + found.contradictory] = False
    for (first, second), repeats in pairs.items():
        found.findings.append(_repeats(documents, batches, (first, second), repeats))
    return found


def same_number(documents: Documents) -> list[list[int]]:
    """The rows of each (debtor, number) that stands more than once, in the order of the files."""
    suspects = _suspects(documents)
    if suspects is not None and not len(suspects):
        return []
    first: dict[tuple[int, str], int] = {}
    groups: dict[int, list[int]] = {}
    rows = range(len(documents)) if suspects is None else suspects.tolist()
    debtors = documents.debtor[rows].tolist()
    for row, debtor in zip(rows, debtors, strict=True):
        pair = (debtor, documents.number[row])
        before = first.setdefault(pair, row)
        if before != row:
            groups.setdefault(before, [before]).append(row)
    return list(groups.values())


def _suspects(documents: Documents) -> NDArray[np.int64] | None:
    """Rows whose (debtor, number) stands more than once, None when all have to be looked at."""
    if not is_arrow(documents.number):
        return None
    numbers = plain_strings(documents.number.arrow).dictionary_encode()  # type: ignore[attr-defined]
    index, texts = numbers.indices, len(numbers.dictionary)
    if texts == len(documents):
        return np.empty(0, np.int64)
    code = np.frombuffer(index.buffers()[1], np.int32, len(index), index.offset * 4)
    pair = documents.debtor.astype(np.int64) * texts + code
    order = np.argsort(pair, kind="stable")
    same = np.flatnonzero(np.diff(pair[order]) == 0)
    return np.sort(np.unique(order[np.concatenate((same, same + 1))]))


def _reject(
    documents: Documents, batches: Sequence[Batch], rows: Sequence[int], found: Duplicates
) -> None:
    """Reject all rows of a document that the files contradict each other about."""
    found.contradictory += rows
    debtor = documents.debtors.ids[int(documents.debtor[rows[0]])]
    number = documents.number[rows[0]]
    for row in rows:
        other = next(r for r in rows if r != row)
        message = f"'{number}' of {documents.debtors.name(int(documents.debtor[row]))} stands "
        message += f"on {_where(documents, other, row)} too, and they differ: "
        message += _difference(documents, row, other)
        hint = "keep the right one; until then the debtor is held"
        place = _place(documents, batches, row)
        finding = error("CI318", message, place, hint)
        found.findings.append(Finding(finding.code, finding.severity, message, place, hint, debtor))
        found.rejected.append(
            Rejected(place.file, int(documents.line[row]), "", number, "CI318", message, debtor)
        )


def _difference(documents: Documents, row: int, other: int) -> str:
    """In what two rows differ, the first point: ``open amount 50.00 here, 60.00 there``."""
    for name in _CONTENT:
        column = getattr(documents, name)
        here, there = column[row], column[other]
        if here == there:
            continue
        if name in ("gross", "open"):
            texts = [
                to_text(int(column[r]), documents.currencies[int(documents.currency[r])])
                for r in (row, other)
            ]
        elif name in ("issued", "due", "settled"):
            texts = [iso(int(value)) or "none" for value in (here, there)]
        elif name == "currency":
            texts = [documents.currencies[int(value)] for value in (here, there)]
        else:
            return f"{_NAMES.get(name, name)}"
        return f"{_NAMES.get(name, name)} {texts[0]} here, {texts[1]} there"
    return "several rows"


def _repeats(
    documents: Documents,
    batches: Sequence[Batch],
    files: tuple[int, int],
    repeats: Sequence[tuple[int, int]],
) -> Finding:
    """One finding for everything that two files, or two places of one, have in common."""
    place = _place(documents, batches, repeats[0][1])
    numbers = [
        f"'{documents.number[b]}' (line {documents.line[b]}, as on {_where(documents, a, b)})"
        for a, b in repeats[:3]
    ]
    more = f" and {len(repeats) - 3} more" if len(repeats) > 3 else ""
    examples = ", ".join(numbers) + more
    if files[0] == files[1] and batches[files[0]].plan.lines:
        rows = "1 row is a further line" if len(repeats) == 1 else f"{len(repeats)} rows are lines"
        message = f"{rows} of an invoice that is already counted: {examples}"
        return Finding("CI319", Severity.INFO, message, place)
    times = "1 document stands" if len(repeats) == 1 else f"{len(repeats)} documents stand"
    message = f"{times} twice with the same content and counts once: {examples}"
    return warning("CI319", message, place, "export each document once")


def _place(documents: Documents, batches: Sequence[Batch], row: int) -> Place:
    return batches[int(documents.file[row])].place(int(documents.line[row]))


def _where(documents: Documents, row: int, seen_from: int) -> str:
    """Where a row stands, told from another row: its line, and its file if that is another."""
    line, file = int(documents.line[row]), int(documents.file[row])
    same = file == int(documents.file[seen_from])
    return f"line {line}" if same else f"{documents.files[file]}:{line}"
