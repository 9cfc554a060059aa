"""Gates: can the debtor's data be trusted?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.policy.gates.gate import Gate, currency_of, money, yes_no
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
    closed = (holding & (measures.on_account < 0)) | (measures.loose < 0) | _maybe_theirs(context)
    return closed[measures.group]


def _maybe_theirs(context: Context) -> Bool:
    """Rows of debtors whose money at the bank may be; to take it off would be a guess."""
    items, measures = context.items, context.measures
    wanted = context.cases.unmatched
    if not wanted:
        return np.zeros(len(measures), dtype=np.bool_)
    names = {debtor for debtor, _ in wanted}
    code = {name: code for code, name in enumerate(items.debtors.ids) if name in names}
    keys = [
        code[debtor] * len(items.currencies) + items.currencies.index(currency)
        for debtor, currency in wanted
        if debtor in code and currency in items.currencies
    ]
    key = measures.debtor.astype(np.int64) * len(items.currencies) + measures.currency
    closed: Bool = np.isin(key, np.array(keys, np.int64))
    return closed


def _unmatched_value(context: Context, item: int) -> str:
    row = int(context.measures.group[item])
    found = money(context, item, -int(context.measures.on_account[row]))
    words = f"{found} on account, unmatched money: {context.rules(item).safety.unmatched_money}"
    loose = -int(context.measures.loose[row])
    if loose:
        words += f"; {money(context, item, loose)} belong to no area"
    debtor = context.items.debtors.ids[int(context.measures.debtor[row])]
    stop = context.cases.unmatched.get((debtor, currency_of(context, item)))
    return f"{words}; {stop.words}" if stop else words


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
