"""The amounts of a sheet in minor units, each row in its own currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from creditctl.findings import warning
from creditctl.imports.amounts import to_minor
from creditctl.imports.fields import in_words
from creditctl.imports.headers import key
from creditctl.imports.quarantine import quoted
from creditctl.ledger.money import CURRENCIES, exponent

if TYPE_CHECKING:
    from creditctl.imports.amounts import Amount
    from creditctl.imports.plan import Column
    from creditctl.imports.sheet import Sheet

_NAMES = {"€": "EUR", "£": "GBP", "euro": "EUR", "euros": "EUR"}
_UNKNOWN = "?"
_SMALL = 10**17
"""Minor units that need no second look."""


@dataclass(slots=True)
class Money:
    """Amounts by field, in minor units of the row's currency; None where the cell is empty.

    Attributes:
        currency: ISO code per row, "" where nothing states one.
        minor: field to its amounts.
    """

    currency: list[str]
    minor: dict[str, list[int | None]] = field(default_factory=dict)

    def of(self, name: str) -> list[int | None]:
        """The amounts of a field; all None when the file has no such column."""
        return self.minor.get(name) or [None] * len(self.currency)


def read_money(sheet: Sheet, fields: tuple[str, ...], default: str) -> Money:
    """Read amounts and their currencies.

    Rejected are unknown currencies (CI306), a currency beside an amount that contradicts the
    currency column (CI307), and amounts that don't fit (CI305). Amounts with more decimals than
    their currency has are rounded half-up, with one warning per column (CI222).

    Args:
        sheet: the rows.
        fields: the fields of amounts to read.
        default: currency of rows that state none, "" = none is known.
    """
    fields = tuple(f for f in fields if sheet.plan.has(f))
    amounts = {f: sheet.amounts(f) for f in fields}
    money = Money(_currencies(sheet, amounts, default))
    digits = {code: exponent(code) for code in set(money.currency)}
    for name in fields:
        column = sheet.plan.column(name)
        rounded = _Rounded(column)
        found: list[int | None] = []
        for at, amount in enumerate(amounts[name]):
            if amount is None:
                found.append(None)
                continue
            code = money.currency[at]
            places = digits[code]
            if amount.scale == places and -_SMALL < amount.units < _SMALL:
                found.append(amount.units)
                continue
            try:
                minor, added = to_minor(amount, places)
            except OverflowError:
                message = f"{in_words(name)} has more digits than an amount can have"
                sheet.reject(at, column, "CI305", message, "correct the amount")
                minor, added = 0, None
            if added is not None:
                rounded.add(at, code, added)
            found.append(minor)
        rounded.report(sheet)
        money.minor[name] = found
    return money


def _currencies(sheet: Sheet, amounts: dict[str, list[Amount | None]], default: str) -> list[str]:
    """The currency of each row: its cell, else beside its amounts, else the header's or given."""
    default = sheet.plan.stated or default
    found = _column(sheet) if sheet.plan.has("currency") else [""] * len(sheet.rows)
    for name, values in amounts.items():
        if not any(a is not None and a.currency for a in values):
            continue
        column = sheet.plan.column(name)
        for at, amount in enumerate(values):
            if amount is None or not amount.currency or found[at] == _UNKNOWN:
                continue
            if found[at] and found[at] != amount.currency:
                message = f"{in_words(name)} is in {amount.currency}, the row is in {found[at]}"
                hint = "correct the amount or the currency in the books and export again"
                sheet.reject(at, column, "CI307", message, hint)
            found[at] = found[at] or amount.currency
    return ["" if code == _UNKNOWN else code or default for code in found]


def _column(sheet: Sheet) -> list[str]:
    """The currency column; unknown codes are rejected."""
    column = sheet.plan.column("currency")
    known: dict[str, str] = {"": ""}
    found = []
    for at, text in enumerate(sheet.texts("currency")):
        if text not in known:
            code = _NAMES.get(text) or _NAMES.get(key(text), text.upper())
            known[text] = code if code in CURRENCIES else _UNKNOWN
        if known[text] == _UNKNOWN:
            message = f"{quoted(text)} is no currency"
            sheet.reject(at, column, "CI306", message, "write its ISO code, such as EUR")
        found.append(known[text])
    return found


@dataclass(slots=True)
class _Rounded:
    """What rounding did to one column."""

    column: Column
    at: list[int] = field(default_factory=list)
    added: dict[str, Decimal] = field(default_factory=dict)

    def add(self, at: int, currency: str, amount: Amount) -> None:
        """Note a row and what rounding added to its amount."""
        self.at.append(at)
        change = Decimal(amount.units).scaleb(-amount.scale)
        self.added[currency] = self.added.get(currency, Decimal(0)) + change

    def report(self, sheet: Sheet) -> None:
        """Warn, if anything was rounded."""
        if not self.at:
            return
        total = ", ".join(f"{code} {added:+f}" for code, added in sorted(self.added.items()))
        count = len(self.at)
        amounts = "1 amount has" if count == 1 else f"{count} amounts have"
        message = f"{self.column.header}: {amounts} more decimals than the currency and were "
        message += f"rounded half-up ({sheet.lines(self.at)}); together that adds {total}"
        place = sheet.table.place(sheet.rows[self.at[0]], self.column.index, self.column.header)
        hint = "nothing, if the package calculates with more decimals; else export cents"
        sheet.findings.append(warning("CI222", message, place, hint))
