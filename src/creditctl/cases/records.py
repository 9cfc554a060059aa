"""The cases: what somebody said or decided between reminder and money, and when.

A case is made of events in the journal. Nothing here is typed that can be computed: whether a
promise was kept or an arrangement is in default follows from payments (`promises`,
`arrangements`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Scope = Literal["item", "debtor", "group"]


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event about a case, as the journal has it.

    Attributes:
        seq: number of the event in the journal.
        at: when it was recorded, UTC, ISO text.
        day: the day on which it happened; what is later than an as-of date does not exist.
        kind: what happened, such as ``promise.added``.
        case: id of the case, such as ``P12``.
        data: the rest, by kind.
    """

    seq: int
    at: str
    day: date
    kind: str
    case: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The open item that a case is about.

    Attributes:
        item: its stable id; number: the invoice number.
        open: what was open of it when the case was opened, minor units of `currency`.
    """

    item: str
    debtor: str
    number: str
    currency: str
    open: int


@dataclass(frozen=True, slots=True)
class End:
    """How a case was ended by a person: on which day, by whom, and why."""

    day: date
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay.

    Attributes:
        made: the day on which it was made; due: the day by which it is to be paid.
        amount: what was promised, minor units.
        seq: its event, which tells payments that came before it from those after.
    """

    id: str
    about: Subject
    made: date
    due: date
    amount: int
    by: str
    note: str = ""
    seq: int = 0
    cancelled: End | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A complaint, or another reason for non-payment.

    Attributes:
        reason: a code of the policy.
        amount: the disputed part, minor units; None = all of the item.
        opened: the day on which it was recorded.
        blocks: whether the disputed part is left out of reminders, as the policy said that day.
        resolved: how it ended; its reason is the outcome in words.
    """

    id: str
    about: Subject
    reason: str
    amount: int | None
    opened: date
    by: str
    note: str = ""
    blocks: bool = True
    resolved: End | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop put by a person: no reminders about an item, to a debtor or to a group.

    Attributes:
        scope: what it stops; key: id of the item, the debtor or the group.
        debtor: id of the debtor, "" for a group.
        shown: the key as people know it: an invoice number, a debtor, a group.
        start, until: first and last day; no last day = until it is lifted.
    """

    id: str
    scope: Scope
    key: str
    debtor: str
    shown: str
    reason: str
    start: date
    until: date | None
    by: str
    made: date
    lifted: End | None = None

    def stops(self, day: date) -> bool:
        """Whether it stops reminders on a day. On the day of lifting it still does."""
        if day < self.start or (self.until is not None and day > self.until):
            return False
        return self.lifted is None or day <= self.lifted.day


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a debtor: never changed, never deleted.

    Attributes:
        kind: a note, or a telephone call.
        number: the invoice that it is about, "" = none.
        follow_up: the day on which somebody should look again, None = none.
        done: when the follow-up was done.
    """

    id: str
    debtor: str
    kind: Literal["note", "call"]
    text: str
    by: str
    day: date
    at: str
    number: str = ""
    follow_up: date | None = None
    done: End | None = None


@dataclass(frozen=True, slots=True)
class WriteOff:
    """An amount given up: proposed by one person, approved by another.

    Attributes:
        amount: minor units.
        approved, refused: what became of the proposal.
        seq: the event of the approval, 0 before it.
    """

    id: str
    about: Subject
    amount: int
    reason: str
    by: str
    proposed: date
    seq: int = 0
    approved: End | None = None
    refused: End | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of an arrangement: number from 1, day, minor units."""

    number: int
    due: date
    amount: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A payment plan for one or more items of one debtor in one currency.

    Attributes:
        covers: the items, each with what was open when the plan was made.
        instalments: in order of their days; they add up to what is covered.
        ended: when a person ended it.
        seq: its event.
    """

    id: str
    debtor: str
    currency: str
    covers: tuple[Subject, ...]
    instalments: tuple[Instalment, ...]
    made: date
    by: str
    note: str = ""
    seq: int = 0
    ended: End | None = None

    @property
    def total(self) -> int:
        """What is to be paid, minor units."""
        return sum(part.amount for part in self.instalments)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw open of an item that a promise or an arrangement is about."""

    day: date
    open: int


@dataclass(slots=True)
class CaseBook:
    """All cases as they stand at a date, by id, in the order in which they were opened.

    Attributes:
        seen: what runs saw open of the items that promises and arrangements are about.
    """

    promises: dict[str, Promise] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    writeoffs: dict[str, WriteOff] = field(default_factory=dict)
    arrangements: dict[str, Arrangement] = field(default_factory=dict)
    seen: dict[str, list[Seen]] = field(default_factory=dict)
