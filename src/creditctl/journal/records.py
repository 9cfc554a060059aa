"""What the journal hands out, as small frozen records, and the life of a notice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from creditctl.journal.snapshots import SnapshotRef


class State(StrEnum):
    """Where a notice stands.

    PLANNED: decided and recorded; nothing has left.
    HANDING_OVER: about to leave. After a crash it is unknown whether it did.
    HANDED_OVER: its file lies in the outbox. Only now does its step count as done.
    SENDING: about to be sent from there. After a crash it is unknown whether it was.
    SENT: the other side took it.
    UNCERTAIN: it may have left; a person has to find out and say.
    REJECTED: the channel did not take it. Its step may be issued again.
    WITHDRAWN: it did not leave, on purpose. Its step may be issued again.
    VOIDED: it left, and a person took it back. Its items fall back to the step before.
    """

    PLANNED = "planned"
    HANDING_OVER = "handing over"
    HANDED_OVER = "handed over"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


NEXT: Final[Mapping[State, frozenset[State]]] = {
    State.PLANNED: frozenset({State.HANDING_OVER, State.WITHDRAWN}),
    State.HANDING_OVER: frozenset({State.HANDED_OVER, State.REJECTED, State.UNCERTAIN}),
    State.UNCERTAIN: frozenset({State.HANDED_OVER, State.SENT, State.WITHDRAWN}),
    State.HANDED_OVER: frozenset({State.SENDING, State.WITHDRAWN, State.VOIDED}),
    State.SENDING: frozenset({State.SENT, State.HANDED_OVER, State.REJECTED, State.UNCERTAIN}),
    State.SENT: frozenset({State.VOIDED}),
    State.VOIDED: frozenset(),
    State.REJECTED: frozenset({State.PLANNED}),
    State.WITHDRAWN: frozenset({State.PLANNED}),
}
"""The states that may follow. What did not leave may be planned again under the same id."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run.

    Attributes:
        run: id, ``2026-01-31-001``; sorts by as-of date.
        started, finished: UTC, ISO text; `finished` is "" after a crash and while it runs.
        outcome: in one word, "" until it is finished.
        exit_code: None until it is finished.
        policy_hash, input_hash: SHA-256 of what was decided with, and of what was read.
        facts: what was known at the start; summary: what came out.
    """

    run: str
    as_of: date
    started: str
    finished: str
    outcome: str
    exit_code: int | None
    program: str
    policy_hash: str
    input_hash: str
    facts: Mapping[str, Any]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One item on a notice: `open` in minor units, `repeat` 0 = the first issue of the step."""

    item: str
    step: str
    repeat: int
    number: str
    due: date
    open: int


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One notice as the journal has it.

    Attributes:
        total: minor units of `currency`.
        state_at: when it came to `state`; UTC, ISO text.
        reason: why it is withdrawn, rejected, uncertain, voided or not sent yet, else "".
        area: the area of its items where areas get letters of their own, else "".
        kind: demand, thanks, instalment or promise.
        items: what it asks for.
        files: (path relative to the outbox's workspace, SHA-256) of what was handed over.
    """

    notice: str
    run: str
    as_of: date
    debtor: str
    name: str
    currency: str
    language: str
    step: str
    step_number: int
    channel: str
    total: int
    pay_by: date
    area: str
    kind: str
    state: State
    state_at: str
    reason: str
    items: tuple[NoticeItem, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerTotal:
    """What an import found open in one currency: number of items, total in minor units."""

    items: int
    total: int


@dataclass(frozen=True, slots=True)
class RunSnapshot:
    """The ledger snapshot that a run worked on."""

    run: str
    as_of: date
    snapshot: SnapshotRef


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the journal holds.

    Attributes:
        events: number of events; head: hash of the last one, to be noted elsewhere as a seal.
        runs: number of runs.
        notices: number of notices in each state that occurs.
        items: number of items with a step handed over.
    """

    events: int
    head: str
    runs: int
    notices: Mapping[State, int]
    items: int
