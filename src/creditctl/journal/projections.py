"""The tables that follow from the events. Living and rebuilding go through the same functions.

An event is applied in the transaction that records it; `rebuild` applies all of them again.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from creditctl.cases.events import KINDS as CASE_KINDS
from creditctl.journal import bank_projections
from creditctl.journal import events as log
from creditctl.journal.records import State
from creditctl.journal.schema import ISSUED, PROJECTIONS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from creditctl.journal.events import EventRecord

    Projector = Callable[[sqlite3.Connection, Sequence[EventRecord]], None]

RUN_BEGUN: Final = "run.begun"
RUN_FINISHED: Final = "run.finished"
LEDGER_IMPORTED: Final = "ledger.imported"
SEGMENT_CHANGED: Final = "segment.changed"


def notice_event(state: State) -> str:
    """Kind of the event that brings a notice to a state, such as ``notice.handed-over``."""
    return f"notice.{state.replace(' ', '-')}"


def apply(connection: sqlite3.Connection, events: Iterable[EventRecord]) -> None:
    """Carry events into the projections; kinds that no projection needs pass by."""
    for kind, batch in groupby(events, key=attrgetter("kind")):
        projector = PROJECTORS.get(kind)
        if projector is not None:
            projector(connection, list(batch))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the projections anew from the events, inside the caller's transaction."""
    for table in reversed(PROJECTIONS):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  (our own table names)
    apply(connection, log.read(connection))


def _run_begun(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO run (run, seq, as_of, started, program, policy_hash, input_hash, facts)"
        " VALUES (:run, :seq, :as_of, :at, :program, :policy_hash, :input_hash, :facts)",
        [
            {**e.data, "run": e.subject, "seq": e.seq, "at": e.at}
            | {"facts": log.canonical(e.data["facts"])}
            for e in events
        ],
    )


def _run_finished(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "UPDATE run SET finished = :at, outcome = :outcome, exit_code = :exit_code,"
        " summary = :summary WHERE run = :run",
        [
            {**e.data, "run": e.subject, "at": e.at, "summary": log.canonical(e.data["summary"])}
            for e in events
        ],
    )


def _ledger_imported(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO run_total VALUES (:run, :currency, :items, :total)",
        [
            {**total, "run": e.subject, "currency": currency}
            for e in events
            for currency, total in e.data["totals"].items()
        ],
    )
    connection.executemany(
        "INSERT INTO run_snapshot VALUES (:run, :file, :sha256, :file_sha256, :rows)",
        [{**e.data["snapshot"], "run": e.subject} for e in events if e.data["snapshot"]],
    )


_DESCRIBED: Final = itemgetter(
    "as_of",
    "debtor",
    "name",
    "currency",
    "language",
    "step",
    "step_number",
    "channel",
    "total",
    "pay_by",
)


def _planned(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    # A notice that did not leave may be planned again; its items and files go with the old row.
    connection.executemany(
        "DELETE FROM notice WHERE notice = ? AND state IN ('rejected', 'withdrawn')",
        [(e.subject,) for e in events],
    )
    connection.executemany(
        "INSERT INTO notice VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,'planned',?,'')",
        [
            (
                *(e.subject, e.run, *_DESCRIBED(e.data)),
                *(e.data.get("area", ""), e.data.get("kind", "demand"), e.at),
            )
            for e in events
        ],
    )
    connection.executemany(
        "INSERT INTO notice_item VALUES (?,?,?,?,?,?,?,1)",
        [(e.subject, *item) for e in events for item in e.data["items"]],
    )


def _moved(connection: sqlite3.Connection, events: Sequence[EventRecord], state: State) -> None:
    connection.executemany(
        "UPDATE notice SET state = ?, state_at = ?, reason = ? WHERE notice = ?",
        [(state.value, e.at, e.data.get("reason", ""), e.subject) for e in events],
    )


def _handing_over(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _moved(connection, events, State.HANDING_OVER)
    connection.executemany(
        "INSERT INTO notice_file VALUES (?,?,?)",
        [(e.subject, f["path"], f["sha256"]) for e in events for f in e.data["files"]],
    )


_STEP_IS_DONE: Final = (
    """
INSERT INTO step_done (step, repeat, as_of)
SELECT DISTINCT i.step, i.repeat, n.as_of FROM notice n JOIN notice_item i USING (notice)
WHERE n.notice = ? AND n.kind = 'demand' ORDER BY 1, 2
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO item_state (item, done)
SELECT i.item, d.done FROM notice n JOIN notice_item i USING (notice)
JOIN step_done d ON (d.step, d.repeat, d.as_of) = (i.step, i.repeat, n.as_of)
WHERE n.notice = ? AND n.kind = 'demand'
ON CONFLICT (item) DO UPDATE SET done = excluded.done
""",
    """
INSERT INTO debtor_state (debtor, currency, area, last_notice_as_of)
SELECT debtor, currency, area, as_of FROM notice WHERE notice = ?
ON CONFLICT (debtor, currency, area) DO UPDATE
SET last_notice_as_of = max(last_notice_as_of, excluded.last_notice_as_of)
""",
)


def _handed_over(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    """What comes back from sending had its steps done already."""
    _moved(connection, events, State.HANDED_OVER)
    new = [(e.subject,) for e in events if not e.data.get("deferred")]
    for statement in _STEP_IS_DONE:
        connection.executemany(statement, new)


def _sending(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _moved(connection, events, State.SENDING)


def _sent(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _moved(connection, events, State.SENT)
    _steps_anew(connection, events)
    _last_notice_anew(connection, events)


def _uncertain(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _moved(connection, events, State.UNCERTAIN)
    _steps_anew(connection, events)
    _last_notice_anew(connection, events)


def _rejected(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _did_not_leave(connection, events, State.REJECTED)


def _withdrawn(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    _did_not_leave(connection, events, State.WITHDRAWN)


def _did_not_leave(
    connection: sqlite3.Connection, events: Sequence[EventRecord], state: State
) -> None:
    """It may have lain in the outbox before, with its steps done."""
    _moved(connection, events, state)
    _no_longer_live(connection, events)
    _steps_anew(connection, events)
    _last_notice_anew(connection, events)


_STEPS_ANEW: Final = (
    "DELETE FROM item_state WHERE item IN (SELECT item FROM notice_item WHERE notice = ?)",
    f"""
INSERT INTO item_state (item, done)
SELECT i.item, d.done FROM notice_item moved
JOIN notice_item i ON i.item = moved.item AND i.live
JOIN notice n ON n.notice = i.notice AND n.{ISSUED} AND n.kind = 'demand'
JOIN step_done d ON (d.step, d.repeat, d.as_of) = (i.step, i.repeat, n.as_of)
WHERE moved.notice = ? ORDER BY n.as_of, n.run
ON CONFLICT (item) DO UPDATE SET done = excluded.done
""",  # noqa: S608  (our own condition)
)

_LAST_NOTICE_ANEW: Final = (
    """
DELETE FROM debtor_state WHERE (debtor, currency, area) =
(SELECT debtor, currency, area FROM notice WHERE notice = ?)
""",
    """
INSERT INTO debtor_state (debtor, currency, area, last_notice_as_of)
SELECT n.debtor, n.currency, n.area, max(n.as_of) FROM notice moved
JOIN notice n ON (n.debtor, n.currency, n.area) = (moved.debtor, moved.currency, moved.area)
WHERE moved.notice = ? AND n.state IN ('handed over', 'sending', 'sent', 'voided')
GROUP BY n.debtor, n.currency, n.area
""",
)


def _steps_anew(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    """The last step of the items of these notices, by the notices that count now."""
    for event in events:
        for statement in _STEPS_ANEW:
            connection.execute(statement, (event.subject,))


def _last_notice_anew(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    """The day of the last notice of their debtors."""
    for event in events:
        for statement in _LAST_NOTICE_ANEW:
            connection.execute(statement, (event.subject,))


def _voided(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    """The steps fall back; the day of the debtor's last notice stays, for one did leave."""
    _moved(connection, events, State.VOIDED)
    _no_longer_live(connection, events)
    _steps_anew(connection, events)


def _segment_changed(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO debtor_segment VALUES (?,?,?)"
        " ON CONFLICT (debtor, currency) DO UPDATE SET segment = excluded.segment",
        [(e.subject, e.data["currency"], e.data["to"]) for e in events],
    )


def _case(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    connection.executemany(
        "INSERT INTO case_event VALUES (?,?,?)",
        [(e.seq, e.data["day"], e.data.get("debtor", "")) for e in events],
    )


def _no_longer_live(connection: sqlite3.Connection, events: Sequence[EventRecord]) -> None:
    """Give the steps of these notices free again."""
    connection.executemany(
        "UPDATE notice_item SET live = 0 WHERE notice = ?", [(e.subject,) for e in events]
    )


PROJECTORS: Final[dict[str, Projector]] = {
    RUN_BEGUN: _run_begun,
    RUN_FINISHED: _run_finished,
    LEDGER_IMPORTED: _ledger_imported,
    notice_event(State.PLANNED): _planned,
    notice_event(State.HANDING_OVER): _handing_over,
    notice_event(State.HANDED_OVER): _handed_over,
    notice_event(State.SENDING): _sending,
    notice_event(State.SENT): _sent,
    notice_event(State.UNCERTAIN): _uncertain,
    notice_event(State.REJECTED): _rejected,
    notice_event(State.WITHDRAWN): _withdrawn,
    notice_event(State.VOIDED): _voided,
    SEGMENT_CHANGED: _segment_changed,
    **dict.fromkeys(CASE_KINDS, _case),
    **bank_projections.PROJECTORS,
}
"""What each kind of event does to the projections."""
