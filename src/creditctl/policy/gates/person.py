"""Gates: is it for a person, can the debtor be reached, must a person approve the letter?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.frames import take
from creditctl.policy.addresses import comparable
from creditctl.policy.amounts import letter_keys
from creditctl.policy.gates.gate import Gate
from creditctl.policy.gates.schedule import step_path
from creditctl.policy.reasons import Outcome, Reason
from creditctl.policy.recipients import contact_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.ledger.frames import Bool, Int32, Int64
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path
    from creditctl.policy.reminders import Reminders, Step


def _at_steps(context: Context, wanted: Callable[[Reminders, Step], bool]) -> Bool:
    """Items whose step is one of the wanted ones."""
    closed = np.zeros(len(context.items), dtype=np.bool_)
    for index, rules in enumerate(context.assignment.policies):
        for position, step in enumerate(rules.reminders.steps):
            if wanted(rules.reminders, step):
                closed |= (context.effective == index) & (context.step == position)
    return closed


def _hand_over(context: Context) -> Bool:
    return _at_steps(context, lambda _, step: step.action == "hand-over")


def _review(context: Context) -> Bool:
    """Items whose letter holds an item at a step with `review`: a letter waits as a whole."""
    marked = _at_steps(context, lambda rules, step: rules.review or step.review) & context.alive
    context.review = marked
    if not marked.any():
        return marked
    letter = letter_keys(context)
    return context.alive & np.isin(letter, letter[marked])


def _hand_over_value(context: Context, item: int) -> str:
    step = context.step_of(item)
    return "no step reached" if step is None else f"'{step.id}': action {step.action}"


def _review_value(context: Context, item: int) -> str:
    step = context.step_of(item)
    if step is None:
        return "no step reached"
    if context.rules(item).reminders.review:
        return "every letter: review true"
    own = f"'{step.id}': review {str(step.review).lower()}"
    wanting = np.flatnonzero(context.review)
    if step.review or not len(wanting):
        return own
    letter = letter_keys(context)
    other = wanting[letter[wanting] == letter[item]]
    number = context.items.number[int(other[0])] if len(other) else ""
    return f"{own}, but it shares a letter with {number}, which wants a look" if number else own


def _no_contact(context: Context) -> Bool:
    alive = np.flatnonzero(context.alive)
    context.contact[alive] = _shared_contacts(context, alive)
    closed = np.zeros(len(context.items), dtype=np.bool_)
    closed[alive] = context.unreachable(alive)
    return closed


def _shared_contacts(context: Context, alive: Int64) -> Int32:
    """Per item, the invoice contact that all items of its letter have, as `Context.contact`."""
    codes = np.zeros(len(alive), dtype=np.int32)
    texts = context.items.invoice_email
    if texts is None:
        return codes
    place: dict[str, int] = {"": 0}
    for at, text in enumerate(take(texts, alive)):
        code = place.setdefault(comparable(text), len(context.contacts))
        if code == len(context.contacts):
            context.contacts.append(text)
        codes[at] = code
    _, letter = np.unique(letter_keys(context, settled=False)[alive], return_inverse=True)
    low = np.full(len(alive), len(place), dtype=np.int32)
    high = np.zeros(len(alive), dtype=np.int32)
    np.minimum.at(low, letter, codes)
    np.maximum.at(high, letter, codes)
    shared: Int32 = np.where(low == high, low, np.int32(0))[letter]
    return shared


def _no_contact_value(context: Context, item: int) -> str:
    step = context.step_of(item)
    if step is None:
        return "no step reached"
    channel, found = context.channel(item), context.recipient(item)
    if channel:
        special = channel == "email" and found.basis != "debtor"
        return f"by {channel}, to the {found.basis}" if special else f"by {channel}"
    words = [f"no address for {' or '.join(step.channels)}"]
    words += [f"{one.column} {one.text!r} is none" for one in found.passed_over]
    if context.contact[item] == 0 and contact_of(context.items, [item]):
        words.append("the invoices of the letter have different contacts")
    return "; ".join(words)


PERSON: Final = (Gate(Reason.HAND_OVER, Outcome.REFER, _hand_over, _hand_over_value, step_path),)

REACHABLE: Final = (
    Gate(Reason.NO_CONTACT, Outcome.REFER, _no_contact, _no_contact_value, step_path),
)


def _review_path(context: Context, item: int) -> Path:
    rules = context.rules(item)
    return rules.path("reminders", "review") if rules.reminders.review else step_path(context, item)


APPROVAL: Final = (Gate(Reason.REVIEW, Outcome.REFER, _review, _review_value, _review_path),)
