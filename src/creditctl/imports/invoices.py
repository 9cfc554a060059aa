"""Rows of invoices to documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.findings import warning
from creditctl.imports.balances import Balances, Rows, read_balances
from creditctl.imports.batch import Paid
from creditctl.imports.details import read_details
from creditctl.imports.opened import close, open_sheet
from creditctl.imports.parties import read_parties, warn_several_names
from creditctl.imports.states import LEFT_OUT, read_answers, read_kinds, read_states
from creditctl.imports.totals import stated_total
from creditctl.ledger.dates import NO_DATE, iso
from creditctl.ledger.frames import Debtors, Documents, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.batch import Batch, Known
    from creditctl.imports.choose import Chosen
    from creditctl.imports.sheet import Sheet
    from creditctl.imports.source import Source

_EXTRAS = ("reference", "area", "terms", "invoice_email")


@dataclass(slots=True)
class _Columns:
    """The columns of the documents of one file, one entry a row of the sheet."""

    number: list[str]
    debtor: list[str]
    name: list[str]
    issued: list[int]
    due: list[int]
    settled: list[int]
    disputed: list[bool]
    reminders: list[bool]
    money: Balances
    extras: dict[str, list[str]]


def read_invoices(found: Chosen, source: Source, known: Known) -> Batch:
    """The documents of a file of invoices.

    Args:
        found: the table and its plan as far as headers tell.
        source: what the user says about the file.
        known: the currency and whether there are terms.

    Raises:
        DataRefused: as `proof.prove` and `balances.read_balances`; CI206 no row can be read.
    """
    sheet, batch, others = open_sheet(found, source)
    states = read_states(sheet)
    alive = [state not in LEFT_OUT for state in states]
    batch.closed = alive.count(False)
    sheet = sheet.only(alive)
    columns = _read(sheet, [s for s in states if s not in LEFT_OUT], source, known)
    rows = sheet.unless_rejected(range(len(sheet.rows)))
    rows = _take_payments(sheet, batch, columns, rows)
    batch.documents = _documents(sheet, source, columns, rows)
    read_details(sheet, batch, columns.debtor, rows, columns.reminders)
    if sheet.plan.has("debtor"):
        warn_several_names(sheet, columns.debtor, columns.name, rows)
    currencies = {columns.money.currency[at] for at in rows}
    single = currencies.pop() if len(currencies) == 1 else ""
    batch.stated_total = stated_total(sheet, others, single)
    close(sheet, batch, columns.debtor, columns.name)
    return batch


def _read(sheet: Sheet, states: Sequence[str], source: Source, known: Known) -> _Columns:
    """All columns, and every reason to reject a row."""
    debtor, name = read_parties(sheet)
    kinds, settled = read_kinds(sheet), sheet.days("settled")
    currency = source.currency or sheet.plan.layout.currency or known.currency
    columns = _Columns(
        number=sheet.ids("number"),
        debtor=debtor,
        name=name,
        issued=sheet.days("issued"),
        due=sheet.days("due"),
        settled=settled,
        disputed=read_answers(sheet, "disputed", empty=False),
        reminders=read_answers(sheet, "reminders", empty=True),
        money=read_balances(sheet, Rows(kinds, states, settled), currency),
        extras={f: sheet.texts(f) for f in _EXTRAS if sheet.plan.has(f)},
    )
    _check_numbers(sheet, columns)
    _check_dates(sheet, columns, known)
    return columns


def _check_numbers(sheet: Sheet, columns: _Columns) -> None:
    """Invoices and credit notes have a number; payments without one are called by their day."""
    empty = [at for at, number in enumerate(columns.number) if not number]
    for at in sheet.unless_rejected(empty):
        if columns.money.kind[at] is Kind.PAYMENT:
            columns.number[at] = f"payment {iso(columns.issued[at])}".strip()
        else:
            hint = "fill it in and export again"
            column = sheet.plan.column("number")
            sheet.reject(at, column, "CI314", "the document number is empty", hint)


def _check_dates(sheet: Sheet, columns: _Columns, known: Known) -> None:
    """Every document has a due date or can get one; none falls due before its date.

    Credit notes and payments need none of their own: without one they count from their date.
    """
    early = []
    for at in sheet.unless_rejected(range(len(sheet.rows))):
        issued, due, kind = columns.issued[at], columns.due[at], columns.money.kind[at]
        if due == NO_DATE:
            terms = known.terms or bool(columns.extras.get("terms", {at: ""})[at])
            if (
                kind is not Kind.INVOICE
                and issued != NO_DATE
                and not (terms and kind is Kind.CREDIT_NOTE)
            ):
                columns.due[at] = issued
            elif issued == NO_DATE or not terms:
                _reject_dateless(sheet, at, issued)
        elif issued != NO_DATE and due < issued and kind is Kind.INVOICE:
            early.append(at)
    if early:
        _early(sheet, columns, early)


def _reject_dateless(sheet: Sheet, at: int, issued: int) -> None:
    field = "due" if sheet.plan.has("due") else "issued"
    column = sheet.plan.column(field) if sheet.plan.has(field) else None
    message = "the row has no due date"
    message += " and no invoice date" if issued == NO_DATE else ""
    hint = "fill it in, or give payment terms in the policy"
    sheet.reject(at, column, "CI313", message, hint)


def _early(sheet: Sheet, columns: _Columns, early: list[int]) -> None:
    """Rows that fall due before their date: rejected, or one warning where the profile says so."""
    column = sheet.plan.column("due")
    if sheet.plan.layout.due_before_issued == "reject":
        for at in early:
            message = f"due {iso(columns.due[at])} is before the invoice date "
            message += iso(columns.issued[at])
            hint = "correct the dates in the books and export again"
            sheet.reject(at, column, "CI316", message, hint)
        return
    rows = "1 row falls" if len(early) == 1 else f"{len(early)} rows fall"
    message = f"{rows} due before the invoice date ({sheet.lines(early)})"
    place = sheet.table.place(sheet.rows[early[0]], column.index, column.header)
    hint = "check the dates in the books; the due date counts as it stands"
    sheet.findings.append(warning("CI316", message, place, hint))


def _take_payments(sheet: Sheet, batch: Batch, columns: _Columns, rows: list[int]) -> list[int]:
    """Turn payments that name an invoice of the same file into payments of that invoice.

    Only where the file does not state what is open; elsewhere a payment row is what is left of
    it. Returns the rows that stay documents.
    """
    money = columns.money
    if sheet.plan.open_rule != "gross":
        return rows
    invoices = {
        (columns.debtor[at], columns.number[at]) for at in rows if money.kind[at] is Kind.INVOICE
    }
    stay = []
    for at in rows:
        pair = (columns.debtor[at], columns.number[at])
        if money.kind[at] is not Kind.PAYMENT or pair not in invoices:
            stay.append(at)
            continue
        line, day = sheet.table.lines[sheet.rows[at]], columns.issued[at]
        amount = -money.gross[at]
        batch.payments.append(
            Paid(line, pair[0], columns.name[at], pair[1], day, money.currency[at], amount)
        )
    return stay


def _documents(sheet: Sheet, source: Source, columns: _Columns, rows: Sequence[int]) -> Documents:
    """The accepted rows as a table of their own."""
    money, lines = columns.money, sheet.table.lines
    debtors, currencies = (
        [values[at] for at in rows] for values in (columns.debtor, money.currency)
    )
    debtor_code = {debtor: code for code, debtor in enumerate(dict.fromkeys(debtors))}
    currency_code = {currency: code for code, currency in enumerate(dict.fromkeys(currencies))}
    names = {columns.debtor[at]: columns.name[at] for at in reversed(rows) if columns.name[at]}

    def take(values: Sequence[int], kind: type) -> np.ndarray:
        return np.array([values[at] for at in rows], dtype=kind)

    return Documents(
        debtors=Debtors(list(debtor_code), [names.get(d, "") for d in debtor_code]),
        currencies=tuple(currency_code),
        files=(source.shown,),
        sources=(source.name,),
        kind=take(money.kind, np.int8),
        debtor=np.array([debtor_code[debtor] for debtor in debtors], dtype=np.int32),
        currency=np.array([currency_code[currency] for currency in currencies], dtype=np.int32),
        number=[columns.number[at] for at in rows],
        issued=take(columns.issued, np.int32),
        due=take(columns.due, np.int32),
        settled=take(columns.settled, np.int32),
        gross=take(money.gross, np.int64),
        open=take(money.open, np.int64),
        basis=take(money.basis, np.int8),
        disputed=take(columns.disputed, np.bool_),
        doubtful=take(money.doubtful, np.bool_),
        source=np.zeros(len(rows), np.int32),
        file=np.zeros(len(rows), np.int32),
        line=np.array([lines[sheet.rows[at]] for at in rows], dtype=np.int32),
        **{f: [values[at] for at in rows] for f, values in columns.extras.items()},
    )
