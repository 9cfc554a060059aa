"""A month in the life of a workspace under cron: an empty environment, a mail server, a monitor.

Each working day the bookkeeping writes a new export, the bank a statement, and cron starts the
same two commands. At the end nobody got a letter twice, nobody who had paid was reminded, and
log, summary and monitor tell of every day.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.cli.statements import Pay, camt
from tests.delivery.mailserver import Scripted
from tests.guarantees.workspaces import HEADER, POLICY, WORKSPACE, make, row

FIRST = date(2026, 3, 2)
DAYS = [FIRST + timedelta(n) for n in range(31) if (FIRST + timedelta(n)).weekday() < 5]
DEBTORS = [f"D{n}" for n in range(1, 9)]
PAYS_ON = {"D2": date(2026, 3, 5), "D4": date(2026, 3, 18), "D6": date(2026, 3, 26)}
"""Some pay; the bank knows on that day, the books two days later."""


@pytest.fixture
def monitor():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    told = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, told
    server.shutdown()
    server.server_close()


def settings(mail, port):
    base = f"http://127.0.0.1:{port}"
    return WORKSPACE + (
        f"delivery:\n  email: {{host: 127.0.0.1, port: {mail}, security: none, send_after_run: true}}\n"
        f"monitoring:\n  ping: {{start: '{base}/s', success: '{base}/ok', fail: '{base}/no'}}\n"
        "  log: logs/runs.log\n  summary: logs/last.json\n"
    )


def export(books, day):
    """What the bookkeeping writes that day: an invoice more each week, paid ones leave late."""
    lines = [
        row(f"2026-{n:02d}{week}", debtor, 5 - 7 * week, "100.00", FIRST)
        for week in range(4)
        for n, debtor in enumerate(DEBTORS, 1)
        if FIRST + timedelta(7 * week) <= day
        and not (debtor in PAYS_ON and week == 0 and PAYS_ON[debtor] + timedelta(2) <= day)
    ]
    (books / "invoices.csv").write_text("\n".join([HEADER, *lines]) + "\n")


def statement(books, day):
    paid = [
        Pay("100.00", f"invoice 2026-0{debtor[1]}0", name=f"Name {debtor}", iban="", day=day)
        for debtor, on in PAYS_ON.items()
        if on == day
    ]
    (books / "bank.xml").write_text(camt(paid)) if paid else None
    return bool(paid)


def cron(books, *words):
    """As cron starts it: no environment at all, no terminal, another folder."""
    return subprocess.run(
        ["/usr/bin/env", "-i", sys.executable, "-m", "creditctl", *words, "-w", str(books)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd="/",
        check=False,
        timeout=120,
    )


def test_a_month(tmp_path, monitor):
    port, told = monitor
    with Scripted() as mail:
        workspace = settings(mail.port, port)
        books = make(tmp_path / "books", [], policy=POLICY, workspace=workspace)
        for day in DAYS:
            export(books, day)
            if statement(books, day):
                for verb in (["import", str(books / "bank.xml")], ["match"]):
                    done = cron(books, "payments", *verb, "--as-of", str(day))
                    assert done.returncode == 0, done.stderr
            done = cron(books, "run", "--as-of", str(day))
            assert done.returncode == 0, (day, done.stdout, done.stderr)
        sent = [message_from_bytes(m, policy=policy.default) for m in mail.taken]
    assert sent
    assert max(Counter(m["Message-ID"] for m in sent).values()) == 1
    for m in sent:
        debtor = m["To"].addresses[0].username.upper()
        day = date.fromisoformat(
            f"{m['Message-ID'][1:5]}-{m['Message-ID'][5:7]}-{m['Message-ID'][7:9]}"
        )
        first = f"2026-0{debtor[1]}0"
        if debtor in PAYS_ON and day >= PAYS_ON[debtor]:
            assert first not in m.get_body(("plain",)).get_content(), (debtor, day)
    log = [json.loads(line) for line in (books / "logs" / "runs.log").read_text().splitlines()]
    assert [entry["as_of"] for entry in log] == [str(day) for day in DAYS]
    assert {entry["exit_code"] for entry in log} == {0}
    assert sum(entry["notices"] for entry in log) == len(sent)
    assert sum(entry["sent"].get("sent", 0) for entry in log) == len(sent)
    assert json.loads((books / "logs" / "last.json").read_text()) == log[-1]
    assert [one["event"] for one in told] == ["start", "end"] * len(DAYS)
    waiting = json.loads(cron(books, "outbox", "list", "--json").stdout)["notices"]
    assert {notice["state"] for notice in waiting} == {"sent"}
    assert cron(books, "journal", "verify").returncode == 0
