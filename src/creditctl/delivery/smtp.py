"""A mail server as a transport: one connection, used again, and every answer taken at its word.

Before the server was given the letter, a lost connection means that it did not leave. From the
first byte of the letter until the server's answer to it, nobody can know (RFC 5321, 6.1), and it
is uncertain. A refusal of our own sender or login says nothing about the debtor: it defers.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self

from creditctl.delivery.transport import Fate, Sent
from creditctl.documents.clean import one_line, shortened
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from creditctl.delivery.secrets import Secret
    from creditctl.delivery.transport import Parcel

PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
WAITS: Final = (1.0, 5.0, 20.0)
"""Seconds between the tries of one letter in one session."""

_LONGEST: Final = 300
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
# Of the 5xx answers those that are about us: authentication wanted, failed, or too weak.
_OURS: Final = (530, 534, 535, 538)
_TROUBLE: Final = (smtplib.SMTPException, OSError)


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach a mail server.

    Attributes:
        port: None = the usual one.
        user: "" = no login; then no password either.
        timeout: seconds.
        rate: e-mails a minute, None = as fast as it goes.
        ca_file: certificates to trust besides the system's, "" = none.
    """

    host: str
    port: int | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret | None = None
    timeout: float = 30
    rate: int | None = None
    ca_file: str = ""

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port or PORTS[self.security]}"


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
        self._server = server
        self._hello = hello
        self._enveloped = enveloped
        self._sleep = sleep
        self._waits = tuple(waits)
        self._open: smtplib.SMTP | None = None
        self._trust: ssl.SSLContext | None = None
        self._first = True
        self._hopeless = False

    def __enter__(self) -> Self:
        """Connect and log in.

        Raises:
            ConfigRefused: the certificate (CD103), the login (CD104) or the way there (CD105)
                is at fault; nothing was sent.
        """
        self._trust = self._trusted()
        self._check_login()
        try:
            self._connect()
        except ssl.SSLError as problem:
            raise self._certificate(problem) from None
        except smtplib.SMTPAuthenticationError as problem:
            raise self._login(self._said(problem.smtp_code, problem.smtp_error)) from None
        except smtplib.SMTPNotSupportedError as problem:
            raise self._not_offered(one_line(str(problem))) from None
        except _TROUBLE as problem:
            raise self._unreachable(problem) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._close(politely=True)

    def send(self, parcel: Parcel) -> Sent:
        """Send one e-mail, with some tries; see the module for what becomes of it."""
        if self._server.rate and not self._first:
            self._sleep(60 / self._server.rate)
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
        except _TROUBLE as problem:
            raise _Lost(self._trouble(problem)) from None
        if code != 354:
            return self._not_taken(smtp, code, said)
        try:
            smtp.send(_on_the_wire(envelope.content))
            code, said = smtp.getreply()
        except _TROUBLE as problem:
            self._close()
            words = f"no answer after the letter was given: {self._trouble(problem)}"
            return Sent(Fate.UNCERTAIN, words)
        if 400 <= code < 600:
            return self._not_taken(smtp, code, said)
        if not 200 <= code < 300:
            self._close()
            return Sent(Fate.UNCERTAIN, f"an answer without sense: {self._said(code, said)}")
        note = f"; no copy: {'; '.join(refused)}" if refused else ""
        return Sent(Fate.SENT, self._said(code, said) + note)

    def _introduce(self, smtp: smtplib.SMTP, envelope: Envelope) -> Sent | list[str]:
        """Name sender and recipients; what is said of refused copies, or why it ends here."""
        code, said = smtp.mail(envelope.sender)
        if not 200 <= code < 300:
            self._reset(smtp, code)
            self._hopeless = code >= 500
            return Sent(Fate.DEFERRED, f"the sender is not taken: {self._said(code, said)}")
        notes = []
        for position, recipient in enumerate(envelope.recipients):
            code, said = smtp.rcpt(recipient)
            if 200 <= code < 300:
                continue
            if position == 0 or code == 421:
                return self._not_taken(smtp, code, said)
            notes.append(self._said(code, said))
        return notes

    def _not_taken(self, smtp: smtplib.SMTP, code: int, said: bytes) -> Sent:
        self._reset(smtp, code)
        final = 500 <= code < 600 and code not in _OURS
        self._hopeless = code in _OURS
        return Sent(Fate.REJECTED if final else Fate.DEFERRED, self._said(code, said))

    def _reset(self, smtp: smtplib.SMTP, code: int) -> None:
        """Begin anew on the same connection; 421 announces that it is being closed (RFC 5321)."""
        try:
            if code in (421, -1) or smtp.rset()[0] != 250:
                self._close()
        except _TROUBLE:
            self._close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        port = server.port or PORTS[server.security]
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                port,
                local_hostname=self._hello,
                timeout=server.timeout,
                context=self._trust,
            )
        else:
            smtp = smtplib.SMTP(
                server.host, port, local_hostname=self._hello, timeout=server.timeout
            )
        try:
            assert smtp.sock is not None  # the constructor connected
            # Else the end of each letter waits, up to 40 ms, until the server has told of the rest.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=self._trust)
                smtp.ehlo()
            if server.user and server.password is not None:
                smtp.login(server.user, server.password.value)
        except BaseException:
            smtp.close()
            raise
        self._open = smtp
        return smtp

    def _trusted(self) -> ssl.SSLContext:
        """What certificates are verified with: those of the system, and `ca_file`."""
        context = ssl.create_default_context()
        if self._server.ca_file:
            try:
                context.load_verify_locations(self._server.ca_file)
            except OSError as problem:  # an SSLError too, when it is no certificate
                why = one_line(problem.strerror or str(problem))
                message = f"ca_file {self._server.ca_file} can't be used: {why}"
                raise _refusal("CD103", message, "name a file of certificates (PEM)") from None
        return context

    def _close(self, *, politely: bool = False) -> None:
        if self._open is None:
            return
        with suppress(*_TROUBLE):
            if politely:
                self._open.quit()
        self._open.close()
        self._open = None

    def _said(self, code: int, said: bytes | str) -> str:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return self._clean(f"{code} {words}")

    def _trouble(self, problem: Exception) -> str:
        if isinstance(problem, smtplib.SMTPResponseException):
            return self._said(problem.smtp_code, problem.smtp_error)
        if "timed out" in str(problem):
            return f"no answer within {self._server.timeout:g} seconds"
        words = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
        return self._clean(f"the connection was lost: {words}")

    def _clean(self, words: str) -> str:
        """One short line without the password, whatever a server repeats."""
        hidden = self._server.password.hidden_in(words) if self._server.password else words
        return shortened(one_line(hidden), _LONGEST)

    def _certificate(self, problem: ssl.SSLError) -> ConfigRefused:
        why = getattr(problem, "verify_message", "") or problem.reason or str(problem)
        message = f"the connection to {self._server.address} is not safe: {self._clean(why)}"
        hint = "nothing was sent; check host and security, or name the certificate in ca_file"
        return _refusal("CD103", message, hint)

    def _not_offered(self, words: str) -> ConfigRefused:
        message = f"{self._server.address} does not offer what is wanted: {self._clean(words)}"
        hint = "nothing was sent; check host, port, security and user"
        return _refusal("CD103" if "STARTTLS" in words else "CD104", message, hint)

    def _check_login(self) -> None:
        """SMTP logins are ASCII in practice; smtplib would trip over anything else."""
        word = self._server.password
        if word is not None and not (self._server.user + word.value).isascii():
            message = "user or password has characters beyond ASCII"
            raise _refusal("CD104", message, "nothing was sent; choose another password")

    def _login(self, words: str) -> ConfigRefused:
        message = f"{self._server.address} does not let {self._server.user} in: {words}"
        return _refusal("CD104", message, "nothing was sent; check user and password")

    def _unreachable(self, problem: Exception) -> ConfigRefused:
        message = f"{self._server.address} can't be reached: {self._trouble(problem)}"
        return _refusal("CD105", message, "nothing was sent; check host, port and security")


def _refusal(code: str, message: str, hint: str) -> ConfigRefused:
    return ConfigRefused(error(code, message, Place(field="delivery.email"), hint))


def _on_the_wire(content: bytes) -> bytes:
    """Lines ended by CR LF, leading dots doubled, and the end marked (RFC 5321, 4.5.2)."""
    lines = _LINE_END.sub(b"\r\n", content)
    end = b"" if lines.endswith(b"\r\n") else b"\r\n"
    return _LEADING_DOT.sub(b"..", lines) + end + b".\r\n"
