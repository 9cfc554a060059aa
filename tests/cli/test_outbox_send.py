"""Letters leave the outbox through the real command line, to a mail server on this computer."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditctl.app.sending import SendOrder, send_outbox
from creditctl.app.sending_session import channels_of
from creditctl.cli.options import now
from creditctl.config.workspace import load_workspace
from creditctl.errors import ConfigRefused
from tests.cli.test_schemas import checked
from tests.delivery.mailserver import Scripted, free_port
from tests.guarantees.workspaces import AS_OF, POLICY, WORKSPACE, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)


def delivery(port, *more):
    lines = "".join(f"    {line}\n" for line in more)
    return (
        f"delivery:\n  email:\n    host: 127.0.0.1\n    port: {port}\n    security: none\n"
        f"    timeout: 5\n{lines}"
    )


def books(tmp_path, port, *more, rows=None, run=True, policy=POLICY):
    """A workspace whose letters of the day lie in the outbox."""
    rows = rows or [row("F1", "D1", 5), row("F2", "D2", 5)]
    folder = make(
        tmp_path / "books", rows, policy=policy, workspace=WORKSPACE + delivery(port, *more)
    )
    if run:
        assert creditctl("run", "-w", str(folder), "--as-of", DAY).returncode == 0
    return folder


def send(folder, *words, day=DAY, verb="send"):
    done = creditctl("outbox", verb, *words, "-w", str(folder), "--as-of", str(day), "--json")
    answer = checked(done.stdout) if done.stdout else None
    return done, answer


def states(folder):
    done = creditctl("outbox", "list", "-w", str(folder), "--json")
    return {n["debtor"]: n["state"] for n in checked(done.stdout)["notices"]}


def ids(folder):
    done = creditctl("outbox", "list", "-w", str(folder), "--json")
    return {n["debtor"]: n["notice"] for n in checked(done.stdout)["notices"]}


def fates(answer):
    return {n["debtor"]: n["fate"] for n in answer["notices"]}


def codes(answer):
    return sorted(f["code"] for f in answer["findings"])


def mails(server):
    return [message_from_bytes(content, policy=default) for content in server.taken]


def verified(folder):
    done = creditctl("journal", "verify", "-w", str(folder))
    return done.returncode == 0


def test_letters_leave_once_whole_and_as_no_drafts(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        assert server.connections == 0, "a run sends nothing by itself"
        done, answer = send(folder)
        assert (done.returncode, fates(answer)) == (0, {"D1": "sent", "D2": "sent"})
        assert states(folder) == {"D1": "sent", "D2": "sent"}
        done, answer = send(folder)
        assert (done.returncode, answer["notices"]) == (0, [])
        assert creditctl("run", "-w", str(folder), "--as-of", DAY).returncode == 0
        assert (len(server.taken), server.connections) == (2, 1)
    for mail, debtor in zip(mails(server), ("d1", "d2"), strict=True):
        assert mail["To"].addresses[0].addr_spec == f"{debtor}@x.example"
        assert mail["X-Unsent"] is None
        assert mail["Message-ID"].endswith("@example.example>")
        assert "100.00" in mail.get_body(("plain",)).get_content()
        assert "100.00" in mail.get_body(("html",)).get_content()
        (pdf,) = mail.iter_attachments()
        assert "100.00" in PdfReader(BytesIO(pdf.get_content())).pages[0].extract_text()
    assert verified(folder)


def test_a_dry_run_and_a_limit(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        before = {
            p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix != ".db-shm"
        }
        done, answer = send(folder, "--dry-run")
        assert (done.returncode, fates(answer)) == (0, {"D1": "waiting", "D2": "waiting"})
        assert before == {p: p.read_bytes() for p in before}
        assert server.connections == 0
        _, answer = send(folder, "--limit", "1")
        assert len(answer["notices"]) == 1
        assert sorted(states(folder).values()) == ["handed over", "sent"]


def test_named_notices_only(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        _, answer = send(folder, ids(folder)["D2"])
        assert fates(answer) == {"D2": "sent"}
        done, _ = send(folder, ids(folder)["D2"])
        assert (done.returncode, "CD117" in done.stderr) == (2, True)
        done, _ = send(folder, "NOBODY")
        assert (done.returncode, "CJ123" in done.stderr) == (2, True)
    assert len(server.taken) == 1


def test_rejected_uncertain_and_deferred(tmp_path):
    """5xx rejects, no answer after the letter is uncertain, and the exit code says so."""
    rows = [row(f"F{n}", f"D{n}", 5) for n in range(3)]
    fate = iter(["550 5.1.1 no such user", "250 ok", "250 ok"])
    dots = iter(["take and drop", None])

    def script(_, turn):
        return next(fate) if turn == "RCPT" else next(dots) if turn == "dot" else None

    with Scripted(script) as server:
        folder = books(tmp_path, server.port, rows=rows)
        order = sorted(ids(folder), key=lambda debtor: ids(folder)[debtor])
        done, answer = send(folder)
        assert done.returncode == 3
        assert [n["fate"] for n in answer["notices"]] == ["rejected", "uncertain", "sent"]
        assert codes(answer) == ["CD110", "CR111"]
        assert answer["notices"][0]["words"] == "550 5.1.1 no such user"
        assert [states(folder)[d] for d in order] == ["rejected", "uncertain", "sent"]
        done, answer = send(folder)
        assert (done.returncode, answer["notices"], codes(answer)) == (3, [], ["CR111"])
        assert len(server.taken) == 2
        found = ids(folder)[order[1]]
        words = (found, "--sent", "--by", "Anna", "--reason", "in the server's log")
        assert creditctl("outbox", "resolve", *words, "-w", str(folder)).returncode == 0
        assert states(folder)[order[1]] == "sent"
        assert send(folder)[0].returncode == 0
    assert verified(folder)


def test_a_busy_server_leaves_everything_in_the_outbox(tmp_path, monkeypatch):
    with Scripted(lambda _, turn: "421 busy" if turn == "MAIL" else None) as server:
        folder = books(tmp_path, server.port, rows=[row("F1", "D1", 5)])
        slept = []
        order = SendOrder(AS_OF, sleep=slept.append)
        outcome = send_outbox(load_workspace(folder), order, now)
        assert (outcome.exit_code, slept) == (0, [1.0, 5.0, 20.0])
        assert [r.fate for r in outcome.results] == ["deferred"]
        assert [f.code for f in outcome.findings] == ["CD114"]
    assert states(folder) == {"D1": "handed over"}
    with Scripted(port=server.port) as server:
        assert fates(send(folder)[1]) == {"D1": "sent"}
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("unreachable", "CD105"), ("no login", "CD104"), ("password", "CD102"), ("tls", "CD103")],
)
def test_a_closed_way_out_sends_nothing_and_says_why(tmp_path, trouble, code):
    more = {
        "no login": ("user: ar", "password_command: echo s3cret"),
        "password": ("user: ar", "password_file: nowhere.txt"),
        "tls": ("ca_file: nowhere.pem",),
    }
    with Scripted() as server:
        port = free_port() if trouble == "unreachable" else server.port
        folder = books(tmp_path, port, *more.get(trouble, ()))
        done, answer = send(folder)
        assert (done.returncode, codes(answer)) == (4, [code])
        assert fates(answer) == {"D1": "waiting", "D2": "waiting"}
        assert set(states(folder).values()) == {"handed over"}
        assert server.taken == []
        assert "s3cret" not in done.stdout + done.stderr
        name = ids(folder)["D1"]
        words = ("outbox", "resend", name, "--by", "Anna", "--reason", "x", "-w", str(folder))
        again = creditctl(*words, "--as-of", DAY)
        assert (again.returncode, again.stdout.splitlines()[0]) == (4, "Nothing was sent")
    assert verified(folder)


def test_what_was_not_sent_is_not_said_to_be_nothing(tmp_path):
    folder = books(tmp_path, free_port())
    told = creditctl("outbox", "send", "-w", str(folder), "--as-of", DAY)
    assert (told.returncode, told.stdout.splitlines()[0]) == (4, "Nothing was sent: 2 waiting")


def test_the_hint_names_the_channel_that_was_asked_for(tmp_path):
    folder = books(tmp_path, free_port())
    done = creditctl("outbox", "send", "--channel", "sms", "-w", str(folder), "--as-of", DAY)
    assert (done.returncode, "delivery.sms" in done.stderr) == (4, True)


def test_a_letter_is_printed_and_no_key_sends_it(tmp_path):
    folder = books(tmp_path, free_port(), run=False)
    with pytest.raises(ConfigRefused) as refused:
        channels_of(load_workspace(folder), "letter")
    (found,) = refused.value.findings
    assert (found.code, "creditctl post" in found.hint) == ("CD118", True)


def test_without_a_mail_server_nothing_can_be_sent(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)])
    assert creditctl("run", "-w", str(folder), "--as-of", DAY).returncode == 0
    done, _ = send(folder)
    assert (done.returncode, "CD118" in done.stderr) == (4, True)


# What changed since.


def change(folder, *rows):
    text = (folder / "invoices.csv").read_text().splitlines()
    (folder / "invoices.csv").write_text("\n".join([text[0], *rows]) + "\n")


def act(folder, *words):
    done = creditctl(*words, "--by", "Anna", "-w", str(folder), "--as-of", DAY)
    assert done.returncode == 0, done.stderr


def pause(folder, debtor):
    rules = f"{{pause: {{until: {AS_OF + timedelta(30)}, reason: we move}}}}"
    rule = f"{{debtor: {debtor}, reminders: {rules}, reason: CEO, until: {AS_OF + timedelta(60)}}}"
    with (folder / "policy.yaml").open("a") as file:
        file.write(f"exceptions:\n  - {rule}\n")


CHANGES = {
    "paid": lambda folder: change(folder, row("F2", "D2", 5)),
    "less open": lambda folder: change(
        folder, row("F1", "D1", 5).removesuffix("100.00") + "60.00", row("F2", "D2", 5)
    ),
    "disputed": lambda folder: act(
        folder, "dispute", "add", "F1", "--reason", "price", "--note", "too dear"
    ),
    "disputed in part": lambda folder: act(
        folder, "dispute", "add", "F1", "--reason", "price", "--amount", "20", "--note", "x"
    ),
    "promised": lambda folder: act(folder, "promise", "add", "F1", "--date", "2026-02-06"),
    "held": lambda folder: act(folder, "hold", "add", "--debtor", "D1", "--reason", "CEO"),
    "paused": lambda folder: pause(folder, "D1"),
    "another address": lambda folder: change(
        folder, row("F1", "D1", 5).replace("d1@x", "new@x"), row("F2", "D2", 5)
    ),
    "no address": lambda folder: change(
        folder, row("F1", "D1", 5).replace("d1@x.example", ""), row("F2", "D2", 5)
    ),
    "credited": lambda folder: change(
        folder,
        row("F1", "D1", 5),
        row("F2", "D2", 5),
        f"C1,D1,Name D1,d1@x.example,{AS_OF + timedelta(1)},{AS_OF + timedelta(1)},-10.00,-10.00",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_should_not_leave_any_more_is_withdrawn(tmp_path, what):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        CHANGES[what](folder)
        day = AS_OF + timedelta(days=3)
        done, dry = send(folder, "--dry-run", day=day)
        assert fates(dry) == {"D1": "withdrawn", "D2": "waiting"}
        assert set(states(folder).values()) == {"handed over"}
        done, answer = send(folder, day=day)
        assert (done.returncode, fates(answer)) == (0, {"D1": "withdrawn", "D2": "sent"})
        assert codes(answer) == ["CD112"]
        assert len(server.taken) == 1
    assert states(folder) == {"D1": "withdrawn", "D2": "sent"}
    files = [p.name for p in (folder / "outbox" / DAY).iterdir()]
    assert [name for name in files if "D1" in name] == [], "nobody sends it by hand"
    assert verified(folder)


def test_after_a_letter_that_may_have_left_its_debtor_gets_nothing_more(tmp_path):
    rows = [row("F1", "D1", 5), row("F2", "D1", 6)]
    one_each = POLICY.replace("reminders:\n", "reminders:\n  group: invoice\n")
    with Scripted(lambda number, turn: "drop" if (number, turn) == (1, "dot") else None) as server:
        folder = books(tmp_path, server.port, rows=rows, policy=one_each)
        first, second = send(folder)[1]["notices"]
        assert (first["fate"], second["fate"]) == ("uncertain", "waiting")
        (left,) = send(folder)[1]["notices"]
        assert (left["notice"], left["fate"]) == (second["notice"], "withdrawn")
        assert "may or may not have left" in left["words"]
        assert server.taken == []


def arranged(tmp_path, port, *more):
    """A letter that confirms the arrangement of D1 lies in the outbox."""
    folder = books(tmp_path, port, *more, run=False)
    act(folder, "arrangement", "add", "D1", "--instalments", "2", "--first", "2026-02-04")
    assert creditctl("run", "-w", str(folder), "--as-of", DAY, "--first-run").returncode == 0
    return folder


@pytest.mark.parametrize("what", ["held", "disputed", "paused"])
def test_letters_about_instalments_are_looked_at_again_too(tmp_path, what):
    with Scripted() as server:
        folder = arranged(tmp_path, server.port)
        CHANGES[what](folder)
        answer = send(folder)[1]
        assert (fates(answer), codes(answer)) == ({"D1": "withdrawn", "D2": "sent"}, ["CD112"])
        assert next(n for n in answer["notices"] if n["debtor"] == "D1")["words"].startswith("F1: ")


def test_instalments_are_no_invoices_whose_copies_are_missed(tmp_path):
    with Scripted() as server:
        folder = arranged(tmp_path, server.port, "attach_invoices: invoices/{number}.pdf")
        answer = send(folder)[1]
    assert fates(answer) == {"D1": "sent", "D2": "sent"}
    assert [f["debtor"] for f in answer["findings"] if f["code"] == "CD115"] == ["D2"]


def test_an_outbox_that_cannot_be_written_sends_nothing(tmp_path, monkeypatch):
    def refuses(path, **_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    with Scripted() as server:
        folder = books(tmp_path, server.port)
        CHANGES["held"](folder)
        monkeypatch.setattr(Path, "unlink", refuses)
        outcome = send_outbox(load_workspace(folder), SendOrder(AS_OF), now)
        assert ([f.code for f in outcome.findings], outcome.exit_code) == (["CC355"], 4)
        assert (outcome.results, server.taken) == ([], [])
    assert set(states(folder).values()) == {"handed over"}


def test_what_was_withdrawn_is_written_anew_with_the_right_amount(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        CHANGES["less open"](folder)
        send(folder)
        assert creditctl("run", "-w", str(folder), "--as-of", DAY).returncode == 0
        assert fates(send(folder)[1]) == {"D1": "sent"}
    texts = {
        mail["To"].addresses[0].addr_spec: mail.get_body(("plain",)).get_content()
        for mail in mails(server)
    }
    assert "60.00" in texts["d1@x.example"]


def test_a_file_that_was_changed_or_taken_is_not_sent(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        first, second = sorted((folder / "outbox" / DAY).glob("*.eml"))
        first.write_bytes(first.read_bytes().replace(b"100.00", b"900.00"))
        second.unlink()
        done, answer = send(folder)
        assert (done.returncode, set(fates(answer).values())) == (3, {"missing"})
        assert codes(answer) == ["CD111", "CD111"]
        assert server.taken == []
    assert set(states(folder).values()) == {"handed over"}


def test_old_letters_leave_only_when_named(tmp_path):
    """Whoever sent by hand before must not have everything sent again."""
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        day = AS_OF + timedelta(days=8)
        done, answer = send(folder, day=day)
        assert (done.returncode, answer["notices"], codes(answer)) == (0, [], ["CD113"])
        assert server.taken == []
        _, answer = send(folder, ids(folder)["D1"], day=day)
        assert fates(answer) == {"D1": "sent"}
        assert send(folder, day=AS_OF - timedelta(days=1))[1]["notices"] == []


# What goes along.


def test_reminders_thread_copies_go_to_owners_and_invoices_along(tmp_path):
    more = (
        "reply_to: answers@example.example",
        "sender: bounces@example.example",
        "cc_owner: true",
        "attach_invoices: copies/{number}.pdf",
    )
    with Scripted() as server:
        folder = books(tmp_path, server.port, *more)
        text = (folder / "invoices.csv").read_text().replace("Outstanding", "Outstanding,Owner")
        text = text.replace(",100.00,100.00", ",100.00,100.00,kim@example.example")
        (folder / "invoices.csv").write_text(text)
        (folder / "copies").mkdir()
        (folder / "copies" / "F1.pdf").write_bytes(b"%PDF-1.4 the invoice")
        done, answer = send(folder)
        assert (done.returncode, codes(answer)) == (0, ["CD115"])
        later = AS_OF + timedelta(days=14)
        assert creditctl("run", "-w", str(folder), "--as-of", str(later)).returncode == 0
        send(folder, day=later)
    by_debtor = {}
    for mail in mails(server):
        by_debtor.setdefault(mail["To"].addresses[0].addr_spec, []).append(mail)
    first, second = by_debtor["d1@x.example"]
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert first["Reply-To"] == "answers@example.example"
    assert first["Cc"] == "kim@example.example"
    copies = [part.get_filename() for part in first.iter_attachments()][1:]
    assert copies == ["F1.pdf"]
    assert [turn for _, turn in server.turns].count("RCPT") == 8
    assert server.senders == {b"bounces@example.example"}


def test_a_letter_that_is_too_large_is_rejected_and_told(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port, "attach_invoices: copies/{number}.pdf")
        (folder / "copies").mkdir()
        (folder / "copies" / "F1.pdf").write_bytes(b"%PDF-1.4" + b"x" * 16_000_000)
        (folder / "copies" / "F2.pdf").write_bytes(b"%PDF-1.4")
        done, answer = send(folder)
        assert (done.returncode, fates(answer)) == (3, {"D1": "rejected", "D2": "sent"})
    words = next(n["words"] for n in answer["notices"] if n["debtor"] == "D1")
    assert words.endswith("at most 20 MB are sent")
    assert states(folder) == {"D1": "rejected", "D2": "sent"}


# After every run, and once more.


def test_a_run_sends_afterwards_when_it_is_told_to(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port, "send_after_run: true")
        assert set(states(folder).values()) == {"sent"}
        assert len(server.taken) == 2
        done = creditctl("run", "-w", str(folder), "--as-of", DAY, "--dry-run")
        assert done.returncode == 0


def test_a_run_tells_what_became_of_its_e_mails(tmp_path):
    with Scripted(lambda number, turn: "550 no" if turn == "RCPT" and number == 1 else None) as one:
        folder = books(tmp_path, one.port, "send_after_run: true", run=False)
        done = creditctl("run", "-w", str(folder), "--as-of", DAY)
        assert "e-mails: 2 rejected" in done.stdout
    quiet = books(tmp_path / "quiet", 9)
    done = creditctl("run", "-w", str(quiet), "--as-of", DAY, "--json")
    assert checked(done.stdout)["sent"] is None


def test_a_run_that_cannot_send_is_done_and_says_so(tmp_path):
    port = free_port()
    folder = books(tmp_path, port, "send_after_run: true", run=False)
    done = creditctl("run", "-w", str(folder), "--as-of", DAY, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["exit_code"], len(answer["notices"])) == (3, 3, 2)
    assert "CD105" in codes(answer)
    assert answer["sent"] == {"waiting": 2}
    assert set(states(folder).values()) == {"handed over"}


@pytest.fixture
def sent_books(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        assert send(folder)[0].returncode == 0
        yield folder, server


def test_a_copy_has_an_id_of_its_own_and_changes_nothing_else(sent_books):
    folder, server = sent_books
    name = ids(folder)["D1"]
    for _ in range(2):
        done, answer = send(folder, name, "--by", "Anna", "--reason", "lost it", verb="resend")
        assert (done.returncode, fates(answer)) == (0, {"D1": "sent"})
    found = [str(m["Message-ID"]) for m in mails(server) if name in str(m["Message-ID"])]
    domain = "@example.example>"
    assert found == [f"<{name}{domain}", f"<{name}.2{domain}", f"<{name}.3{domain}"]
    assert states(folder) == {"D1": "sent", "D2": "sent"}
    log = json.loads(creditctl("journal", "log", "-w", str(folder), "--json").stdout)["events"]
    assert [e["data"].get("by") for e in log if e["kind"] == "notice.copy-begun"] == ["Anna"] * 2
    assert verified(folder)


def test_a_copy_of_what_lies_in_the_outbox_counts_as_sent(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        name = ids(folder)["D1"]
        done, _ = send(folder, name, "--by", "Anna", "--reason", "sent by hand", verb="resend")
        assert done.returncode == 0
        assert states(folder) == {"D1": "sent", "D2": "handed over"}
    (mail,) = mails(server)
    assert mail["Message-ID"] == f"<{name}.2@example.example>"


def test_a_copy_of_what_was_paid_is_refused(sent_books):
    folder, server = sent_books
    CHANGES["paid"](folder)
    name = ids(folder)["D1"]
    done, _ = send(folder, name, "--by", "Anna", "--reason", "x", verb="resend")
    assert (done.returncode, "CD119" in done.stderr) == (2, True)
    assert states(folder)["D1"] == "sent"
    for words in (("--by", "Anna"), ("--reason", "x")):
        assert send(folder, name, *words, verb="resend")[0].returncode == 2
    assert len(server.taken) == 2


def test_nothing_is_sent_again_to_an_address_that_was_mended(sent_books):
    folder, server = sent_books
    CHANGES["another address"](folder)
    words = (ids(folder)["D1"], "--by", "Anna", "--reason", "never came")
    done, _ = send(folder, *words, verb="resend")
    assert (done.returncode, "CD119" in done.stderr) == (2, True)
    assert "to d1@x.example; the books say new@x.example now" in done.stderr
    assert len(server.taken) == 2


def test_what_was_withdrawn_goes_to_the_new_address_the_same_day(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port, rows=[row("F1", "D1", 5)])
        change(folder, row("F1", "D1", 5).replace("d1@x", "D1@X"))
        assert fates(send(folder, "--dry-run")[1]) == {"D1": "waiting"}, "only written otherwise"
        change(folder, row("F1", "D1", 5).replace("d1@x", "new@x"))
        assert fates(send(folder)[1]) == {"D1": "withdrawn"}
        assert creditctl("run", "-w", str(folder), "--as-of", DAY).returncode == 0
        assert send(folder)[0].returncode == 0
        assert [str(mail["To"].addresses[0].addr_spec) for mail in mails(server)] == [
            "new@x.example"
        ]


def test_a_sent_letter_can_be_void(sent_books):
    folder, _ = sent_books
    words = ("void", ids(folder)["D1"], "--by", "Anna", "--reason", "wrong", "-w", str(folder))
    assert creditctl("outbox", *words).returncode == 0
    assert states(folder) == {"D1": "voided", "D2": "sent"}


# A server that takes nothing.


@pytest.mark.parametrize(
    ("answer", "turn", "fate", "tried"),
    [
        ("drop", "dot", "uncertain", 3),
        ("451 busy", "RCPT", "deferred", 3),
        ("554 blocked", "dot", "rejected", 10),
    ],
)
def test_a_server_that_takes_nothing_is_left_alone(tmp_path, answer, turn, fate, tried):
    rows = [row(f"F{n:02d}", f"D{n:02d}", 5) for n in range(12)]
    with Scripted(lambda _, this: answer if this == turn else None) as server:
        folder = books(tmp_path, server.port, rows=rows)
        order = SendOrder(AS_OF, sleep=lambda _: None)
        outcome = send_outbox(load_workspace(folder), order, now)
    assert [r.fate for r in outcome.results] == [fate] * tried + ["waiting"] * (12 - tried)
    (given_up,) = [f for f in outcome.findings if f.code == "CD116"]
    assert given_up.message.endswith(f"; {12 - tried} more were not tried")
    assert outcome.exit_code == 3


def test_a_server_that_took_nothing_to_the_end_leaves_nothing_untried(tmp_path):
    rows = [row(f"F{n}", f"D{n}", 5) for n in range(3)]
    with Scripted(lambda _, this: "451 busy" if this == "RCPT" else None) as server:
        folder = books(tmp_path, server.port, rows=rows)
        order = SendOrder(AS_OF, sleep=lambda _: None)
        outcome = send_outbox(load_workspace(folder), order, now)
    (given_up,) = [f for f in outcome.findings if f.code == "CD116"]
    assert "tried" not in given_up.message


def test_the_index_of_the_day_lists_what_is_there(tmp_path):
    with Scripted() as server:
        folder = books(tmp_path, server.port, rows=[row("F1", "D1", 5)])
        act(folder, "hold", "add", "--debtor", "D1", "--reason", "CEO")
        assert fates(send(folder)[1]) == {"D1": "withdrawn"}
    index = (folder / "outbox" / DAY / "index.csv").read_text("utf-8-sig").splitlines()
    assert len(index) == 1


def test_books_that_are_too_old_to_be_looked_at_again_send_nothing(tmp_path):
    """Who has paid since would be reminded (guarantee G1)."""
    with Scripted() as server:
        folder = books(tmp_path, server.port)
        made = datetime(2026, 1, 29, 12, tzinfo=UTC).timestamp()
        os.utime(folder / "invoices.csv", (made, made))
        day = AS_OF + timedelta(days=5)
        for words in ((), ("--dry-run",)):
            done, _ = send(folder, *words, day=day)
            assert (done.returncode, "CR104" in done.stderr) == (8, True)
        assert server.connections == 0
        done, answer = send(folder, "--accept", "old-data", day=day)
        assert (done.returncode, set(fates(answer).values())) == (0, {"sent"})
        name = ids(folder)["D1"]
        again = (name, "--by", "Anna", "--reason", "x")
        assert send(folder, *again, day=day, verb="resend")[0].returncode == 8
    assert send(folder, "--accept", "max-notices")[0].returncode == 2
