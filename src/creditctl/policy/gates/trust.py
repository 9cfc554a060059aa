"""Gates: can the debtor's data be trusted?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.policy.gates.gate import Gate, money, yes_no
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from creditctl.ledger.frames import Bool
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _doubtful(context: Context) -> Bool:
    return context.items.doubtful


def _uncertain(context: Context) -> Bool:
    rows = np.zeros(len(context.measures), dtype=np.bool_)
    rows[context.measures.group[context.waiting]] = True
    return rows[context.measures.group]


def _quarantined(context: Context) -> Bool:
    return context.row_held[context.measures.group]


def _unmatched(context: Context) -> Bool:
    hold = [p.safety.unmatched_money == "hold" for p in context.assignment.policies]
    holding = np.array(hold, dtype=np.bool_)[context.assignment.index]
    measures = context.measures
    return ((holding & (measures.on_account < 0)) | (measures.loose < 0))[measures.group]


def _unmatched_value(context: Context, item: int) -> str:
    row = int(context.measures.group[item])
    found = money(context, item, -int(context.measures.on_account[row]))
    words = f"{found} on account, unmatched money: {context.rules(item).safety.unmatched_money}"
    loose = -int(context.measures.loose[row])
    return f"{words}; {money(context, item, loose)} belong to no area" if loose else words


def _unmatched_path(context: Context, item: int) -> Path:
    return context.rules(item).path("safety", "unmatched_money")


TRUST: Final = (
    Gate(
        Reason.PAYMENTS_DISAGREE,
        Outcome.HOLD,
        _doubtful,
        yes_no(_doubtful, "one file says paid, another says open", "the files agree"),
    ),
    Gate(
        Reason.UNCERTAIN_NOTICE,
        Outcome.REFER,
        _uncertain,
        yes_no(_uncertain, "an earlier notice may or may not have left", "none"),
    ),
    Gate(
        Reason.QUARANTINED_ROW,
        Outcome.HOLD,
        _quarantined,
        yes_no(_quarantined, "a row of this debtor could not be read", "all rows read"),
    ),
    Gate(Reason.UNMATCHED_MONEY, Outcome.HOLD, _unmatched, _unmatched_value, _unmatched_path),
)
