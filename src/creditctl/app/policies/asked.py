"""Conditions of segments, each with what was measured of the debtor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from creditctl.ledger.money import to_text
from creditctl.policy.conditions import FIELDS
from creditctl.policy.effective import credit_limits
from creditctl.policy.measures import Measures, holds

if TYPE_CHECKING:
    from creditctl.ledger.frames import Int64, OpenItems
    from creditctl.policy.conditions import Condition
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of a segment, and what was measured: ``open_total >= 25000``, ``412.00 EUR``."""

    text: str
    measured: str
    holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What conditions are measured on."""

    policy: Policy
    items: OpenItems
    measures: Measures

    def limits(self) -> Int64:
        """The limits that conditions see: those of the policy itself, before any segment."""
        policy, items = self.policy, self.items
        return credit_limits(
            (policy.credit,), None, policy, self.measures, items.currencies, items.debtors
        )

    def asked(self, condition: Condition, row: int) -> Asked:
        """One condition, for a row of the measures."""
        items = self.items
        held = holds(
            condition,
            self.measures,
            np.array([row]),
            items.currencies,
            items.debtors,
            self.limits,
        )
        return Asked(
            condition.text, self.measured(condition.field, row) or "not known", bool(held[0])
        )

    def measured(self, field: str, row: int) -> str:
        """The value of a field for people, "" when it is not known."""
        measures, kind = self.measures, FIELDS[field].kind
        currency = self.items.currencies[int(measures.currency[row])]
        if field == "currency":
            return currency
        if field == "area":
            return measures.areas[int(measures.area[row])]
        if field == "average_days_late":
            paid = int(measures.paid_invoices[row])
            return _ratio(int(measures.days_late[row]), paid, "days")
        if field == "share_late":
            paid = int(measures.paid_invoices[row])
            return _ratio(100 * int(measures.late_invoices[row]), paid, "%")
        if field == "used_percent":
            return _ratio(100 * int(measures.open_total[row]), int(self.limits()[row]), "%")
        column = getattr(measures, field, None)
        if column is None or field == "debtor":
            return _plain(getattr(self.items.debtors.detail(int(measures.debtor[row])), field))
        number = int(column[row])
        if kind == "money":
            return f"{to_text(number, currency)} {currency}"
        return f"{number} days" if kind == "days" else str(number)


def _ratio(over: int, under: int, unit: str) -> str:
    if under <= 0:
        return ""
    rounded = (Decimal(over) / under).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}%" if unit == "%" else f"{rounded} {unit}"


def _plain(value: Any) -> str:
    """What the books state of a debtor: a word, several, or a day."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
