"""The ten guarantees, each tried from the command line as a user would meet it.

Where a process of its own is the point (again and again, no socket) it has one.

G2 (crashes) is in test_kill.py; G3 and G5 for all ledgers in tests/policy/test_properties.py.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from tests.scenarios.inside import creditctl

from .workspaces import AS_OF, POLICY, WORKSPACE, make, row
from .workspaces import creditctl as process

DAY = str(AS_OF)


def run(folder, *more, day=DAY):
    done = creditctl("run", "-w", str(folder), "--as-of", day, "--json", *more)
    return done, json.loads(done.stdout) if done.stdout else None


def plan(folder, day=DAY, *more):
    done = creditctl("plan", "-w", str(folder), "--as-of", day, "--json", *more)
    return json.loads(done.stdout)


def letters(folder):
    return sorted(p.name for p in (folder / "outbox").rglob("*") if p.suffix in (".eml", ".pdf"))


# G1: never remind who has paid


def test_g1_old_data_stops_the_run(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)])
    old = (AS_OF - timedelta(4)).toordinal() - date(1970, 1, 1).toordinal()
    os.utime(folder / "invoices.csv", (old * 86400, old * 86400))
    done, _ = run(folder)
    assert done.returncode == 8
    assert "CR104" in done.stderr
    assert "--accept old-data" in done.stderr
    assert not letters(folder)
    accepted, data = run(folder, "--accept", "old-data")
    assert accepted.returncode == 0
    assert len(data["notices"]) == 1


def test_g1_credit_that_covers_the_debt_stops_the_letter(tmp_path):
    rows = [
        row("F1", "D1", 5),
        row("C1", "D1", 5, "-100.00"),
        row("F2", "D2", 5),
        row("C2", "D2", 5, "-99.99"),
    ]
    _, data = run(make(tmp_path, rows))
    assert [(n["debtor"], n["total"]) for n in data["notices"]] == [("D2", "0.01")]


def test_g1_money_without_invoice_holds_the_debtor(tmp_path):
    workspace = WORKSPACE + "  - {name: bank, file: payments.csv, kind: payments}\n"
    folder = make(tmp_path, [row("F1", "D1", 5), row("F2", "D2", 5)], workspace=workspace)
    (folder / "payments.csv").write_text(
        f"Customer Code,Invoice Number,Amount,Date\nD1,UNKNOWN,50.00,{AS_OF}\nD1,,10.00,{AS_OF}\n"
    )
    done, data = run(folder)
    assert [n["debtor"] for n in data["notices"]] == ["D2"], done.stderr
    reasons = {r["reason"] for a in data["account"] for r in a["rows"]}
    assert "unmatched-money" in reasons


def test_g1_an_invoice_settled_since_gets_nothing(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5), row("F2", "D2", 5)])
    run(folder)
    make(tmp_path, [row("F2", "D2", 5)])
    _, data = run(folder, day=str(AS_OF + timedelta(21)))
    assert [n["debtor"] for n in data["notices"]] == ["D2"]


# G2: run it as often as you like


def test_g2_a_second_run_issues_nothing_and_says_so(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5), row("F2", "D2", 18)])
    first = process("run", "-w", str(folder), "--as-of", DAY, "--first-run")
    assert first.returncode == 0
    before = {p: p.read_bytes() for p in (folder / "outbox").rglob("*") if p.is_file()}
    second = process("run", "-w", str(folder), "--as-of", DAY)
    assert second.returncode == 0
    assert "nothing new" in (second.stdout + second.stderr).lower()
    assert {p: p.read_bytes() for p in (folder / "outbox").rglob("*") if p.is_file()} == before


# G3: a missed day only delays


def test_g3_a_week_of_missed_days_sends_the_next_step_once(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)])
    run(folder)
    _, late = run(folder, day=str(AS_OF + timedelta(24)))
    assert [i["step"] for n in late["notices"] for i in n["items"]] == ["second"]
    _, again = run(folder, day=str(AS_OF + timedelta(25)))
    assert not again["notices"]


def test_g3_first_run_on_an_old_ledger_asks_once(tmp_path):
    folder = make(tmp_path, [row("OLD", "D1", 200)])
    refused, _ = run(folder)
    assert refused.returncode == 8
    assert "--first-run" in refused.stderr
    assert not letters(folder)
    _, data = run(folder, "--first-run")
    assert [i["step"] for n in data["notices"] for i in n["items"]] == ["reminder"]


# G4: the preview is the run


def test_g4_plan_dry_run_and_run_say_the_same(tmp_path):
    rows = [row(f"F{n}", f"D{n % 7}", n - 10, f"{n}.50") for n in range(1, 40)]
    folder = make(tmp_path, rows)
    planned = plan(folder, DAY, "--first-run")
    dry, tried = run(folder, "--dry-run", "--first-run")
    assert dry.returncode == 0
    assert not (folder / "outbox").exists()
    assert not (folder / "state").exists()
    _, done = run(folder, "--first-run")

    def told(data):
        return [{k: v for k, v in n.items() if k != "file"} for n in data["notices"]], data[
            "account"
        ]

    assert told(planned) == told(tried) == told(done)
    assert len(done["notices"]) > 3


# G5: every open item is accounted for


def test_g5_decisions_add_up_to_the_ledger(tmp_path):
    rows = [row(f"F{n}", f"D{n % 5}", n - 20, f"{n}.10") for n in range(1, 60)]
    folder = make(tmp_path, rows)
    data = plan(folder, DAY, "--first-run", "--detail")
    aged = json.loads(creditctl("aging", "-w", str(folder), "--as-of", DAY, "--json").stdout)
    account = data["account"][0]
    assert (account["items"], account["total"]) == (59, aged["currencies"][0]["total"])
    assert len(data["decisions"]) == 59
    assert all(d["reason"] and d["outcome"] in ("act", "hold", "refer") for d in data["decisions"])


# G6: exact money


def test_g6_sums_beyond_floats_are_exact(tmp_path):
    rows = [
        row("F1", "D1", 5, "90071992547409.91"),
        row("F2", "D1", 5, "0.02"),
        row("F3", "D1", 5, "0.01"),
    ]
    folder = make(tmp_path, rows)
    data = json.loads(creditctl("aging", "-w", str(folder), "--as-of", DAY, "--json").stdout)
    assert data["currencies"][0]["total"] == "90071992547409.94"
    assert plan(folder)["notices"][0]["total"] == "90071992547409.94"


def test_g6_currencies_are_never_added(tmp_path):
    workspace = WORKSPACE.replace("currency: EUR\n", "")
    folder = make(tmp_path, [], workspace=workspace)
    due = AS_OF - timedelta(5)
    (folder / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,Email,Currency,InvoiceDate,DueDate,Total,Outstanding\n"
        f"F1,D1,a@x.example,EUR,{due},{due},10.00,10.00\n"
        f"F2,D1,a@x.example,JPY,{due},{due},1000,1000\n"
        f"F3,D1,a@x.example,KWD,{due},{due},1.234,1.234\n"
    )
    made = plan(folder)["notices"]
    assert [(n["currency"], n["total"]) for n in made] == [
        ("EUR", "10.00"),
        ("JPY", "1000"),
        ("KWD", "1.234"),
    ]


# G7: as of any date


def test_g7_a_past_date_gives_the_same_answer_for_ever(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5), row("F2", "D2", 18)])
    past = str(AS_OF - timedelta(1))
    before = plan(folder, past, "--first-run")
    run(folder, "--first-run")
    run(folder, day=str(AS_OF + timedelta(15)))
    after = plan(folder, past, "--first-run")
    # What it was made from says that the journal has grown, and so does the seal; nothing else.
    for answer in (before, after):
        assert answer["made_from"].pop("journal")
        assert answer.pop("seal")
    assert after == before


def test_g7_run_refuses_to_go_back_or_ahead(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)])
    run(folder)
    back, _ = run(folder, day=str(AS_OF - timedelta(1)))
    assert back.returncode == 8
    assert "CR106" in back.stderr
    ahead, _ = run(folder, day="2999-01-01")
    assert ahead.returncode == 8
    assert "CR105" in ahead.stderr
    meant, _ = run(folder, "--allow-date", "test", day=str(AS_OF - timedelta(1)))
    assert meant.returncode == 0


# G8: nothing is guessed


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("100.00,100.00", "1.000,1.000", "CI220"),
        (f"{AS_OF - timedelta(35)},{AS_OF - timedelta(5)}", "03/04/2025,05/04/2025", "CI210"),
    ],
)
def test_g8_ambiguous_columns_are_refused_and_nothing_happens(tmp_path, old, new, code):
    folder = make(tmp_path, [row("F1", "D1", 5).replace(old, new)])
    done, _ = run(folder)
    assert done.returncode == 5
    errors = json.loads(done.stderr)["findings"]
    assert [e["code"] for e in errors] == [code]
    assert errors[0]["line"] == 2
    assert "--d" in errors[0]["hint"]
    assert not letters(folder)


def test_g8_a_row_that_cannot_be_read_holds_its_debtor(tmp_path):
    rows = [
        row("F1", "D1", 5),
        row("F2", "D1", 5, "12..34"),
        row("F3", "D2", 5),
        row("F4", "D2", 6, "5.00"),
    ]
    folder = make(tmp_path, rows)
    done, data = run(folder)
    assert done.returncode == 3
    assert [n["debtor"] for n in data["notices"]] == ["D2"]
    assert any(f.get("line") == 3 and "12..34" in f["message"] for f in data["findings"])


def test_g8_ids_stay_text(tmp_path):
    folder = make(tmp_path, [row("00123", "NA", 5), row("1e5", "007", 5)])
    items = plan(folder)["notices"]
    assert sorted((n["debtor"], n["items"][0]["number"]) for n in items) == [
        ("007", "1e5"),
        ("NA", "00123"),
    ]


# G9: the journal can be trusted


def test_g9_a_changed_event_is_found(tmp_path):
    import sqlite3

    folder = make(tmp_path, [row("F1", "D1", 5)])
    run(folder)
    assert creditctl("journal", "verify", "-w", str(folder)).returncode == 0
    with sqlite3.connect(folder / "state" / "journal.db") as db:
        with pytest.raises(sqlite3.DatabaseError):
            db.execute("UPDATE event SET subject = 'x'")
        triggers = [
            r[0]
            for r in db.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='event'"
            )
        ]
        for name in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE event SET data = replace(data, '100', '900') WHERE kind LIKE 'notice%'")
    done = creditctl("journal", "verify", "-w", str(folder))
    assert done.returncode == 6
    assert re.search(r"event \d+", done.stderr)


# G10: nothing leaves the machine


def test_g10_a_run_opens_no_socket(tmp_path):
    folder = make(tmp_path / "ws", [row("F1", "D1", 5)])
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def no(*a, **k):\n    raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = no\nsocket.getaddrinfo = no\n"
    )
    done = process("run", "-w", str(folder), "--as-of", DAY, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert letters(folder)


# hostile names, private files, letters that say what they must


def test_hostile_names_stay_text_and_inside_the_outbox(tmp_path):
    folder = make(tmp_path, [])
    due = AS_OF - timedelta(5)
    names = [
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
        '#panic("x") $m$ <b>*x*</b>',
        "CON",
        "a/b\\c",
    ]
    lines = [
        f'F{n},"{name.replace(chr(34), chr(34) * 2)}","{name.replace(chr(34), chr(34) * 2)}",d{n}@x.example,{due},{due},10.00,10.00'
        for n, name in enumerate(names)
    ]
    header = "InvoiceNumber,CustomerCode,CustomerName,Email,InvoiceDate,DueDate,Total,Outstanding"
    (folder / "invoices.csv").write_text("\n".join([header, *lines]) + "\n")
    done, data = run(folder)
    assert done.returncode == 0, done.stderr
    assert len(data["notices"]) == len(names)
    outside = [p for p in tmp_path.rglob("*.eml") if (folder / "outbox" / DAY) != p.parent]
    assert not outside
    index = (folder / "outbox" / DAY / "index.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd|" in index
    assert not re.search(r'(^|,)"?=cmd', index)
    for path in (folder / "outbox").rglob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        html = message.get_body(("html",)).get_content()
        assert "<b>" not in html
        assert path.stat().st_mode & 0o077 == 0


def test_policy_without_effect_is_refused(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)], policy=POLICY.replace("days: 3", "dayz: 3"))
    done, _ = run(folder)
    assert done.returncode == 4
    finding = json.loads(done.stderr)["findings"][0]
    assert finding["line"]
    assert "days" in finding["hint"]


def test_a_template_that_loops_for_ever_stops_before_anything_is_issued(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 5)])
    letter = folder / "templates" / "en" / "reminder.md.j2"
    letter.parent.mkdir(parents=True)
    letter.write_text(
        "---\nsubject: Reminder\n---\n{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}\n"
    )
    done, _ = run(folder)
    assert done.returncode == 4, done.stderr
    assert "reminder.md.j2" in done.stderr
    assert not letters(folder)
    letter.write_text("---\nsubject: Reminder\n---\nDear {{ debtor.nmae }}\n")
    done, _ = run(folder)
    assert done.returncode == 4
    assert "nmae" in done.stderr
    assert not letters(folder)
