"""Letters that confirm an arrangement: once, before its first day, and never a demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.cases.arrangements import ArrangementStatus
from creditctl.ledger.dates import day_of
from creditctl.policy.instalments import instalment_line, open_gates, written_to
from creditctl.policy.letters import notice_id
from creditctl.policy.notices import Notice
from creditctl.policy.recipients import addressed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.ledger.frames import OpenItems
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.context import Context
    from creditctl.policy.history import History
    from creditctl.policy.model import Policy

STEP: Final = "arrangement"
"""The step that the journal keeps for the instalments that a letter confirmed."""


def confirmations(
    items: OpenItems,
    plans: Sequence[ArrangementStanding],
    policy: Policy,
    history: History,
    letters: Sequence[Notice],
    *,
    confirmed: Collection[str],
    held: Collection[str] = (),
    cases: CaseStops | None = None,
    language: str = "en",
) -> list[Notice]:
    """The letters of a day that confirm arrangements, one a debtor.

    An arrangement whose first day has passed needs none any more. One whose debtor gets another
    letter today waits for tomorrow.

    Args:
        items: the open items.
        plans: the arrangements.
        policy, history, held, cases: as for `decide`.
        letters: the letters of the day.
        confirmed: ids of instalments that were confirmed before.
        language: of letters to debtors that have none of their own.
    """
    if policy.arrangements.confirmation is None:
        return []
    as_of = day_of(items.as_of)
    busy = written_to(items, history, letters)
    made = []
    for plan in plans:
        arrangement = plan.arrangement
        begun = arrangement.instalments[0].due < as_of
        if plan.status is not ArrangementStatus.ACTIVE or begun or arrangement.debtor in busy:
            continue
        lines = [
            instalment_line(arrangement, part, left, STEP)
            for part, left in zip(arrangement.instalments, plan.left, strict=True)
        ]
        if any(line.item in confirmed for line in lines):
            continue
        context = open_gates(items, arrangement, policy, history, held=held, cases=cases)
        if context is None:
            continue
        notice = _notice(context, plan, policy.arrangements.confirmation, language)
        if notice.channel:
            made.append(notice)
            busy.add(arrangement.debtor)
    return sorted(made, key=lambda n: (n.debtor.debtor, n.currency, n.notice))


def _notice(context: Context, plan: ArrangementStanding, template: str, language: str) -> Notice:
    """A letter about all instalments of which something is left; it asks for the first."""
    arrangement, as_of = plan.arrangement, day_of(context.as_of)
    to = addressed(context.items, range(len(context.items)), context.policy.arrangements.channels)
    lines = tuple(
        instalment_line(arrangement, part, left, STEP)
        for part, left in zip(arrangement.instalments, plan.left, strict=True)
        if left
    )
    return Notice(
        notice=notice_id(as_of, to.debtor.debtor, arrangement.currency, lines),
        as_of=as_of,
        debtor=to.debtor,
        currency=arrangement.currency,
        language=to.debtor.language or language,
        step=STEP,
        step_number=0,
        template=template,
        courtesy=True,
        channel=to.channel,
        lines=lines,
        credits=(),
        subtotal=sum(line.open for line in lines),
        total=lines[0].open,
        pay_by=lines[0].due,
        policy=context.policy.name,
        why=(f"arrangement {arrangement.id}, made {arrangement.made}", *to.why),
        review=context.policy.reminders.review,
        kind="instalment",
    )
