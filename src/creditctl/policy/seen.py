"""What a condition sees, in words: ``412.00 EUR``, ``12 days``, ``NL``; "" when it is not known."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from creditctl.ledger.money import to_text
from creditctl.policy.conditions import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.ledger.frames import Int64, OpenItems
    from creditctl.policy.measures import Measures


def seen_of_item(field: str, items: OpenItems, item: int) -> str:
    """The value of a field that belongs to one open item."""
    if field == "item_days":
        return f"{items.days_overdue(item)} days"
    currency = items.currencies[int(items.currency[item])]
    amount = items.open if field == "item_open" else items.gross
    return f"{to_text(int(amount[item]), currency)} {currency}"


def seen_of_debtor(
    field: str, items: OpenItems, measures: Measures, row: int, limits: Callable[[], Int64]
) -> str:
    """The value of a field of a debtor.

    Args:
        field: one that does not belong to an item.
        items: whose debtors and currencies are meant.
        measures, row: where to look.
        limits: credit limits per row of `measures`, minor units, -1 = none.
    """
    currency = items.currencies[int(measures.currency[row])]
    if field == "currency":
        return currency
    if field == "area":
        return measures.areas[int(measures.area[row])]
    paid = int(measures.paid_invoices[row])
    if field == "average_days_late":
        return _ratio(int(measures.days_late[row]), paid, " days")
    if field == "share_late":
        return _ratio(100 * int(measures.late_invoices[row]), paid, "%")
    if field == "used_percent":
        return _ratio(100 * int(measures.balance[row]), int(limits()[row]), "%")
    column = getattr(measures, field, None)
    if column is None or field == "debtor":
        return _plain(getattr(items.debtors.detail(int(measures.debtor[row])), field))
    number, kind = int(column[row]), FIELDS[field].kind
    if kind == "money":
        return f"{to_text(number, currency)} {currency}"
    return f"{number} days" if kind == "days" else str(number)


def _ratio(over: int, under: int, unit: str) -> str:
    if under <= 0:
        return ""
    return f"{(Decimal(over) / under).quantize(Decimal('0.1'), ROUND_HALF_UP)}{unit}"


def _plain(value: Any) -> str:
    """What the books state of a debtor: a word, several, or a day."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
