"""Reports by e-mail: through a real mail server, and as a file."""

from __future__ import annotations

import csv
import io
from email import message_from_bytes, policy

import pytest
from openpyxl import load_workbook

from tests.delivery.mailserver import Scripted
from tests.guarantees.workspaces import AS_OF, WORKSPACE, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)
NAMES = ("aging", "worklist", "reasons", "credit", "kpi", "status")


def workspace(folder, port=None):
    text = WORKSPACE
    if port is not None:
        text += (
            f"delivery:\n  email: {{host: 127.0.0.1, port: {port}, security: none, timeout: 2}}\n"
        )
    rows = [row("F1", "D1", 20, "1000.00"), row("F2", "=D2", 40, "50.00")]
    return make(folder, rows, workspace=text)


def send(folder, name, *words, to=("boss@x.example",)):
    recipients = [word for address in to for word in ("--to", address)]
    return creditctl("report", "send", name, *recipients, "-w", str(folder), "--as-of", DAY, *words)


def read(content):
    return message_from_bytes(content, policy=policy.default)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_as_a_mail_in_a_file(tmp_path, name):
    books = workspace(tmp_path / "books")
    file = tmp_path / "mail.eml"
    done = send(books, name, "-o", str(file), to=("boss@x.example", "anna@x.example"))
    assert done.returncode == 0, done.stderr
    mail = read(file.read_bytes())
    assert mail["To"] == "boss@x.example, anna@x.example"
    assert mail["Subject"].startswith("Example B.V.: ")
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text.get_content().strip()
    html = page.get_content()
    assert html.startswith("<!doctype html>")
    for loads in ("http://", "src=", "<link", "<script", "@import", "url("):
        assert loads not in html, loads
    book, table = mail.iter_attachments()
    assert load_workbook(io.BytesIO(book.get_content())).active is not None
    rows = list(csv.reader(io.StringIO(table.get_content(), newline="")))
    assert rows
    assert not any(cell.startswith(("=", "+", "@")) for row_ in rows for cell in row_)


def test_it_is_sent_by_the_workspaces_server(tmp_path):
    with Scripted() as server:
        books = workspace(tmp_path / "books", server.port)
        done = send(books, "aging", to=("boss@x.example", "anna@x.example"))
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "sent to boss@x.example, anna@x.example" in done.stderr
        (taken,) = server.taken
    assert "1000.00" in read(taken).get_body(("plain",)).get_content()


def test_what_comes_back_goes_where_the_settings_say(tmp_path):
    with Scripted() as server:
        books = workspace(tmp_path / "books", server.port)
        file = books / "creditctl.yaml"
        text = file.read_text()
        file.write_text(text.replace("timeout: 2", "timeout: 2, sender: bounces@books.example"))
        assert send(books, "aging").returncode == 0
    assert server.senders == {b"bounces@books.example"}


def test_only_the_tasks_of_an_owner(tmp_path):
    books = workspace(tmp_path / "books")
    file = tmp_path / "mail.eml"
    assert send(books, "worklist", "--owner", "Nobody Known", "-o", str(file)).returncode == 2
    assert not file.exists()
    assert send(books, "worklist", "--owner", "", "-o", str(file)).returncode == 0
    assert "1 task" in read(file.read_bytes()).get_body(("plain",)).get_content()
    assert send(books, "aging", "--owner", "X", "-o", str(file)).returncode == 2


def test_what_can_not_be_sent(tmp_path):
    books = workspace(tmp_path / "books")
    done = send(books, "aging")
    assert (done.returncode, "CD140" in done.stderr) == (4, True)
    done = send(books, "aging", to=("boss@x.example\nBcc: all@x.example",))
    assert (done.returncode, "CD141" in done.stderr) == (2, True)
    assert send(books, "forecast").returncode == 2
    down = workspace(tmp_path / "down", 9)
    done = send(down, "aging")
    assert (done.returncode, "CD105" in done.stderr) == (4, True)
