"""`creditctl history`: what happened with a debtor, in order, through the command line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from itertools import pairwise

import pytest

from creditctl.app.rooms import open_journal
from creditctl.cli import options as opt
from creditctl.config.workspace import load_workspace
from creditctl.journal.banking import BankEvents
from tests.cli.people import POLICY, books, day, did, invoice, told
from tests.cli.test_streams import on_a_terminal
from tests.documents.build import HOSTILE_TEXTS
from tests.guarantees.workspaces import AS_OF
from tests.scenarios.inside import creditctl

BY = ("--by", "Anna")


def events(folder, *words, at=0):
    answer = told(folder, "history", "D1", *words, at=at)
    return [(e["day"], e["what"], e["words"]) for e in answer["events"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = books(
        tmp_path_factory.mktemp("history") / "books",
        [invoice("F1", "D1", 20, "250.00"), invoice("F2", "D2", 20)],
    )
    did(made, "promise", "add", "F1", "--date", day(-5), "--note", "soon", *BY, "--as-of", day(-8))
    did(made, "dispute", "add", "F1", "--reason", "quality", "--amount", "50", *BY,
        "--as-of", day(-3))  # fmt: skip
    did(made, "dispute", "resolve", "D1", "--outcome", "was fine", *BY, "--as-of", day(-2))
    did(made, "hold", "add", "--invoice", "F1", "--reason", "boss decides", *BY, "--as-of", day(-1))
    did(made, "hold", "lift", "H1", "--reason", "decided", *BY, "--as-of", day(0))
    did(made, "note", "add", "D1", "called back", "--call", *BY, "--as-of", day(0))
    return made


def test_everything_in_order(folder):
    assert events(folder) == [
        (day(-50), "issued", "invoice F1 of EUR 250.00 issued"),
        (day(-20), "due", "invoice F1 of EUR 250.00 due"),
        (
            day(-10),
            "letter",
            f"letter 'reminder' by email about F1: handed over; EUR 250.00 to pay by {day(-3)}",
        ),
        (day(-8), "promise", f"P1: EUR 250.00 of F1 promised for {day(-5)}: soon"),
        (day(-4), "promise", "P1: promise not kept, nothing came of EUR 250.00"),
        (day(-3), "dispute", "D1: EUR 50.00 of F1 disputed, Faulty"),
        (day(-2), "dispute", "D1: dispute resolved: was fine"),
        (day(-1), "hold", f"H1: item F1 on hold from {day(-1)}: boss decides"),
        (day(0), "hold", "H1: hold lifted: decided"),
        (day(0), "note", "N1: call: called back"),
    ]


def test_persons_amounts_and_references(folder):
    found = told(folder, "history", "D1")["events"]
    assert {e["by"] for e in found if e["ref"][:1] in "PDHN" and e["seq"]} == {"Anna"}
    promise = next(e for e in found if e["ref"] == "P1")
    assert (promise["amount"], promise["currency"], promise["numbers"]) == ("250.00", "EUR", ["F1"])
    seqs = [e["seq"] for e in found if e["seq"]]
    assert all(one < other for one, other in pairwise(seqs))


def test_since_and_limit(folder):
    assert [e[0] for e in events(folder, "--since", day(-2))] == [
        day(-2), day(-1), day(0), day(0),
    ]  # fmt: skip
    assert [e[1] for e in events(folder, "--limit", "2")] == ["hold", "note"]
    answer = told(folder, "history", "D1", "--limit", "2")
    assert answer["earlier"] == 8
    shown = creditctl("history", "D1", "-w", str(folder), "--as-of", day(0), "--limit", "2").stdout
    assert "8 earlier events are left out." in shown


@pytest.mark.parametrize("at", [-9, -4, -1])
def test_an_earlier_day_shows_the_beginning_of_the_same(folder, at):
    whole = [e for e in events(folder) if e[0] <= day(at)]
    assert events(folder, at=at) == whole


def test_letters_that_did_not_leave_or_were_taken_back(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20)])
    (notice,) = told(made, "debtor", "D1")["letters"]
    did(made, "outbox", "void", notice["notice"], *BY, "--reason", "paid in cash")
    letters = [words for _, what, words in events(made) if what == "letter"]
    assert letters[0].startswith("letter 'reminder' by email about F1: handed over")
    assert letters[1].startswith("letter 'reminder' by email about F1: taken back (paid in cash)")


def test_settled_and_paid_as_far_as_the_books_tell(tmp_path):
    made = books(tmp_path, [], ran=None)
    (made / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding,Currency,PaidDate\n"
        f"F1,D1,{day(-50)},{day(-20)},100.00,0.00,EUR,{day(-12)}\n"
        f"F2,D1,{day(-40)},{day(-10)},60.00,60.00,EUR,\n"
        f"F3,D1,{day(-40)},{day(-10)},60.00,0.00,EUR,{day(3)}\n"
    )
    assert [e for e in events(made) if e[1] == "paid"] == [
        (day(-12), "paid", "invoice F1 of EUR 100.00 paid in full")
    ]


def test_paid_on_days_that_nobody_knows_are_counted(tmp_path):
    rows = [invoice("F1", "D1", 20), invoice("F2", "D1", 9).replace(",100.00,EUR", ",0.00,EUR")]
    made = books(tmp_path, rows, ran=None)
    assert told(made, "history", "D1")["paid_on_unknown_days"] == 1
    shown = creditctl("history", "D1", "-w", str(made), "--as-of", day(0)).stdout
    assert "1 invoice is paid; the books don't say on which day." in shown


def test_dated_payments_and_what_they_pay(tmp_path):
    made = books(tmp_path, [], ran=None)
    (made / "creditctl.yaml").write_text(
        (made / "creditctl.yaml").read_text()
        + "  - {name: money, file: payments.csv, kind: payments}\n"
    )
    (made / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Currency\n"
        f"F1,D1,{day(-50)},{day(-20)},100.00,EUR\n"
    )
    (made / "payments.csv").write_text(
        "InvoiceNumber,CustomerCode,PaymentDate,Amount,Currency\n"
        f"F1,D1,{day(-9)},60.00,EUR\nF1,D1,{day(-4)},40.00,EUR\n"
    )
    assert events(made)[2:] == [
        (day(-9), "payment", "EUR 60.00 paid for F1"),
        (day(-4), "payment", "EUR 40.00 paid for F1"),
        (day(-4), "paid", "invoice F1 of EUR 100.00 paid in full"),
    ]


def test_matched_bank_entries_and_matches_taken_back(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00")])
    entry = {
        "day": day(-3), "account": "NL91ABNA0417164300", "booked": day(-4), "amount": 26000,
        "currency": "EUR", "form": "camt", "mark": "1", "name": "Anton", "file": "x",
    }  # fmt: skip
    paid = {
        "day": day(-3), "booked": day(-4), "debtor": "D1", "rest": 1000, "by": "Anna",
        "allocations": [["books/D1/F1", 25000, 25000, 0]],
    }  # fmt: skip
    with open_journal(load_workspace(made), opt.now) as journal:
        fates = [("payment.matched", "B1", paid), ("payment.released", "B1", {"day": day(-1)})]
        journal.take_bank(BankEvents(entries=[("B1", entry)], fates=fates))
    assert [e for e in events(made) if e[1] == "bank"] == [
        (day(-3), "bank", "EUR 260.00 at the bank for F1; 10.00 belongs to no invoice"),
        (day(-1), "bank", "match taken back"),
    ]
    assert [e[1] for e in events(made, at=-2)][-1] == "bank"
    assert "bank" not in [e[1] for e in events(made, at=-4)]


def test_segments_that_changed(tmp_path):
    policy = POLICY + 'segments:\n  - {id: late, when: ["overdue_total >= 300"]}\n'
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00"), invoice("F2", "D1", 5)],
                 policy=policy)  # fmt: skip
    did(made, "run", "--as-of", day(0))
    assert (day(0), "segment", "segment late, before: none") in events(made)


def test_arrangements_and_writeoffs(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "90.00"), invoice("F2", "D1", 20, "30.00")])
    did(made, "arrangement", "add", "D1", "--invoice", "F1", "--instalments", "3", "--first",
        day(-8), "--every", "week", *BY, "--as-of", day(-9))  # fmt: skip
    did(made, "writeoff", "propose", "F2", "--reason", "agreed", *BY, "--as-of", day(-3))
    did(made, "writeoff", "refuse", "W1", "--reason", "not agreed", "--by", "Ben",
        "--as-of", day(-2))  # fmt: skip
    found = [e for e in events(made) if e[1] in ("arrangement", "write-off")]
    assert found == [
        (day(-9), "arrangement", f"A1: EUR 90.00 in 3 instalments from {day(-8)} to {day(6)}"),
        (day(-3), "write-off", "W1: proposed to give up EUR 30.00 of F2: agreed"),
        (day(-2), "write-off", "W1: write-off refused: not agreed"),
        (day(0), "arrangement", "A1: arrangement in default, an instalment was not paid"),
    ]


def test_nobody_is_called_that(folder):
    done = creditctl("history", "D7", "-w", str(folder), "--as-of", day(0))
    assert (done.returncode, done.stdout) == (2, "")
    assert "CR120" in done.stderr


def test_nothing_of_that_time(folder):
    done = creditctl("history", "D3", "-w", str(folder), "--as-of", day(0))
    assert done.returncode == 0
    assert "Nothing is known of that time." in done.stdout


# On a terminal, in a sheet


def test_eighty_columns_and_no_colours(folder):
    shown = on_a_terminal(["history", "D1", "--as-of", day(0)], folder, NO_COLOR="1")
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.splitlines()[0] == f"History of Anton B.V. (D1) up to {AS_OF}"


def test_head_closes_the_pipe_quietly(folder):
    line = f"set -o pipefail; {sys.executable} -m creditctl history D1 --as-of {day(0)} | head -2"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_one_row_an_event_in_a_sheet(folder):
    done = creditctl("history", "D1", "-w", str(folder), "--as-of", day(0), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["what"] for row in rows] == [what for _, what, _ in events(folder)]
    assert rows[3]["by"] == "Anna"


@pytest.mark.parametrize("form", ["table", "md", "html", "csv"])
def test_hostile_text_stays_text(tmp_path, form):
    made = books(tmp_path, [invoice("F1", "D1", 5)], ran=None)
    for text in HOSTILE_TEXTS:
        did(made, "note", "add", "D1", text.replace("\x00", ""), *BY, "--as-of", day(0))
    done = creditctl("history", "D1", "-w", str(made), "--as-of", day(0), "--format", form)
    assert done.returncode == 0
    if form == "csv":
        assert not any(line.startswith(("=", "+", "@")) for line in done.stdout.splitlines())
    else:
        assert "\x1b" not in done.stdout
        assert "\u202e" not in done.stdout
    if form == "html":
        assert "<script" not in done.stdout


def test_a_confirmation_is_called_what_it_is(tmp_path):
    """Not a note about an instalment, though it lists all of them."""
    made = books(tmp_path, [invoice("F1", "D1", 5)], ran=None)
    did(made, "arrangement", "add", "D1", "--instalments", "2", "--first", day(12), *BY,
        "--as-of", day(0))  # fmt: skip
    for at in (0, 9):
        did(made, "run", "--first-run", "--accept", "old-data", "--as-of", day(at))
    answer = told(made, "history", "D1", at=9)
    letters = [
        e["words"].partition(" about A1")[0] for e in answer["events"] if e["ref"][:2] == "20"
    ]
    assert letters == [
        "letter that confirms an arrangement by email",
        "note about an instalment by email",
    ]
