"""Letters that came back hold their debtors, once each, and their steps stay done."""

from __future__ import annotations

import mailbox
from datetime import timedelta

import pytest

from creditctl.delivery.bounces import bounces_of, messages_in
from tests.cli.test_outbox_send import books, fates, ids, send, states, verified
from tests.cli.test_schemas import checked
from tests.delivery.mailserver import Scripted
from tests.guarantees.workspaces import AS_OF
from tests.scenarios.inside import creditctl

REPORT = """From: MAILER-DAEMON@mx.example
To: ar@example.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {kind}

From: ar@example.example
Message-ID: {id}
Subject: reminder

--b--
"""


def report(
    name,
    *,
    to="d1@x.example",
    action="failed",
    status="5.1.1",
    said="550 5.1.1 unknown",
    kind="message/rfc822",
):
    text = REPORT.format(id=name, to=to, action=action, status=status, said=said, kind=kind)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_is_read(kind):
    (found,) = bounces_of(report("<N1@x.example>", kind=kind))
    assert (found.message_id, found.address) == ("<N1@x.example>", "d1@x.example")
    assert found.words == "550 5.1.1 unknown"


@pytest.mark.parametrize(
    "content",
    [
        report("<N1@x.example>", action="delayed", status="4.4.1"),
        report("<N1@x.example>", action="failed", status="4.2.2"),
        report("<N1@x.example>", action="delivered", status="2.0.0"),
        report("<N1@x.example>").replace(b"multipart/report", b"multipart/mixed"),
        report("<N1@x.example>").replace(b"Message-ID", b"X-Other"),
        report("<N1@x.example>").replace(b"Final-Recipient", b"X-Recipient"),
        b"Subject: hello\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\n",
        b"",
        b"\x00\xff" * 50,
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nx",
    ],
)
def test_no_bounce(content):
    assert bounces_of(content) == []


def test_mailboxes_of_every_kind(tmp_path):
    content = report("<N1@x.example>")
    (tmp_path / "one.eml").write_bytes(content)
    (tmp_path / "notes.txt").write_text("no message")
    box = mailbox.mbox(tmp_path / "box")
    for _ in range(3):
        box.add(content)
    box.close()
    letters = mailbox.Maildir(tmp_path / "Maildir")
    letters.add(content)
    letters.close()
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    counts = [
        [len(bounces_of(one)) for one in messages_in(path)]
        for path in (tmp_path / "one.eml", tmp_path, tmp_path / "box", tmp_path / "Maildir")
    ]
    assert counts == [[1], [1], [1, 1, 1], [1]]
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    """Two letters that were sent; one came back."""
    with Scripted() as server:
        folder = books(tmp_path_factory.mktemp("bounced"), server.port)
        assert set(fates(send(folder)[1]).values()) == {"sent"}
    mails = folder / "mails"
    mails.mkdir()
    name = ids(folder)["D1"]
    (mails / "1.eml").write_bytes(report(f"<{name}@example.example>"))
    (mails / "2.eml").write_bytes(report("<somebody@else.example>"))
    (mails / "3.eml").write_bytes(report(f"<{name}.7@example.example>"))
    return folder


def take(folder, day=AS_OF):
    path = str(folder / "mails")
    words = ("bounces", path, "-w", str(folder), "--as-of", str(day), "--json")
    done = creditctl("outbox", *words)
    assert done.returncode == 0, done.stderr
    return checked(done.stdout)


def holds(folder, day=AS_OF):
    words = ("hold", "list", "-w", str(folder), "--as-of", str(day), "--json")
    return checked(creditctl(*words).stdout)["holds"]


def test_the_debtor_is_held_once_for_each_bounce(returned):
    answer = take(returned)
    name = ids(returned)["D1"]
    (one,) = answer["returned"]
    assert (answer["looked_at"], answer["strangers"]) == (3, 2)
    assert (one["notice"], one["debtor"], one["new"]) == (name, "D1", True)
    later = AS_OF + timedelta(days=1)
    for day in (AS_OF, later):
        (again,) = take(returned, day)["returned"]
        assert (again["hold"], again["new"]) == (one["hold"], False)
    (hold,) = holds(returned, later)
    assert hold["by"] == "creditctl"
    assert hold["reason"] == f"bad address: d1@x.example (550 5.1.1 unknown), notice {name}"
    assert states(returned) == {"D1": "sent", "D2": "sent"}, "the steps stay done"
    assert verified(returned)
    words = ("--by", "Anna", "--reason", "mended", "-w", str(returned), "--as-of", str(later))
    assert creditctl("hold", "lift", one["hold"], *words).returncode == 0
    assert take(returned, later)["returned"][0]["new"] is False, "a lifted hold is not put again"


def test_a_path_that_is_none(returned, tmp_path):
    words = ("bounces", str(tmp_path / "nowhere"), "-w", str(returned), "--as-of", str(AS_OF))
    done = creditctl("outbox", *words)
    assert (done.returncode, "CD120" in done.stderr) == (5, True)


def test_a_notice_is_shown_with_all_that_happened_to_it(returned):
    name = ids(returned)["D1"]
    words = ("outbox", "show", name, "-w", str(returned))
    done = creditctl(*words, "--text", "--json")
    answer = checked(done.stdout)
    assert [one["what"] for one in answer["history"]] == [
        "planned",
        "handing-over",
        "handed-over",
        "sending",
        "sent",
    ]
    assert answer["history"][3]["words"] == f"<{name}@example.example>"
    assert "100.00" in answer["text"]
    plain = creditctl(*words)
    assert (plain.returncode, "100.00" in plain.stdout, "F1" in plain.stdout) == (0, True, True)
    assert checked(creditctl(*words, "--json").stdout)["text"] is None
    unknown = creditctl("outbox", "show", "NOBODY", "-w", str(returned))
    assert (unknown.returncode, "CJ123" in unknown.stderr) == (2, True)
