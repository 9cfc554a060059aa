"""A mail server as a transport: one connection, used again, and every answer taken at its word.

Before the server was given the letter, a lost connection means that it did not leave. From the
first byte of the letter until the server's answer to it, nobody can know (RFC 5321, 6.1), and it
is uncertain. A refusal of our own sender or login says nothing about the debtor: it defers.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from creditctl.delivery.smtp_connection import TROUBLE, Connector
from creditctl.delivery.transport import Fate, Sent

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable, Sequence

    from creditctl.delivery.smtp_connection import MailServer
    from creditctl.delivery.transport import Parcel

WAITS: Final = (1.0, 5.0, 20.0)
"""Seconds between the tries of one letter in one session."""

_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
# Of the 5xx answers those that are about us: authentication wanted, failed, or too weak.
_OURS: Final = (530, 534, 535, 538)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as the server gets it.

    Attributes:
        sender: where bounces go.
        recipients: the debtor first; of the others a refusal is only told.
        content: the message, any line ends.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class _Lost(Exception):  # noqa: N818  (a turn of the conversation)
    """The connection broke before the letter was given."""


class SmtpTransport:
    """Sends e-mails through one mail server.

    Args:
        server: how to reach it.
        hello: the name by which it is greeted, such as the domain of the sender.
        enveloped: makes the message of a parcel.
        sleep: waits for seconds.
        waits: seconds before each further try.
    """

    def __init__(
        self,
        server: MailServer,
        *,
        hello: str,
        enveloped: Callable[[Parcel], Envelope],
        sleep: Callable[[float], None],
        waits: Sequence[float] = WAITS,
    ) -> None:
        self._rate = server.rate
        self._server = Connector(server, hello)
        self._enveloped = enveloped
        self._sleep = sleep
        self._waits = tuple(waits)
        self._open: smtplib.SMTP | None = None
        self._first = True
        self._hopeless = False

    def __enter__(self) -> Self:
        """Connect and log in.

        Raises:
            ConfigRefused: the certificate (CD103), the login (CD104) or the way there (CD105)
                is at fault; nothing was sent.
        """
        self._open = self._server.first()
        return self

    def __exit__(self, *_: object) -> None:
        self._close(politely=True)

    def send(self, parcel: Parcel) -> Sent:
        """Send one e-mail, with some tries; see the module for what becomes of it."""
        if self._rate and not self._first:
            self._sleep(60 / self._rate)
        self._first = False
        envelope = self._enveloped(parcel)
        sent = self._tried(envelope)
        for wait in self._waits:
            if sent.fate is not Fate.DEFERRED or self._hopeless:
                break
            self._sleep(wait)
            sent = self._tried(envelope)
        return sent

    def _tried(self, envelope: Envelope) -> Sent:
        """One try, on the open connection or a new one."""
        fresh = self._open is None
        try:
            return self._conversation(envelope)
        except _Lost as lost:
            self._close()
            if fresh:
                return Sent(Fate.DEFERRED, str(lost))
        # A server may have closed a connection that it had enough of: that is no failed try.
        try:
            return self._conversation(envelope)
        except _Lost as lost:
            self._close()
            return Sent(Fate.DEFERRED, str(lost))

    def _conversation(self, envelope: Envelope) -> Sent:
        """Envelope, letter, answer.

        Raises:
            _Lost: before the letter was given.
        """
        try:
            smtp = self._open or self._connect()
            refused = self._introduce(smtp, envelope)
            if isinstance(refused, Sent):
                return refused
            code, said = smtp.docmd("DATA")
        except TROUBLE as problem:
            raise _Lost(self._server.trouble(problem)) from None
        if code != 354:
            return self._not_taken(smtp, code, said)
        try:
            smtp.send(_on_the_wire(envelope.content))
            code, said = smtp.getreply()
        except TROUBLE as problem:
            self._close()
            words = f"no answer after the letter was given: {self._server.trouble(problem)}"
            return Sent(Fate.UNCERTAIN, words)
        if 400 <= code < 600:
            return self._not_taken(smtp, code, said)
        if not 200 <= code < 300:
            self._close()
            return Sent(Fate.UNCERTAIN, f"an answer without sense: {self._server.said(code, said)}")
        note = f"; no copy: {'; '.join(refused)}" if refused else ""
        return Sent(Fate.SENT, self._server.said(code, said) + note)

    def _introduce(self, smtp: smtplib.SMTP, envelope: Envelope) -> Sent | list[str]:
        """Name sender and recipients; what is said of refused copies, or why it ends here."""
        code, said = smtp.mail(envelope.sender)
        if not 200 <= code < 300:
            self._reset(smtp, code)
            self._hopeless = code >= 500
            return Sent(Fate.DEFERRED, f"the sender is not taken: {self._server.said(code, said)}")
        notes = []
        for position, recipient in enumerate(envelope.recipients):
            code, said = smtp.rcpt(recipient)
            if 200 <= code < 300:
                continue
            if position == 0 or code == 421:
                return self._not_taken(smtp, code, said)
            notes.append(self._server.said(code, said))
        return notes

    def _not_taken(self, smtp: smtplib.SMTP, code: int, said: bytes) -> Sent:
        self._reset(smtp, code)
        final = 500 <= code < 600 and code not in _OURS
        self._hopeless = code in _OURS
        return Sent(Fate.REJECTED if final else Fate.DEFERRED, self._server.said(code, said))

    def _reset(self, smtp: smtplib.SMTP, code: int) -> None:
        """Begin anew on the same connection; 421 announces that it is being closed (RFC 5321)."""
        try:
            if code in (421, -1) or smtp.rset()[0] != 250:
                self._close()
        except TROUBLE:
            self._close()

    def _connect(self) -> smtplib.SMTP:
        self._open = self._server.connect()
        return self._open

    def _close(self, *, politely: bool = False) -> None:
        if self._open is None:
            return
        with suppress(*TROUBLE):
            if politely:
                self._open.quit()
        self._open.close()
        self._open = None


def _on_the_wire(content: bytes) -> bytes:
    """Lines ended by CR LF, leading dots doubled, and the end marked (RFC 5321, 4.5.2)."""
    lines = _LINE_END.sub(b"\r\n", content)
    end = b"" if lines.endswith(b"\r\n") else b"\r\n"
    return _LEADING_DOT.sub(b"..", lines) + end + b".\r\n"
