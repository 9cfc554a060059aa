"""The letters of one debtor, made of its events in the journal.

A letter that a person took back counts as taken back on every day: the journal has no as-of day
for that, here as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.journal.projections import notice_event
from creditctl.journal.records import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.journal.events import EventRecord

STATE_OF: Final = {notice_event(state): state for state in State}
"""The state to which each kind of event brings a notice."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice as it was planned, and one thing that became of it.

    Attributes:
        seq: of the event that says so; at: when it was recorded, UTC, ISO text.
        day: the as-of day of the notice.
        numbers: of the invoices that it is about.
        total: minor units of `currency`.
        reason, by: of that event, "" = it has none.
    """

    notice: str
    seq: int
    at: str
    day: date
    step: str
    kind: str
    channel: str
    currency: str
    total: int
    pay_by: date
    numbers: tuple[str, ...]
    state: State
    reason: str
    by: str


def letter_events(events: Iterable[EventRecord], as_of: date) -> list[Letter]:
    """What became of every notice, step by step, in the order of the journal.

    Args:
        events: of one debtor, in that order.
        as_of: later notices do not exist.
    """
    planned: dict[str, EventRecord] = {}
    found = []
    for event in events:
        state = STATE_OF.get(event.kind)
        if state is State.PLANNED:
            planned[event.subject] = event
        origin = planned.get(event.subject)
        if state is None or origin is None or date.fromisoformat(origin.data["as_of"]) > as_of:
            continue
        found.append(_letter(origin, event, state))
    return found


def _letter(origin: EventRecord, event: EventRecord, state: State) -> Letter:
    data = origin.data
    return Letter(
        notice=event.subject,
        seq=event.seq,
        at=event.at,
        day=date.fromisoformat(data["as_of"]),
        step=data["step"],
        kind=data.get("kind", "demand"),
        channel=data["channel"],
        currency=data["currency"],
        total=data["total"],
        pay_by=date.fromisoformat(data["pay_by"]),
        numbers=tuple(number for _, _, _, number, _, _ in data["items"]),
        state=state,
        reason=event.data.get("reason", ""),
        by=event.data.get("by", ""),
    )


def letters(events: Iterable[EventRecord], as_of: date) -> list[Letter]:
    """Every notice once, as it stands now, in the order in which they were planned last."""
    latest: dict[str, Letter] = {}
    for letter in letter_events(events, as_of):
        if letter.state is State.PLANNED:
            latest.pop(letter.notice, None)
        latest[letter.notice] = letter
    return list(latest.values())
