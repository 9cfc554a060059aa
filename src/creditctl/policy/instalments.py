"""Friendly notes before the instalments of an arrangement: once each, and never a demand.

They pass the gates that are about the debtor, the day and the data, as letters of thanks do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.cases.arrangements import ArrangementStatus
from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import day_of
from creditctl.policy.context import build_context
from creditctl.policy.gates import GATES
from creditctl.policy.letters import notice_id
from creditctl.policy.notices import Notice, NoticeLine
from creditctl.policy.reasons import Reason
from creditctl.policy.recipients import addressed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.cases.records import Arrangement, Instalment
    from creditctl.ledger.frames import Int64, OpenItems
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.context import Context
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy

STEP: Final = "instalment"
"""The step that the journal keeps for an instalment that a note was about."""

_ALSO_FOR_INSTALMENTS: Final = frozenset(
    {
        Reason.STRUCK_OUT,
        Reason.DISPUTED,
        Reason.ON_HOLD,
        Reason.EXCEPTION,
        Reason.REMINDERS_OFF,
        Reason.PAYMENTS_DISAGREE,
        Reason.UNCERTAIN_NOTICE,
        Reason.QUARANTINED_ROW,
        Reason.UNMATCHED_MONEY,
        Reason.PAUSED,
        Reason.NOT_A_SENDING_DAY,
    }
)


def instalment_id(arrangement: str, number: int) -> str:
    """The id by which the journal knows an instalment; no id of an open item looks like it."""
    return f"arrangement/{arrangement}/{number}"


def instalment_notes(
    items: OpenItems,
    plans: Sequence[ArrangementStanding],
    policy: Policy,
    history: History,
    letters: Sequence[Notice],
    *,
    reminded: Collection[str],
    held: Collection[str] = (),
    cases: CaseStops | None = None,
    language: str = "en",
) -> list[Notice]:
    """The notes of a day, one an arrangement whose next instalment is near.

    Args:
        items: the open items.
        plans: the arrangements.
        policy, history, held, cases: as for `decide`.
        letters: the letters of the day: whoever gets one gets no note.
        reminded: ids of instalments that a note was about before.
        language: of notes to debtors that have none of their own.
    """
    before = policy.arrangements.remind_before
    if before is None:
        return []
    as_of = day_of(items.as_of)
    busy = written_to(items, history, letters)
    notes = []
    for plan in plans:
        upcoming = plan.next(as_of)
        near = upcoming and upcoming[0].due - timedelta(days=before) <= as_of
        if plan.status is not ArrangementStatus.ACTIVE or upcoming is None or not near:
            continue
        if plan.overdue(as_of):
            continue  # a friendly note would thank for what was not paid
        arrangement, (part, left) = plan.arrangement, upcoming
        if arrangement.debtor in busy or instalment_id(arrangement.id, part.number) in reminded:
            continue
        context = open_gates(items, arrangement, policy, history, held=held, cases=cases)
        if context is None:
            continue
        note = _notice(context, plan, part, left, language)
        if note.channel:
            notes.append(note)
            busy.add(arrangement.debtor)
    return sorted(notes, key=lambda n: (n.debtor.debtor, n.currency, n.notice))


def written_to(items: OpenItems, history: History, letters: Sequence[Notice]) -> set[str]:
    """Debtors who get a letter today, or got one: there is no second on a day."""
    busy = {notice.debtor.debtor for notice in letters}
    return busy | {name for (name, _, _), day in history.debtors.items() if day >= items.as_of}


def open_gates(
    items: OpenItems,
    arrangement: Arrangement,
    policy: Policy,
    history: History,
    *,
    held: Collection[str],
    cases: CaseStops | None,
) -> Context | None:
    """What an arrangement covers, in context; None where a gate is closed, or nothing is open."""
    rows = _rows(items, [about.item for about in arrangement.covers])
    if not len(rows):
        return None
    context = build_context(items.select(rows), policy, history, held=held, cases=cases)
    closed = any(g.closes(context).any() for g in GATES if g.reason in _ALSO_FOR_INSTALMENTS)
    return None if closed else context


def instalment_line(arrangement: Arrangement, part: Instalment, left: int, step: str) -> NoticeLine:
    """An instalment as a letter shows it, with what is left of it."""
    return NoticeLine(
        item=instalment_id(arrangement.id, part.number),
        number=f"{arrangement.id} {part.number}/{len(arrangement.instalments)}",
        issued=arrangement.made,
        due=part.due,
        days_overdue=0,
        gross=part.amount,
        open=left,
        step=step,
        # Money that quotes an invoice finds it, and counts for the arrangement.
        reference=", ".join(about.number for about in arrangement.covers),
    )


def _rows(items: OpenItems, wanted: list[str]) -> Int64:
    """The covered items, and the loose money of their debtor, which holds notes too."""
    covered = np.flatnonzero(positions(items.item, wanted) >= 0)
    mine = np.isin(items.debtor, items.debtor[covered]) & (items.open < 0)
    return np.union1d(covered, np.flatnonzero(mine)).astype(np.int64)


def _notice(
    context: Context, plan: ArrangementStanding, part: Instalment, left: int, language: str
) -> Notice:
    """A note about one instalment."""
    arrangement, as_of = plan.arrangement, day_of(context.as_of)
    rules = context.policy.arrangements
    to = addressed(context.items, range(len(context.items)), rules.channels)
    line = instalment_line(arrangement, part, left, STEP)
    return Notice(
        notice=notice_id(as_of, to.debtor.debtor, arrangement.currency, [line]),
        as_of=as_of,
        debtor=to.debtor,
        currency=arrangement.currency,
        language=to.debtor.language or language,
        step=STEP,
        step_number=0,
        template=rules.template,
        courtesy=True,
        channel=to.channel,
        lines=(line,),
        credits=(),
        subtotal=left,
        total=left,
        pay_by=part.due,
        policy=context.policy.name,
        why=(
            f"instalment {line.number}, due {part.due}",
            f"note {rules.remind_before} days before",
            *to.why,
        ),
        review=context.policy.reminders.review,
        kind="instalment",
    )
