"""Sending through a mail server that dies again and again: nobody gets a letter twice, none is lost.

CREDITCTL_LETTERS sets how many letters (default 1000), CREDITCTL_SEED the order of the accidents.
"""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pypdf import PdfReader

from creditctl.app.books import Reading
from creditctl.app.issue import issue
from creditctl.app.planning import make_plan
from creditctl.app.progress import Unwatched
from creditctl.app.rooms import letter_room, open_journal, outbox_of, past_in
from creditctl.app.sending import SendOrder, send_outbox
from creditctl.config.workspace import load_workspace
from creditctl.documents.letters import Letter
from creditctl.journal.records import State
from tests.cli.test_outbox_send import delivery
from tests.delivery.mailserver import Scripted

from .workspaces import AS_OF, WORKSPACE, make, row

LETTERS = int(os.environ.get("CREDITCTL_LETTERS", "1000"))
SEED = int(os.environ.get("CREDITCTL_SEED", "1"))
LATER = AS_OF + timedelta(days=14)
ACCIDENTS = ("drop", "take and drop", "451 later", "550 5.1.1 nobody here", "421 too much")


def now():
    return datetime.now(UTC)


@pytest.fixture
def folder():
    """In memory where the system has such a place: nothing here is about a disk that fails."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(dir=memory) as made:
        yield Path(made)


class FixedRoom:
    """Writes letters whose page is the same for all: this is about how they travel."""

    def __init__(self, pdf):
        self.pdf = pdf

    def render(self, notice):
        text = f"Dear {notice.debtor.name},\n\n.\nplease pay {notice.total}.\n"
        subject = f"{notice.step}: {', '.join(line.number for line in notice.lines)}"
        return Letter(notice.notice, "en", subject, text, f"<p>{text}</p>\n", self.pdf)


class Accidents:
    """A mail server that misbehaves, dies and comes back, by a seed; letters are kept for ever."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.taken = []
        self.deaths = 0
        self.server = None
        self.port = 0

    def start(self):
        self.server = Scripted(self._script, port=self.port)
        self.server.taken = self.taken
        self.port = self.server.port
        self.server.__enter__()
        self.life = self.chance.randrange(LETTERS // 3, LETTERS)

    def stop(self):
        self.server.kill()

    def _script(self, _, turn):
        with self.lock:
            self.life -= 1
            if self.life == 0:
                self.deaths += 1
                threading.Thread(target=self.server.kill).start()
                return self.chance.choice(["drop", "take and drop"])
            if turn in ("MAIL", "RCPT", "DATA", "in data", "dot") and self.chance.random() < 0.01:
                return self.chance.choice(ACCIDENTS)
        return None


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """A real page, of the first letter of a small workspace."""
    workspace = load_workspace(make(tmp_path_factory.mktemp("one"), [row("F1", "D1", 5)]))
    with open_journal(workspace, now, create=True) as journal:
        plan = planned(workspace, journal, AS_OF)
    return letter_room(workspace).render(plan.notices[0]).pdf


def planned(workspace, journal, day):
    past = past_in(journal, day, whole=True)
    return make_plan(
        workspace,
        day,
        Reading(),
        past,
        first_run=True,
        accepted=frozenset({"max-notices", "max-total"}),
    )


def hand_over(workspace, day, pdf):
    """Put the letters of a day into the outbox as a run does, without printing each."""
    with open_journal(workspace, now, create=True) as journal:
        plan = planned(workspace, journal, day)
        run = journal.begin_run(day, plan.policy_hash, plan.input_hash, {})
        journal.plan_notices(run, plan.notices)
        issue(
            plan.notices,
            room=FixedRoom(pdf),
            outbox=outbox_of(workspace),
            journal=journal,
            unchanged=lambda: True,
            progress=Unwatched(),
        )
        journal.finish_run(run, "done", 0, {})


def send_until_empty(workspace, server, day):
    """Send again and again, with a server that is started anew whenever it died."""
    sessions = 0
    while True:
        with open_journal(workspace, now, readonly=True) as journal:
            if not journal.waiting_to_be_sent("email", day):
                return sessions
        if server.server is None or server.life <= 0:
            server.start()
        send_outbox(workspace, SendOrder(day, sleep=lambda _: None), now)
        sessions += 1
        assert sessions < 50 + LETTERS // 10


def test_no_letter_twice_and_none_lost(folder, pdf):
    server = Accidents(SEED)
    server.start()
    rows = [row(f"F{n:05d}", f"D{n:05d}", 5) for n in range(LETTERS // 2)]
    workspace = load_workspace(make(folder, rows, workspace=WORKSPACE + delivery(server.port)))
    for day in (AS_OF, LATER):
        hand_over(workspace, day, pdf)
        send_until_empty(workspace, server, day)
    server.stop()
    assert server.deaths > 3
    with open_journal(workspace, now) as journal:
        notices = journal.notices()
        assert journal.verify() == []
        uncertain = {notice.notice for notice in journal.uncertain_notices()}
        threads = {n.notice: journal.thread(n.notice) for n in notices}
    check(notices, uncertain, threads, server.taken)


def check(notices, uncertain, threads, taken):
    """Every notice is sent, rejected or uncertain, and the server has what it should."""
    mails = [message_from_bytes(content) for content in taken]
    received = Counter(mail["Message-ID"] for mail in mails)
    assert set(received.values()) == {1}, "nobody got two of one message id"
    names = {name[1:].partition("@")[0] for name in received}
    state = {notice.notice: notice.state for notice in notices}
    assert set(state.values()) <= {State.SENT, State.REJECTED, State.UNCERTAIN}
    sent = {name for name, found in state.items() if found is State.SENT}
    assert {name for name, found in state.items() if found is State.UNCERTAIN} == uncertain
    assert sent <= names <= sent | uncertain, "what is sent arrived; what arrived is not lost"
    assert len(notices) > LETTERS * 0.9
    by_name = {notice.notice: notice for notice in notices}
    for mail in mails:
        check_headers(mail, by_name[mail["Message-ID"][1:].partition("@")[0]], threads)
    assert sum(mail["In-Reply-To"] is not None for mail in mails) > LETTERS * 0.4
    for content in taken[:: max(1, len(taken) // 100)]:
        check_parts(message_from_bytes(content, policy=default), by_name)


def check_headers(mail, notice, threads):
    assert (mail["X-Unsent"], mail.defects) == (None, [])
    assert f"<{notice.debtor.lower()}@x.example>" in mail["To"]
    assert mail["Subject"].startswith(notice.step)
    thread = threads[notice.notice]
    assert (mail["In-Reply-To"] is None) == (notice.as_of == AS_OF or not thread)
    if mail["In-Reply-To"] is not None:
        assert [mail["In-Reply-To"]] == thread == [mail["References"]]


def check_parts(mail, by_name):
    notice = by_name[str(mail["Message-ID"])[1:].partition("@")[0]]
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == f"Dear {notice.name},\n\n.\nplease pay {notice.total}.\n"
    assert text in mail.get_body(("html",)).get_content().replace("\r\n", "\n")
    (page,) = mail.iter_attachments()
    assert len(PdfReader(BytesIO(page.get_content())).pages) == 1
