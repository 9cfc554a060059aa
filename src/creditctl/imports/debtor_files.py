"""Files of debtors: what the books know of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.findings import warning
from creditctl.imports.balances import need_currency
from creditctl.imports.details import read_details
from creditctl.imports.fields import DETAILS, OWN_DETAILS
from creditctl.imports.money import Money, read_money
from creditctl.imports.opened import close, open_sheet
from creditctl.imports.parties import read_parties
from creditctl.imports.states import read_answers
from creditctl.ledger.dates import NO_DATE, iso

if TYPE_CHECKING:
    from creditctl.imports.batch import Batch, Known
    from creditctl.imports.choose import Chosen
    from creditctl.imports.sheet import Sheet
    from creditctl.imports.source import Source


def read_debtors(found: Chosen, source: Source, known: Known) -> Batch:
    """The debtors of a file.

    A debtor that stands twice with the same data counts once, with a warning (CI319). With other
    data the later rows are rejected (CI409), so that the debtor is held.

    Raises:
        DataRefused: as `proof.prove`; CI230 there are limits or balances, and nothing tells
            their currency; CI206 no row can be read.
    """
    sheet, batch, _ = open_sheet(found, source)
    debtors, names = read_parties(sheet)
    currency = source.currency or sheet.plan.layout.currency or known.currency
    money = read_money(sheet, ("limit", "balance"), currency)
    if any(value is not None for values in money.minor.values() for value in values):
        need_currency(sheet, money)
    reminders = read_answers(sheet, "reminders", empty=True)
    rows = _first_rows(sheet, batch, debtors)
    batch.details = {debtors[at]: {} for at in rows}
    read_details(sheet, batch, debtors, rows, reminders)
    terms, since = sheet.texts("terms"), sheet.days("since")
    for at in sheet.unless_rejected(rows):
        if terms[at]:
            batch.details[debtors[at]]["terms"] = terms[at]
        if since[at] != NO_DATE:
            batch.details[debtors[at]]["since"] = iso(since[at])
        _note_money(sheet, batch, money, debtors[at], at)
    close(sheet, batch, debtors, names)
    return batch


def _first_rows(sheet: Sheet, batch: Batch, debtors: list[str]) -> list[int]:
    """The first row of each debtor; the others are repetitions or contradictions."""
    first: dict[str, int] = {}
    repeated = []
    used = [
        c
        for f in (*DETAILS, *OWN_DETAILS, "terms", "since", "currency")
        for c in sheet.plan.columns.get(f, ())
    ]
    content = [*zip(*(sheet.cells(column) for column in used), strict=True)]
    for at in sheet.unless_rejected(range(len(sheet.rows))):
        before = first.setdefault(debtors[at], at)
        if before == at:
            continue
        if not used or content[before] == content[at]:
            repeated.append(at)
            continue
        line = sheet.table.lines[sheet.rows[before]]
        message = f"debtor '{debtors[at]}' stands on line {line} too, with other data"
        hint = "keep one of the two; until then the debtor is held"
        sheet.reject(at, None, "CI409", message, hint)
    if repeated:
        batch.repeated = len(repeated)
        message = f"{len(repeated)} debtors stand twice with the same data "
        message += f"({sheet.lines(repeated)}); each counts once"
        place = sheet.table.place(sheet.rows[repeated[0]], None)
        sheet.findings.append(warning("CI319", message, place, "delete the repeated rows"))
    return list(first.values())


def _note_money(sheet: Sheet, batch: Batch, money: Money, debtor: str, at: int) -> None:
    """Limit, balance and currency of one debtor."""
    limit, balance = money.of("limit")[at], money.of("balance")[at]
    if limit is not None:
        batch.limits[debtor] = limit
    if balance is not None:
        batch.balances[debtor] = (balance, sheet.table.lines[sheet.rows[at]])
    if money.currency[at] and (limit is not None or sheet.plan.has("currency")):
        batch.currencies[debtor] = money.currency[at]
