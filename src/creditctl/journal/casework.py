"""Cases in the journal: recorded in one transaction, read up to a day."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from creditctl.cases.events import LETTERS
from creditctl.cases.records import CaseEvent
from creditctl.journal.reader import JournalReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.journal.session import Writing

_ALL: Final = (
    "SELECT e.seq, e.at, c.day, e.kind, e.subject, e.data"
    " FROM case_event c JOIN event e USING (seq) WHERE c.day <= ? ORDER BY seq"
)
_OF_DEBTOR: Final = (
    "SELECT e.seq, e.at, c.day, e.kind, e.subject, e.data"
    " FROM case_event c JOIN event e USING (seq) WHERE c.day <= ? AND c.debtor IN (?, '')"
    " ORDER BY seq"
)
_COUNT: Final = "SELECT count(*) FROM case_event JOIN event USING (seq) WHERE kind = ?"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person did about a case, to be recorded.

    Attributes:
        kind: of the event.
        case: the case that it is about; "" = it opens one, which gets the next free id.
        data: the rest, `debtor` among it.
    """

    kind: str
    case: str
    data: Mapping[str, Any]


class CaseJournal(JournalReader):
    """The part of an open journal that is about cases."""

    def take_cases(self, day: date, acts: Sequence[Act], run: str | None = None) -> list[str]:
        """Record what people did, all of it or nothing; returns the ids of the cases.

        Args:
            day: the day on which it was done.
            acts: in order.
            run: the run that it belongs to, if any.
        """
        ids: list[str] = []
        given: Counter[str] = Counter()
        with self._writing() as writing:
            for act in acts:
                case = act.case or _next_id(writing, act.kind, given)
                writing.record(act.kind, run, [(case, {**act.data, "day": day.isoformat()})])
                ids.append(case)
        return ids

    def case_events(self, until: date, debtor: str | None = None) -> list[CaseEvent]:
        """Events about cases up to a day, in order; of one debtor, with those of nobody's."""
        day = until.isoformat()
        query, values = (_ALL, [day]) if debtor is None else (_OF_DEBTOR, [day, debtor])
        with self._reading() as connection:
            return [
                CaseEvent(seq, at, date.fromisoformat(day), kind, case, json.loads(data))
                for seq, at, day, kind, case, data in connection.execute(query, values)
            ]


def _next_id(writing: Writing, kind: str, given: Counter[str]) -> str:
    """The next free id of a kind of case: P1, P2, ..."""
    if kind not in given:
        (given[kind],) = writing.connection.execute(_COUNT, (kind,)).fetchone()
    given[kind] += 1
    return f"{LETTERS[kind]}{given[kind]}"
