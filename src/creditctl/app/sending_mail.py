"""E-mails on their way out: the transport of a workspace, and what each message is sent with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.delivery.secrets import password
from creditctl.delivery.sending import (
    LARGEST,
    Leaving,
    invoice_copies,
    leaving_message,
    message_id,
    recipient,
)
from creditctl.delivery.smtp import Envelope, SmtpTransport
from creditctl.delivery.smtp_connection import MailServer
from creditctl.findings import Finding, Severity
from creditctl.policy.addresses import is_address, on_the_wire, same_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from creditctl.config.emailfile import EmailPart
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.sending import Attachment
    from creditctl.delivery.transport import Parcel
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal


class Unfit(Exception):  # noqa: N818  (becomes a rejected notice)
    """A message that no server should be given; says why."""


class MailRoom:
    """Makes the messages of a session.

    Args:
        workspace: settings and copies of invoices.
        part: its `delivery.email`.
        journal: knows earlier messages.
        owner_of: gives the owner of a debtor, for copies.
        clock: dates the messages.
    """

    def __init__(
        self,
        workspace: Workspace,
        part: EmailPart,
        journal: Journal,
        owner_of: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self.findings: list[Finding] = []
        self._workspace = workspace
        self._part = part
        self._journal = journal
        self._owner_of = owner_of
        self._clock = clock
        self._ready: dict[str, Envelope] = {}

    @property
    def _address(self) -> str:
        return self._workspace.settings.company.email or ""

    def prepare(
        self, notice: NoticeRecord, parcel: Parcel, *, copy: bool = False
    ) -> dict[str, str]:
        """Make a message ready; returns what the journal keeps of it.

        Args:
            notice: as the journal has it.
            parcel: its file.
            copy: a person has it sent once more: it gets a message id of its own.

        Raises:
            Unfit: it has no recipient, or is too large.
        """
        to = recipient(parcel.content)
        if not is_address(to):
            raise Unfit("the letter has no recipient")
        number = 1 + self._journal.tries(notice.notice).copies + copy
        name = message_id(notice.notice, self._address, number)
        owner = on_the_wire(self._owner_of(notice.debtor)) if self._part.cc_owner else ""
        step = self._part.steps.get(notice.step)
        leaving = Leaving(
            message_id=name,
            at=self._clock(),
            reply_to=(step and step.reply_to) or self._part.reply_to or "",
            copy_to="" if same_address(owner, to) else owner,
            thread=tuple(self._journal.thread(notice.notice)),
            attachments=tuple(self._copies(notice)),
        )
        content = leaving_message(parcel.content, leaving)
        if len(content) > LARGEST:
            size = f"{len(content) / 1e6:.1f} MB"
            raise Unfit(f"the e-mail would have {size}; at most {LARGEST // 10**6} MB are sent")
        others = (leaving.copy_to,) if leaving.copy_to else ()
        sender = on_the_wire(self._part.sender or self._address)
        self._ready[notice.notice] = Envelope(sender, (to, *others), content)
        copied = {"cc": leaving.copy_to} if leaving.copy_to else {}
        return {"message_id": name, "to": to, **copied}

    def envelope(self, parcel: Parcel) -> Envelope:
        """The message that was made ready for a parcel; for the transport."""
        return self._ready.pop(parcel.notice)

    def _copies(self, notice: NoticeRecord) -> list[Attachment]:
        pattern = self._part.attach_invoices
        if pattern is None or notice.kind == "instalment":  # its lines are no invoices
            return []
        numbers = [item.number for item in notice.items]
        found, missing = invoice_copies(self._workspace.root, pattern, numbers)
        for number in missing:
            message = f"there is no copy of invoice {number} to attach to notice {notice.notice}"
            hint = f"put it where delivery.email.attach_invoices says: {pattern}"
            finding = Finding("CD115", Severity.WARNING, message, hint=hint, debtor=notice.debtor)
            self.findings.append(finding)
        return found


def mail_transport(
    workspace: Workspace,
    part: EmailPart,
    enveloped: Callable[[Parcel], Envelope],
    sleep: Callable[[float], None],
) -> SmtpTransport:
    """The mail server of a workspace; `enveloped` gives the message of a parcel.

    Raises:
        ConfigRefused: the password can't be had (CD102).
    """
    secret = None
    if part.user is not None:
        secret = password(
            workspace.root,
            part.user,
            file=part.password_file,
            command=part.password_command,
            keyring=part.password_keyring,
            key="delivery.email",
        )
    server = MailServer(
        host=part.host,
        port=part.port,
        security=part.security,
        user=part.user or "",
        password=secret,
        timeout=part.timeout,
        rate=part.rate,
        ca_file=str(workspace.root / part.ca_file) if part.ca_file else "",
    )
    sender = on_the_wire(part.sender or workspace.settings.company.email or "")
    hello = sender.rpartition("@")[2]
    return SmtpTransport(server, hello=hello, enveloped=enveloped, sleep=sleep)
