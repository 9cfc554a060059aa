"""What a gate is, and words that gates share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path
    from creditctl.policy.reasons import Outcome, Reason


def no_path(_context: Context, _item: int) -> Path:
    """The policy has no say."""
    return ()


@dataclass(frozen=True, slots=True)
class Gate:
    """One question.

    Attributes:
        reason: what is said when it closes.
        outcome: what is decided then.
        closes: which items it stops; looks at `Context.alive` where items share a letter.
        value: what it saw for one item, in words.
        path: where in the policy file the rule stands, () when the policy has no say.
        until: first day on which the gate may open by itself per item (NO_DATE = unknown);
            None when that is not foreseeable.
    """

    reason: Reason
    outcome: Outcome
    closes: Callable[[Context], Bool]
    value: Callable[[Context, int], str]
    path: Callable[[Context, int], Path] = no_path
    until: Callable[[Context], Int32] | None = None


def yes_no(closes: Callable[[Context], Bool], yes: str, no: str) -> Callable[[Context, int], str]:
    """A value in words for a gate that only says yes or no."""

    def value(context: Context, item: int) -> str:
        return yes if bool(closes(context)[item]) else no

    return value


def currency_of(context: Context, item: int) -> str:
    """The currency of an item."""
    return context.items.currencies[int(context.items.currency[item])]


def money(context: Context, item: int, minor: int) -> str:
    """Minor units in the item's currency, in words."""
    currency = currency_of(context, item)
    return f"{currency} {to_text(minor, currency)}"
