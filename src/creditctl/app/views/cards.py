"""The card of a debtor: contact, what is overdue, the last letter, the last note, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.cases.promises import PromiseStatus
from creditctl.insight.worklist import Card, Owing
from creditctl.ledger.money import to_text
from creditctl.policy.recipients import written_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.views.facts import Facts
    from creditctl.cases.records import Note


def card(facts: Facts, name: str) -> Card:
    """Everything to have at hand when one speaks with a debtor."""
    debtor = facts.debtor(name)
    notes = facts.notes.get(name, ())
    last = notes[-1] if notes else None
    return Card(
        contact=debtor.dunning_contact or debtor.contact,
        phone=debtor.phone,
        email=written_to(debtor).email,
        language=debtor.language,
        owing=tuple(_owing(facts, name)),
        letter=facts.last_letter(name),
        note=in_words(last) if last else "",
        promises=tuple(_promises(facts, name)),
    )


def in_words(note: Note) -> str:
    """A note or call: what, when, by whom, and its text."""
    return f"{note.kind} of {note.day} by {note.by}: {note.text}"


def _owing(facts: Facts, name: str) -> Iterator[Owing]:
    for group in facts.groups_of(name):
        rows = [row for row in facts.rows_in(group) if facts.to_call[row]]
        if rows:
            yield Owing(
                facts.currency_in(group),
                int(facts.columns.overdue[group]),
                int(facts.columns.oldest[group]),
                tuple(facts.items.number[row] for row in rows),
            )


def _promises(facts: Facts, name: str) -> Iterator[str]:
    """Pending promises, and those that were not kept while something is still open."""
    for standing in facts.plan.cases.promises:
        promise, about = standing.promise, standing.promise.about
        over = standing.status in (PromiseStatus.KEPT, PromiseStatus.CANCELLED)
        if about.debtor != name or over or facts.invoice(about.item) is None:
            continue
        money = f"{about.currency} {to_text(promise.amount, about.currency)}"
        yield f"{money} of {about.number} by {promise.due}: {standing.status}"
