"""The reading half of the journal: every question that it answers, each from one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.journal import reading
from creditctl.journal.schema import UNSETTLED
from creditctl.journal.session import Session
from creditctl.journal.verify import verify

if TYPE_CHECKING:
    from datetime import date

    from creditctl.findings import Finding
    from creditctl.journal.events import EventRecord
    from creditctl.journal.records import (
        Counts,
        LedgerTotal,
        NoticeRecord,
        RunRecord,
        RunSnapshot,
    )
    from creditctl.policy.history import History


class JournalReader(Session):
    """What can be asked of an open journal."""

    def last_run(self) -> RunRecord | None:
        """The run that began last, whatever came of it."""
        with self._reading() as connection:
            found = reading.runs(connection, "ORDER BY seq DESC LIMIT 1")
        return found[0] if found else None

    def runs(self) -> list[RunRecord]:
        """All runs, in the order in which they began."""
        with self._reading() as connection:
            return reading.runs(connection)

    def last_totals(self) -> dict[str, LedgerTotal]:
        """Per currency, the open items of the last run whose input was accepted."""
        with self._reading() as connection:
            return reading.last_totals(connection)

    def reminders_about(self, item: str, as_of: date | None = None) -> list[tuple[str, date, date]]:
        """Step, day and day to pay of every reminder about an item that left, up to a day."""
        with self._reading() as connection:
            return reading.reminders_about(connection, item, as_of)

    def reminded_instalments(
        self, as_of: date | None = None, step: str = "instalment"
    ) -> frozenset[str]:
        """Ids of the instalments that a note about them left for, up to a day; None = all.

        With the step `arrangement`, those that a letter confirmed.
        """
        with self._reading() as connection:
            return reading.reminded_instalments(connection, as_of, step)

    def snapshots(self) -> list[RunSnapshot]:
        """The ledger snapshot of every run that has one, in the order of the runs."""
        with self._reading() as connection:
            return reading.snapshots(connection, self.path.parent)

    def notice(self, notice: str) -> NoticeRecord | None:
        """One notice, None when there is no such."""
        with self._reading() as connection:
            found = reading.notices(connection, "notice = ?", (notice,))
        return found[0] if found else None

    def notices(self, run: str | None = None) -> list[NoticeRecord]:
        """The notices of one run, or all, in order of id."""
        with self._reading() as connection:
            if run is None:
                return reading.notices(connection)
            return reading.notices(connection, "run = ?", (run,))

    def unfinished(self) -> list[NoticeRecord]:
        """Notices planned, being handed over or sent. With no run at work, a crash left them."""
        with self._reading() as connection:
            return reading.notices(connection, f"{UNSETTLED} AND state <> 'uncertain'")

    def uncertain_notices(self) -> list[NoticeRecord]:
        """Notices that wait for a person to say whether they left."""
        with self._reading() as connection:
            return reading.notices(connection, f"{UNSETTLED} AND state = 'uncertain'")

    def history(self, as_of: date | None = None) -> History:
        """Everything that deciding needs to know of the past.

        Args:
            as_of: what was known at the end of this day; None = all, for a run that issues.
        """
        with self._reading() as connection:
            return reading.history(connection, as_of)

    def log(
        self, limit: int = 50, *, debtor: str | None = None, run: str | None = None
    ) -> list[EventRecord]:
        """The last `limit` events, oldest first; of one debtor or of one run when named."""
        with self._reading() as connection:
            return reading.events(connection, limit, debtor, run)

    def counts(self) -> Counts:
        """How much the journal holds, and the hash of its last event."""
        with self._reading() as connection:
            return reading.counts(connection)

    def verify(self) -> list[Finding]:
        """Everything that is wrong with the journal; an empty list proves it (CJ111 to CJ116)."""
        with self._reading() as connection:
            return verify(connection, self.path)
