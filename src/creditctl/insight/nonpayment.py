"""Why customers don't pay: disputes summed up by reason, debtor, month or owner.

Amounts of different currencies are never added: each group has a line a currency.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from creditctl.insight.rounding import in_tenths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

By = Literal["reason", "debtor", "month", "owner"]
GROUPS: Final[tuple[By, ...]] = ("reason", "debtor", "month", "owner")
"""What disputes can be summed up by."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One dispute.

    Attributes:
        case: its id; reason: code; label: the reason in words.
        debtor: id; name: to show; owner: who solves it, "" = nobody in particular.
        amount: minor units of `currency`.
        opened: the day; resolved: the day, None = not yet.
        days: from opening to the solution, or to the day of the report.
        late: not resolved, and past the time that the policy gives.
    """

    case: str
    reason: str
    label: str
    debtor: str
    name: str
    owner: str
    currency: str
    amount: int
    opened: date
    resolved: date | None
    days: int
    late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Disputes of one group in one currency.

    Attributes:
        key: code of the reason, id of the debtor, month, or owner; label: to show.
        count: all of them; unresolved: those not solved; late: of these past their time.
        amount: minor units, all of them; left: of the unresolved ones.
        mean_days: days until the solution, mean of the solved ones, one decimal; None = none is.
    """

    key: str
    label: str
    currency: str
    count: int
    unresolved: int
    late: int
    amount: int
    left: int
    mean_days: Decimal | None


def summed_up(complaints: Iterable[Complaint], by: By, home: str) -> list[Line]:
    """Disputes by group and currency.

    Args:
        complaints: the disputes.
        by: what makes a group.
        home: the company's own currency, "" = it has none.

    Returns:
        Months in order; else the groups with most disputes past their time first, then with most
        unresolved ones, then the largest amount; the company's own currency first.
    """
    groups: dict[tuple[str, str, str], list[Complaint]] = defaultdict(list)
    for one in complaints:
        key, label = _group(one, by)
        groups[key, label, one.currency].append(one)
    lines = [_line(*group, found) for group, found in groups.items()]

    def order(line: Line) -> tuple[object, ...]:
        urgency = () if by == "month" else (-line.late, -line.unresolved)
        first = (line.key,) if by == "month" else ()
        return (*first, *urgency, line.currency != home, line.currency, -line.amount, line.key)

    return sorted(lines, key=order)


def _group(one: Complaint, by: By) -> tuple[str, str]:
    if by == "reason":
        return one.reason, one.label
    if by == "debtor":
        return one.debtor, one.name
    if by == "month":
        return f"{one.opened:%Y-%m}", f"{one.opened:%Y-%m}"
    return one.owner, one.owner or "nobody in particular"


def _line(key: str, label: str, currency: str, found: list[Complaint]) -> Line:
    open_ones = [one for one in found if one.resolved is None]
    solved = [one.days for one in found if one.resolved is not None]
    return Line(
        key,
        label,
        currency,
        count=len(found),
        unresolved=len(open_ones),
        late=sum(one.late for one in found),
        amount=sum(one.amount for one in found),
        left=sum(one.amount for one in open_ones),
        mean_days=Decimal(in_tenths(sum(solved), len(solved))) if solved else None,
    )
