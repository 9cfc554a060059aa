"""Promises, disputes, holds, notes, write-offs and arrangements through the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.cli.test_schemas import checked
from tests.guarantees.workspaces import AS_OF, POLICY, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)
MASTER = """  - {name: debtors, file: debtors.csv, kind: debtors}
"""


@pytest.fixture
def books(tmp_path):
    """Two debtors of a group, one alone; a run has reminded them all on the day."""
    rows = [
        row("F1", "D1", 5, "1000.00"),
        row("F2", "D1", 4, "200.00"),
        row("F3", "D2", 6, "50.00"),
        row("F4", "D3", 8, "70.00"),
        row("F5", "D3", -20, "30.00"),
    ]
    folder = make(tmp_path / "books", rows)
    text = (folder / "creditctl.yaml").read_text() + MASTER
    (folder / "creditctl.yaml").write_text(text)
    (folder / "debtors.csv").write_text(
        "CustomerCode,CustomerName,Group\nD1,Name D1,North\nD2,Name D2,North\nD3,Name D3,\n"
    )
    return folder


def after(days: int) -> str:
    return str(AS_OF + timedelta(days))


def do(folder, *words, day=DAY, json_=False):
    more = ["--json"] if json_ else []
    return creditctl(*words, "-w", str(folder), "--as-of", day, *more)


def ok(folder, *words, day=DAY):
    done = do(folder, *words, day=day, json_=True)
    assert done.returncode == 0, done.stderr
    return checked(done.stdout)


def refused(folder, code, *words, day=DAY, exit_code=2):
    before = journal_events(folder)
    done = do(folder, *words, day=day)
    assert (done.returncode, done.stdout) == (exit_code, ""), done.stdout + done.stderr
    assert f"error {code}" in done.stderr
    assert journal_events(folder) == before
    return done.stderr


def journal_events(folder):
    done = creditctl("journal", "log", "-w", str(folder), "--limit", "1000", "--json")
    return len(json.loads(done.stdout)["events"]) if done.stdout else 0


def run(folder, day=DAY, first=True):
    words = ["run", *(["--first-run"] if first else [])]
    # The file of today is not that of the day; what is tried here is something else.
    return do(folder, *words, "--accept", "old-data", day=day)


def reasons(folder, day=DAY):
    """Reason of every open item by number; a disputed part has a mark behind its number."""
    done = creditctl(
        "plan", "-w", str(folder), "--as-of", day, "--first-run", "--accept", "old-data",
        "--detail", "--json",
    )  # fmt: skip
    decisions = json.loads(done.stdout)["decisions"]
    return {
        d["number"] + ("+" if d["item"].endswith("/disputed") else ""): d["reason"]
        for d in decisions
    }


def plan(folder, day=DAY):
    done = creditctl(
        "plan", "-w", str(folder), "--as-of", day, "--first-run", "--accept", "old-data", "--json"
    )
    return json.loads(done.stdout)


# Promises


def test_a_promise_holds_its_invoice_until_its_grace_has_passed(books):
    answer = ok(books, "promise", "add", "F1", "--date", after(3), "--by", "Anna", "--note", "fax")
    (one,) = answer["promises"]
    assert (one["id"], one["amount"], one["status"], one["text"]) == (
        "P1",
        "1000.00",
        "pending",
        "fax",
    )
    assert reasons(books)["F1"] == "promised"
    assert reasons(books)["F2"] == "step-due"
    assert reasons(books, after(4))["F1"] == "promised"  # promises.grace: 1 day
    assert (
        reasons(books, after(5))["F1"] == "not-a-sending-day"
        or reasons(books, after(7))["F1"] == "step-due"
    )


def test_what_came_of_a_promise_follows_from_the_books(books):
    ok(books, "promise", "add", "F1", "--date", after(3), "--amount", "400", "--by", "Anna")
    ok(books, "promise", "add", "F2", "--date", after(3), "--by", "Anna")
    ok(books, "promise", "add", "F3", "--date", after(3), "--by", "Anna")
    text = (books / "invoices.csv").read_text()
    text = text.replace("1000.00,1000.00", "1000.00,600.00").replace(
        "200.00,200.00", "200.00,150.00"
    )
    (books / "invoices.csv").write_text(text)
    run(books, after(3))
    for day in (after(4), after(40)):
        found = ok(books, "promise", "list", day=day)["promises"]
        status = {p["number"]: (p["status"], p["received_in_time"]) for p in found}
        assert status == {
            "F1": ("kept", "400.00"),
            "F2": ("partly", "50.00"),
            "F3": ("broken", "0.00"),
        }
    (books / "invoices.csv").write_text(text.replace("50.00,50.00", "50.00,0.00"))
    run(books, after(40))
    late = ok(books, "promise", "list", "--live", day=after(41))["promises"]
    assert [p["number"] for p in late] == ["F2", "F3"], "paid later does not mend it"


def test_a_promise_that_the_policy_does_not_allow(books):
    refused(books, "CS120", "promise", "add", "F1", "--date", "2026-01-29", "--by", "Anna")
    refused(books, "CS121", "promise", "add", "F1", "--date", after(31), "--by", "Anna")
    refused(
        books,
        "CS105",
        "promise",
        "add",
        "F1",
        "--date",
        after(1),
        "--amount",
        "1000.01",
        "--by",
        "A",
    )
    refused(
        books,
        "CS104",
        "promise",
        "add",
        "F1",
        "--date",
        after(1),
        "--amount",
        "1.000,00",
        "--by",
        "A",
    )
    refused(
        books, "CS104", "promise", "add", "F1", "--date", after(1), "--amount", "0", "--by", "A"
    )
    refused(books, "CS106", "promise", "add", "F1", "--date", after(1))
    text = refused(books, "CS101", "promise", "add", "F11", "--date", after(1), "--by", "Anna")
    assert "F1" in text
    for number in (1, 2):
        ok(books, "promise", "add", "F1", "--date", after(number), "--by", "Anna")
    refused(books, "CS122", "promise", "add", "F1", "--date", after(3), "--by", "Anna")
    done = do(books, "promise", "add", "F1", "--date", "2026-02-30", "--by", "Anna")
    assert done.returncode == 2
    assert "2026-02-30" in done.stderr


def test_a_promise_for_a_paid_item_is_refused(books):
    text = (books / "invoices.csv").read_text().replace("50.00,50.00", "50.00,0.00")
    (books / "invoices.csv").write_text(text)
    assert "it is paid" in refused(
        books, "CS102", "promise", "add", "F3", "--date", after(1), "--by", "A"
    )


def test_the_same_promise_is_recorded_once(books):
    words = ("promise", "add", "F1", "--date", after(3), "--by", "Anna")
    ok(books, *words)
    before = journal_events(books)
    again = ok(books, *words)
    assert [p["id"] for p in again["promises"]] == ["P1"]
    assert [f["code"] for f in again["findings"]] == ["CS110"]
    assert journal_events(books) == before


def test_a_cancelled_promise_holds_that_day_and_counts_for_nothing(books):
    ok(books, "promise", "add", "F1", "--date", after(20), "--by", "Anna")
    answer = ok(books, "promise", "cancel", "P1", "--by", "Bert", "--reason", "wrong invoice")
    assert answer["promises"][0]["status"] == "cancelled"
    assert reasons(books)["F1"] == "promised"
    assert reasons(books, after(3))["F1"] != "promised"
    refused(books, "CS181", "promise", "cancel", "P1", "--by", "Bert")
    refused(books, "CS180", "promise", "cancel", "P7", "--by", "Bert")


def test_several_invoices_are_promised_together_or_not_at_all(books):
    refused(books, "CS101", "promise", "add", "F1", "F99", "--date", after(1), "--by", "Anna")
    answer = ok(books, "promise", "add", "F1", "F2", "--date", after(1), "--by", "Anna")
    assert [p["id"] for p in answer["promises"]] == ["P1", "P2"]


def test_a_segment_may_look_at_broken_promises(books):
    segment = 'segments:\n  - {id: breakers, when: ["broken_promises >= 1"], reminders: {minimum: 5000}}\n'
    (books / "policy.yaml").write_text(POLICY + segment)
    ok(books, "promise", "add", "F1", "--date", after(1), "--by", "Anna")
    later = after(4)
    assert reasons(books, later)["F1"] == "below-minimum"
    assert reasons(books, later)["F3"] == "step-due"
    shown = creditctl("policy", "show", "--debtor", "D1", "-w", str(books), "--as-of", later)
    assert "breakers" in shown.stdout


# Disputes


def test_the_rest_of_a_disputed_invoice_is_still_reminded(books):
    answer = ok(
        books, "dispute", "add", "F1", "--reason", "price", "--amount", "300", "--by", "Anna"
    )
    assert answer["disputes"][0]["status"] == "open"
    found = reasons(books)
    assert (found["F1"], found["F1+"]) == ("step-due", "disputed")
    made = plan(books)
    (letter,) = [n for n in made["notices"] if n["debtor"] == "D1"]
    assert [(i["number"], i["open"]) for i in letter["items"]] == [
        ("F1", "700.00"),
        ("F2", "200.00"),
    ]
    assert made["account"][0]["total"] == "1350.00"
    ok(books, "dispute", "resolve", "D1", "--outcome", "credit note", "--by", "Bert")
    assert reasons(books)["F1+"] == "disputed"
    assert "F1+" not in reasons(books, after(3))


def test_a_reason_that_does_not_block_is_only_recorded(books):
    ok(books, "dispute", "add", "F1", "--reason", "SEPA:AM04", "--by", "Anna")
    assert reasons(books)["F1"] == "step-due"
    assert ok(books, "dispute", "list")["disputes"][0]["reason"] == "cannot-pay"


def test_disputes_never_add_up_to_more_than_is_open(books):
    ok(books, "dispute", "add", "F1", "--reason", "price", "--amount", "600", "--by", "Anna")
    refused(
        books,
        "CS131",
        "dispute",
        "add",
        "F1",
        "--reason",
        "quality",
        "--amount",
        "401",
        "--by",
        "A",
    )
    refused(books, "CS131", "dispute", "add", "F1", "--reason", "quality", "--by", "A")
    refused(books, "CS130", "dispute", "add", "F1", "--reason", "prize", "--by", "A")
    ok(books, "dispute", "add", "F1", "--reason", "quality", "--amount", "400", "--by", "Anna")
    assert reasons(books)["F1"] == "disputed"
    refused(books, "CS106", "dispute", "resolve", "D1", "--by", "Anna")


# Holds


@pytest.mark.parametrize(
    ("words", "held"),
    [
        (["--invoice", "F1"], {"F1"}),
        (["--debtor", "Name D1"], {"F1", "F2"}),
        (["--group", "North"], {"F1", "F2", "F3"}),
    ],
)
def test_a_hold_stops_an_invoice_a_debtor_or_a_group(books, words, held):
    ok(books, "hold", "add", *words, "--reason", "CEO", "--by", "Anna")
    found = reasons(books)
    assert {number for number, why in found.items() if why == "on-hold"} == held
    told = creditctl("explain", "F1", "-w", str(books), "--as-of", DAY).stdout
    assert "H1: CEO, by Anna" in told


def test_lifting_a_hold_sends_nothing_on_that_day(books):
    ok(books, "hold", "add", "--debtor", "D1", "--reason", "CEO", "--by", "Anna")
    ok(books, "hold", "lift", "H1", "--by", "Anna")
    assert reasons(books)["F1"] == "on-hold"
    assert reasons(books, after(3))["F1"] == "step-due"
    refused(books, "CS181", "hold", "lift", "H1", "--by", "Anna")


def test_a_hold_has_its_days(books):
    monday, tuesday = after(3), after(4)
    ok(
        books,
        "hold",
        "add",
        "--debtor",
        "D1",
        "--from",
        monday,
        "--until",
        monday,
        "--reason",
        "x",
        "--by",
        "A",
    )
    assert reasons(books)["F1"] == "step-due"
    assert reasons(books, monday)["F1"] == "on-hold"
    assert reasons(books, tuesday)["F1"] == "step-due"
    refused(
        books,
        "CS140",
        "hold",
        "add",
        "--debtor",
        "D1",
        "--until",
        "2026-01-01",
        "--reason",
        "x",
        "--by",
        "A",
    )
    refused(books, "CS101", "hold", "add", "--group", "West", "--reason", "x", "--by", "A")
    assert do(books, "hold", "add", "--reason", "x", "--by", "A").returncode == 2


# Notes


def test_notes_stay_and_follow_ups_are_done(books):
    ok(
        books,
        "note",
        "add",
        "D1",
        "Rang, will pay",
        "--call",
        "--follow-up",
        after(2),
        "--by",
        "Anna",
    )
    (note,) = ok(books, "note", "list", "--debtor", "Name D1")["notes"]
    assert (note["kind"], note["status"], note["until"]) == ("call", "to follow up", after(2))
    assert ok(books, "note", "done", "N1", "--by", "Bert")["notes"][0]["status"] == "done"
    refused(books, "CS150", "note", "add", "D1", "x", "--follow-up", "2026-01-01", "--by", "A")
    refused(books, "CS151", "note", "add", "D2", "x", "--invoice", "F1", "--by", "A")
    refused(books, "CS101", "note", "add", "Nobody", "x", "--by", "A")
    refused(books, "CS108", "note", "add", "D1", "x" * 2001, "--by", "A")


# Write-offs


def test_a_write_off_needs_two_and_books_that_show_it_lose_nothing_twice(books):
    ok(books, "writeoff", "propose", "F3", "--amount", "20", "--reason", "small", "--by", "Anna")
    assert plan(books)["account"][0]["total"] == "1350.00"
    refused(
        books, "CS160", "writeoff", "propose", "F3", "--amount", "31", "--reason", "x", "--by", "A"
    )
    refused(books, "CS182", "writeoff", "approve", "W1", "--by", "ANNA")
    ok(books, "writeoff", "approve", "W1", "--by", "Bert")
    account = plan(books)["account"][0]
    assert (account["total"], account["written_off"]) == ("1330.00", "20.00")
    text = (books / "invoices.csv").read_text().replace("50.00,50.00", "50.00,30.00")
    (books / "invoices.csv").write_text(text)
    account = plan(books)["account"][0]
    assert (account["total"], account["written_off"]) == ("1330.00", "0.00")
    aging = json.loads(do(books, "aging", json_=True).stdout)
    assert aging["currencies"][0]["total"] == "1330.00"
    refused(books, "CS181", "writeoff", "refuse", "W1", "--by", "Carla")


# Arrangements


def test_an_arrangement_takes_the_place_of_reminders_until_its_default(books):
    answer = ok(
        books, "arrangement", "add", "D1", "--instalments", "3", "--first", after(3), "--every", "week", "--by", "A"
    )  # fmt: skip
    (made,) = answer["arrangements"]
    assert [p["amount"] for p in made["instalments"]] == ["400.00", "400.00", "400.00"]
    assert [c["number"] for c in made["covers"]] == ["F1", "F2"]
    assert reasons(books)["F1"] == "arranged"
    assert run(books).returncode == 0
    letters = [
        n["step"]
        for n in json.loads(creditctl("outbox", "list", "-w", str(books), "--json").stdout)[
            "notices"
        ]
        if n["debtor"] == "D1"
    ]
    assert letters == ["arrangement"], "it is confirmed first, and nothing leaves beside that"
    assert "nothing new" in run(books, first=False).stdout
    assert "instalment" in run(books, after(3), first=False).stdout, "the note before the first one"
    default = after(3 + 7 + 1)
    assert reasons(books, after(3 + 7))["F1"] == "arranged"
    assert reasons(books, default)["F1"] in ("step-due", "contact-gap")
    (late,) = ok(books, "arrangement", "list", day=default)["arrangements"]
    assert (late["status"], late["defaulted_on"]) == ("defaulted", default)


def test_payments_count_for_the_oldest_instalment(books):
    ok(books, "arrangement", "add", "D1", "--instalments", "3", "--first", after(3), "--by", "A")
    text = (books / "invoices.csv").read_text().replace("1000.00,1000.00", "1000.00,450.00")
    (books / "invoices.csv").write_text(text)
    run(books, after(2))
    (one,) = ok(books, "arrangement", "list", day=after(20))["arrangements"]
    assert (one["status"], one["received"]) == ("active", "550.00")
    assert [p["left"] for p in one["instalments"]] == ["0.00", "250.00", "400.00"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CS175", ["--instalment", f"{after(3)}=600.00", "--instalment", f"{after(9)}=599.99"]),
        ("CS174", ["--instalment", f"{after(9)}=600.00", "--instalment", f"{after(3)}=600.00"]),
        ("CS174", ["--instalments", "2", "--first", "2026-01-01"]),
        ("CS173", ["--instalments", "2"]),
        ("CS173", ["--instalments", "0", "--first", after(3)]),
        ("CS173", ["--instalments", "2", "--first", after(3), "--every", "day"]),
        ("CS104", ["--instalment", f"{after(3)}=12..00"]),
        ("CS151", ["--invoice", "F3", "--instalments", "2", "--first", after(3)]),
        ("CS102", ["--invoice", "F9", "--instalments", "2", "--first", after(3)]),
    ],
)
def test_an_arrangement_that_does_not_add_up(books, code, words):
    text = (
        (books / "invoices.csv").read_text()
        + row("F9", "D1", 5, "9.00").replace("9.00,9.00", "9.00,0.00")
        + "\n"
    )
    (books / "invoices.csv").write_text(text)
    refused(books, code, "arrangement", "add", "D1", *words, "--by", "A")


def test_what_is_arranged_is_neither_promised_nor_arranged_again(books):
    ok(books, "arrangement", "add", "D1", "--instalments", "2", "--first", after(3), "--by", "A")
    refused(books, "CS170", "promise", "add", "F1", "--date", after(2), "--by", "A")
    refused(
        books,
        "CS170",
        "arrangement",
        "add",
        "D1",
        "--instalments",
        "3",
        "--first",
        after(3),
        "--by",
        "A",
    )
    paid = (books / "invoices.csv").read_text().replace("50.00,50.00", "50.00,0.00")
    (books / "invoices.csv").write_text(paid)
    plan_ = ["--instalments", "3", "--first", after(3), "--by", "A"]
    refused(books, "CS171", "arrangement", "add", "D2", *plan_)
    refused(books, "CS101", "arrangement", "add", "D9", *plan_)
    ok(books, "arrangement", "end", "A1", "--by", "A", "--reason", "pays at once")
    assert reasons(books)["F1"] == "arranged"
    assert reasons(books, after(3))["F1"] == "step-due"
    ok(books, "promise", "add", "F1", "--date", after(2), "--by", "A")


# Days, locks, files


def test_nothing_is_recorded_for_a_day_to_come_or_before_the_last_run(books):
    assert run(books).returncode == 0
    refused(books, "CS107", "note", "add", "D1", "x", "--by", "A", day="2026-01-29")
    refused(books, "CS107", "note", "add", "D1", "x", "--by", "A", day="2199-01-01")


CASES = """type;invoice;debtor;group;reason;amount;date;until;by;note;instalments;every
promise;F1;;;;400.00;2026-02-05;;Anna;rest later;;
dispute;F2;;;price;50.00;;;Anna;;;
hold;;D2;;CEO;;;2026-02-28;Anna;;;
note;;D3;;;;;;Bert;moved;;
call;;D3;;;;;2026-02-02;Bert;no answer;;
writeoff;F3;;;small;5.00;;;Bert;;;
arrangement;F4;D3;;;;2026-02-10;;Bert;;3;2-weeks
"""


def test_a_file_of_cases_is_recorded_once(books, tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text(CASES)
    answer = ok(books, "cases", "import", str(file))
    counts = {kind: len(cases) for kind, cases in answer.items() if isinstance(cases, list)}
    assert counts == {
        "promises": 1, "disputes": 1, "holds": 1, "notes": 2, "writeoffs": 1, "arrangements": 1, "findings": 0,
    }  # fmt: skip
    before = journal_events(books)
    again = ok(books, "cases", "import", str(file))
    assert len(again["findings"]) == 7
    assert journal_events(books) == before
    flat = do(books, "cases", "list", "--format", "csv").stdout.splitlines()
    assert len(flat) == 1 + 7
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


def test_one_wrong_row_and_no_row_is_recorded(books, tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text(
        CASES
        + "promise;F1;;;;;2026-02-30;;Anna;;;\npromis;F1;;;;;;;Anna;;;\nnote;;;;;;;;Bert;x;;\n"
    )
    text = refused(books, "CS111", "cases", "import", str(file), exit_code=5)
    for line, code in ((9, "CS111"), (10, "CS115"), (11, "CS116")):
        assert f"cases.csv:{line}: error {code}" in text
    assert ok(books, "cases", "list")["promises"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "CS114"),
        (b"type,by,amuont\n", "CS113"),
        (b"type,by,by\n", "CS113"),
        (b"type,by\nnote\n", "CS112"),
        (b"\xff\xfe\x00type", "CS112"),
        (b'type,by\n"note,x\n', "CS112"),
    ],
)
def test_a_file_that_is_none(books, tmp_path, content, code):
    file = tmp_path / "cases.csv"
    file.write_bytes(content)
    refused(books, code, "cases", "import", str(file), exit_code=5)
    refused(books, "CS112", "cases", "import", str(tmp_path / "none.csv"), exit_code=5)


def test_a_name_is_never_a_formula_in_a_csv(books):
    ok(books, "note", "add", "D1", "=1+1", "--by", "@x")
    line = do(books, "note", "list", "--format", "csv").stdout.splitlines()[1]
    assert "'=1+1" in line
    assert "'@x" in line
