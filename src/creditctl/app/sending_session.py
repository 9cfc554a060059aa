"""A session of sending: each notice announced in the journal, sent, and its fate recorded."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from creditctl.app.sending_mail import MailRoom, Unfit, mail_transport
from creditctl.delivery.sending_files import content_of, take_back
from creditctl.delivery.transport import Fate, Parcel, Sent
from creditctl.delivery.transports import transport_for
from creditctl.errors import ConfigRefused
from creditctl.findings import Finding, Place, Severity, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from creditctl.app.planning import Plan
    from creditctl.app.progress import Progress
    from creditctl.app.sending import SendOutcome
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.transport import Transport
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal

FATES: Final = ("sent", "waiting", "deferred", "rejected", "uncertain", "withdrawn", "missing")
"""What can become of a notice, in the order in which it is told."""

CHANNELS: Final = ("email", "sms", "webhook", "command")
"""Channels that can be sent by, in the order in which they are."""

_PATIENCE: Final = 3
"""So many notices one after the other that are deferred or uncertain end a session: the trouble is
with the way, and each further uncertain one would be work for a person."""

_REFUSALS: Final = 10
"""So many that are not sent, for whatever reason: a server that refuses us refuses everybody."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a notice.

    Attributes:
        fate: sent, deferred, rejected, uncertain, withdrawn, missing (its file), or waiting
            (it was not tried).
        words: of the other side, or the reason.
    """

    notice: NoticeRecord
    fate: str
    words: str = ""


def channels_of(workspace: Workspace, channel: str | None) -> list[str]:
    """The channels that can be sent by: those of `delivery`, or the one that is named.

    Raises:
        ConfigRefused: there is none (CD118).
    """
    email = workspace.settings.delivery.email
    found = [
        name
        for name in CHANNELS
        if channel in (None, name)
        and (email is not None if name == "email" else transport_for(name, workspace) is not None)
    ]
    if not found:
        what = f"channel {channel}" if channel else "any channel"
        message = f"nothing says how notices of {what} are sent"
        hint = f"write delivery.{channel or 'email'} into creditctl.yaml; the guide tells its keys"
        if channel == "letter":
            hint = "print its PDF in the outbox, or all of a day with creditctl post"
        raise ConfigRefused(error("CD118", message, Place(workspace.file), hint))
    return found


class Session:
    """Sends notices, and tells what became of them.

    Args:
        workspace: settings and outbox.
        journal: where everything is recorded.
        plan: of the day; knows the debtors.
        outcome: takes results and findings.
        clock: dates e-mails.
        sleep: waits for seconds.
        progress: told of each notice.
    """

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        plan: Plan,
        outcome: SendOutcome,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        progress: Progress,
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._plan = plan
        self._outcome = outcome
        self._clock = clock
        self._sleep = sleep
        self._progress = progress
        self._mail: MailRoom | None = None
        self._codes: dict[str, int] | None = None
        # Who had a letter that may have left: nothing more goes there until a person has looked.
        self._doubtful: set[tuple[str, str]] = set()

    def withdraw(self, notice: NoticeRecord, reason: str) -> None:
        """Take a notice back from the outbox: its file goes, so that nobody sends it by hand.

        The file goes first: after a crash in between, the next look finds the same reason.
        """
        if not self._outcome.dry_run:
            for relative, digest in notice.files:
                take_back(self._workspace.outbox, relative, digest)
            self._journal.taken_from_outbox(notice.notice, reason)
        self._add(notice, "withdrawn", reason)
        message = f"notice {notice.notice} to {_name(notice)} does not leave: {reason}"
        found = Finding("CD112", Severity.INFO, message, debtor=notice.debtor)
        self._outcome.findings.append(found)

    def send(self, channel: str, notices: Sequence[NoticeRecord]) -> None:
        """Send notices of one channel, in order.

        Raises:
            ConfigRefused: the way out is closed; none of them was sent.
        """
        if self._outcome.dry_run or not notices:
            self.leave(notices)
            return
        self._progress.stage(f"sending by {channel}", len(notices))
        with self.transport(channel) as transport:
            fates: list[Fate] = []
            for position, notice in enumerate(notices):
                if (notice.debtor, notice.currency) in self._doubtful:
                    self.leave([notice])
                elif (fate := self.send_one(transport, notice)) is not None:
                    fates.append(fate)
                self._progress.step()
                if _hopeless(fates):
                    self._give_up(channel, notices[position + 1 :])
                    return

    @contextmanager
    def transport(self, channel: str) -> Iterator[Transport]:
        """The way out of a channel, open.

        Raises:
            ConfigRefused: it is closed.
        """
        transport: Transport | None
        part = self._workspace.settings.delivery.email
        if channel == "email" and part is not None:
            room = MailRoom(self._workspace, part, self._journal, self._owner_of, self._clock)
            self._mail = room
            transport = mail_transport(self._workspace, part, room.envelope, self._sleep)
        else:
            transport = transport_for(channel, self._workspace)
        assert transport is not None  # `channels_of` names no other
        with transport:
            yield transport
        if channel == "email" and self._mail is not None:
            self._outcome.findings += self._mail.findings

    def send_one(
        self, transport: Transport, notice: NoticeRecord, *, by: str = "", reason: str = ""
    ) -> Fate | None:
        """Send one notice and record what became of it; None when its file is missing.

        Args:
            transport: open.
            notice: it lies in the outbox.
            by, reason: who has it sent once more, and why; "" = it is sent for the first time.
        """
        parcel = self.parcel(notice)
        if parcel is None:
            return None
        facts: dict[str, object] = {"attempt": self._journal.tries(notice.notice).attempts + 1}
        if by:
            facts |= {"by": by, "reason": reason}
            parcel = replace(parcel, copy=self._journal.tries(notice.notice).copies + 1)
        try:
            facts |= self.prepare(notice, parcel, copy=bool(by))
        except Unfit as unfit:
            self._journal.sending(notice.notice, facts)
            return self._record(notice, Sent(Fate.REJECTED, str(unfit)))
        self._journal.sending(notice.notice, facts)
        return self._record(notice, transport.send(parcel))

    def prepare(self, notice: NoticeRecord, parcel: Parcel, *, copy: bool) -> dict[str, str]:
        """Make the message of a notice ready; returns what the journal keeps of it.

        Raises:
            Unfit: no server should be given it.
        """
        mail = self._mail if notice.channel == "email" else None
        return mail.prepare(notice, parcel, copy=copy) if mail else {}

    def parcel(self, notice: NoticeRecord) -> Parcel | None:
        """The file of a notice, None (and told, CD111) when it is not the one handed over."""
        for relative, digest in notice.files[:1]:
            content = content_of(self._workspace.outbox, relative, digest)
            if content is not None:
                return Parcel(
                    *(notice.notice, notice.channel, notice.debtor, notice.as_of),
                    *(relative, content),
                )
        file = notice.files[0][0] if notice.files else ""
        message = f"the file of notice {notice.notice} is missing or was changed; it was not sent"
        hint = "put it back; or, if somebody sent it: creditctl outbox void, or leave it"
        place = Place(str(self._workspace.outbox / file))
        found = Finding("CD111", Severity.WARNING, message, place, hint, notice.debtor)
        self._outcome.findings.append(found)
        self._add(notice, "missing", "its file is missing or was changed")
        return None

    def _record(self, notice: NoticeRecord, sent: Sent) -> Fate:
        name, words = notice.notice, sent.words
        if sent.fate is Fate.SENT:
            self._journal.sent(name, words)
        elif sent.fate is Fate.DEFERRED:
            self._journal.deferred(name, words)
            self._tell("CD114", notice, f"was not taken yet: {words}", "the next send tries again")
        elif sent.fate is Fate.REJECTED:
            self._journal.rejected(name, words)
            hint = "mend the cause, often a wrong address; the next run issues it again"
            self._tell("CD110", notice, f"was rejected: {words}", hint)
        else:
            self._journal.uncertain(name, words)  # told with all that are
            self._doubtful.add((notice.debtor, notice.currency))
        self._add(notice, str(sent.fate), words)
        return sent.fate

    def leave(self, notices: Sequence[NoticeRecord]) -> None:
        """Take down that notices were not tried, and lie in the outbox as before."""
        for notice in notices:
            self._add(notice, "waiting")

    def _give_up(self, channel: str, left: Sequence[NoticeRecord]) -> None:
        self.leave(left)
        message = f"several notices one after the other were not taken by {channel}"
        if left:
            message += f"; {len(left)} more {'was' if len(left) == 1 else 'were'} not tried"
        found = Finding("CD116", Severity.WARNING, message, hint="send again later")
        self._outcome.findings.append(found)

    def _tell(self, code: str, notice: NoticeRecord, what: str, hint: str) -> None:
        message = f"notice {notice.notice} to {_name(notice)} {what}"
        found = Finding(code, Severity.WARNING, message, hint=hint, debtor=notice.debtor)
        self._outcome.findings.append(found)

    def _add(self, notice: NoticeRecord, fate: str, words: str = "") -> None:
        self._outcome.results.append(Result(notice, fate, words))

    def _owner_of(self, debtor: str) -> str:
        """The owner of a debtor as the books have it now, "" = none."""
        debtors = self._plan.books.imported.documents.debtors
        if self._codes is None:
            self._codes = {name: code for code, name in enumerate(debtors.ids)}
        code = self._codes.get(debtor)
        return "" if code is None else debtors.detail(code).owner


def _hopeless(fates: Sequence[Fate]) -> bool:
    """Whether to stop after the notices of a session so far."""
    last, recent = fates[-_PATIENCE:], fates[-_REFUSALS:]
    closed = len(last) == _PATIENCE and not {Fate.SENT, Fate.REJECTED} & set(last)
    return closed or (len(recent) == _REFUSALS and Fate.SENT not in recent)


def _name(notice: NoticeRecord) -> str:
    return notice.name or notice.debtor
