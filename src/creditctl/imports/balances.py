"""What each invoice row is worth and what of it is open, and what contradicts it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditctl.errors import DataRefused
from creditctl.findings import Place, error, warning
from creditctl.imports.fields import in_words
from creditctl.imports.money import Money, read_money
from creditctl.imports.quarantine import quoted
from creditctl.imports.states import sign_by_type
from creditctl.imports.table import column_letters
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Kind, OpenBasis
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.plan import Column
    from creditctl.imports.sheet import Sheet

_FIELDS = ("gross", "net", "tax", "paid", "open")


@dataclass(slots=True)
class Balances:
    """The money of invoice rows, one entry a row; of rejected rows it means nothing.

    Attributes:
        currency: ISO code. kind: the type word's, or by the sign.
        gross, open: minor units. basis: how the open amount at a date follows.
        doubtful: True where the row contradicts itself about what was paid.
    """

    currency: list[str]
    kind: list[Kind]
    gross: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    basis: list[OpenBasis] = field(default_factory=list)
    doubtful: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of the rows beside their amounts, one entry a row."""

    kinds: Sequence[Kind | None]
    states: Sequence[str]
    settled: Sequence[int]


def read_balances(sheet: Sheet, rows: Rows, currency: str) -> Balances:
    """Work out gross and open amount of each row by the plan's open rule.

    Rejected are empty amounts (CI312), formulas without a value (CI305), rows whose amount less
    what was paid is not what is open (CI317), and contradictory signs (CI310).

    Args:
        sheet: the rows.
        rows: type, state and day of settlement of each row.
        currency: of rows that state none, "" = none is known.

    Raises:
        DataRefused: CI230 nothing tells the currency of the file.
    """
    money = read_money(sheet, _FIELDS, currency)
    need_currency(sheet, money)
    _calculate(sheet, money)
    if not sheet.plan.has("gross") and sheet.plan.has("net") and not sheet.plan.has("open"):
        pairs = zip(money.of("net"), money.of("tax"), strict=True)
        money.minor["gross"] = [None if n is None or t is None else n + t for n, t in pairs]
    sign_by_type(sheet, rows.kinds, money)
    _reject_empty(sheet, money)
    found = Balances(money.currency, [kind or Kind.INVOICE for kind in rows.kinds])
    _work_out(sheet, rows, money, found)
    _reject_wrong_sums(sheet, money)
    _settle_signs(sheet, found)
    _warn_paid_but_open(sheet, found)
    return found


def need_currency(sheet: Sheet, money: Money) -> None:
    """Every row needs a currency.

    Raises:
        DataRefused: CI230 no row has one.
    """
    lacking = sheet.unless_rejected(at for at, code in enumerate(money.currency) if not code)
    if not lacking:
        return
    if not any(money.currency):
        message = "nothing in the file tells the currency of its amounts"
        hint = "give --currency EUR, or 'currency:' for the source in creditctl.yaml"
        raise DataRefused(error("CI230", message, Place(sheet.table.file), hint))
    column = sheet.plan.column("currency") if sheet.plan.has("currency") else None
    for at in lacking:
        hint = "fill it in, or give --currency for rows without one"
        sheet.reject(at, column, "CI306", "the row has no currency", hint)


def _calculate(sheet: Sheet, money: Money) -> None:
    """Calculate open amounts whose formula is amount less paid, no more; reject other formulas."""
    done: list[int] = []
    for name in _FIELDS:
        for at, formula in sheet.formulas(name).items():
            record = sheet.rows[at]
            gross, paid = money.of("gross")[at], money.of("paid")[at]
            if name == "open" and gross is not None and paid is not None:
                gross_cell = _cell_pattern(sheet, record, "gross")
                paid_cell = _cell_pattern(sheet, record, "paid")
                if re.fullmatch(rf"=\s*\+?{gross_cell}\s*-\s*{paid_cell}\s*", formula):
                    money.minor["open"][at] = gross - paid
                    done.append(at)
                    continue
            message = f"{in_words(name)}: the formula {quoted(formula)} was never calculated"
            hint = "open the workbook in its program, save it, and import it again"
            sheet.reject(at, sheet.plan.column(name), "CI305", message, hint)
    if done:
        column = sheet.plan.column("open")
        message = f"{column.header}: {len(done)} formulas without a value were calculated: "
        message += f"{sheet.plan.column('gross').header} less {sheet.plan.column('paid').header}"
        place = sheet.table.place(sheet.rows[done[0]], column.index, column.header)
        hint = "open the workbook in its program and save it, so that it holds the values"
        sheet.findings.append(warning("CI223", message, place, hint))


def _cell_pattern(sheet: Sheet, record: int, name: str) -> str:
    """A pattern for the address of a field's cell in a record's row."""
    letters = column_letters(sheet.plan.column(name).index)
    return rf"\$?{letters}\$?{sheet.table.lines[record]}"


def _needed(sheet: Sheet) -> list[str]:
    """The fields of amounts that a row can't do without."""
    rule = sheet.plan.open_rule
    wanted = {"stated": ("gross", "open"), "gross less paid": ("gross", "paid")}
    needed = [f for f in wanted.get(rule, ("gross",)) if sheet.plan.has(f)]
    return needed if needed or sheet.plan.has("open") else ["net", "tax"]


def _reject_empty(sheet: Sheet, money: Money) -> None:
    """An empty amount is never zero."""
    for name in _needed(sheet):
        column = sheet.plan.column(name)
        empty = [at for at, value in enumerate(money.of(name)) if value is None]
        for at in sheet.unless_rejected(empty):
            hint = "fill it in, if need be with 0, and export again"
            sheet.reject(at, column, "CI312", f"{in_words(name)} is empty", hint)


def _work_out(sheet: Sheet, rows: Rows, money: Money, found: Balances) -> None:
    """Gross, open and basis of each row, and whether it contradicts itself.

    A row whose status says paid has nothing open where only the status tells, or where the day
    of settlement is missing.
    """
    rule = sheet.plan.open_rule
    stated, gross_of, paid_of = money.of("open"), money.of("gross"), money.of("paid")
    has_gross = "gross" in money.minor
    for at, state in enumerate(rows.states):
        gross = (gross_of[at] if has_gross else stated[at]) or 0
        settled, paid = rows.settled[at] != NO_DATE, state == "paid"
        open_, doubtful = gross, False
        if rule == "stated":
            open_ = stated[at] or 0
        elif rule == "gross less paid":
            open_ = gross - (paid_of[at] or 0)
        basis = OpenBasis.STATED
        if rule == "gross until settled" or (settled and not open_ and rule != "gross"):
            basis, open_ = OpenBasis.SETTLED, gross
        elif rule != "gross":
            doubtful = bool(open_) and (paid or (settled and open_ == gross))
        if paid and (rule == "gross" or (basis is OpenBasis.SETTLED and not settled)):
            basis, open_ = OpenBasis.STATED, 0
        found.gross.append(gross)
        found.open.append(open_)
        found.basis.append(basis)
        found.doubtful.append(doubtful)


def _reject_wrong_sums(sheet: Sheet, money: Money) -> None:
    """The amount less what was paid is what is open."""
    if not all(sheet.plan.has(f) for f in ("gross", "paid", "open")):
        return
    if sheet.plan.open_rule != "stated":
        return
    triples = zip(money.of("gross"), money.of("paid"), money.of("open"), strict=True)
    wrong = [
        at
        for at, (gross, paid, open_) in enumerate(triples)
        if gross is not None and paid is not None and open_ is not None and gross - paid != open_
    ]
    names = [sheet.plan.column(f).header for f in ("gross", "paid", "open")]
    for at in sheet.unless_rejected(wrong):
        code = money.currency[at]
        amounts = [to_text(money.of(f)[at] or 0, code) for f in ("gross", "paid", "open")]
        message = f"{names[0]} {amounts[0]} less {names[1]} {amounts[1]} is not "
        message += f"{names[2]} {amounts[2]}"
        hint = "correct the row in the books and export again"
        sheet.reject(at, sheet.plan.column("open"), "CI317", message, hint)


def _settle_signs(sheet: Sheet, found: Balances) -> None:
    """Rows without a type are credits when negative; an overpaid invoice is a credit too."""
    overpaid = []
    for at, kind in enumerate(found.kind):
        gross, open_ = found.gross[at], found.open[at]
        if gross < 0 < open_:
            message = "the amount is negative and what is open is positive"
            hint = "correct the row in the books and export again"
            sheet.reject(at, _amount_column(sheet), "CI310", message, hint)
        elif kind is Kind.INVOICE and open_ < 0 < gross:
            found.kind[at], found.gross[at] = Kind.CREDIT_NOTE, open_
            overpaid.append(at)
        elif kind is Kind.INVOICE and (gross < 0 or open_ < 0):
            found.kind[at] = Kind.CREDIT_NOTE
    overpaid = sheet.unless_rejected(overpaid)
    if overpaid:
        rows = "1 invoice is" if len(overpaid) == 1 else f"{len(overpaid)} invoices are"
        message = f"{rows} paid more than once or too much ({sheet.lines(overpaid)}); "
        message += "what is too much counts as a credit"
        place = sheet.table.place(sheet.rows[overpaid[0]], _amount_column(sheet).index)
        hint = "pay it back or allocate it in the books"
        sheet.findings.append(warning("CI321", message, place, hint))


def _warn_paid_but_open(sheet: Sheet, found: Balances) -> None:
    """One warning for all rows that say paid or settled, and yet have something open."""
    doubtful = sheet.unless_rejected(at for at, doubt in enumerate(found.doubtful) if doubt)
    if not doubtful:
        return
    rows = "1 row says" if len(doubtful) == 1 else f"{len(doubtful)} rows say"
    message = f"{rows} paid and yet states an open amount ({sheet.lines(doubtful)}); held"
    place = sheet.table.place(sheet.rows[doubtful[0]], _amount_column(sheet).index)
    hint = "correct the status or the open amount in the books and export again"
    sheet.findings.append(warning("CI320", message, place, hint))


def _amount_column(sheet: Sheet) -> Column:
    """The column that findings about the worth of a row point at."""
    return sheet.plan.column(next(f for f in ("open", "gross", "net") if sheet.plan.has(f)))
