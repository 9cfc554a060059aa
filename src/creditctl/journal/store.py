"""The journal: what was done, run by run and notice by notice. One transaction a method.

An intention is on disk before the act that it announces. So after a crash it is known what was
planned, what left, and what may have left.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from creditctl.errors import JournalRefused, SafetyRefused, UsageRefused
from creditctl.findings import Place, error
from creditctl.journal import events as log
from creditctl.journal import planning, projections, reading
from creditctl.journal.banking import BankJournal
from creditctl.journal.casework import CaseJournal
from creditctl.journal.records import State
from creditctl.journal.sending import SendingJournal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.journal.records import LedgerTotal
    from creditctl.journal.snapshots import SnapshotRef
    from creditctl.policy.notices import Notice


class Journal(BankJournal, CaseJournal, SendingJournal):
    """An open journal, to be written too. Writers hold the run lock; readers need none.

    Every method raises JournalRefused when the file turns out damaged (CJ102) or cannot be
    written (CJ106), and LockedRefused when another program keeps it locked (CJ107).
    """

    # Runs.

    def begin_run(
        self, as_of: date, policy_hash: str, input_hash: str, facts: Mapping[str, Any]
    ) -> str:
        """Record that a run begins.

        Args:
            as_of: the day that the run pretends to be today.
            policy_hash: SHA-256 of the policy and templates that it decides with.
            input_hash: SHA-256 of the files that it reads.
            facts: whatever else should be known later, as JSON values.

        Returns:
            The id of the run: as-of date and number of the run on that date, ``2026-01-31-001``.
        """
        day = as_of.isoformat()
        with self._writing() as writing:
            query = "SELECT count(*) FROM run WHERE as_of = ?"
            (before,) = writing.connection.execute(query, (day,)).fetchone()
            run = f"{day}-{before + 1:03d}"
            data = {"as_of": day, "program": self.program, "facts": dict(facts)}
            data |= {"policy_hash": policy_hash, "input_hash": input_hash}
            writing.record(projections.RUN_BEGUN, run, [(run, data)])
        return run

    def finish_run(
        self, run: str, outcome: str, exit_code: int, summary: Mapping[str, Any]
    ) -> None:
        """Record how a run ended; `outcome` in a word, `summary` as JSON values.

        Raises:
            JournalRefused: there is no such run, or it is finished (CJ124).
        """
        data = {"outcome": outcome, "exit_code": int(exit_code), "summary": dict(summary)}
        with self._writing() as writing:
            self._require_open(writing.connection, run)
            writing.record(projections.RUN_FINISHED, run, [(run, data)])

    def note_import(
        self,
        run: str,
        files: Sequence[Mapping[str, Any]],
        totals: Mapping[str, LedgerTotal],
        snapshot: SnapshotRef | None = None,
    ) -> None:
        """Record what a run has read.

        Args:
            run: a run that is not finished.
            files: facts about each file, as JSON values.
            totals: per currency, the open items and their total.
            snapshot: the ledger snapshot, below the journal's folder.

        Raises:
            JournalRefused: there is no such run, or it is finished (CJ124).
        """
        data = {
            "files": [dict(file) for file in files],
            "totals": {currency: asdict(total) for currency, total in totals.items()},
            "snapshot": snapshot
            and {
                "file": snapshot.path.resolve().relative_to(self.path.parent.resolve()).as_posix(),
                "sha256": snapshot.sha256,
                "file_sha256": snapshot.file_sha256,
                "rows": snapshot.rows,
            },
        }
        with self._writing() as writing:
            self._require_open(writing.connection, run)
            writing.record(projections.LEDGER_IMPORTED, run, [(run, data)])

    def segments_changed(
        self, run: str, changes: Mapping[tuple[str, str], tuple[str, str]]
    ) -> None:
        """Record that debtors came into another segment.

        Args:
            run: the run that saw it.
            changes: (debtor id, currency) -> segment before and after, "" = none.
        """
        entries = [
            (debtor, {"currency": currency, "from": before, "to": after})
            for (debtor, currency), (before, after) in sorted(changes.items())
        ]
        with self._writing() as writing:
            writing.record(projections.SEGMENT_CHANGED, run, entries)

    def record(
        self, kind: str, subject: str, data: Mapping[str, Any], run: str | None = None
    ) -> None:
        """Record something else that happened, such as a hold put by a person.

        Args:
            kind: what happened, such as ``hold.added``; not one of the journal's own kinds.
            subject: the debtor, item or whatever it happened to.
            data: the rest, as JSON values.
            run: the run that it belongs to, if any.
        """
        if kind in projections.PROJECTORS:
            raise ValueError(f"{kind} has a method of its own")
        with self._writing() as writing:
            writing.record(kind, run, [(subject, dict(data))])

    # Notices.

    def plan_notices(self, run: str, notices: Sequence[Notice]) -> None:
        """Record that notices are going to be issued: all of them, or none.

        Raises:
            SafetyRefused: a step of an item is on a live notice already (CJ121), or the notice
                itself is (CJ122). Nothing is recorded.
            JournalRefused: there is no such run, or it is finished (CJ124).
        """
        entries = [(notice.notice, planning.planned(notice)) for notice in notices]
        kind = projections.notice_event(State.PLANNED)
        try:
            with self._writing() as writing:
                self._require_open(writing.connection, run)
                writing.record(kind, run, entries)
        except sqlite3.IntegrityError:
            with self._reading() as connection:
                found = planning.objections(connection, notices, self.path)
            if not found:
                raise
            raise SafetyRefused(found) from None

    def hand_over_begins(self, notice: str, files: Sequence[tuple[str, str]]) -> None:
        """Record, before it leaves, that a notice is about to.

        Args:
            notice: a planned notice.
            files: (path relative to the workspace, SHA-256) of each file that will leave.

        Raises:
            JournalRefused: there is no such notice (CJ123), or it is not planned (CJ122).
        """
        facts = [{"path": path, "sha256": sha256} for path, sha256 in files]
        self._move(notice, State.HANDING_OVER, {"files": facts})

    def handed_over(self, notice: str) -> None:
        """Record that a notice left: the steps of its items are done now.

        Raises:
            JournalRefused: no such notice (CJ123), or it was not being handed over (CJ122).
        """
        self._move(notice, State.HANDED_OVER, {}, came_from=State.HANDING_OVER)

    def withdrawn(self, notice: str, reason: str) -> None:
        """Record that a planned notice will not leave; its steps may be issued again.

        Raises:
            JournalRefused: there is no such notice (CJ123), or it is not planned (CJ122).
        """
        self._move(notice, State.WITHDRAWN, {"reason": reason}, came_from=State.PLANNED)

    def withdraw_planned(self, reason: str) -> int:
        """Withdraw everything that is planned, in one transaction; returns how many that was.

        For what a crash left behind: as long as no run is at work, a planned notice never left.
        """
        kind = projections.notice_event(State.WITHDRAWN)
        with self._writing() as writing:
            planned = reading.planned(writing.connection)
            for run, group in groupby(planned, key=itemgetter(0)):
                writing.record(kind, run, [(notice, {"reason": reason}) for _, notice in group])
        return len(planned)

    def rejected(self, notice: str, reason: str) -> None:
        """Record that the channel did not take a notice; its steps may be issued again.

        Raises:
            JournalRefused: no such notice (CJ123), or it was not about to leave (CJ122).
        """
        self._move(notice, State.REJECTED, {"reason": reason})

    def uncertain(self, notice: str, reason: str) -> None:
        """Record that nobody knows whether a notice left; its items wait for `resolve`.

        Raises:
            JournalRefused: no such notice (CJ123), or it was not about to leave (CJ122).
        """
        self._move(notice, State.UNCERTAIN, {"reason": reason})

    def resolve(self, notice: str, *, handed_over: bool, by: str, reason: str) -> None:
        """Record what a person found out about an uncertain notice: it left, or it did not.

        Raises:
            UsageRefused: there is no such notice (CJ123), or it is not uncertain (CJ122).
        """
        left = State.SENT if self.was_sending(notice) else State.HANDED_OVER
        to = left if handed_over else State.WITHDRAWN
        data = {"by": by, "reason": reason}
        self._move(notice, to, data, came_from=State.UNCERTAIN, refusal=UsageRefused)

    def void(self, notice: str, *, by: str, reason: str) -> None:
        """Record that a person takes back a notice that left; its items fall back a step.

        Raises:
            UsageRefused: there is no such notice (CJ123), or it did not leave (CJ122).
        """
        data = {"by": by, "reason": reason}
        self._move(notice, State.VOIDED, data, refusal=UsageRefused)

    def _require_open(self, connection: sqlite3.Connection, run: str) -> None:
        query = "SELECT finished IS NULL FROM run WHERE run = ?"
        row = connection.execute(query, (run,)).fetchone()
        if row is None or not row[0]:
            message = f"there is no run {run}" if row is None else f"run {run} is finished already"
            raise JournalRefused(error("CJ124", message, Place(str(self.path))))

    def rebuild(self) -> None:
        """Make all projections anew from the events, and record that it was done.

        Raises:
            JournalRefused: the chain of events is broken (CJ113).
        """
        with self._writing() as writing:
            broken = log.first_break(writing.connection)
            if broken is not None:
                message = f"the chain of events is broken at event {broken[0]}: {broken[1]}"
                hint = "restore a backup that verifies"
                raise JournalRefused(error("CJ113", message, Place(str(self.path)), hint))
            projections.rebuild(writing.connection)
            writing.record("journal.rebuilt", None, [("journal", {"program": self.program})])
