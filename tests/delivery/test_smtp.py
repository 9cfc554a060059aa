"""The mail server as a transport, against servers on this computer that misbehave on purpose."""

from __future__ import annotations

import socket
import ssl
from datetime import date

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from creditctl.delivery.secrets import Secret
from creditctl.delivery.smtp import Envelope, SmtpTransport
from creditctl.delivery.smtp_connection import MailServer
from creditctl.delivery.transport import Fate, Parcel
from creditctl.errors import ConfigRefused, ExitCode
from tests.delivery.mailserver import HOST, Scripted, certificate, free_port

LETTER = b"Subject: x\r\n\r\nDear Ann,\r\n.\r\n..two\r\nend"
PARCEL = Parcel("N1", "email", "D1", date(2026, 1, 30), "2026-01-30/N1.eml", LETTER)


def transport(port, *, waits=(), slept=None, to=("ann@x.example",), content=LETTER, **server):
    server = {"host": HOST, "security": "none", "timeout": 5} | server
    slept = [] if slept is None else slept
    return SmtpTransport(
        MailServer(port=port, **server),
        hello="books.example",
        enveloped=lambda _: Envelope("ar@books.example", to, content),
        sleep=slept.append,
        waits=waits,
    )


def sent(script, *, times=1, **options):
    with Scripted(script) as server, transport(server.port, **options) as channel:
        answers = [channel.send(PARCEL) for _ in range(times)]
    return server, answers


def at(*turns, answer, connections=None):
    """A script that answers some turns in a way of its own, on some connections."""
    return lambda number, turn: (
        answer if turn in turns and (connections is None or number in connections) else None
    )


def test_letters_go_on_one_connection_as_they_are():
    server, answers = sent(lambda *_: None, times=3)
    assert {a.fate for a in answers} == {Fate.SENT}
    assert server.connections == 1
    assert server.taken == [LETTER + b"\r\n"] * 3
    assert server.turns[-1] == (1, "QUIT")


@pytest.mark.parametrize("content", [b"a\nb", b"a\rb\n", b".\n.\n", b"", b"\r\n.\r\nMAIL FROM:<x>"])
def test_no_content_ends_the_letter_early(content):
    server, (answer,) = sent(lambda *_: None, content=content)
    assert answer.fate is Fate.SENT
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert server.taken[0].rstrip(b"\r\n") == b"\r\n".join(lines).rstrip(b"\r\n")
    assert [turn for _, turn in server.turns].count("MAIL") == 1


BEFORE = ["MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("turn", BEFORE)
def test_a_connection_lost_before_the_letter_defers(turn):
    server, (answer,) = sent(at(turn, answer="drop"))
    assert answer.fate is Fate.DEFERRED
    assert server.taken == []
    assert answer.words


@pytest.mark.parametrize("turn", BEFORE)
def test_a_connection_that_the_server_closed_is_opened_again_at_once(turn):
    server, (answer,) = sent(at(turn, answer="drop", connections=[1]))
    assert (answer.fate, server.connections, len(server.taken)) == (Fate.SENT, 2, 1)


@pytest.mark.parametrize(
    ("turn", "answer"), [("in data", "drop"), ("dot", "drop"), ("dot", "take and drop")]
)
def test_a_connection_lost_after_the_letter_was_begun_is_uncertain_and_not_tried_again(
    turn, answer
):
    slept = []
    server, (said,) = sent(at(turn, answer=answer), waits=(1, 2), slept=slept)
    assert said.fate is Fate.UNCERTAIN
    assert slept == []
    assert len(server.taken) <= 1


@pytest.mark.parametrize("turn", ["MAIL", "RCPT", "DATA", "dot"])
def test_4xx_is_tried_again_then_taken(turn):
    replies = iter(["451 busy", "452 still busy"])
    slept = []

    def script(_, this):
        return next(replies, None) if this == turn else None

    server, (answer,) = sent(script, waits=(1, 5, 20), slept=slept)
    assert (answer.fate, slept, len(server.taken)) == (Fate.SENT, [1, 5], 1)


@pytest.mark.parametrize("turn", ["MAIL", "RCPT", "DATA", "dot"])
def test_4xx_for_ever_defers_with_the_servers_words(turn):
    slept = []
    server, (answer,) = sent(at(turn, answer="451 4.7.1 greylisted"), waits=(1, 5), slept=slept)
    assert answer.fate is Fate.DEFERRED
    assert "451 4.7.1 greylisted" in answer.words
    assert (slept, server.taken) == ([1, 5], [])


@pytest.mark.parametrize("turn", ["RCPT", "DATA", "dot"])
def test_5xx_rejects_at_once_and_the_next_letter_goes_on(turn):
    replies = iter(["550 5.1.1\tno such\x00 user\x1b[31m"])
    slept = []

    def script(_, this):
        return next(replies, None) if this == turn else None

    server, (first, second) = sent(script, times=2, waits=(1,), slept=slept)
    assert (first.fate, first.words) == (Fate.REJECTED, "550 5.1.1 no such user[31m")
    assert second.fate is Fate.SENT
    assert (slept, server.connections) == ([], 1)


def test_the_server_does_not_want_our_sender():
    """That says nothing about the debtor, and will not change by waiting."""
    slept = []
    _, (answer,) = sent(at("MAIL", answer="553 not you"), waits=(1, 5), slept=slept)
    assert (answer.fate, slept) == (Fate.DEFERRED, [])
    assert answer.words == "the sender is not taken: 553 not you"


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_login_that_is_wanted_later_is_no_rejection_of_the_debtor(code):
    _, (answer,) = sent(at("RCPT", answer=f"{code} authenticate"), waits=(1,))
    assert answer.fate is Fate.DEFERRED


def test_421_closes_the_connection_and_a_new_one_is_opened():
    script = at("MAIL", answer="421 too many for me", connections=[1])
    server, (answer,) = sent(script, waits=(1,))
    assert (answer.fate, server.connections) == (Fate.SENT, 2)


@pytest.mark.parametrize("turn", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_nothing_before_the_letter_defers(turn):
    server, (answer,) = sent(at(turn, answer="hang"), timeout=0.2)
    assert answer.fate is Fate.DEFERRED
    assert "no answer within 0.2 seconds" in answer.words
    assert server.taken == []


def test_a_server_that_says_nothing_after_the_letter_is_uncertain():
    _, (answer,) = sent(at("dot", answer="hang"), timeout=0.2)
    assert answer.fate is Fate.UNCERTAIN


@pytest.mark.parametrize("reply", ["nonsense", "354 go on", "999 what"])
def test_an_answer_without_sense_after_the_letter_is_uncertain(reply):
    _, (answer,) = sent(at("dot", answer=reply))
    assert answer.fate is Fate.UNCERTAIN


def test_a_copy_that_is_refused_does_not_stop_the_letter():
    count = iter(["250 ok", "550 no such colleague"])

    def script(_, turn):
        return next(count) if turn == "RCPT" else None

    server, (answer,) = sent(script, to=("ann@x.example", "owner@books.example"))
    assert (answer.fate, len(server.taken)) == (Fate.SENT, 1)
    assert answer.words == "250 ok; no copy: 550 no such colleague"


def test_the_rate_is_kept_between_letters():
    slept = []
    sent(lambda *_: None, times=3, rate=30, slept=slept)
    assert slept == [2.0, 2.0]


# Before the first letter.


def refusal(channel):
    with pytest.raises(ConfigRefused) as refused, channel:
        pass
    (finding,) = refused.value.findings
    assert refused.value.exit_code is ExitCode.CONFIG
    assert finding.hint
    return finding


def test_nobody_there():
    finding = refusal(transport(free_port()))
    assert finding.code == "CD105"
    assert finding.message.endswith("can't be reached: Connection refused")


@pytest.mark.parametrize("turn", ["greet", "EHLO"])
@pytest.mark.parametrize("answer", ["drop", "554 go away", "hang"])
def test_a_server_that_does_not_let_us_begin(turn, answer):
    def script(_, this):
        return answer if this in (turn, "HELO") else None

    with Scripted(script) as server:
        assert refusal(transport(server.port, timeout=0.3)).code == "CD105"


def test_no_encryption_where_it_is_wanted():
    with Scripted() as server:
        finding = refusal(transport(server.port, security="starttls"))
    assert (finding.code, "STARTTLS" in finding.message) == ("CD103", True)
    assert [turn for _, turn in server.turns] == ["greet", "EHLO"]


class Keeps:
    """Keeps what arrives."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session))
        return "250 OK"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


def logged_in(server, session, envelope, mechanism, data):
    """Lets one password in, and repeats any other, as no server should."""
    good = (data.login, data.password) == (b"ar", b"right")
    said = f"535 {data.password.decode()} is wrong"
    return AuthResult(success=good, handled=False, message=None if good else said)


class Tls(Controller):
    """An aiosmtpd server with STARTTLS (or TLS from the start) and AUTH."""

    def __init__(self, certificates, *, implicit=False, login=True):
        cert, key = certificates
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(cert, key)
        self.login = login
        more = {"ssl_context": self.context} if implicit else {}
        self.implicit = implicit
        self.keeps = Keeps()
        super().__init__(self.keeps, hostname=HOST, port=free_port(), **more)

    def factory(self):
        more = {} if self.implicit else {"tls_context": self.context, "require_starttls": True}
        login = {"authenticator": logged_in, "auth_required": True} if self.login else {}
        if self.implicit:
            login["auth_require_tls"] = False
        return SMTP(self.keeps, **more, **login)

    def _trigger_server(self):
        """The first connection, from a client that trusts everybody."""
        if not self.implicit:
            super()._trigger_server()
            return
        trusting = ssl._create_unverified_context()
        with socket.create_connection((HOST, self.port)) as raw, trusting.wrap_socket(raw) as one:
            one.recv(1024)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


@pytest.mark.parametrize(("implicit", "security"), [(False, "starttls"), (True, "tls")])
def test_encrypted_and_logged_in(certificates, implicit, security):
    options = {"host": "localhost", "security": security, "ca_file": str(certificates[0])}
    with Tls(certificates, implicit=implicit) as server:
        channel = transport(server.port, user="ar", password=Secret("right"), **options)
        with channel:
            answers = [channel.send(PARCEL) for _ in range(3)]
    assert [a.fate for a in answers] == [Fate.SENT] * 3
    assert len(server.keeps.taken) == 3
    sender, to, content, session = server.keeps.taken[0]
    assert (sender, to) == ("ar@books.example", ["ann@x.example"])
    assert content == LETTER + b"\r\n"
    assert session.authenticated
    assert implicit or session.ssl is not None


def test_a_wrong_password_is_told_and_never_shown(certificates):
    options = {"host": "localhost", "ca_file": str(certificates[0]), "security": "starttls"}
    with Tls(certificates) as server:
        channel = transport(server.port, user="ar", password=Secret("hunter2"), **options)
        finding = refusal(channel)
    assert finding.code == "CD104"
    assert "535 *** is wrong" in finding.message, "the server repeated it"
    assert "hunter2" not in repr(vars(channel)) + finding.as_text()


@pytest.mark.parametrize(("user", "word"), [("ar", "pässword"), ("añn", "x")])
def test_a_login_beyond_ascii_is_refused_before_anything_is_said(user, word):
    with Scripted() as server:
        finding = refusal(transport(server.port, user=user, password=Secret(word)))
    assert (finding.code, server.connections) == ("CD104", 0)
    assert word not in finding.as_text().split("hint")[0].split()


def test_a_server_without_login():
    with Scripted() as server:
        finding = refusal(transport(server.port, user="ar", password=Secret("x")))
    assert finding.code == "CD104"


@pytest.mark.parametrize("implicit", [False, True])
def test_a_certificate_that_nobody_vouches_for(certificates, implicit):
    security = "tls" if implicit else "starttls"
    with Tls(certificates, implicit=implicit) as server:
        finding = refusal(transport(server.port, host="localhost", security=security))
    assert finding.code == "CD103"
    assert "self-signed certificate" in finding.message
    assert server.keeps.taken == []


def test_a_certificate_of_another_host(tmp_path):
    other = certificate(tmp_path, "elsewhere.example")
    with Tls(other) as server:
        options = {"host": "localhost", "security": "starttls", "ca_file": str(other[0])}
        finding = refusal(transport(server.port, **options))
    assert (finding.code, "localhost" in finding.message) == ("CD103", True)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_certificates_that_is_none(tmp_path, content):
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    with Scripted() as server:
        finding = refusal(transport(server.port, security="starttls", ca_file=str(file)))
    assert (finding.code, server.connections) == ("CD103", 0)
