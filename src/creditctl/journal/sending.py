"""Notices on their way from the outbox to the debtor, in the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from creditctl.journal import reading
from creditctl.journal.moves import NoticeMoves
from creditctl.journal.projections import notice_event
from creditctl.journal.records import State

if TYPE_CHECKING:
    from datetime import date

    from creditctl.journal.events import EventRecord
    from creditctl.journal.records import NoticeRecord

COPY_BEGUN: Final = "notice.copy-begun"
"""A person has a notice that was sent sent once more; its state stays."""

COPY_ENDED: Final = "notice.copy-ended"

_TRIES: Final = (
    "SELECT kind, data FROM event WHERE subject = ? AND kind IN (?, ?, ?, ?) ORDER BY seq"
)
_EARLIER: Final = (
    "SELECT DISTINCT n.notice, n.as_of, n.run FROM notice_item mine"
    " JOIN notice_item other ON other.item = mine.item AND other.live"
    " JOIN notice n ON n.notice = other.notice AND n.state = 'sent'"
    " WHERE mine.notice = ? AND n.notice <> mine.notice ORDER BY n.as_of, n.run, n.notice"
)
_ADDRESSES: Final = (
    "SELECT n.notice, json_extract(e.data, '$.to') FROM notice n"
    " JOIN event e ON e.subject = n.notice AND e.kind = ? AND e.run = n.run"
    " WHERE n.run = ? AND n.channel = 'email' ORDER BY e.seq"
)


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried before with a notice since it was planned last.

    Attributes:
        attempts: how often it was about to be sent.
        copies: how many times people had it sent once more on purpose.
        message_id: of the last try, "" = none.
        ids: of every try ever, each once, in order.
    """

    attempts: int = 0
    copies: int = 0
    message_id: str = ""
    ids: tuple[str, ...] = ()


class SendingJournal(NoticeMoves):
    """The part of an open journal that is about sending."""

    def waiting_to_be_sent(self, channel: str, until: date) -> list[NoticeRecord]:
        """Notices that lie in the outbox for a channel, up to a day, the oldest first."""
        where = "state = 'handed over' AND channel = ? AND as_of <= ?"
        with self._reading() as connection:
            found = reading.notices(connection, where, (channel, until.isoformat()))
        return sorted(found, key=lambda notice: (notice.as_of, notice.notice))

    def sending(self, notice: str, facts: dict[str, Any]) -> None:
        """Record, before it is sent, that a notice is about to be.

        Args:
            notice: one that lies in the outbox.
            facts: its message id and the number of the attempt, as JSON values.

        Raises:
            JournalRefused: no such notice (CJ123), or it does not lie in the outbox (CJ122).
        """
        self._move(notice, State.SENDING, facts)

    def sent(self, notice: str, words: str) -> None:
        """Record that the other side took a notice, with its words.

        Raises:
            JournalRefused: no such notice (CJ123), or it was not being sent (CJ122).
        """
        self._move(notice, State.SENT, {"words": words}, came_from=State.SENDING)

    def deferred(self, notice: str, reason: str) -> None:
        """Record that a notice did not leave, and lies in the outbox as before.

        Raises:
            JournalRefused: no such notice (CJ123), or it was not being sent (CJ122).
        """
        data = {"reason": reason, "deferred": True}
        self._move(notice, State.HANDED_OVER, data, came_from=State.SENDING)

    def taken_from_outbox(self, notice: str, reason: str) -> None:
        """Record that a notice in the outbox is not sent, on purpose; its steps fall back.

        Raises:
            JournalRefused: no such notice (CJ123), or it does not lie in the outbox (CJ122).
        """
        data = {"reason": reason}
        self._move(notice, State.WITHDRAWN, data, came_from=State.HANDED_OVER)

    def was_sending(self, notice: str) -> bool:
        """Whether the last time that a notice was about to leave, it was from the outbox."""
        kinds = [notice_event(State.HANDING_OVER), notice_event(State.SENDING)]
        query = "SELECT kind FROM event WHERE subject = ? AND kind IN (?, ?) ORDER BY seq DESC"
        with self._reading() as connection:
            row = connection.execute(query, (notice, *kinds)).fetchone()
        return row is not None and row[0] == kinds[1]

    def tries(self, notice: str) -> Tries:
        """What was tried before."""
        planned, sending = notice_event(State.PLANNED), notice_event(State.SENDING)
        values = (notice, planned, sending, COPY_BEGUN, COPY_ENDED)
        attempts = copies = 0
        ids: list[str] = []
        with self._reading() as connection:
            rows = [(kind, json.loads(data)) for kind, data in connection.execute(_TRIES, values)]
        for kind, data in rows:
            if kind == planned:
                attempts = 0
            attempts += kind == sending
            copies += kind == COPY_BEGUN or bool(data.get("by") and kind == sending)
            ids += [data["message_id"]] if "message_id" in data else []
        return Tries(attempts, copies, ids[-1] if ids else "", tuple(dict.fromkeys(ids)))

    def thread(self, notice: str) -> list[str]:
        """Message ids of the earlier notices about the same items that were sent, in order."""
        with self._reading() as connection:
            earlier = [name for name, _, _ in connection.execute(_EARLIER, (notice,))]
        return [found for name in earlier if (found := self.tries(name).message_id)]

    def addresses(self, run: str) -> dict[str, str]:
        """The address that each e-mail of a run was written to; older journals don't know it."""
        values = (notice_event(State.PLANNED), run)
        with self._reading() as connection:
            return {notice: to for notice, to in connection.execute(_ADDRESSES, values) if to}

    def copied_to(self, notice: str, message_id: str) -> str:
        """Who got a copy of a message of a notice, "" = nobody."""
        events = self.events_of(notice)
        mine = (event.data for event in events if event.data.get("message_id") == message_id)
        return next((str(data["cc"]) for data in mine if "cc" in data), "")

    def events_of(self, notice: str) -> list[EventRecord]:
        """Everything that happened to a notice, in order."""
        from creditctl.journal import events

        with self._reading() as connection:
            return list(events.read(connection, "WHERE subject = ? ORDER BY seq", (notice,)))
