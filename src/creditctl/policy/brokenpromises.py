"""Letters after a broken promise: soon, once a promise, and never beside or behind a reminder.

They ask for what is open, and claim nothing by law. They are no step: reminders go on where they
were. Whether one may leave follows from the decision about the item, so that whatever stops a
reminder stops them too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import NO_DATE, day_of, to_days
from creditctl.policy.amounts import too_small
from creditctl.policy.decide import opens_on
from creditctl.policy.demands import credits_left, item_line, pay_by, taken_off
from creditctl.policy.gates.today import TODAY
from creditctl.policy.letters import notice_id
from creditctl.policy.notices import PROMISE_STEP, Notice, Promised
from creditctl.policy.reasons import REASONS, Outcome, Reason
from creditctl.policy.recipients import addressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.casestops import Unkept
    from creditctl.policy.context import Context
    from creditctl.policy.decide import Decisions
    from creditctl.policy.history import History
    from creditctl.policy.notices import NoticeLine

LATEST: Final = 14
"""Days after a promise broke on which a letter may still speak of it; later it would be odd.

So a policy that gets the rule, or a month without runs, brings no burst of old ones.
"""

_BETWEEN_STEPS: Final = (
    Reason.NEXT_STEP_LATER,
    Reason.CONDITION,
    Reason.REGIME_UNKNOWN,
    Reason.RATE_UNKNOWN,
    Reason.NOTICE_PERIOD,
    Reason.NO_CONTACT,
    Reason.BELOW_MINIMUM,
)
"""Why an item gets no reminder today, where nothing speaks against a letter about a promise.

The gates about the debtor, the data and what was agreed on come before all of these, so they are
open. What is left to a person, at the end of the steps or at a hand-over, stays with that person.
"""


def broken_promise_letters(
    decisions: Decisions, history: History, language: str = "en"
) -> list[Notice]:
    """The letters of a day about broken promises, one a debtor and currency, in that order.

    Args:
        decisions: one for every open item; whoever gets a reminder today gets none of these.
        history: what was handed over before.
        language: of letters to debtors that have none of their own.
    """
    context = decisions.context
    if context.policy.promises.letter is None or not context.cases.unkept:
        return []
    together: dict[int, list[int]] = {}
    for item in np.flatnonzero(_may_leave(decisions, history)).tolist():
        together.setdefault(int(context.measures.group[item]), []).append(item)
    pool = credits_left(decisions, together)
    made = [
        _notice(context, rows, pool.get(group, []), language) for group, rows in together.items()
    ]
    return sorted(
        (notice for notice in made if notice.channel),
        key=lambda n: (n.debtor.debtor, n.currency, n.area),
    )


def with_broken_promises(
    decisions: Decisions, letters: Sequence[Notice], history: History, *, approved: bool = False
) -> Decisions:
    """The decisions once these letters are written: their items are acted on, or wait for approval.

    Where a letter has to wait for a day on which it may leave, that day is the next one.

    Args:
        decisions: as `decide` made them.
        letters: about broken promises.
        history: what was handed over before.
        approved: a person has approved the letters that need it.
    """
    context = decisions.context
    if context.policy.promises.letter is None or not context.cases.unkept:
        return decisions
    decisions = replace(decisions, next_date=_next_dates(decisions, history))
    for waits, outcome, reason in (
        (False, Outcome.ACT, Reason.BROKEN_PROMISE),
        (True, Outcome.REFER, Reason.REVIEW),
    ):
        told = [
            line.item
            for notice in letters
            if (notice.review and not approved) is waits
            for line in notice.lines
        ]
        if told:
            mine = positions(context.items.item, told) >= 0
            decisions = replace(
                decisions,
                outcome=np.where(mine, np.int8(outcome), decisions.outcome),
                reason=np.where(mine, np.int8(REASONS.index(reason)), decisions.reason),
                next_date=np.where(mine, np.int32(context.as_of), decisions.next_date),
            )
    return decisions


def _next_dates(decisions: Decisions, history: History) -> Int32:
    """First day on which something happens, where a letter waits for a day to leave on."""
    days, wanted = decisions.next_date.copy(), _wanted(decisions, history)
    context = _once_written(decisions)
    opens = np.full(len(days), NO_DATE, dtype=np.int32)
    for gate in TODAY:
        closed = wanted & gate.closes(context)
        opens[closed] = np.maximum(opens[closed], opens_on(context, gate, closed))
    for item in np.flatnonzero(opens != NO_DATE).tolist():
        last = to_days(context.cases.unkept[context.items.item[item]].since) + LATEST
        if opens[item] <= last and (days[item] == NO_DATE or opens[item] < days[item]):
            days[item] = opens[item]
    return days


def _may_leave(decisions: Decisions, history: History) -> Bool:
    """Items whose broken promise a letter of today is about."""
    may, context = _wanted(decisions, history), _once_written(decisions)
    for gate in TODAY:
        may &= ~gate.closes(context)
    return may


def _once_written(decisions: Decisions) -> Context:
    """What is looked at once the reminders of today have left: the gap between letters begins."""
    context = decisions.context
    rows = _rows_with(context, decisions.outcome == Outcome.ACT)
    last = np.where(rows, np.int32(context.as_of), context.row_notice)
    return replace(context, row_notice=last)


def _wanted(decisions: Decisions, history: History) -> Bool:
    """Items whose broken promise a letter has to be about, as soon as one may leave.

    Where a reminder waits for approval, nobody knows when that is.
    """
    context = decisions.context
    waiting = _rows_with(context, decisions.reason == REASONS.index(Reason.REVIEW))
    may = np.isin(decisions.reason, [REASONS.index(reason) for reason in _BETWEEN_STEPS])
    may &= (context.items.overdue > 0) & ~waiting[context.measures.group]
    unkept = context.cases.unkept
    may &= positions(context.items.item, list(unkept)) >= 0
    for item in np.flatnonzero(may).tolist():
        may[item] = _to_be_told(context, item, unkept[context.items.item[item]], history)
    alone = replace(context, alive=may)
    wanted: Bool = may & ~too_small(alone)
    return wanted


def _rows_with(context: Context, items: Bool) -> Bool:
    """Debtors with their currency, as rows of `Context.measures`, that have one of the items."""
    rows = np.zeros(len(context.measures), dtype=np.bool_)
    rows[context.measures.group[items]] = True
    return rows


def _to_be_told(context: Context, item: int, unkept: Unkept, history: History) -> bool:
    """Whether a letter still has to speak of the promise about an item."""
    name = context.items.item[item]
    late = context.as_of > to_days(unkept.since) + LATEST
    # Where the tolerance is longer than the grace, a reminder may have left in between.
    reminded = int(context.done[item]) > to_days(unkept.standing.promise.due)
    told = (name, unkept.number) in history.promises_told
    return not (late or reminded or told or name in context.cases.withheld)


def _notice(context: Context, rows: list[int], credits_: list[NoticeLine], language: str) -> Notice:
    """One letter about the broken promises of the items at `rows`, less the credits it can take."""
    items, rules = context.items, context.policy.promises
    rows = sorted(rows, key=lambda i: (int(items.due[i]), items.number[i]))
    first, group = rows[0], int(context.measures.group[rows[0]])
    to = addressed(items, rows, rules.channels)
    currency = items.currencies[int(items.currency[first])]
    broken = [context.cases.unkept[items.item[row]] for row in rows]
    lines = tuple(
        item_line(context, row, PROMISE_STEP, one.number)
        for row, one in zip(rows, broken, strict=True)
    )
    subtotal = sum(line.open for line in lines)
    taken = taken_off(subtotal, credits_)
    as_of, own = day_of(context.as_of), context.rules(first).reminders
    return Notice(
        notice=notice_id(as_of, to.debtor.debtor, currency, lines),
        as_of=as_of,
        debtor=to.debtor,
        currency=currency,
        language=to.debtor.language or language,
        step=PROMISE_STEP,
        step_number=0,
        template=rules.letter or "",
        tone=own.tone,
        courtesy=False,
        channel=to.channel,
        lines=lines,
        credits=taken,
        subtotal=subtotal,
        total=subtotal + sum(line.open for line in taken),
        pay_by=pay_by(context, first, rules.pay_within),
        policy=context.policy.name,
        why=(*(one.words for one in broken), *to.why),
        area=context.measures.areas[int(context.measures.area[group])],
        review=own.review,
        kind="promise",
        promised=_promised(broken),
    )


def _promised(broken: Sequence[Unkept]) -> Promised:
    """What the debtor promised, all in all."""
    promises = [one.standing.promise for one in broken]
    return Promised(
        amount=sum(promise.amount for promise in promises),
        received=sum(one.standing.received for one in broken),
        days=tuple(sorted({promise.due for promise in promises})),
    )
