"""Exposure against credit limits: who is near, over, or should get nothing more on credit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from creditctl.policy.effective import assign, credit_limits
from creditctl.policy.measures import measure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from creditctl.ledger.frames import OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.model import Credit, Policy


class CreditState(StrEnum):
    """How a debtor stands against the limit; the worst that applies.

    STOP: a rule of `stop_when` applies. OVER: more than the limit is used. WATCH: `warn_at` is
    reached. OK: none of these. NONE: there is no limit, and no rule applies.
    """

    STOP = "stop"
    OVER = "over"
    WATCH = "watch"
    OK = "ok"
    NONE = "no limit"


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one debtor has on credit in one currency.

    Attributes:
        debtor: id; name: to show.
        exposure: open items less credits and money on account, minor units.
        limit: minor units, None = no limit.
        headroom: limit less exposure, None = no limit.
        oldest_days: days overdue of the oldest invoice.
        why: the rules that apply, in words.
    """

    debtor: str
    name: str
    currency: str
    exposure: int
    limit: int | None
    oldest_days: int
    state: CreditState
    why: tuple[str, ...]

    @property
    def headroom(self) -> int | None:
        """Limit less exposure; negative when the limit is passed."""
        return None if self.limit is None else self.limit - self.exposure


def exposures(
    items: OpenItems,
    policy: Policy,
    behaviour: Behaviour | None,
    as_of: date,
    broken: Mapping[str, int] | None = None,
) -> list[Exposure]:
    """Exposure of every debtor and currency, worst state first, then largest exposure.

    Args:
        items, policy, behaviour: what is owed, the rules, and how debtors paid.
        as_of: the day.
        broken: broken promises by debtor id.
    """
    measures = measure(items, behaviour, broken=broken)
    assignment = assign(policy, measures, items.currencies, items.debtors, as_of)
    parts = tuple(rules.credit for rules in assignment.policies)
    limits = credit_limits(
        parts, assignment.index, policy, measures, items.currencies, items.debtors
    )
    found = []
    for row, code in enumerate(measures.debtor.tolist()):
        limit = int(limits[row])
        exposure = int(measures.open_total[row])
        oldest = int(measures.oldest_days[row])
        credit = parts[int(assignment.index[row])]
        state, why = _state(exposure, None if limit < 0 else limit, oldest, credit)
        found.append(
            Exposure(
                debtor=items.debtors.ids[code],
                name=items.debtors.name(code),
                currency=items.currencies[int(measures.currency[row])],
                exposure=exposure,
                limit=None if limit < 0 else limit,
                oldest_days=oldest,
                state=state,
                why=why,
            )
        )
    order = list(CreditState)
    return sorted(found, key=lambda e: (order.index(e.state), e.currency, -e.exposure, e.debtor))


def _state(
    exposure: int, limit: int | None, oldest: int, credit: Credit
) -> tuple[CreditState, tuple[str, ...]]:
    """The worst state that applies, and why. A limit of which exactly 100 % is used is not over."""
    stops = []
    rule = credit.stop_when
    if limit is not None and rule.used is not None and 100 * exposure >= rule.used * limit > 0:
        stops.append(f"{rule.used:f}% of the limit is used")
    if rule.oldest_overdue is not None and oldest > rule.oldest_overdue:
        stops.append(f"an invoice is {oldest} days overdue, more than {rule.oldest_overdue}")
    if stops:
        return CreditState.STOP, tuple(stops)
    if limit is None:
        return CreditState.NONE, ()
    if exposure > limit:
        return CreditState.OVER, ("the limit is passed",)
    if 100 * exposure >= credit.warn_at * limit > 0:
        return CreditState.WATCH, (f"{credit.warn_at:f}% of the limit is reached",)
    return CreditState.OK, ()
