"""Safety stops: why a run must not issue anything at all, although items are due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.money import exponent, to_text
from creditctl.policy.reasons import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from creditctl.policy.account import Account
    from creditctl.policy.decide import Decisions
    from creditctl.policy.effective import Path
    from creditctl.policy.model import Policy
    from creditctl.policy.notices import Notice


_JUDGED_FROM: Final = 50
"""Open items of a currency from which a jump is looked for; fewer change by half on any day."""


@dataclass(frozen=True, slots=True)
class SafetyStop:
    """Why a run must not issue anything.

    Attributes:
        code: finding code, CR1xx.
        accept: the word that accepts it once.
        path: where the limit stands in the policy, () = nowhere.
    """

    code: str
    message: str
    accept: str
    path: Path = ()

    @property
    def flag(self) -> str:
        """The command-line flag that accepts it once."""
        return "--first-run" if self.accept == "first-run" else f"--accept {self.accept}"


def safety_stops(
    decisions: Decisions, planned: Sequence[Notice], *, first_run: bool
) -> list[SafetyStop]:
    """Stops that follow from the plan itself.

    Args:
        decisions, planned: the plan.
        first_run: True when nothing was ever handed over and `--first-run` was not given.
    """
    policy = decisions.context.policy
    stops: list[SafetyStop] = []
    most = policy.safety.max_notices_per_run
    if len(planned) > most:
        stops.append(
            SafetyStop(
                "CR101",
                f"{len(planned)} notices are due, more than the {most} that the policy allows",
                "max-notices",
                ("safety", "max_notices_per_run"),
            )
        )
    ceiling = policy.safety.max_total_per_run
    if ceiling is not None:
        for currency, total in sorted(_totals(planned).items()):
            if total > ceiling.scaleb(exponent(currency)):
                stops.append(
                    SafetyStop(
                        "CR102",
                        f"the notices demand {currency} {to_text(total, currency)}, more than the "
                        f"{ceiling:f} that the policy allows",
                        "max-total",
                        ("safety", "max_total_per_run"),
                    )
                )
    old = _older_than_second_step(decisions) if first_run else 0
    if old:
        stops.append(
            SafetyStop(
                "CR103",
                f"this is the first run, and {_items(old)} old enough for a later step; "
                "every item starts at its first step",
                "first-run",
            )
        )
    return stops


def jumps(
    policy: Policy, before: Mapping[str, tuple[int, int]], now: Sequence[Account]
) -> list[SafetyStop]:
    """Stops because the ledger is not what it was at the last run: a wrong export, most often.

    Args:
        policy: whose `max_jump` counts; a small ledger may change as it likes.
        before: open items and their total in minor units at the last run, per currency.
        now: the same today.
    """
    limit = policy.safety.max_jump
    if limit is None:
        return []
    today = {account.currency: (account.items, account.total) for account in now}
    stops = []
    for currency, (items, total) in sorted(before.items()):
        if items < _JUDGED_FROM:
            continue
        count, amount = today.get(currency, (0, 0))
        changed = [
            f"{name} from {was} to {is_}"
            for name, was, is_, far in (
                ("open items", str(items), str(count), _far(items, count, limit)),
                (
                    "their total",
                    f"{currency} {to_text(total, currency)}",
                    to_text(amount, currency),
                    _far(total, amount, limit),
                ),
            )
            if far
        ]
        if changed:
            message = (
                f"since the last run {' and '.join(changed)}, a change of more than the {limit:f}% "
                "that the policy allows"
            )
            stops.append(SafetyStop("CR107", message, "jump", ("safety", "max_jump")))
    return stops


def _far(before: int, now: int, percent: Decimal) -> bool:
    over, under = percent.as_integer_ratio()
    return abs(now - before) * 100 * under > over * abs(before)


def _items(count: int) -> str:
    return "1 item is" if count == 1 else f"{count} items are"


def _totals(planned: Sequence[Notice]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for notice in planned:
        totals[notice.currency] = totals.get(notice.currency, 0) + notice.total
    return totals


def _older_than_second_step(decisions: Decisions) -> int:
    """How many items acted on at their first reminder step are old enough for the second."""
    context = decisions.context
    acted = decisions.outcome == Outcome.ACT
    second = context.table.courtesies[context.effective] + 1
    width = context.table.days.shape[1]
    exists = second < context.table.count[context.effective]
    days = context.table.days[context.effective, np.minimum(second, width - 1)]
    return int((acted & exists & (context.items.overdue >= days)).sum())
