"""Amounts, signs and days of a camt message, each with its element when it can't be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.dates import iso_day
from creditctl.cash.reading.exact import is_currency, minor_units, no_amount
from creditctl.imports.amounts import Unreadable
from creditctl.imports.quarantine import quoted

if TYPE_CHECKING:
    from datetime import date

    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.reading.xmltree import Node

_AMOUNT: Final = re.compile(r"([0-9]{1,15})(?:\.([0-9]*))?")
_AGAIN: Final = "ask the bank for the file again; don't correct it by hand"
_SIGNS: Final = {"CRDT": 1, "DBIT": -1}


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the values of one statement.

    Attributes:
        problems: gets what can't be read.
        account: the statement's own.
        currency: of amounts that state none, "" = none is known.
        created: the day on which the message was made, None when it does not say.
    """

    problems: Problems
    account: str = ""
    currency: str = ""
    created: date | None = None

    def money(self, node: Node, *path: str) -> tuple[int, str] | None:
        """The amount at a path in minor units, not yet signed, and its currency.

        Garbled, missing and negative amounts and those with more decimals than their currency
        are refused (CP111), as are unknown currencies (CP114).
        """
        found = node.child(*path)
        field = "/".join((node.name, *path))
        if found is None:
            place = self.problems.at(node.line, f"<{node.name}", field)
            self.problems.refuse("CP111", f"{field} is missing", place, _AGAIN)
            return None
        currency = found.currency or self.currency
        if not is_currency(currency):
            message = f"{field} has the currency {quoted(currency)}, which does not exist"
            message = message if currency else f"{field} states no currency"
            place = self.problems.at(found.line, currency, field, after=found.column)
            self.problems.refuse("CP114", message, place, _AGAIN)
            return None
        digits = _AMOUNT.fullmatch(found.text)
        amount = minor_units(digits[1], digits[2] or "", currency) if digits else no_amount()
        if isinstance(amount, Unreadable):
            place = self.problems.at(found.line, found.text, field, after=found.column)
            message = f"{field}: {quoted(found.text)} {amount.reason}"
            self.problems.refuse("CP111", message, place, amount.hint)
            return None
        return amount, currency

    def sign(self, node: Node) -> int | None:
        """1 for money in, -1 for money out, by `CdtDbtInd`; anything else is refused (CP113)."""
        told = node.told("CdtDbtInd")
        if told not in _SIGNS:
            field = f"{node.name}/CdtDbtInd"
            found = node.child("CdtDbtInd") or node
            place = self.problems.at(found.line, told or f"<{node.name}", field)
            message = f"{field} says {quoted(told)}, not CRDT or DBIT"
            self.problems.refuse("CP113", message if told else f"{field} is missing", place, _AGAIN)
        return _SIGNS.get(told)

    def day(self, node: Node, name: str) -> date | Unreadable | None:
        """The day in an element that holds a date or a time; None when there is none."""
        told = node.told(name, "Dt") or node.told(name, "DtTm")
        return iso_day(told) if told else None

    def unsound_day(self, node: Node, name: str, why: Unreadable, *, fatal: bool) -> None:
        """Refuse (CP112) or warn of (CP121) a day that can't be read."""
        found = node.child(name, "Dt") or node.child(name, "DtTm")
        assert found is not None
        field = f"{node.name}/{name}"
        place = self.problems.at(found.line, found.text, field, after=found.column)
        message = f"{field}: {quoted(found.text)} {why.reason}"
        if fatal:
            self.problems.refuse("CP112", message, place, why.hint)
        else:
            self.problems.warn("CP121", f"{message}; it is left out", place, "ask the bank")

    def side_day(self, node: Node, name: str) -> date | None:
        """A day on which nothing depends: warned of and left out when it can't be read."""
        found = self.day(node, name)
        if isinstance(found, Unreadable):
            self.unsound_day(node, name, found, fatal=False)
            return None
        return found
