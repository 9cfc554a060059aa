"""The amount of a row of a bank CSV: which cell, which sign, which currency."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.reading.exact import is_currency
from creditctl.imports.amounts import Unreadable, read_amount, to_minor
from creditctl.imports.headers import key, key_and_currency
from creditctl.imports.quarantine import quoted
from creditctl.ledger.money import exponent

if TYPE_CHECKING:
    from creditctl.cash.reading.csv_choose import Layout
    from creditctl.cash.reading.csv_profile import StatementProfile
    from creditctl.cash.reading.csv_table import Row
    from creditctl.imports.amounts import Amount

_COLUMNS: Final = ("amount", "debit", "credit")
_MARKED: Final = re.compile(r"[0-9.,\s](?:CR|DR|C|D)$", re.IGNORECASE)
"""What books of debtors write, a bank means the other way round."""
_AGAIN: Final = "download the file from the bank again; don't correct it by hand"


class Money(NamedTuple):
    """An amount: minor units, positive = money in; as the file signs it; its currency."""

    amount: int
    stated: int
    currency: str


class _Read(NamedTuple):
    """An amount that was read: from which column, as an index, and which of `_COLUMNS` it is."""

    amount: Amount
    column: int
    name: str


@dataclass(slots=True)
class MoneyReader:
    """Reads the amounts of one file.

    Attributes:
        layout: what the file follows.
        default: the currency that the user states, "" = none; wins over the profile's.
        positions: index of each money column that the file has.
    """

    layout: Layout
    default: str
    positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        found = {}
        for name in _COLUMNS:
            columns = getattr(self.profile.columns, name)
            at = self.layout.position(columns) if columns else None
            if at is not None:
                found[name] = at
        self.positions = found

    @property
    def profile(self) -> StatementProfile:
        """The profile of the file."""
        return self.layout.profile.profile

    def stands_in(self, row: Row) -> bool:
        """Whether any of the cells for money holds something."""
        return any(row.cell(at) for at in self.positions.values())

    def read(self, row: Row) -> Money | None:
        """The amount of a row, None with the reason in the problems of the file.

        Refused are garbled and missing amounts and such with too many decimals (CP111), amounts
        in both columns and signs that contradict (CP113), and currencies (CP114).
        """
        found = self._one(row)
        if found is None:
            return None
        currency = self._currency(row, found)
        if not currency:
            return None
        try:
            minor, rounded = to_minor(found.amount, exponent(currency))
        except OverflowError:
            text = f"{quoted(row.cell(found.column))} has more digits than an amount can have"
            row.refuse("CP111", text, found.column, _AGAIN)
            return None
        if rounded is not None:
            text = f"{quoted(row.cell(found.column))} has more decimals than {currency}"
            row.refuse("CP111", text, found.column, _AGAIN)
            return None
        sign = self._sign(row, found)
        return None if sign is None else Money(sign[0] * minor, sign[1] * minor, currency)

    def _one(self, row: Row) -> _Read | None:
        """The one amount of a row; a zero beside it, in the other column, is nothing."""
        read: list[_Read] = []
        for name, at in self.positions.items():
            text = row.cell(at)
            if not text:
                continue
            amount = read_amount(text, self.profile.decimal)
            if not isinstance(amount, Unreadable) and _MARKED.search(text):
                amount = Unreadable("ends in a mark for credit or debit")
            if isinstance(amount, Unreadable):
                row.refuse("CP111", f"{quoted(text)} {amount.reason}", at, _AGAIN)
                return None
            read.append(_Read(amount, at, name))
        told = [each for each in read if each.amount.units] or read[:1]
        if not told:
            row.refuse("CP111", "the amount is missing", None, _AGAIN)
            return None
        if len(told) > 1:
            row.refuse("CP113", "money in and money out in one row", told[1].column, _AGAIN)
            return None
        return told[0]

    def _sign(self, row: Row, found: _Read) -> tuple[int, int] | None:
        """What to multiply a figure with: for money in, and as the file signs it."""
        negative = found.amount.units < 0
        if found.name != "amount":
            if negative:
                text = f"{quoted(row.cell(found.column))} is negative in a column of its own"
                row.refuse("CP113", text, found.column, "name the column 'amount' in the profile")
                return None
            sign = 1 if found.name == "credit" else -1
            return sign, sign
        charge = self.profile.positive == "charge"
        told = self._direction(row)
        if told is None:
            return None
        if told and negative:
            text = f"{quoted(row.cell(found.column))} has a sign beside the word for in or out"
            row.refuse("CP113", text, found.column, _AGAIN)
            return None
        sign = told or (-1 if charge else 1)
        return sign, 1 if charge else sign

    def _direction(self, row: Row) -> int | None:
        """1 or -1 by the column of words, 0 when it says nothing, None when it can't be read."""
        direction = self.profile.direction
        at = self.layout.position([direction.column]) if direction else None
        if direction is None or at is None or not row.cell(at):
            return 0
        word = key(row.cell(at))
        if word in map(key, direction.money_in):
            return 1
        if word in map(key, direction.money_out):
            return -1
        text = f"{quoted(row.cell(at))} says neither in nor out"
        row.refuse("CP113", text, at, "add the word to 'direction' of the profile")
        return None

    def _currency(self, row: Row, found: _Read) -> str:
        """The currency: of the row, beside the amount, of the header, the user's, the profile's."""
        columns = self.profile.columns.currency
        at = self.layout.position(columns) if columns else None
        stated = row.cell(at).upper() if at is not None else ""
        beside = found.amount.currency
        if stated and not is_currency(stated):
            row.refuse("CP114", f"{quoted(row.cell(at))} is no currency", at, _AGAIN)
            return ""
        if stated and beside and stated != beside:
            text = f"the amount is in {beside}, the row in {stated}"
            row.refuse("CP114", text, found.column, _AGAIN)
            return ""
        headers = self.layout.headers
        header = key_and_currency(headers[found.column])[1] if headers else ""
        currency = stated or beside or header or self.default or self.profile.currency or ""
        if not currency:
            hint = "state it with --currency, or in the profile"
            row.refuse("CP114", "nothing states the currency", found.column, hint)
        return currency
