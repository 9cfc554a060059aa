"""A notice goes from one state to the next, checked and recorded in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.errors import JournalRefused
from creditctl.findings import Place, error
from creditctl.journal import projections
from creditctl.journal.reader import JournalReader
from creditctl.journal.records import NEXT, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.errors import Refused


class NoticeMoves(JournalReader):
    """The part of an open journal that moves notices."""

    def _move(
        self,
        notice: str,
        to: State,
        data: Mapping[str, Any],
        *,
        came_from: State | None = None,
        refusal: type[Refused] = JournalRefused,
    ) -> None:
        with self._writing() as writing:
            query = "SELECT state, run FROM notice WHERE notice = ?"
            row = writing.connection.execute(query, (notice,)).fetchone()
            if row is None:
                hint = "`creditctl outbox list` names them all"
                message = f"there is no notice {notice}"
                raise refusal(error("CJ123", message, Place(str(self.path)), hint))
            state = State(row[0])
            if to not in NEXT[state] or came_from not in (None, state):
                message = f"notice {notice} is {state}, so it cannot become {to}"
                raise refusal(error("CJ122", message, Place(str(self.path))))
            writing.record(projections.notice_event(to), row[1], [(notice, data)])
