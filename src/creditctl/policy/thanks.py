"""Letters of thanks: for invoices that were paid after a reminder, once, and never with a demand.

They pass the same gates as reminders, as far as those are about the debtor, the day and the data;
they never count as a step. Before they leave the outbox they are looked at again: `stopped`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import day_of, iso
from creditctl.policy.context import build_context
from creditctl.policy.demands import item_line
from creditctl.policy.gates import GATES
from creditctl.policy.letters import notice_id
from creditctl.policy.notices import Notice
from creditctl.policy.reasons import ABOUT, Reason
from creditctl.policy.recipients import addressed
from creditctl.policy.reminders import Reminders, ThankYou

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from creditctl.ledger.frames import Bool
    from creditctl.ledger.opening import Behaviour, Settled
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.context import Context
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy
    from creditctl.policy.notices import NoticeLine

STEP: Final = "thank-you"
"""The step that the journal keeps for what was thanked for."""

_ALSO_FOR_THANKS: Final = frozenset(
    {
        Reason.STRUCK_OUT,
        Reason.DISPUTED,
        Reason.ON_HOLD,
        Reason.EXCEPTION,
        Reason.REMINDERS_OFF,
        Reason.PAYMENTS_DISAGREE,
        Reason.UNCERTAIN_NOTICE,
        Reason.QUARANTINED_ROW,
        Reason.PAUSED,
    }
)
"""Gates that stop thanks until they leave; the sending day matters when they are written only."""


def longest_wait(policy: Policy) -> int:
    """Days on which the policy thanks somebody for a payment, its own the first; 0 = never."""
    own = [*(s.reminders for s in policy.segments), *(e.reminders for e in policy.exceptions)]
    rules = [policy.reminders, *(part for part in own if isinstance(part, Reminders))]
    return max(map(_days, rules))


def _days(rules: Reminders) -> int:
    """The day of the payment, and those on which thanks may still be said; 0 = none."""
    return rules.thank_you.within + 1 if isinstance(rules.thank_you, ThankYou) else 0


def thanks(
    settled: Settled,
    policy: Policy,
    history: History,
    letters: Sequence[Notice],
    *,
    behaviour: Behaviour | None = None,
    held: Collection[str] = (),
    struck_out: Mapping[str, str] | None = None,
    cases: CaseStops | None = None,
    taken_back: Collection[str] = (),
    language: str = "en",
) -> list[Notice]:
    """The letters of thanks of a day: one a debtor and currency, and area where areas are separate.

    Args:
        settled: what was paid lately, and what those debtors still owe.
        policy, history, behaviour, held, struck_out, cases: as for `decide`.
        letters: the demands of the day, those that wait for approval too: whoever gets one is
            not thanked.
        taken_back: ids of items whose payment went back at the bank.
        language: of letters to debtors that have none of their own.
    """
    if not len(settled.items):
        return []
    context = build_context(
        settled.items,
        policy,
        history,
        behaviour=behaviour,
        held=held,
        struck_out=struck_out,
        cases=cases,
    )
    may = _paid_after_reminder(context, settled, history)
    for closed, _ in _stops(context, taken_back):
        may &= ~closed
    may &= ~_closed(context, Reason.NOT_A_SENDING_DAY)
    may &= ~_written_to_today(context, history, letters)
    together: dict[int, list[int]] = {}
    for item in np.flatnonzero(may).tolist():
        together.setdefault(int(context.measures.group[item]), []).append(item)
    made = [_notice(context, settled, items, language) for items in together.values()]
    return sorted(
        (notice for notice in made if notice.channel),
        key=lambda n: (n.debtor.debtor, n.currency, n.area),
    )


def stopped(
    settled: Settled,
    policy: Policy,
    history: History,
    *,
    behaviour: Behaviour | None = None,
    held: Collection[str] = (),
    cases: CaseStops | None = None,
    taken_back: Collection[str] = (),
) -> dict[str, str]:
    """Items that nobody should be thanked for today, whatever was written: id -> why, in words.

    Arguments as for `thanks`.
    """
    if not len(settled.items):
        return {}
    context = build_context(
        settled.items, policy, history, behaviour=behaviour, held=held, cases=cases
    )
    words: dict[str, str] = {}
    for closed, why in _stops(context, taken_back):
        for item in np.flatnonzero(closed).tolist():
            words.setdefault(context.items.item[item], why)
    return words


def _stops(context: Context, taken_back: Collection[str]) -> Iterator[tuple[Bool, str]]:
    """What keeps thanks away on whatever day: the items, and why in words."""
    back = positions(context.items.item, sorted(taken_back)) >= 0
    yield back, "its payment was taken back at the bank"
    for gate in GATES:
        if gate.reason in _ALSO_FOR_THANKS:
            yield gate.closes(context), ABOUT[gate.reason]
    overdue = context.measures.overdue_items > 0
    yield overdue[context.measures.group], "the debtor has something overdue"
    off = [_days(rules.reminders) == 0 for rules in context.assignment.policies]
    yield np.array(off, dtype=np.bool_)[context.effective], "the policy says no thanks"


def _closed(context: Context, reason: Reason) -> Bool:
    """Items that the gate of a reason stops."""
    (gate,) = (gate for gate in GATES if gate.reason is reason)
    return gate.closes(context)


def _paid_after_reminder(context: Context, settled: Settled, history: History) -> Bool:
    """Paid lately enough, after a reminder that was no courtesy, and not thanked for yet."""
    days = np.array([_days(p.reminders) for p in context.assignment.policies], dtype=np.int64)
    may = settled.day > context.as_of - days[context.effective]
    # A reminder of a later day than the payment crossed it.
    may &= (context.last >= 0) & (context.done <= settled.day)
    for item in np.flatnonzero(may).tolist():
        step = context.rules(item).reminders.steps[int(context.last[item])]
        may[item] = not step.courtesy and context.items.item[item] not in history.thanked
    return may


def _written_to_today(context: Context, history: History, letters: Sequence[Notice]) -> Bool:
    """Items of debtors who get another letter today, in whatever currency, or had one."""
    debtors = {notice.debtor.debtor for notice in letters}
    debtors |= {name for (name, _, _), day in history.debtors.items() if day >= context.as_of}
    ids = context.items.debtors.ids
    busy = [ids[code] in debtors for code in context.items.debtor.tolist()]
    return np.array(busy, dtype=np.bool_)


def _notice(context: Context, settled: Settled, rows: list[int], language: str) -> Notice:
    """One letter about the paid invoices at `rows`; without a channel nobody can be reached."""
    items = context.items
    rows = sorted(rows, key=lambda i: (int(items.due[i]), items.number[i]))
    rules = context.rules(rows[0]).reminders
    assert isinstance(rules.thank_you, ThankYou)
    to = addressed(items, rows, rules.thank_you.channels)
    currency = items.currencies[int(items.currency[rows[0]])]
    as_of = day_of(context.as_of)
    lines = tuple(_line(context, row) for row in rows)
    return Notice(
        notice=notice_id(as_of, to.debtor.debtor, currency, lines),
        as_of=as_of,
        debtor=to.debtor,
        currency=currency,
        language=to.debtor.language or language,
        step=STEP,
        step_number=0,
        template=rules.thank_you.template,
        courtesy=False,
        channel=to.channel,
        lines=lines,
        credits=(),
        subtotal=0,
        total=0,
        pay_by=as_of,
        policy=context.policy.name,
        why=(*_why(context, settled, rows), *to.why),
        area=context.measures.areas[int(context.measures.area[context.measures.group[rows[0]]])],
        review=rules.review,
        kind="thanks",
    )


def _line(context: Context, item: int) -> NoticeLine:
    """A paid invoice: nothing of it is open, so it isn't overdue."""
    return replace(item_line(context, item, STEP), days_overdue=0, open=0)


def _why(context: Context, settled: Settled, rows: list[int]) -> tuple[str, ...]:
    rules = context.rules(rows[0])
    words = []
    for row in rows:
        step = rules.reminders.steps[int(context.last[row])]
        words.append(
            f"item {context.items.number[row]}: '{step.id}' {iso(int(context.done[row]))}, "
            f"paid {iso(int(settled.day[row]))}"
        )
    words.append(f"thanks within {_days(rules.reminders) - 1} days of the payment")
    if rules.segment:
        words.append(f"segment '{rules.segment}'")
    return tuple(words)
