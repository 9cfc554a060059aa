"""The way to a mail server: whom it trusts, how it logs in, and in words why it is closed.

Whatever a server says is shown as one short line, without the password that it may repeat.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from creditctl.documents.clean import one_line, shortened
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from creditctl.delivery.secrets import Secret

PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
TROUBLE: Final = (smtplib.SMTPException, OSError)
"""What a connection that breaks, or a server without sense, raises."""

_NEVER_THERE: Final = (ConnectionRefusedError, socket.gaierror)
"""Nobody answered, so there was no connection that could be lost."""

_LONGEST: Final = 300


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


class Connector:
    """Connects to one mail server, as often as it is asked to.

    Args:
        server: how to reach it.
        hello: the name by which it is greeted, such as the domain of the sender.
    """

    def __init__(self, server: MailServer, hello: str) -> None:
        self._server = server
        self._hello = hello
        self._trust: ssl.SSLContext | None = None

    def first(self) -> smtplib.SMTP:
        """Connect and log in for the first time.

        Raises:
            ConfigRefused: the certificate (CD103), the login (CD104) or the way there (CD105)
                is at fault.
        """
        self._trust = self._trusted()
        self._check_login()
        try:
            return self.connect()
        except ssl.SSLError as problem:
            raise self._certificate(problem) from None
        except smtplib.SMTPAuthenticationError as problem:
            raise self._login(self.said(problem.smtp_code, problem.smtp_error)) from None
        except smtplib.SMTPNotSupportedError as problem:
            raise self._not_offered(one_line(str(problem))) from None
        except TROUBLE as problem:
            raise self._unreachable(problem) from None

    def connect(self) -> smtplib.SMTP:
        """Connect and log in.

        Raises:
            SMTPException, OSError: it can't be done.
        """
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
        return smtp

    def said(self, code: int, said: bytes | str) -> str:
        """An answer of the server."""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return self._clean(f"{code} {words}")

    def trouble(self, problem: Exception) -> str:
        """What went wrong with a connection."""
        if isinstance(problem, smtplib.SMTPResponseException):
            return self.said(problem.smtp_code, problem.smtp_error)
        if "timed out" in str(problem):
            return f"no answer within {self._server.timeout:g} seconds"
        words = self._clean(_words(problem))
        return words if isinstance(problem, _NEVER_THERE) else f"the connection was lost: {words}"

    def _clean(self, words: str) -> str:
        """One short line without the password, whatever a server repeats."""
        hidden = self._server.password.hidden_in(words) if self._server.password else words
        return shortened(one_line(hidden), _LONGEST)

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

    def _check_login(self) -> None:
        """SMTP logins are ASCII in practice; smtplib would trip over anything else."""
        word = self._server.password
        if word is not None and not (self._server.user + word.value).isascii():
            message = "user or password has characters beyond ASCII"
            raise _refusal("CD104", message, "nothing was sent; choose another password")

    def _certificate(self, problem: ssl.SSLError) -> ConfigRefused:
        why = getattr(problem, "verify_message", "") or problem.reason or str(problem)
        message = f"the connection to {self._server.address} is not safe: {self._clean(why)}"
        hint = "nothing was sent; check host and security, or name the certificate in ca_file"
        return _refusal("CD103", message, hint)

    def _not_offered(self, words: str) -> ConfigRefused:
        message = f"{self._server.address} does not offer what is wanted: {self._clean(words)}"
        hint = "nothing was sent; check host, port, security and user"
        return _refusal("CD103" if "STARTTLS" in words else "CD104", message, hint)

    def _login(self, words: str) -> ConfigRefused:
        message = f"{self._server.address} does not let {self._server.user} in: {words}"
        return _refusal("CD104", message, "nothing was sent; check user and password")

    def _unreachable(self, problem: Exception) -> ConfigRefused:
        message = f"{self._server.address} can't be reached: {self.trouble(problem)}"
        return _refusal("CD105", message, "nothing was sent; check host, port and security")


def _words(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__


def _refusal(code: str, message: str, hint: str) -> ConfigRefused:
    return ConfigRefused(error(code, message, Place(field="delivery.email"), hint))
