"""Files of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.imports.balances import need_currency
from creditctl.imports.batch import Paid
from creditctl.imports.money import read_money
from creditctl.imports.opened import close, open_sheet
from creditctl.ledger.dates import NO_DATE

if TYPE_CHECKING:
    from creditctl.imports.batch import Batch, Known
    from creditctl.imports.choose import Chosen
    from creditctl.imports.source import Source


def read_payments(found: Chosen, source: Source, known: Known) -> Batch:
    """The payments of a file: positive = money received, negative = returned.

    Rejected are rows without an amount (CI312), without a day (CI322), and without both a
    debtor and a document number (CI315).

    Raises:
        DataRefused: as `proof.prove`; CI230 nothing tells the currency; CI206 no row can be read.
    """
    sheet, batch, _ = open_sheet(found, source)
    plan, names = sheet.plan, sheet.texts("name")
    debtors = sheet.ids("debtor") if plan.has("debtor") else names
    numbers, days = sheet.ids("number"), sheet.days("received")
    currency = source.currency or plan.layout.currency or known.currency
    money = read_money(sheet, ("amount",), currency)
    need_currency(sheet, money)
    amounts = money.of("amount")
    for at in sheet.unless_rejected(range(len(sheet.rows))):
        hint = "fill it in and export again"
        if amounts[at] is None:
            message = "the amount of the payment is empty"
            sheet.reject(at, plan.column("amount"), "CI312", message, hint)
        elif days[at] == NO_DATE:
            message = "the payment has no day"
            sheet.reject(at, plan.column("received"), "CI322", message, hint)
        elif not debtors[at] and not numbers[at]:
            message = "the payment names neither a debtor nor a document"
            sheet.reject(at, None, "CI315", message, hint)
    for at in sheet.unless_rejected(range(len(sheet.rows))):
        line = sheet.table.lines[sheet.rows[at]]
        who = (debtors[at], names[at], numbers[at])
        amount = amounts[at] or 0
        batch.payments.append(Paid(line, *who, days[at], money.currency[at], amount))
    close(sheet, batch, debtors, names)
    return batch
