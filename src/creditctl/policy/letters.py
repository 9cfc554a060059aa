"""Decisions to notices: which items share a letter, what it demands, and by when."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.dates import day_of
from creditctl.policy.amounts import letter_keys
from creditctl.policy.demands import credits_left, item_line, pay_by, taken_off
from creditctl.policy.notices import Notice
from creditctl.policy.reasons import REASONS, Outcome, Reason
from creditctl.policy.recipients import addressed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.policy.context import Context
    from creditctl.policy.decide import Decisions
    from creditctl.policy.notices import NoticeLine
    from creditctl.policy.reminders import Step

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and 1/I: people read notice ids aloud."""


def notices(decisions: Decisions, language: str = "en") -> list[Notice]:
    """The letters of a day, in the order of debtor id, currency and step.

    Those that a person must approve first are among them, marked `review`: approved or not, a
    letter is the same.

    Args:
        decisions: one for every open item.
        language: of letters to debtors that have none of their own.
    """
    context = decisions.context
    review = decisions.reason == REASONS.index(Reason.REVIEW)
    written = np.flatnonzero((decisions.outcome == Outcome.ACT) | review)
    letters: dict[int, list[int]] = {}
    for item, key in zip(written.tolist(), letter_keys(context)[written].tolist(), strict=True):
        letters.setdefault(key, []).append(item)
    group = context.measures.group
    pool = credits_left(decisions, set(group[written].tolist()))
    made: list[Notice] = []
    for rows in sorted(letters.values(), key=lambda rows: _order(context, rows)):
        own = pool.get(int(group[rows[0]]), [])
        notice = _notice(context, rows, own, language)
        pool[int(group[rows[0]])] = own[len(notice.credits) :]
        made.append(replace(notice, review=bool(review[rows[0]])))
    return _unique(
        sorted(made, key=lambda n: (n.debtor.debtor, n.currency, -n.step_number, n.notice))
    )


def _order(context: Context, rows: Sequence[int]) -> tuple[int, int]:
    """Credits lessen the letter about the oldest items first."""
    return min(int(context.items.due[i]) for i in rows), rows[0]


def _notice(context: Context, rows: list[int], credits_: list[NoticeLine], language: str) -> Notice:
    """One notice about the items at `rows`, with as many of the credits as it can take."""
    items = context.items
    rows = sorted(rows, key=lambda i: (int(items.due[i]), items.number[i]))
    lead = max(rows, key=lambda i: (int(context.step[i]), -int(items.due[i])))
    step = context.step_of(lead)
    assert step is not None
    to = addressed(items, rows, step.channels)
    lines = tuple(_line(context, i) for i in rows)
    subtotal = sum(line.open for line in lines)
    taken = taken_off(subtotal, credits_)
    credit = -sum(line.open for line in taken)
    claimed = None
    if context.claims is not None:
        from creditctl.policy.letterclaim import letter_claim

        claimed = letter_claim(context.claims, context, rows, credit)
    currency = items.currencies[int(items.currency[lead])]
    as_of = day_of(items.as_of)
    return Notice(
        notice=notice_id(as_of, to.debtor.debtor, currency, lines),
        as_of=as_of,
        debtor=to.debtor,
        currency=currency,
        language=to.debtor.language or language,
        step=step.id,
        step_number=int(context.step[lead]) + 1,
        template=step.template_name,
        tone=context.rules(lead).reminders.tone,
        courtesy=step.courtesy,
        channel=to.channel,
        lines=lines,
        credits=taken,
        subtotal=subtotal,
        total=subtotal - credit + (claimed.total if claimed else 0),
        pay_by=_pay_by(context, lead, step, lines),
        policy=context.policy.name,
        why=(*_why(context, lead, step), *to.why),
        claim=claimed,
        area=context.measures.areas[int(context.measures.area[context.measures.group[lead]])],
    )


def _line(context: Context, item: int) -> NoticeLine:
    """An item as the letter of its step shows it."""
    step = context.step_of(item)
    return item_line(context, item, step.id if step else "", int(context.again[item]))


def _pay_by(context: Context, item: int, step: Step, lines: Sequence[NoticeLine]) -> date:
    """The day by which the letter asks for the money: a courtesy letter keeps the due date."""
    if step.courtesy:
        return max(line.due for line in lines)
    return pay_by(context, item, step.pay_within)


def _why(context: Context, item: int, step: Step) -> tuple[str, ...]:
    rules = context.rules(item)
    days = context.items.days_overdue(item)
    words = [
        f"item {context.items.number[item]}: {days} days overdue"
        if days > 0
        else f"item {context.items.number[item]}: due in {-days} days"
    ]
    words.append(f"step '{step.id}' at {step.days} days from {step.count_from}")
    if rules.reminders.grace and not step.courtesy:
        words.append(f"grace {rules.reminders.grace} days")
    if rules.segment:
        words.append(f"segment '{rules.segment}'")
    return tuple(words)


def notice_id(as_of: date, debtor: str, currency: str, lines: Sequence[NoticeLine]) -> str:
    """The same for the same day, debtor and items with their steps, whatever else changes."""
    parts = [debtor, currency, *(f"{x.item}\x1f{x.step}\x1f{x.repeat}" for x in lines)]
    number = int.from_bytes(hashlib.sha256("\x1e".join(parts).encode()).digest()[:5])
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{as_of:%Y%m%d}-{letters}"


def _unique(made: list[Notice]) -> list[Notice]:
    seen: dict[str, int] = {}
    result = []
    for notice in made:
        count = seen.get(notice.notice, 0)
        seen[notice.notice] = count + 1
        result.append(replace(notice, notice=f"{notice.notice}{count + 1}") if count else notice)
    return result
