"""Controls: what files say of themselves and of each other, compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from creditctl.errors import DataRefused, UsageRefused
from creditctl.findings import Finding, Place, error, warning
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import OpenBasis
from creditctl.ledger.money import CURRENCIES, to_minor, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from creditctl.imports.batch import Batch
    from creditctl.ledger.frames import Documents, Payments

_PART = re.compile(r"(?:([A-Za-z]{3}):)?\s*(-?[0-9]+(?:\.[0-9]+)?)")


def sums_by(codes: NDArray[np.int32], amounts: NDArray[np.int64], size: int) -> list[int]:
    """The exact sum of the amounts of each code, as integers of any size."""
    high, low = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(high, codes, amounts >> 32)
    np.add.at(low, codes, amounts & 0xFFFFFFFF)
    return [(h << 32) + rest for h, rest in zip(high.tolist(), low.tolist(), strict=True)]


def left_open(documents: Documents, payments: Payments) -> NDArray[np.int64]:
    """What is left of each document when all that the files tell has happened, minor units."""
    settled = (documents.basis == OpenBasis.SETTLED) & (documents.settled != NO_DATE)
    left = np.where(settled, 0, documents.open)
    linked = payments.document >= 0
    paid = np.zeros(len(documents), np.int64)
    np.add.at(paid, payments.document[linked], payments.amount[linked])
    return np.where(documents.basis == OpenBasis.PAYMENTS, left - paid, left)


def check_total(documents: Documents, left: NDArray[np.int64], stated: str, rejected: int) -> None:
    """Compare what is open in all documents with a total that the user states.

    Args:
        documents: all accepted documents; left: what is left of each, as `left_open` has it.
        stated: ``872997.32``, or one total per currency: ``EUR:123.45,USD:1.00``.
        rejected: number of quarantined rows, which may explain a difference.

    Raises:
        UsageRefused: CI403 the total can't be read, or names no currency where there are several.
        DataRefused: CI401 a total is another one.
    """
    sums = dict(
        zip(
            documents.currencies,
            sums_by(documents.currency, left, len(documents.currencies)),
            strict=True,
        )
    )
    wrong = []
    for currency, text in _parts(stated, list(sums)):
        try:
            wanted = to_minor(text, currency)
        except ValueError as problem:
            raise UsageRefused(_bad_total(f"control total: {problem}", currency)) from problem
        there = sums.get(currency, 0)
        if there != wanted:
            message = f"control total: {currency} {to_text(wanted, currency)} is stated, the "
            message += f"accepted documents come to {to_text(there, currency)}; the difference "
            message += f"is {to_text(there - wanted, currency)}"
            rows = f"{rejected} rejected rows are not counted; " if rejected else ""
            hint = f"{rows}compare the number of rows with the books, and export again"
            wrong.append(error("CI401", message, _files(documents), hint))
    if wrong:
        raise DataRefused(wrong)


def _parts(stated: str, currencies: Sequence[str]) -> list[tuple[str, str]]:
    """Currency and amount of each part of a control total."""
    parts = []
    for part in stated.split(","):
        found = _PART.fullmatch(part.strip())
        currency = found[1].upper() if found and found[1] else ""
        if found is None or (currency and currency not in CURRENCIES):
            raise UsageRefused(_bad_total(f"'{stated}' is no control total", "EUR"))
        if not currency and len(currencies) > 1:
            names = " and ".join(sorted(currencies))
            raise UsageRefused(_bad_total(f"the documents are in {names}", currencies[0]))
        parts.append((currency or (currencies[0] if currencies else "EUR"), found[2]))
    return parts


def _bad_total(message: str, currency: str) -> Finding:
    hint = f"write the total as 872997.32, or one a currency: {currency}:872997.32,..."
    return error("CI403", message, hint=hint)


def _files(documents: Documents) -> Place:
    return Place(documents.files[0] if len(documents.files) == 1 else "")


def check_stated_totals(
    documents: Documents,
    left: NDArray[np.int64],
    batches: Sequence[Batch],
    rejected: Sequence[int],
) -> list[Finding]:
    """Compare the documents of each file with the total row of that file.

    Args:
        documents: all accepted documents; left: what is left of each, as `left_open` has it.
        batches: the files; rejected: number of rejected rows per file.

    Returns:
        A warning (CI402) for each file whose total is another one.
    """
    findings = []
    for number, batch in enumerate(batches):
        total = batch.stated_total
        if total is None:
            continue
        mine = documents.file == number
        there = sums_by(np.zeros(int(mine.sum()), np.int32), left[mine], 1)[0]
        if there == total.minor:
            continue
        currency = total.currency
        message = f"the total row says {to_text(total.minor, currency)}, the accepted rows come "
        message += f"to {to_text(there, currency)}; the difference is "
        message += to_text(there - total.minor, currency)
        lost = rejected[number]
        rows = "1 row is rejected; " if lost == 1 else f"{lost} rows are rejected; " if lost else ""
        hint = rows + "compare the rows with the books"
        findings.append(warning("CI402", message, batch.place(total.line), hint))
    return findings


def check_balances(
    documents: Documents,
    left: NDArray[np.int64],
    batches: Sequence[Batch],
    known_as: Mapping[str, str],
) -> list[Finding]:
    """Compare the balances in files of debtors with the open documents.

    Args:
        documents: all accepted documents; left: what is left of each, as `left_open` has it.
        batches: the files.
        known_as: id in a file of debtors to id among the documents.

    Returns:
        One warning (CI405) per file with a balance that is another one; none where the
        documents are in several currencies.
    """
    if len(documents.currencies) != 1:
        return []
    findings, code = [], documents.currencies[0]
    sums_of = sums_by(documents.debtor, left, len(documents.debtors))
    sums = dict(zip(documents.debtors.ids, sums_of, strict=True))
    for batch in batches:
        if not batch.balances:
            continue
        differ = []
        for debtor, (balance, line) in batch.balances.items():
            there = sums.get(known_as.get(debtor, debtor), 0)
            if there != balance:
                differ.append((debtor, line, balance, there))
        if differ:
            examples = "; ".join(
                f"{debtor} {to_text(balance, code)} against {to_text(there, code)} (line {line})"
                for debtor, line, balance, there in differ[:3]
            )
            more = f" and {len(differ) - 3} more" if len(differ) > 3 else ""
            message = f"{len(differ)} of {len(batch.balances)} balances are not what the open "
            message += f"documents come to: {examples}{more}"
            hint = "export debtors and invoices at the same moment"
            findings.append(warning("CI405", message, batch.place(differ[0][1]), hint))
    return findings
