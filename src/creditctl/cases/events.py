"""Case events: their names, what each keeps, and how cases are made of them again."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from creditctl.cases.records import (
    Arrangement,
    CaseBook,
    Dispute,
    End,
    Hold,
    Instalment,
    Note,
    Promise,
    Seen,
    Subject,
    WriteOff,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from creditctl.cases.records import CaseEvent

PROMISE_ADDED: Final = "promise.added"
PROMISE_CANCELLED: Final = "promise.cancelled"
DISPUTE_OPENED: Final = "dispute.opened"
DISPUTE_RESOLVED: Final = "dispute.resolved"
HOLD_ADDED: Final = "hold.put"
HOLD_LIFTED: Final = "hold.lifted"
NOTE_ADDED: Final = "note.added"
NOTE_DONE: Final = "note.done"
WRITEOFF_PROPOSED: Final = "writeoff.proposed"
WRITEOFF_APPROVED: Final = "writeoff.approved"
WRITEOFF_REFUSED: Final = "writeoff.refused"
ARRANGEMENT_MADE: Final = "arrangement.made"
ARRANGEMENT_ENDED: Final = "arrangement.ended"
ITEMS_SEEN: Final = "cases.seen"

LETTERS: Final[Mapping[str, str]] = {
    PROMISE_ADDED: "P",
    DISPUTE_OPENED: "D",
    HOLD_ADDED: "H",
    NOTE_ADDED: "N",
    WRITEOFF_PROPOSED: "W",
    ARRANGEMENT_MADE: "A",
}
"""What the ids of cases begin with, by the kind of event that opens one."""


def about_data(about: Subject) -> dict[str, Any]:
    """The subject of a case, as an event keeps it."""
    return asdict(about)


def _about(data: Mapping[str, Any]) -> Subject:
    return Subject(**data["about"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _end(event: CaseEvent) -> End:
    return End(event.day, event.data["by"], event.data.get("reason", ""))


def _promise(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    book.promises[event.case] = Promise(
        id=event.case,
        about=_about(data),
        made=event.day,
        due=date.fromisoformat(data["due"]),
        amount=data["amount"],
        by=data["by"],
        note=data["note"],
        seq=event.seq,
    )


def _promise_cancelled(book: CaseBook, event: CaseEvent) -> None:
    promise = book.promises[event.case]
    book.promises[event.case] = replace(promise, cancelled=_end(event))


def _dispute(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    book.disputes[event.case] = Dispute(
        id=event.case,
        about=_about(data),
        reason=data["reason"],
        amount=data["amount"],
        opened=event.day,
        by=data["by"],
        note=data["note"],
        blocks=data["blocks"],
    )


def _dispute_resolved(book: CaseBook, event: CaseEvent) -> None:
    book.disputes[event.case] = replace(book.disputes[event.case], resolved=_end(event))


def _hold(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    book.holds[event.case] = Hold(
        id=event.case,
        scope=data["scope"],
        key=data["key"],
        debtor=data["debtor"],
        shown=data["shown"],
        reason=data["reason"],
        start=date.fromisoformat(data["start"]),
        until=_day(data["until"]),
        by=data["by"],
        made=event.day,
    )


def _hold_lifted(book: CaseBook, event: CaseEvent) -> None:
    book.holds[event.case] = replace(book.holds[event.case], lifted=_end(event))


def _note(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    book.notes[event.case] = Note(
        id=event.case,
        debtor=data["debtor"],
        kind=data["kind"],
        text=data["text"],
        by=data["by"],
        day=event.day,
        at=event.at,
        number=data["number"],
        follow_up=_day(data["follow_up"]),
    )


def _note_done(book: CaseBook, event: CaseEvent) -> None:
    book.notes[event.case] = replace(book.notes[event.case], done=_end(event))


def _writeoff(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    book.writeoffs[event.case] = WriteOff(
        id=event.case,
        about=_about(data),
        amount=data["amount"],
        reason=data["reason"],
        by=data["by"],
        proposed=event.day,
    )


def _writeoff_approved(book: CaseBook, event: CaseEvent) -> None:
    proposal = book.writeoffs[event.case]
    # What is open on the day of the approval is what the amount is taken from.
    about = replace(proposal.about, open=event.data["open"])
    book.writeoffs[event.case] = replace(proposal, about=about, approved=_end(event), seq=event.seq)


def _writeoff_refused(book: CaseBook, event: CaseEvent) -> None:
    book.writeoffs[event.case] = replace(book.writeoffs[event.case], refused=_end(event))


def _arrangement(book: CaseBook, event: CaseEvent) -> None:
    data = event.data
    parts = enumerate(data["instalments"], 1)
    book.arrangements[event.case] = Arrangement(
        id=event.case,
        debtor=data["debtor"],
        currency=data["currency"],
        covers=tuple(Subject(**about) for about in data["covers"]),
        instalments=tuple(Instalment(n, date.fromisoformat(d), a) for n, (d, a) in parts),
        made=event.day,
        by=data["by"],
        note=data["note"],
        seq=event.seq,
    )


def _arrangement_ended(book: CaseBook, event: CaseEvent) -> None:
    book.arrangements[event.case] = replace(book.arrangements[event.case], ended=_end(event))


def _items_seen(book: CaseBook, event: CaseEvent) -> None:
    for item, left in event.data["open"].items():
        book.seen.setdefault(item, []).append(Seen(event.day, left))


_FOLDS: Final[dict[str, Callable[[CaseBook, CaseEvent], None]]] = {
    PROMISE_ADDED: _promise,
    PROMISE_CANCELLED: _promise_cancelled,
    DISPUTE_OPENED: _dispute,
    DISPUTE_RESOLVED: _dispute_resolved,
    HOLD_ADDED: _hold,
    HOLD_LIFTED: _hold_lifted,
    NOTE_ADDED: _note,
    NOTE_DONE: _note_done,
    WRITEOFF_PROPOSED: _writeoff,
    WRITEOFF_APPROVED: _writeoff_approved,
    WRITEOFF_REFUSED: _writeoff_refused,
    ARRANGEMENT_MADE: _arrangement,
    ARRANGEMENT_ENDED: _arrangement_ended,
    ITEMS_SEEN: _items_seen,
}

KINDS: Final = frozenset(_FOLDS)
"""Every kind of event about cases."""


def fold(events: Iterable[CaseEvent], book: CaseBook | None = None) -> CaseBook:
    """The cases that some events make.

    Args:
        events: in the order of the journal, none later than the date that is asked for. A case
            whose opening lies after that date has no events here at all: days only go forward
            within a case.
        book: the cases so far, which are added to.
    """
    book = book or CaseBook()
    for event in events:
        _FOLDS[event.kind](book, event)
    return book


def instalment_data(parts: Sequence[Instalment]) -> list[tuple[str, int]]:
    """Instalments as an event keeps them: day and minor units of each, in order."""
    return [(part.due.isoformat(), part.amount) for part in parts]
