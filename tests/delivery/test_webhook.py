"""The webhook against a real server on loopback, which answers, refuses, hangs and breaks off."""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from creditctl.config.deliveryfile import WebhookPart
from creditctl.delivery.message import message_file
from creditctl.delivery.transport import Fate, Parcel
from creditctl.delivery.webhook import Webhook
from creditctl.errors import ConfigRefused
from tests.delivery.build import LETTER, NOTICE, letter_to

SECRET = "s3cret-token-0815"


class Server(ThreadingHTTPServer):
    """Answers each request as told, and remembers it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked = []
        self.status, self.answer, self.more = 200, b"", {}
        self.silent = threading.Event()
        self.behaviour = "answer"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.asked.append((dict(self.headers), body))
        if server.behaviour == "hang":
            server.silent.wait(20)
            return
        if server.behaviour == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not server.silent.wait(0.2):
                self.wfile.write(b"x")
                self.wfile.flush()
            return
        if server.behaviour == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(server.status)
        for name, value in server.more.items():
            self.send_header(name, value)
        length = len(server.answer) + (100 if server.behaviour == "cut" else 0)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(server.answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.silent.set()
        made.shutdown()
        thread.join()


def parcel(notice=NOTICE, letter=LETTER, channel="webhook") -> Parcel:
    content = message_file(replace(notice, channel=channel), letter)
    day = date(2026, 1, 31)
    return Parcel(notice.notice, channel, notice.debtor.debtor, day, "2026-01-31/x.json", content)


def part(url, **more) -> WebhookPart:
    return WebhookPart.model_validate({"url": url, **more})


def sent(tmp_path, url, given=None, **more):
    with Webhook(part(url, **more), tmp_path) as webhook:
        return webhook.send(given or parcel())


def test_the_whole_message_is_told(server, tmp_path):
    server.answer = b'{"id": 7}'
    done = sent(tmp_path, server.url)
    assert (done.fate, done.words) == (Fate.SENT, '200 OK: {"id": 7}')
    ((headers, body),) = server.asked
    assert headers["Idempotency-Key"] == NOTICE.notice
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == json.loads(parcel().content)
    assert json.loads(body)["amount"] == "1210.00"


def test_a_body_of_ones_own_and_values_that_look_like_fields(server, tmp_path):
    hostile = letter_to(name='{text} "}, {', email="x@y.example", phone="+31 6 12345678")
    body = {
        "to": "{to_digits}",
        "n": 3,
        "flash": False,
        "message": {"lines": ["{name}", "{amount} {currency}", "{unknown }", "{{notice}}"]},
    }
    done = sent(tmp_path, server.url, parcel(hostile, channel="sms"), body=body)
    assert done.fate is Fate.SENT
    assert json.loads(server.asked[0][1]) == {
        "to": "31612345678",
        "n": 3,
        "flash": False,
        "message": {
            "lines": ['{text} "}, {', "1210.00 EUR", "{unknown }", "{20260131-K7Q2MX}"],
        },
    }


def test_the_same_parcel_again_has_the_same_key_and_body(server, tmp_path):
    assert [sent(tmp_path, server.url).fate for _ in range(2)] == [Fate.SENT] * 2
    (first, body), (again, same) = server.asked
    assert first["Idempotency-Key"] == again["Idempotency-Key"]
    assert body == same


def test_a_deliberate_copy_has_a_key_of_its_own(server, tmp_path):
    """A service that knows the key would not send it again."""
    assert sent(tmp_path, server.url, replace(parcel(), copy=1)).fate is Fate.SENT
    assert server.asked[0][0]["Idempotency-Key"] == f"{NOTICE.notice}-1"


def test_a_proxy_is_for_what_lies_outside(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert sent(tmp_path, server.url).fate is Fate.SENT


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (201, Fate.SENT),
        (202, Fate.SENT),
        (204, Fate.SENT),
        (400, Fate.REJECTED),
        (401, Fate.REJECTED),
        (404, Fate.REJECTED),
        (408, Fate.DEFERRED),
        (409, Fate.REJECTED),
        (422, Fate.REJECTED),
        (425, Fate.DEFERRED),
        (429, Fate.DEFERRED),
        (500, Fate.DEFERRED),
        (503, Fate.DEFERRED),
        (599, Fate.DEFERRED),
    ],
)
def test_the_status_decides(server, tmp_path, status, fate):
    server.status = status
    done = sent(tmp_path, server.url)
    assert done.fate is fate
    assert done.words.startswith(str(status))
    assert len(server.asked) == 1


def test_html_and_controls_are_taken_out_of_what_is_said(server, tmp_path):
    server.status = 500
    server.answer = (
        b"<!DOCTYPE html><html><head><title>Oops</title></head><style>p {color: red}</style>"
        b"<script>alert(1)</script><h1>Internal&nbsp;&lt;Error&gt;</h1>\r\n\x1b[31m<p>Try"
        b" again</p>" + b"x" * 5_000
    )
    done = sent(tmp_path, server.url)
    assert done.fate is Fate.DEFERRED
    assert done.words.startswith("500 Internal Server Error: Internal <Error> [31m Try again xxx")
    assert len(done.words) <= 240
    assert done.words.isprintable()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server, tmp_path, status):
    server.status, server.more = status, {"Location": server.url + "/elsewhere"}
    done = sent(tmp_path, server.url)
    assert done.fate is Fate.DEFERRED
    assert "redirects are not followed" in done.words
    assert len(server.asked) == 1


def test_silence_after_the_request_is_uncertain(server, tmp_path):
    server.behaviour = "hang"
    done = sent(tmp_path, server.url, timeout=1)
    assert (done.fate, done.words) == (Fate.UNCERTAIN, "no answer within 1 seconds")
    assert len(server.asked) == 1


def test_a_connection_lost_after_the_request_is_uncertain(server, tmp_path):
    server.behaviour = "drop"
    done = sent(tmp_path, server.url)
    assert done.fate is Fate.UNCERTAIN
    assert len(server.asked) == 1


def test_an_answer_that_breaks_off_still_has_its_status(server, tmp_path):
    server.behaviour, server.answer = "cut", b"accep"
    done = sent(tmp_path, server.url)
    assert (done.fate, done.words) == (Fate.SENT, "200 OK: accep")


def test_an_answer_that_never_ends_is_left_alone(server, tmp_path):
    server.behaviour = "drip"
    begun = time.monotonic()
    done = sent(tmp_path, server.url, timeout=1)
    assert done.fate is Fate.SENT
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "gopher://anna:hunter2@proxy.example"),
        ("SSL_CERT_FILE", "/no/such/file"),
    ],
)
def test_an_environment_in_which_nothing_can_be_sent(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigRefused) as refused, Webhook(part("https://x.example"), tmp_path):
        pass
    assert refused.value.findings[0].code == "CD206"
    assert "hunter2" not in str(refused.value)


def test_no_connection_is_for_later(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens here
        done = sent(tmp_path, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert done.fate is Fate.DEFERRED
    assert done.words.startswith("no connection")


def test_a_server_without_tls_behind_https_is_for_later(server, tmp_path):
    done = sent(tmp_path, server.url.replace("http:", "https:"))
    assert done.fate is Fate.DEFERRED
    assert server.asked == []


def test_secrets_come_from_a_file_or_a_program_and_are_never_said(server, tmp_path):
    (tmp_path / "token").write_text(f"\ufeff{SECRET}\nuser: anna\n")
    server.status = 401
    server.answer = f"bad token: Bearer {SECRET}, key {SECRET}".encode()
    secret = {
        "Authorization": {"file": "token", "before": "Bearer "},
        "X-Api-Key": {"command": ["printf", "%s", SECRET]},
    }
    done = sent(tmp_path, server.url, headers={"X-Version": "2"}, secret_headers=secret)
    headers, _ = server.asked[0]
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["X-Api-Key"] == SECRET
    assert headers["X-Version"] == "2"
    assert done.fate is Fate.REJECTED
    assert SECRET not in done.words
    assert done.words == "401 Unauthorized: bad token: Bearer ***, key ***"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", f"{SECRET}\r\nX-Evil: 1".encode().replace(b"\r\n", b"\x0b"), b"\xff\xfe", None],
)
def test_what_is_no_secret_is_refused_without_being_shown(tmp_path, content):
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    given = part("https://x.example", secret_headers={"X-Key": {"file": "token"}})
    with pytest.raises(ConfigRefused) as refused, Webhook(given, tmp_path):
        pass
    (found,) = refused.value.findings
    assert found.code == "CD203"
    assert found.place.field == "delivery.webhook.secret_headers.X-Key"
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("command", [["false"], ["./no-such-program"], ["true"]])
def test_a_program_that_gives_no_secret(tmp_path, command):
    given = part("https://x.example", secret_headers={"X-Key": {"command": command}})
    with pytest.raises(ConfigRefused), Webhook(given, tmp_path):
        pass


def test_a_file_that_is_no_message_is_rejected(server, tmp_path):
    done = sent(tmp_path, server.url, replace(parcel(), content=b"%PDF-1.7"))
    assert done.fate is Fate.REJECTED
    assert server.asked == []
