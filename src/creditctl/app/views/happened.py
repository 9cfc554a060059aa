"""Events of the journal about one debtor as entries of its history, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from creditctl.app.views.letters import letter_events
from creditctl.app.views.receipts import number_in
from creditctl.cases import events as cases
from creditctl.insight.timeline import Entry, What
from creditctl.journal import bank_projections as bank
from creditctl.journal.projections import SEGMENT_CHANGED
from creditctl.journal.records import State
from creditctl.ledger.money import to_text
from creditctl.policy.notices import ASKING, PROMISE_STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from creditctl.app.views.letters import Letter
    from creditctl.journal.events import EventRecord
    from creditctl.policy.model import Policy

_STATES: Final = {
    State.PLANNED: "planned, not handed over",
    State.HANDING_OVER: "was being handed over",
    State.HANDED_OVER: "handed over",
    State.SENDING: "was being sent",
    State.SENT: "sent",
    State.UNCERTAIN: "may or may not have left",
    State.REJECTED: "not taken by its channel",
    State.WITHDRAWN: "withdrawn, did not leave",
    State.VOIDED: "taken back",
}
_NAMES: Final = {
    "thank-you": "thank-you letter",
    "instalment": "note about an instalment",
    "arrangement": "letter that confirms an arrangement",
    PROMISE_STEP: "letter about a broken promise",
}
"""Letters that are no demand, by the step that the journal keeps."""


def happened(
    events: Sequence[EventRecord], debtor: str, policy: Policy, as_of: date
) -> list[Entry]:
    """What the journal says, up to a day.

    Args:
        events: of the debtor, in the order of the journal.
        debtor: the id.
        policy: names the reasons for non-payment.
        as_of: later events do not exist.
    """
    found = [*_letters(events, as_of), *_segments(events, debtor)]
    found += [*_cases(events, debtor, policy), *_bank(events, debtor)]
    return [entry for entry in found if entry.day <= as_of]


def _letters(events: Iterable[EventRecord], as_of: date) -> Iterator[Entry]:
    """Every step of every notice but those that only lead to the next one."""
    steps = letter_events(events, as_of)
    last = {letter.notice: letter.seq for letter in steps}
    for letter in steps:
        passing = letter.state in (State.PLANNED, State.HANDING_OVER, State.SENDING)
        if not passing or last[letter.notice] == letter.seq:
            yield _letter(letter)


def _letter(letter: Letter) -> Entry:
    asks = letter.kind in ASKING
    demand = letter.kind == "demand"
    name = f"letter '{letter.step}'" if demand else _NAMES.get(letter.step, letter.kind)
    about = f" about {', '.join(letter.numbers)}" if letter.numbers else ""
    words = f"{name} by {letter.channel}{about}: {_STATES[letter.state]}"
    if letter.reason:
        words += f" ({letter.reason})"
    if asks:
        words += f"; {letter.currency} {to_text(letter.total, letter.currency)} to pay by "
        words += str(letter.pay_by)
    return Entry(
        letter.day,
        What.LETTER,
        words,
        letter.numbers,
        letter.currency,
        letter.total if asks else None,
        letter.notice,
        letter.by,
        letter.seq,
    )


def _segments(events: Iterable[EventRecord], debtor: str) -> Iterator[Entry]:
    for event in events:
        if event.kind == SEGMENT_CHANGED and event.subject == debtor and event.run:
            before, after = (event.data[key] or "none" for key in ("from", "to"))
            yield Entry(
                date.fromisoformat(event.run[:10]),
                What.SEGMENT,
                f"segment {after}, before: {before}",
                currency=event.data["currency"],
                seq=event.seq,
            )


# Cases.


def _cases(events: Iterable[EventRecord], debtor: str, policy: Policy) -> Iterator[Entry]:
    """Case events; what ends a case is told with what opened it."""
    opened: dict[str, EventRecord] = {}
    for event in events:
        if event.kind not in cases.KINDS or event.kind == cases.ITEMS_SEEN:
            continue
        if event.data.get("debtor") not in (debtor, ""):
            continue
        origin = opened.setdefault(event.subject, event)
        yield _case(event, origin, policy)


def _case(event: EventRecord, origin: EventRecord, policy: Policy) -> Entry:
    what, tell = _TOLD[event.kind]
    data, about = event.data, origin.data.get("about") or {}
    currency = about.get("currency") or origin.data.get("currency", "")
    covers = origin.data.get("covers", ())
    numbers = [about.get("number") or origin.data.get("number", "")]
    numbers = [cover["number"] for cover in covers] or [n for n in numbers if n]
    amount = origin.data.get("amount", about.get("open"))
    return Entry(
        date.fromisoformat(data["day"]),
        what,
        f"{event.subject}: {tell(origin.data, data, policy)}",
        tuple(numbers),
        currency,
        amount if event is origin else None,
        event.subject,
        data.get("by", ""),
        event.seq,
    )


def _money(data: Mapping[str, Any]) -> str:
    about = data["about"]
    amount = about["open"] if data.get("amount") is None else data["amount"]
    return f"{about['currency']} {to_text(amount, about['currency'])} of {about['number']}"


def _with(words: str, more: str) -> str:
    return f"{words}: {more}" if more else words


def _promised(first: Mapping[str, Any], _now: Mapping[str, Any], _policy: Policy) -> str:
    return _with(f"{_money(first)} promised for {first['due']}", first["note"])


def _disputed(first: Mapping[str, Any], _now: Mapping[str, Any], policy: Policy) -> str:
    reason = policy.disputes.reason(first["reason"])
    label = reason.label if reason else first["reason"]
    return _with(f"{_money(first)} disputed, {label}", first["note"])


def _held(first: Mapping[str, Any], _now: Mapping[str, Any], _policy: Policy) -> str:
    until = f" until {first['until']}" if first["until"] else ""
    return (
        f"{first['scope']} {first['shown']} on hold from {first['start']}{until}: {first['reason']}"
    )


def _noted(first: Mapping[str, Any], _now: Mapping[str, Any], _policy: Policy) -> str:
    later = f" (to follow up on {first['follow_up']})" if first["follow_up"] else ""
    return _with(first["kind"], first["text"]) + later


def _proposed(first: Mapping[str, Any], _now: Mapping[str, Any], _policy: Policy) -> str:
    return _with(f"proposed to give up {_money(first)}", first["reason"])


def _arranged(first: Mapping[str, Any], _now: Mapping[str, Any], _policy: Policy) -> str:
    parts, currency = first["instalments"], first["currency"]
    total = to_text(sum(amount for _, amount in parts), currency)
    days = f"from {parts[0][0]} to {parts[-1][0]}"
    return _with(f"{currency} {total} in {len(parts)} instalments {days}", first["note"])


def _ended(words: str) -> Callable[[Mapping[str, Any], Mapping[str, Any], Policy], str]:
    def tell(_first: Mapping[str, Any], now: Mapping[str, Any], _policy: Policy) -> str:
        return _with(words, now.get("reason", ""))

    return tell


_TOLD: Final[
    dict[str, tuple[What, Callable[[Mapping[str, Any], Mapping[str, Any], Policy], str]]]
] = {
    cases.PROMISE_ADDED: (What.PROMISE, _promised),
    cases.PROMISE_CANCELLED: (What.PROMISE, _ended("promise cancelled")),
    cases.DISPUTE_OPENED: (What.DISPUTE, _disputed),
    cases.DISPUTE_RESOLVED: (What.DISPUTE, _ended("dispute resolved")),
    cases.HOLD_ADDED: (What.HOLD, _held),
    cases.HOLD_LIFTED: (What.HOLD, _ended("hold lifted")),
    cases.NOTE_ADDED: (What.NOTE, _noted),
    cases.NOTE_DONE: (What.NOTE, _ended("follow-up done")),
    cases.WRITEOFF_PROPOSED: (What.WRITEOFF, _proposed),
    cases.WRITEOFF_APPROVED: (What.WRITEOFF, _ended("write-off approved")),
    cases.WRITEOFF_REFUSED: (What.WRITEOFF, _ended("write-off refused")),
    cases.ARRANGEMENT_MADE: (What.ARRANGEMENT, _arranged),
    cases.ARRANGEMENT_ENDED: (What.ARRANGEMENT, _ended("arrangement ended")),
}
"""Kind and words of every case event: (data of the opening, data of the event, policy)."""


# The bank.


def _bank(events: Iterable[EventRecord], debtor: str) -> Iterator[Entry]:
    """Matched entries on the day of their booking; what became of them later on its own day."""
    entries: dict[str, EventRecord] = {}
    matched: dict[str, bool] = {}
    for event in events:
        if event.kind == bank.ENTRY_IMPORTED:
            entries[event.subject] = event
        elif event.kind == bank.PAYMENT_MATCHED:
            matched[event.subject] = event.data.get("debtor") == debtor
            if matched[event.subject] and event.subject in entries:
                yield _match(event, entries[event.subject])
        elif event.kind in (bank.PAYMENT_RETURNED, bank.PAYMENT_RELEASED) and matched.pop(
            event.subject, False
        ):
            returned = event.kind == bank.PAYMENT_RETURNED
            yield Entry(
                date.fromisoformat(event.data["day"]),
                What.BANK,
                "payment returned by the bank" if returned else "match taken back",
                ref=event.subject,
                by=event.data.get("by", ""),
                seq=event.seq,
            )


def _match(event: EventRecord, entry: EventRecord) -> Entry:
    currency, amount = entry.data["currency"], entry.data["amount"]
    numbers = tuple(number_in(item) for item, *_ in event.data["allocations"])
    rest = event.data.get("rest", 0)
    words = f"{currency} {to_text(amount, currency)} at the bank"
    words += f" for {', '.join(numbers)}" if numbers else ""
    if rest:
        words += f"; {to_text(rest, currency)} belongs to no invoice"
    booked, day = entry.data["booked"], event.data["day"]
    return Entry(
        date.fromisoformat(max(booked, day)),
        What.BANK,
        words,
        numbers,
        currency,
        amount,
        event.subject,
        event.data.get("by", ""),
        event.seq,
    )
