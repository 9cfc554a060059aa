"""`creditctl worklist`: who should do what today, and why, through the command line."""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys

import pytest

from creditctl.app.books import Reading
from creditctl.app.preview import preview
from creditctl.app.rooms import open_journal
from creditctl.cli import options as opt
from creditctl.config.workspace import load_workspace
from creditctl.journal.banking import BankEvents
from tests.cli.people import DEBTORS, POLICY, books, day, did, invoice, page_of, told
from tests.cli.test_streams import on_a_terminal
from tests.documents.build import HOSTILE_TEXTS
from tests.guarantees.workspaces import AS_OF
from tests.scenarios.inside import creditctl

BY = ("--by", "Anna")
OLD = invoice("F1", "D1", 20, "250.00")
"""An invoice that had its reminder ten days ago, and whose next step is far."""


def tasks(folder, *words, at=0):
    return told(folder, "worklist", *words, at=at)["tasks"]


def kinds(folder, *words, at=0):
    return [(t["kind"], t["debtor"]) for t in tasks(folder, *words, at=at)]


def the(folder, kind, *words, at=0):
    (task,) = [t for t in tasks(folder, *words, at=at) if t["kind"] == kind]
    return task


# Calls


def test_nothing_to_do(tmp_path):
    folder = books(tmp_path, [invoice("F1", "D1", -5)])
    done = creditctl("worklist", "-w", str(folder), "--as-of", day(0), "--exit-code")
    assert (done.returncode, done.stdout) == (0, f"Worklist of {AS_OF}: nothing to do\n")
    assert told(folder, "worklist")["tasks"] == []


def test_a_call_with_all_facts_on_its_card(tmp_path):
    folder = books(
        tmp_path, [OLD, invoice("F2", "D1", 15, "50.10"), invoice("C1", "D1", 1, "-0.10")]
    )
    did(folder, "note", "add", "D1", "pays on Fridays", *BY, "--as-of", day(-6))
    call = the(folder, "call")
    assert (call["owner"], call["debtor"], call["name"]) == ("Anna", "D1", "Anton B.V.")
    assert (call["currency"], call["amount"], call["days"]) == ("EUR", "300.00", 20)
    assert (call["about"], call["factors"]) == (["F1", "F2"], [])
    assert call["reckoned"] == "300 x 20 days = 6000"
    assert call["why"] == (
        "EUR 300.10 overdue on 2 invoices, the oldest 20 days, less credits of 0.10"
    )
    assert call["card"] == {
        "contact": "Ms Visser",
        "phone": "020 555 01 11",
        "email": "d1@x.example",
        "language": "nl",
        "owing": [
            {"currency": "EUR", "overdue": "300.10", "oldest_days": 20, "invoices": ["F1", "F2"]}
        ],
        "last_letter": {"step": "reminder", "day": day(-10)},
        "last_note": f"note of {day(-6)} by Anna: pays on Fridays",
        "promises": [],
    }
    assert call["command"] == "creditctl note add D1 TEXT --call --by NAME"
    done = creditctl("worklist", "-w", str(folder), "--as-of", day(0), "--exit-code")
    assert done.returncode == 10


@pytest.mark.parametrize(
    ("policy", "at", "called"),
    [
        ("", -1, True),
        ("worklist: {call_after: 20 days}\n", -1, False),
        ("worklist: {call_after: 20 days}\n", 0, True),
        ("worklist: {quiet_days: 9 days}\n", -1, False),
        ("worklist: {quiet_days: 9 days}\n", 0, True),
        ("worklist: {quiet_days: 10 days}\n", 0, False),
    ],
)
def test_days_from_which_and_after_which_a_debtor_is_called(tmp_path, policy, at, called):
    folder = books(tmp_path, [OLD], policy=POLICY + policy)
    assert kinds(folder, at=at) == [("call", "D1")] * called


def test_a_call_keeps_the_next_one_away_for_the_quiet_days(tmp_path):
    folder = books(tmp_path, [OLD])
    did(folder, "note", "add", "D1", "no answer", "--call", *BY, "--as-of", day(-4))
    assert kinds(folder, at=-1) == []
    assert kinds(folder, at=0) == [("call", "D1")]


def test_nobody_is_called_on_the_day_of_a_letter_before_or_after_the_run(tmp_path):
    steps = POLICY.replace("days: 90", "days: 13")
    folder = books(tmp_path, [OLD], policy=steps)
    assert kinds(folder) == []
    did(folder, "run", "--as-of", day(0))
    assert kinds(folder) == []
    assert kinds(folder, at=4) == [("call", "D1")]
    assert kinds(folder, at=20) == [("end-of-schedule", "D1")]


def test_too_little_is_not_worth_a_call(tmp_path):
    little = [invoice("F1", "D1", 20, "20.00"), invoice("C1", "D1", 1, "-5.01")]
    assert kinds(books(tmp_path / "a", little)) == []
    enough = [invoice("F1", "D1", 20, "20.00"), invoice("C1", "D1", 1, "-5.00")]
    assert kinds(books(tmp_path / "b", enough)) == [("call", "D1")]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("promise", "add", "F1", "--date", day(3)), []),
        (("dispute", "add", "F1", "--reason", "price"), ["dispute"]),
        (("hold", "add", "--invoice", "F1", "--reason", "lawyer"), []),
        (("hold", "add", "--debtor", "D1", "--reason", "lawyer"), []),
        (("hold", "add", "--group", "north", "--reason", "lawyer"), []),
        (("arrangement", "add", "D1", "--instalments", "2", "--first", day(9)), []),
        (("dispute", "add", "F1", "--reason", "cannot-pay"), ["dispute", "call"]),
        (("note", "add", "D1", "written"), ["call"]),
    ],
)
def test_what_is_agreed_on_is_not_asked_for(tmp_path, words, kind):
    folder = books(tmp_path, [OLD])
    did(folder, *words, *BY, "--as-of", day(-2))
    assert [t["kind"] for t in tasks(folder)] == kind


def test_what_is_left_beside_a_dispute_or_a_promise_is_asked_for_with_less_weight(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D1", 20, "80.00")])
    did(folder, "dispute", "add", "F1", "--reason", "price", "--amount", "100", *BY,
        "--as-of", day(-2))  # fmt: skip
    did(folder, "promise", "add", "F2", "--date", day(3), *BY, "--as-of", day(-2))
    call = the(folder, "call")
    assert (call["amount"], call["about"]) == ("150.00", ["F1"])
    assert call["factors"] == ["live dispute", "pending promise"]
    assert call["score"] == "750"
    assert call["card"]["promises"] == [f"EUR 80.00 of F2 by {day(3)}: pending"]


def test_one_call_a_debtor_with_two_currencies(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D1", 15, "9000.00", "USD")])
    call = the(folder, "call")
    assert (call["currency"], call["amount"]) == ("EUR", "250.00")
    assert [owing["currency"] for owing in call["card"]["owing"]] == ["EUR", "USD"]
    assert "USD 9000.00 overdue on 1 invoice, the oldest 15 days" in call["why"]


def test_factors_of_the_past(tmp_path):
    paid = [
        f"P{n},D1,{day(-90)},{day(-60)},10.00,0.00,EUR,{day(-60 + late)}"
        for n, late in enumerate((5, 5, 0))
    ]
    folder = books(tmp_path, [OLD])
    lines = (folder / "invoices.csv").read_text().splitlines()
    rows = [f"{lines[0]},PaidDate", *(f"{line}," for line in lines[1:]), *paid]
    (folder / "invoices.csv").write_text("\n".join(rows) + "\n")
    assert the(folder, "call")["factors"] == ["habitual late payer"]


# Promises, follow-ups, disputes, arrangements, write-offs


def test_a_promise_of_today_then_broken_until_somebody_reacts(tmp_path):
    folder = books(tmp_path, [OLD])
    did(folder, "promise", "add", "F1", "--date", day(0), *BY, "--as-of", day(-5),
        "--note", "end of month")  # fmt: skip
    due = the(folder, "promise-due")
    assert due["why"] == "EUR 250.00 of F1 is promised for today (end of month)"
    assert (due["urgency"], due["about"]) == ("today", ["P1", "F1"])
    broken = the(folder, "broken-promise", at=1)
    assert broken["urgency"] == "late"
    assert broken["why"] == f"EUR 250.00 of F1 was promised for {day(0)}, nothing came"
    assert broken["reckoned"] == "250 x 21 days x 1.5 (broken promise) = 7875"
    did(folder, "note", "add", "D1", "forgot it", "--call", *BY, "--as-of", day(1))
    assert kinds(folder, at=1) == []
    assert [t["factors"] for t in tasks(folder, at=5)] == [["broken promise"]]


def test_a_new_promise_answers_a_broken_one(tmp_path):
    folder = books(tmp_path, [OLD])
    did(folder, "promise", "add", "F1", "--date", day(-2), *BY, "--as-of", day(-5))
    assert kinds(folder) == [("broken-promise", "D1")]
    did(folder, "promise", "add", "F1", "--date", day(4), *BY, "--as-of", day(0))
    assert kinds(folder) == []


def test_a_paid_promise_is_no_task(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D2", 2)])
    did(folder, "promise", "add", "F1", "--date", day(-2), *BY, "--as-of", day(-5))
    text = (folder / "invoices.csv").read_text()
    (folder / "invoices.csv").write_text(text.replace("250.00,250.00", "250.00,0.00"))
    assert kinds(folder) == []


def test_follow_ups_until_they_are_done(tmp_path):
    folder = books(tmp_path, [invoice("F1", "D1", 2, "250.00")])
    did(folder, "note", "add", "D1", "ask again", *BY, "--follow-up", day(-1), "--as-of", day(-2))
    assert kinds(folder, at=-2) == []
    task = the(folder, "follow-up")
    assert task["why"] == (f"note of {day(-2)} by Anna: ask again (to follow up since {day(-1)})")
    assert task["command"] == "creditctl note done N1 --by NAME"
    assert task["reckoned"] == "250 x 2 days = 500"
    did(folder, "note", "done", "N1", *BY, "--as-of", day(0))
    assert kinds(folder) == []


def test_disputes_belong_to_the_owner_of_their_reason_and_come_to_be_late(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D1", 20, "80.00")])
    for number, reason in (("F1", "price"), ("F2", "quality")):
        did(folder, "dispute", "add", number, "--reason", reason, *BY, "--as-of", day(-5))
    assert [(t["kind"], t["owner"]) for t in tasks(folder)] == [
        ("dispute", "Anna"),
        ("dispute", "Sales"),
    ]
    assert [(t["kind"], t["owner"]) for t in tasks(folder, at=1)] == [
        ("dispute-late", "Anna"),
        ("dispute", "Sales"),
    ]
    late = the(folder, "dispute-late", at=1)
    assert late["why"] == f"Faulty: EUR 80.00 of F2, 6 days, to be solved by {day(0)}"
    assert late["command"] == "creditctl dispute resolve D2 --outcome TEXT --by NAME"
    did(folder, "dispute", "resolve", "D2", "--outcome", "credited", *BY, "--as-of", day(1))
    assert kinds(folder, "--owner", "Sales", at=1) == [("dispute", "D1")]


def test_an_arrangement_in_default(tmp_path):
    folder = books(tmp_path, [OLD])
    did(folder, "arrangement", "add", "D1", "--instalments", "2", "--first", day(-8),
        "--every", "week", *BY, "--as-of", day(-9))  # fmt: skip
    assert kinds(folder, at=-1) == []
    task = the(folder, "arrangement-default")
    assert task["why"] == (
        "2 instalments unpaid, EUR 250.00, the oldest for 8 days; 250.00 of 250.00 is left of "
        "the arrangement"
    )
    assert (task["about"], task["days"]) == (["A1", "F1"], 8)
    did(folder, "arrangement", "end", "A1", "--reason", "not kept", *BY, "--as-of", day(0))
    assert "arrangement-default" not in [t["kind"] for t in tasks(folder, at=1)]


def test_a_writeoff_waits_for_somebody_else(tmp_path):
    folder = books(tmp_path, [invoice("F1", "D1", 2)])
    did(folder, "writeoff", "propose", "F1", "--reason", "too small", *BY, "--as-of", day(-1))
    task = the(folder, "approve-writeoff")
    assert task["todo"] == "somebody else than Anna approves or refuses it"
    did(folder, "writeoff", "approve", "W1", "--by", "Ben", "--as-of", day(0))
    assert kinds(folder) == []


# What blocks, and what waits for a decision


def test_safety_stops_come_first(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D2", 200)], ran=None)
    stop, *_ = tasks(folder)
    assert (stop["kind"], stop["command"]) == ("safety-stop", "creditctl run --first-run")


def test_uncertain_notices(tmp_path):
    folder = books(tmp_path, [invoice("F1", "D1", 5)], ran=None)
    place = load_workspace(folder)
    (notice,) = preview(place, AS_OF, Reading(), opt.now, first_run=True).notices
    with open_journal(place, opt.now, create=True) as journal:
        run = journal.begin_run(AS_OF, "", "", {})
        journal.plan_notices(run, [notice])
        journal.hand_over_begins(notice.notice, [("x.eml", "0" * 64)])
        journal.uncertain(notice.notice, "the power failed")
        journal.finish_run(run, "done", 0, {})
    task = the(folder, "uncertain-notice")
    assert task["command"] == f"creditctl outbox resolve {notice.notice} --sent --by NAME"
    assert (task["urgency"], task["amount"], task["days"]) == ("blocks", "100.00", 5)
    did(folder, "outbox", "resolve", notice.notice, "--sent", *BY)
    assert kinds(folder) == []


def test_letters_to_approve_by_owner_and_currency(tmp_path):
    policy = POLICY.replace("days: 3}", "days: 3, review: true}")
    rows = [
        invoice("F1", "D1", 5),
        invoice("F2", "D2", 6, "50.00"),
        invoice("F3", "D2", 6, "50.00", "GBP"),
    ]
    folder = books(tmp_path, rows, policy=policy, ran=None)
    found = [t for t in tasks(folder) if t["kind"] == "approve-letters"]
    assert [(t["owner"], t["currency"], t["amount"]) for t in found] == [
        ("Anna", "EUR", "100.00"),
        ("Ben", "EUR", "50.00"),
        ("Ben", "GBP", "50.00"),
    ]
    assert found[0]["command"] == "creditctl plan -o plan.json"


def test_rows_that_cannot_be_read(tmp_path):
    folder = books(tmp_path, [OLD, invoice("F2", "D1", 5, "1..2"), invoice("F3", "", 5)], ran=None)
    done = creditctl("worklist", "-w", str(folder), "--as-of", day(0), "--json")
    assert done.returncode == 3
    found = [(t["debtor"], t["owner"], t["urgency"]) for t in tasks(folder)]
    assert found == [("D1", "Anna", "blocks"), ("", "", "blocks")]


def test_money_without_an_invoice_in_the_books(tmp_path):
    rows = [OLD, invoice("B1", "D1", 3, "-40.00")]
    folder = books(tmp_path, rows)
    text = (folder / "invoices.csv").read_text().splitlines()
    kind = ["Document type", "Invoice", "Payment"]
    lines = [f"{line},{what}" for line, what in zip(text, kind, strict=True)]
    (folder / "invoices.csv").write_text("\n".join(lines) + "\n")
    task = the(folder, "unmatched-money")
    assert task["why"] == "EUR 40.00 belongs to no invoice: letters about EUR 250.00 wait"
    assert (task["about"], task["command"]) == (["B1"], "creditctl debtor D1")
    assert len(tasks(folder)) == 1


def test_without_an_address_and_at_the_end(tmp_path):
    policy = POLICY.replace("{id: final, days: 90}", "{id: hand-over, days: 10, action: hand-over}")
    nobody = DEBTORS.replace("d3@x.example", "")
    rows = [invoice("F1", "D1", 100), invoice("F2", "D3", 5)]
    folder = books(tmp_path, rows, policy=policy, debtors=nobody, ran=-1)
    assert kinds(folder, at=8) == [("hand-over", "D1"), ("no-contact", "D3")]
    task = the(folder, "hand-over", at=8)
    assert task["command"] == ("creditctl hold add --invoice F1 --reason TEXT --by NAME")
    words = task["command"].replace("TEXT", "agency").replace("NAME", "Anna").split()[1:]
    did(folder, *words, "--as-of", day(8))
    assert kinds(folder, at=8) == [("no-contact", "D3")]


# The list


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    rows = [
        invoice(f"F{n}", f"{who}{n}", 20, f"{100 + n}.00", currency)
        for n in range(4)
        for who, currency in (("A", "EUR"), ("B", "GBP"))
    ]
    debtors = "Customer number,Customer name,Email,Account manager\n" + "".join(
        f"{who}{n},Name {who}{n},x@x.example,{owner}\n"
        for n in range(4)
        for who, owner in (("A", "Anna"), ("B", "Ben" if n else ""))
    )
    return books(tmp_path_factory.mktemp("many") / "books", rows, debtors=debtors)


def test_by_owner_and_at_most_so_many(many):
    answer = told(many, "worklist", "--at-most", "2")
    assert answer["owners"] == [
        {"owner": "Anna", "shown": 2, "more": 2},
        {"owner": "Ben", "shown": 2, "more": 1},
        {"owner": "", "shown": 1, "more": 0},
    ]
    assert [(t["owner"], t["rank"], t["debtor"]) for t in answer["tasks"]] == [
        ("Anna", 1, "A3"), ("Anna", 2, "A2"), ("Ben", 1, "B3"), ("Ben", 2, "B2"), ("", 1, "B0"),
    ]  # fmt: skip
    done = creditctl("worklist", "-w", str(many), "--as-of", day(0), "--at-most", "2")
    assert "Anna: 2 tasks, and 2 more" in done.stdout
    assert "Nobody in particular: 1 task" in done.stdout


def test_the_policy_says_how_many(tmp_path):
    rows = [invoice("F1", "D1", 20), invoice("F2", "D2", 20)]
    one = DEBTORS.replace(",Ben,", ",Anna,")
    folder = books(tmp_path, rows, policy=POLICY + "worklist: {at_most: 1}\n", debtors=one)
    assert told(folder, "worklist")["owners"] == [{"owner": "Anna", "shown": 1, "more": 1}]


def test_one_owner_or_nobody_and_no_slips(many):
    assert {t["owner"] for t in tasks(many, "--owner", "Ben")} == {"Ben"}
    assert kinds(many, "--owner", "") == [("call", "B0")]
    assert tasks(many, "--owner", "Sales") == []
    done = creditctl("worklist", "-w", str(many), "--as-of", day(0), "--owner", "Bne")
    assert (done.returncode, done.stdout) == (2, "")
    assert "owners: Anna, Ben, Sales" in done.stderr


def test_currencies_are_never_compared(many):
    notes = creditctl("worklist", "-w", str(many), "--as-of", day(0)).stdout
    assert "Currencies are never added or compared: EUR first, then by name." in notes


def test_the_same_list_whatever_the_order_of_the_rows(many, tmp_path):
    header, *rows = (many / "invoices.csv").read_text().splitlines()
    before = told(many, "worklist")
    random.Random(7).shuffle(rows)
    original = (many / "invoices.csv").read_bytes()
    try:
        (many / "invoices.csv").write_text("\n".join([header, *rows]) + "\n")
        assert told(many, "worklist") == before
    finally:
        (many / "invoices.csv").write_bytes(original)


def test_later_events_do_not_exist(tmp_path):
    folder = books(tmp_path, [OLD])
    before = tasks(folder, at=-1)
    did(folder, "dispute", "add", "F1", "--reason", "price", *BY, "--as-of", day(0))
    did(folder, "note", "add", "D1", "x", "--call", *BY, "--as-of", day(0))
    assert tasks(folder, at=-1) == before


def test_nothing_is_written(many):
    def content():
        files = sorted(p for p in many.rglob("*") if p.is_file() and "journal.db-" not in p.name)
        return [(p, p.read_bytes()) for p in files]

    before = content()
    told(many, "worklist")
    assert content() == before


# On a terminal, in a browser, in a sheet


def test_eighty_columns_and_no_colours_on_request(many):
    shown = on_a_terminal(["worklist", "--as-of", day(0)], many, NO_COLOR="1")
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "1  Call: Name A3 (A3)" in shown
    assert "score: 103 x 20 days = 2060" in shown


def test_head_closes_the_pipe_quietly(many):
    line = f"set -o pipefail; {sys.executable} -m creditctl worklist --as-of {day(0)} | head -1"
    done = subprocess.run(
        ["bash", "-c", line], cwd=many, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Worklist of {AS_OF}: 8 tasks\n"


def test_cards_with_links_and_nothing_else(tmp_path):
    rows = [OLD, invoice("F2", "D2", 20), invoice("F3", "D3", 20)]
    page, _ = page_of(books(tmp_path, rows), "worklist")
    assert page.links == [
        "tel:0205550111",
        "mailto:d1@x.example",
        "tel:+441135550111",
        "https://wa.me/441135550111",
        "mailto:d2@x.example",
        "mailto:d3@x.example",
    ]
    assert page.tags.count("article") == 3
    assert "250 x 20 days = 5000" in page.words
    assert not {"script", "img", "link", "form"} & set(page.tags)


def test_one_row_a_task_in_a_sheet(many):
    done = creditctl("worklist", "-w", str(many), "--as-of", day(0), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 8
    assert rows[0]["owner"], rows[0]["score"] == ("Anna", "2060")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_text(tmp_path, text):
    shown = text.replace('"', "").replace("\n", " ").replace("\x00", "")
    debtors = f'Customer number,Customer name,Contact person,Email,Phone\nD1,"{shown}","{shown}","{shown}","{shown}"\n'
    folder = books(tmp_path, [OLD], debtors=debtors, ran=None)
    did(folder, "note", "add", "D1", shown, *BY, "--follow-up", day(0), "--as-of", day(0))
    for form in ("table", "csv", "md", "html", "json"):
        done = creditctl("worklist", "-w", str(folder), "--as-of", day(0), "--format", form)
        assert done.returncode in (0, 3), done.stderr
        assert "\u202e" not in done.stdout or form in ("json", "csv")
        assert "\x1b" not in done.stdout or form == "csv"
    page, _ = page_of(folder, "worklist")
    assert not {"script", "img", "iframe"} & set(page.tags)
    assert all(link.startswith(("tel:", "mailto:", "https://wa.me/")) for link in page.links)


def test_ids_in_commands_are_quoted_for_the_shell(tmp_path):
    rows = [invoice("F1", "a b;rm -rf ~", 20)]
    folder = books(tmp_path, rows, debtors="Customer number,Customer name\nX,Y\n", ran=None)
    did(folder, "note", "add", "a b;rm -rf ~", "call", *BY, "--follow-up", day(0),
        "--as-of", day(0))  # fmt: skip
    found = {t["command"] for t in tasks(folder)}
    assert all(";" not in command or "'a b;rm -rf ~'" in command for command in found)


# Money at the bank


def bank(folder, *entries):
    """Entries of a statement, (id, minor units, days ago, more), as an import records them."""
    with open_journal(load_workspace(folder), opt.now) as journal:
        journal.take_bank(
            BankEvents(
                entries=[
                    (
                        entry,
                        {"day": day(-1), "account": "NL91ABNA0417164300", "booked": day(-ago),
                         "amount": amount, "currency": "EUR", "form": "camt", "mark": entry,
                         **more},
                    )
                    for entry, amount, ago, more in entries
                ]
            )
        )  # fmt: skip


def test_money_of_unknown_payers_is_one_task(tmp_path):
    folder = books(tmp_path, [OLD])
    bank(folder, ("B1", 1234, 5, {"name": "Somebody"}), ("B2", 66, 2, {}), ("B3", -500, 2, {}))
    task = the(folder, "unmatched-money")
    assert task["why"] == "2 entries at the bank, EUR 13.00, and nobody knows who paid"
    assert (task["owner"], task["about"], task["days"]) == ("", ["B1", "B2"], 5)
    assert task["command"] == "creditctl payments review"
    assert kinds(folder, "--owner", "Anna") == [("call", "D1")]


def test_money_that_may_be_a_debtors_holds_letters_and_calls(tmp_path):
    folder = books(tmp_path, [OLD])
    bank(folder, ("B1", 7000, 5, {"name": "Anton B.V."}))
    task = the(folder, "unmatched-money")
    assert (task["debtor"], task["owner"], task["about"]) == ("D1", "Anna", ["B1"])
    assert task["why"] == "EUR 70.00 belongs to no invoice: letters about EUR 250.00 wait"
    assert kinds(folder) == [("unmatched-money", "D1")]


def test_money_of_a_debtor_who_owes_nothing_holds_nothing(tmp_path):
    folder = books(tmp_path, [OLD])
    bank(folder, ("B1", 7000, 5, {"name": "Bertha Ltd"}))
    task = the(folder, "unmatched-money")
    assert (task["debtor"], task["score"]) == ("D2", "350")
    assert "it holds no letters" in task["why"]
