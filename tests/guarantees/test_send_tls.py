"""A mail server with TLS and a login is killed again and again while letters leave, and so are we.

Both are processes of their own, and both die of SIGKILL at random moments. CREDITCTL_LETTERS sets
how many letters (default 1000), CREDITCTL_SEED the order of the accidents.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditctl.config.workspace import load_workspace
from creditctl.journal.records import State
from tests.delivery import tlsserver
from tests.delivery.mailserver import certificate, free_port

from .test_send import LETTERS, SEED, folder, hand_over, pdf  # noqa: F401  (fixtures)
from .workspaces import AS_OF, WORKSPACE, command, creditctl, make, row

DEATHS = 6


class Server:
    """The mail server, which may be killed and comes back with what it had taken."""

    def __init__(self, place: Path):
        self.folder = place
        self.cert, self.key = certificate(place)
        self.port = free_port()
        self.letters = place / "taken"
        self.letters.mkdir()
        self.process = None

    def start(self):
        words = [tlsserver.__file__, self.port, self.cert, self.key, self.letters]
        self.process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def taken(self):
        return sorted(self.letters.glob("*.eml"))

    def settings(self):
        (self.folder / "password").write_text(f"{tlsserver.PASSWORD}\n")
        (self.folder / "password").chmod(0o600)
        return (
            "delivery:\n  email:\n    host: localhost\n"
            f"    port: {self.port}\n    ca_file: '{self.cert}'\n    timeout: 5\n"
            f"    user: {tlsserver.USER}\n    password_file: '{self.folder / 'password'}'\n"
        )


@pytest.fixture
def server(folder):  # noqa: F811
    one = Server(folder)
    one.start()
    yield one
    one.kill()


def until_more_are_taken(server, sender, more):
    """Wait until the server took so many more, or there is nothing left to wait for."""
    wanted = len(server.taken()) + more
    until = time.monotonic() + 30
    while len(server.taken()) < wanted and sender.poll() is None and time.monotonic() < until:
        time.sleep(0.002)


def test_killed_on_both_sides(folder, server, pdf):  # noqa: F811
    chance = random.Random(SEED)
    rows = [row(f"F{n:05d}", f"D{n:05d}", 5) for n in range(LETTERS)]
    books = make(folder / "books", rows, workspace=WORKSPACE + server.settings())
    hand_over(load_workspace(books), AS_OF, pdf)
    words = command("outbox", "send", "-w", str(books), "--as-of", str(AS_OF))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    for death in range(DEATHS):
        sender = subprocess.Popen(words, **quiet)
        until_more_are_taken(server, sender, chance.randrange(LETTERS // DEATHS))
        time.sleep(chance.random() / 50)
        if death % 2:
            sender.kill()
        else:
            server.kill()
            server.start()
            until_more_are_taken(server, sender, chance.randrange(1, LETTERS // DEATHS))
            sender.kill()
        assert tlsserver.PASSWORD not in sender.communicate()[1]
    last = creditctl(*words[3:])
    assert last.returncode in (0, 3), last.stderr
    check(books, server.taken())


def check(books, taken):
    """Nobody got two; what is sent arrived; what may have arrived is listed, and nothing else."""
    done = creditctl("outbox", "list", "-w", str(books), "--json")
    notices = json.loads(done.stdout)["notices"]
    state = {n["notice"]: n["state"] for n in notices}
    assert len(state) == LETTERS
    assert set(state.values()) <= {State.SENT, State.UNCERTAIN}
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in taken]
    assert max(Counter(mail["X-Taken-For"] for mail in mails).values()) == 1
    names = {mail["Message-ID"][1:].partition("@")[0] for mail in mails}
    sent = {name for name, found in state.items() if found == State.SENT}
    uncertain = {name for name, found in state.items() if found == State.UNCERTAIN}
    assert sent <= names <= sent | uncertain
    assert len(uncertain) <= DEATHS * 2, "at most one for each death"
    listed = creditctl("outbox", "list", "--waiting", "-w", str(books), "--json")
    assert {n["notice"] for n in json.loads(listed.stdout)["notices"]} == uncertain
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0
    for mail in mails[:: max(1, len(mails) // 50)]:
        assert mail["To"].addresses[0].addr_spec == mail["X-Taken-For"]
        assert "please pay" in mail.get_body(("plain",)).get_content()
        assert "please pay" in mail.get_body(("html",)).get_content()
        (page,) = mail.iter_attachments()
        assert len(PdfReader(BytesIO(page.get_content())).pages) == 1
