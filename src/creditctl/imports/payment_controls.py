"""Payments against invoices: where they disagree, and money that pays for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.findings import Finding, warning
from creditctl.imports.controls import sums_by
from creditctl.ledger.frames import Kind, OpenBasis
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from creditctl.imports.batch import Batch
    from creditctl.ledger.frames import Documents, Payments


def doubt_by_payments(
    documents: Documents, payments: Payments, batches: Sequence[Batch]
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """Compare what the invoices say is open with the payments, where there are both.

    Args:
        documents: all accepted documents.
        payments: payments with the documents that they name.
        batches: the files.

    Returns:
        True for documents that the payments say are fully paid and that are open all the same;
        one warning (CI404) for all invoices about which the files disagree.
    """
    stated = (documents.basis == OpenBasis.STATED) & (documents.kind == Kind.INVOICE)
    linked = payments.document >= 0
    paid = np.zeros(len(documents), np.int64)
    np.add.at(paid, payments.document[linked], payments.amount[linked])
    has_payment = np.zeros(len(documents), np.bool_)
    has_payment[payments.document[linked]] = True
    compared = stated & has_payment
    left = documents.gross - paid
    differ = np.flatnonzero(compared & (left != documents.open))
    doubtful = compared & (left <= 0) & (documents.open > 0)
    if not len(differ):
        return doubtful, []
    examples = []
    for row in differ[:3].tolist():
        currency = documents.currencies[int(documents.currency[row])]
        open_, rest = to_text(int(documents.open[row]), currency), to_text(int(left[row]), currency)
        examples.append(
            f"'{documents.number[row]}' on line {documents.line[row]} has {open_} open, "
            f"by the payments {rest}"
        )
    more = f" and {len(differ) - 3} more" if len(differ) > 3 else ""
    message = f"{len(differ)} of {int(compared.sum())} invoices disagree with the payments, by "
    message += f"{_by_currency(documents, differ, documents.open - left)} in all; "
    message += f"{int(doubtful.sum())} are fully paid by them and are held: "
    place = batches[int(documents.file[differ[0]])].place(int(documents.line[differ[0]]))
    hint = "export invoices and payments at the same moment, or leave the payments out"
    return doubtful, [warning("CI404", message + "; ".join(examples) + more, place, hint)]


def _by_currency(documents: Documents, rows: NDArray[np.intp], amounts: NDArray[np.int64]) -> str:
    """Sums of some rows, per currency, in words."""
    size = len(documents.currencies)
    sums = sums_by(documents.currency[rows], amounts[rows], size)
    return ", ".join(
        f"{currency} {to_text(total, currency)}"
        for currency, total in zip(documents.currencies, sums, strict=True)
        if total
    )


def check_payments(
    documents: Documents, payments: Payments, batches: Sequence[Batch]
) -> list[Finding]:
    """Payments that name no known document, and payments that stand twice.

    Returns:
        One warning per file (CI411) for payments on account, one (CI410) for payments that are
        alike in every respect; both kinds count.
    """
    findings = []
    for number, batch in enumerate(batches):
        mine = payments.file == number
        lost = np.flatnonzero(mine & (payments.document < 0))
        if len(lost):
            findings.append(_lost(documents, payments, batch, lost))
        twice = _alike(payments, np.flatnonzero(mine))
        if twice:
            examples = ", ".join(
                f"'{payments.number[row]}' on line {payments.line[row]}" for row in twice[:3]
            )
            count = "1 payment stands" if len(twice) == 1 else f"{len(twice)} payments stand"
            message = f"{count} more than once, alike in number, day and amount: {examples}; "
            message += "all of them count"
            hint = "check whether the money came in twice"
            findings.append(
                warning("CI410", message, batch.place(int(payments.line[twice[0]])), hint)
            )
    return findings


def _lost(
    documents: Documents, payments: Payments, batch: Batch, rows: NDArray[np.intp]
) -> Finding:
    examples = [
        f"line {payments.line[row]} names '{payments.number[row]}'"
        if payments.number[row]
        else f"line {payments.line[row]} names none"
        for row in rows[:3].tolist()
    ]
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    size = len(documents.currencies)
    sums = sums_by(payments.currency[rows], payments.amount[rows], size)
    totals = ", ".join(
        f"{c} {to_text(t, c)}" for c, t in zip(documents.currencies, sums, strict=True) if t
    )
    count = "1 payment names" if len(rows) == 1 else f"{len(rows)} payments name"
    message = f"{count} no known invoice, {totals or 'nothing'} in all: {', '.join(examples)}{more}"
    hint = "allocate the money in the books; until then it stands on account"
    return warning("CI411", message, batch.place(int(payments.line[rows[0]])), hint)


def _alike(payments: Payments, rows: NDArray[np.intp]) -> list[int]:
    """Payments that repeat an earlier one of the same file."""
    seen: set[tuple[object, ...]] = set()
    alike = []
    for row in rows.tolist():
        same = tuple(
            int(column[row])
            for column in (payments.debtor, payments.currency, payments.paid, payments.amount)
        )
        pair = (payments.number[row], *same)
        if pair in seen:
            alike.append(row)
        seen.add(pair)
    return alike
