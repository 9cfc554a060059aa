"""Tasks about what people said: promises, follow-ups, disputes, arrangements, write-offs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from creditctl.app.views.cards import in_words
from creditctl.app.views.commands import command
from creditctl.cases.arrangements import ArrangementStatus
from creditctl.cases.promises import PromiseStatus
from creditctl.insight.worklist import Task, TaskKind
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.views.facts import Facts
    from creditctl.cases.records import Dispute
    from creditctl.insight.worklist_score import Score


def case_tasks(facts: Facts) -> Iterator[Task]:
    """All of them, in no particular order. Broken promises are calls: see `calls`."""
    yield from _promised_for_today(facts)
    yield from _follow_ups(facts)
    yield from _disputes(facts)
    yield from _defaults(facts)
    yield from _writeoffs(facts)


def _score(facts: Facts, debtor: str, amount: int, currency: str, days: int) -> Score:
    """The score of a task about one invoice; that it is disputed or promised is its reason."""
    risk = replace(facts.risk(debtor, currency), disputed=False, promised=False)
    return facts.score(amount, currency, days, risk.factors)


def _promised_for_today(facts: Facts) -> Iterator[Task]:
    """Promises whose day has come, and of which money is still missing."""
    for standing in facts.plan.cases.promises:
        promise, about = standing.promise, standing.promise.about
        invoice = facts.invoice(about.item)
        pending = standing.status is PromiseStatus.PENDING and promise.due <= facts.as_of
        if not pending or invoice is None:
            continue
        missing = promise.amount - standing.in_time
        words = f"{about.currency} {to_text(missing, about.currency)}"
        if standing.in_time:
            words += f" of {to_text(promise.amount, about.currency)}"
        day = "today" if promise.due == facts.as_of else str(promise.due)
        yield Task(
            TaskKind.PROMISE_DUE,
            owner=facts.debtor(about.debtor).owner,
            debtor=about.debtor,
            name=facts.shown(about.debtor),
            about=(promise.id, about.number),
            why=f"{words} of {about.number} is promised for {day}"
            + (f" ({promise.note})" if promise.note else ""),
            todo="look at the bank, and import what came in",
            command=command("payments", "import", "FILE"),
            score=_score(facts, about.debtor, missing, about.currency, invoice.days),
        )


def _follow_ups(facts: Facts) -> Iterator[Task]:
    for note in facts.book.notes.values():
        if note.follow_up is None or note.done is not None or note.follow_up > facts.as_of:
            continue
        more = [note.number] if note.number else []
        if note.follow_up < facts.as_of:
            more.append(f"to follow up since {note.follow_up}")
        yield Task(
            TaskKind.FOLLOW_UP,
            owner=facts.debtor(note.debtor).owner,
            debtor=note.debtor,
            name=facts.shown(note.debtor),
            about=(note.id, *([note.number] if note.number else [])),
            why=in_words(note) + (f" ({', '.join(more)})" if more else ""),
            todo="look again, and say that it is done",
            command=command("note", "done", note.id, "--by", "NAME"),
            score=_whole_debt(facts, note.debtor),
        )


def _whole_debt(facts: Facts, debtor: str) -> Score | None:
    """The score of all that a debtor may be called about, in its first currency."""
    columns = facts.columns
    for group in facts.groups_of(debtor):
        if columns.overdue[group]:
            currency = facts.currency_in(group)
            amount = int(columns.overdue[group] + columns.credits[group])
            factors = facts.risk(debtor, currency).factors
            return facts.score(amount, currency, int(columns.oldest[group]), factors)
    return None


def _disputes(facts: Facts) -> Iterator[Task]:
    for dispute in facts.book.disputes.values():
        if dispute.resolved is None:
            yield _dispute(facts, dispute)


def _dispute(facts: Facts, dispute: Dispute) -> Task:
    """A dispute of today; past its time when the policy wanted it solved by now."""
    about = dispute.about
    reason = facts.policy.disputes.reason(dispute.reason)
    last = dispute.opened + timedelta(days=reason.resolve_within) if reason else None
    late = last is not None and last < facts.as_of
    invoice = facts.invoice(about.item)
    left = invoice.open if invoice else 0
    amount = left if dispute.amount is None else min(left, dispute.amount)
    label = reason.label if reason else dispute.reason
    money = f"{about.currency} {to_text(amount, about.currency)}"
    words = f"{label}: {money} of {about.number}, {(facts.as_of - dispute.opened).days} days"
    if not left:
        words = f"{label}: nothing of {about.number} is open any more"
    if last is not None:
        words += f", to be solved by {last}"
    return Task(
        TaskKind.DISPUTE_LATE if late else TaskKind.DISPUTE,
        owner=(reason.owner if reason else "") or facts.debtor(about.debtor).owner,
        debtor=about.debtor,
        name=facts.shown(about.debtor),
        about=(dispute.id, about.number),
        why=words + (f" ({dispute.note})" if dispute.note else ""),
        todo="solve it, and record how it ended",
        command=command("dispute", "resolve", dispute.id, "--outcome", "TEXT", "--by", "NAME"),
        score=_score(facts, about.debtor, amount, about.currency, invoice.days if invoice else 0),
    )


def _defaults(facts: Facts) -> Iterator[Task]:
    """Arrangements of which an instalment was not paid in time."""
    for standing in facts.plan.cases.arrangements:
        plan, left = standing.arrangement, sum(standing.left)
        if standing.status is not ArrangementStatus.DEFAULTED or not left:
            continue
        late = standing.overdue(facts.as_of)
        missing = sum(amount for _, amount in late)
        days = (facts.as_of - late[0][0].due).days if late else 0
        parts = "1 instalment" if len(late) == 1 else f"{len(late)} instalments"
        yield Task(
            TaskKind.ARRANGEMENT_DEFAULT,
            owner=facts.debtor(plan.debtor).owner,
            debtor=plan.debtor,
            name=facts.shown(plan.debtor),
            about=(plan.id, *(about.number for about in plan.covers)),
            why=f"{parts} unpaid, {plan.currency} {to_text(missing, plan.currency)}, the oldest "
            f"for {days} days; {to_text(left, plan.currency)} of "
            f"{to_text(plan.total, plan.currency)} is left of the arrangement",
            todo="call; then end the arrangement, or make a new one",
            command=command("arrangement", "end", plan.id, "--reason", "TEXT", "--by", "NAME"),
            score=_score(facts, plan.debtor, left, plan.currency, days),
        )


def _writeoffs(facts: Facts) -> Iterator[Task]:
    for proposal in facts.book.writeoffs.values():
        if proposal.approved is not None or proposal.refused is not None:
            continue
        about = proposal.about
        invoice = facts.invoice(about.item)
        yield Task(
            TaskKind.APPROVE_WRITEOFF,
            owner=facts.debtor(about.debtor).owner,
            debtor=about.debtor,
            name=facts.shown(about.debtor),
            about=(proposal.id, about.number),
            why=f"{proposal.by} proposes to give up {about.currency} "
            f"{to_text(proposal.amount, about.currency)} of {about.number}: {proposal.reason}",
            todo=f"somebody else than {proposal.by} approves or refuses it",
            command=command("writeoff", "approve", proposal.id, "--by", "NAME"),
            score=_score(
                facts,
                about.debtor,
                proposal.amount,
                about.currency,
                invoice.days if invoice else 0,
            ),
        )
