"""Channels from the command line: chosen, told beforehand, written, and sent by real programs."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from tests.scenarios.inside import creditctl

DAY = "2026-01-30"
POLICY = """version: 1
name: Many ways
currency: EUR
reminders:
  steps:
    - {id: reminder, days: 3, channels: [sms, email, letter]}
"""
WORKSPACE = """version: 1
company:
  name: Example B.V.
  address: [Dorpsstraat 1, 1234 AB Plaats]
  country: NL
  email: ar@example.example
  iban: NL91ABNA0417164300
currency: EUR
policy: policy.yaml
sources:
  - {name: books, file: invoices.csv, kind: invoices}
  - {name: people, file: debtors.csv, kind: debtors}
"""
INVOICES = """InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding
1,C1,2025-12-01,2026-01-10,100.00,100.00
2,C2,2025-12-01,2026-01-10,100.00,100.00
3,C3,2025-12-01,2026-01-10,100.00,100.00
4,C4,2025-12-01,2026-01-10,100.00,100.00
5,C5,2025-12-01,2026-01-10,100.00,100.00
"""
DEBTORS = """CustomerCode,Name,Email,Phone,Address,Postcode,City,Country,Channels
C1,Aal,aal@x.example,06-12345678,Singel 1,1016 EA,Amsterdam,NL,
C2,Bier,bier@x.example,020 1234567,Singel 2,1016 EA,Amsterdam,NL,
C3,Cent,cent@x.example,+31 6 12345678,Singel 3,1016 EA,Amsterdam,NL,"post, sms"
C4,Dam,dam@x.example,06-CALL-ME,Singel 4,1016 EA,Amsterdam,NL,phone
C5,Eik,,06-12345678,,,,,sms
"""


@pytest.fixture
def books(tmp_path) -> Path:
    for name, text in (
        ("policy.yaml", POLICY),
        ("creditctl.yaml", WORKSPACE),
        ("invoices.csv", INVOICES),
        ("debtors.csv", DEBTORS),
    ):
        (tmp_path / name).write_text(text)
    return tmp_path


def run(books):
    return creditctl("run", "-w", str(books), "--as-of", DAY, "--first-run")


def index(books):
    with (books / "outbox" / DAY / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["debtor"]: row for row in csv.DictReader(file)}


def test_each_debtor_by_the_first_channel_that_reaches(books):
    assert run(books).returncode == 0
    rows = index(books)
    # C5's number is national, and nobody knows its country: no address is left.
    assert {d: r["channel"] for d, r in rows.items()} == {
        "C1": "sms",
        "C2": "email",
        "C3": "letter",
        "C4": "email",
    }
    assert rows["C1"]["to"] == "'+31612345678"
    assert rows["C3"]["to"] == "Singel 3, 1016 EA Amsterdam, NL"
    told = json.loads((books / "outbox" / rows["C1"]["file"]).read_text())
    assert (told["to"], told["amount"], told["reference"]) == ("+31612345678", "100.00", "1")
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


def test_nobody_is_dropped(books):
    done = creditctl("explain", "5", "-w", str(books), "--as-of", DAY)
    assert "no-contact" in done.stdout
    assert "no address for sms or email or letter" in done.stdout


def test_check_tells_of_wishes_that_no_step_grants(books):
    done = creditctl("check", "-w", str(books), "--as-of", DAY)
    assert "CD213" in done.stderr
    assert "1 of the debtors who owe money prefer what no step allows: phone" in done.stderr


def template(books, text):
    (books / "templates" / "en").mkdir(parents=True)
    (books / "templates" / "en" / "sms.txt.j2").write_text(text, encoding="utf-8")


def test_a_message_that_is_too_long_is_told_and_held(books):
    template(books, "{{ company.name }} " + "x" * 300)
    done = creditctl("check", "-w", str(books), "--as-of", DAY)
    assert "CD211" in done.stderr
    done = run(books)
    assert done.returncode == 3
    assert "CD211" in done.stderr
    assert sorted(index(books)) == ["C2", "C3", "C4"]


def test_a_template_at_fault_stops_the_run(books):
    template(books, "{{ total }} {{ nobody }}")
    done = run(books)
    assert done.returncode == 4
    assert "CC305" in done.stderr
    assert not (books / "outbox").exists()


def test_more_parts_where_the_workspace_allows_them(books):
    template(books, "{{ company.name }} " + "x" * 300)
    (books / "creditctl.yaml").write_text(WORKSPACE + "delivery: {sms: {parts: 3}}\n")
    assert run(books).returncode == 0
    assert "C1" in index(books)


def test_a_plan_knows_its_text_messages(books):
    plan = books / "plan.json"
    done = creditctl("plan", "-w", str(books), "--as-of", DAY, "--first-run", "-o", str(plan))
    assert done.returncode in (0, 3), done.stderr
    assert "sms" in plan.read_text()


def test_a_webhook_without_https_is_refused_with_its_line(books):
    bad = "delivery:\n  webhook:\n    url: http://sms.example/\n"
    (books / "creditctl.yaml").write_text(WORKSPACE + bad)
    done = creditctl("check", "-w", str(books), "--as-of", DAY)
    assert done.returncode == 4
    line = WORKSPACE.count("\n") + 3
    assert f"creditctl.yaml:{line}:" in done.stderr
    assert "error CD201: the web address is not https" in done.stderr


def test_the_outbox_sends_them(books):
    program = "import sys, pathlib; pathlib.Path('sent.json').write_bytes(sys.stdin.buffer.read())"
    part = f"delivery: {{sms: {{command: {{run: [{sys.executable!r}, -c, {program!r}]}}}}}}\n"
    (books / "creditctl.yaml").write_text(WORKSPACE + part)
    assert run(books).returncode == 0
    done = creditctl("outbox", "send", "-w", str(books), "--as-of", DAY)
    assert done.returncode == 0, done.stderr
    assert json.loads((books / "sent.json").read_text())["to"] == "+31612345678"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "by text message, or else by e-mail, or else by post"),
        ("nl", "per sms, of anders per e-mail, of anders per post"),
        ("de", "per SMS, sonst per E-Mail, sonst per Post"),
    ],
)
def test_the_policy_in_plain_words_names_channels(books, language, words):
    policy = str(books / "policy.yaml")
    done = creditctl("policy", "explain", policy, "--language", language)
    assert words in " ".join(done.stdout.split())
