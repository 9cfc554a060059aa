"""Letters of thanks through the real command line: reminded, paid, thanked for once."""

from __future__ import annotations

import csv
import email
import email.policy
import json
from datetime import date, timedelta

import pytest

from tests.cli.test_schemas import checked
from tests.guarantees.workspaces import POLICY, WORKSPACE, make
from tests.scenarios.inside import creditctl

DAY_1 = date(2026, 1, 22)  # a Thursday
SETTLED = "InvoiceNumber,CustomerCode,CustomerName,Email,InvoiceDate,DueDate,Total,PaidDate"
THANKFUL = POLICY.replace("reminders:\n", "reminders:\n  thank_you: {}\n")
BANK = "Customer code,Invoice no,Amount,Date\n"


def day(number: int) -> str:
    """Day 1 is that of the reminder."""
    return str(DAY_1 + timedelta(number - 1))


def row(number: str, paid: str = "", debtor: str = "D1", due: str = "2026-01-19") -> str:
    return (
        f"{number},{debtor},Name {debtor},{debtor.lower()}@x.example,2025-12-20,{due},100.00,{paid}"
    )


@pytest.fixture
def books(tmp_path):
    folder = make(tmp_path / "books", [], policy=THANKFUL)
    write(folder, row("F1"))
    return folder


def write(folder, *rows):
    """Write the export of the day, with a column for the day of payment."""
    (folder / "invoices.csv").write_text("\n".join([SETTLED, *rows]) + "\n")


def run(folder, number, *words):
    done = creditctl("run", "-w", str(folder), "--as-of", day(number), "--json", *words)
    assert done.returncode == 0, done.stderr
    data = checked(done.stdout)
    return [(n["kind"], n["step"], n["total"]) for n in data["notices"]]


DEMAND, THANKS = ("demand", "reminder", "100.00"), ("thanks", "thank-you", "0.00")


def test_once_after_the_payment(books):
    assert run(books, 1) == [DEMAND]
    assert run(books, 2) == []
    write(books, row("F1", day(5)), row("F2", due="2026-02-19"))
    plan = checked(creditctl("plan", "-w", str(books), "--as-of", day(6), "--json").stdout)
    assert [(n["kind"], n["total"]) for n in plan["notices"]] == [("thanks", "0.00")]
    assert [(a["items"], a["total"]) for a in plan["account"]] == [(1, "100.00")]
    assert run(books, 6) == [THANKS]
    assert run(books, 6) == []
    assert run(books, 7) == []
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


def test_what_leaves_is_no_demand(books):
    run(books, 1)
    write(books, row("F1", day(5)))
    run(books, 6)
    folder = books / "outbox" / day(6)
    (file,) = folder.glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["Subject"] == "Thank you for your payment: invoice F1"
    text = mail.get_body(("plain",)).get_content()
    assert "paid in full" in text
    for words in ("NL91", "Total", "0.00", "pay by", "Due", day(6)):
        assert words not in text.replace("100.00", "")
    with (folder / "index.csv").open(encoding="utf-8-sig") as index:
        (line,) = csv.DictReader(index)
    assert (line["step"], line["items"], line["total"]) == ("thank-you", "F1", "0.00")
    shown = creditctl("outbox", "list", "-w", str(books), "--json").stdout
    assert [n["kind"] for n in json.loads(shown)["notices"]] == ["demand", "thanks"]


def test_payments_from_a_file_of_their_own(books):
    (books / "creditctl.yaml").write_text(
        f"{WORKSPACE}  - {{name: bank, file: payments.csv, kind: payments}}\n"
    )
    (books / "invoices.csv").write_text(
        f"{SETTLED.removesuffix(',PaidDate')}\n{row('F1').removesuffix(',')}\n"
    )
    bank = books / "payments.csv"
    bank.write_text(f"{BANK}D9,,1.00,{day(1)}\n")
    assert run(books, 1) == [DEMAND]
    bank.write_text(f"{bank.read_text()}D1,F1,60.00,{day(5)}\n")
    assert run(books, 5) == []
    bank.write_text(f"{bank.read_text()}D1,F1,40.00,{day(6)}\n")
    assert run(books, 6) == [THANKS]
    assert run(books, 7) == []


def test_never_beside_a_demand_and_not_while_something_is_overdue(books):
    run(books, 1)
    paid = row("F1", day(5))
    write(books, paid, row("F2", due="2026-01-24"))
    assert run(books, 8) == [DEMAND]
    write(books, paid, row("F2", due="2026-01-24", paid=day(9)))
    assert run(books, 9) == [THANKS]
    letter = json.loads(creditctl("outbox", "list", "-w", str(books), "--json").stdout)
    assert [i["number"] for i in letter["notices"][-1]["items"]] == ["F1", "F2"]


def test_too_long_after_the_payment_nothing_is_said(books):
    run(books, 1)
    write(books, row("F1", day(5)))
    assert run(books, 13) == []


def test_nothing_is_said_unless_the_policy_says_so(books):
    (books / "policy.yaml").write_text(POLICY)
    assert run(books, 1) == [DEMAND]
    write(books, row("F1", day(5)))
    assert run(books, 6) == []


def test_a_letter_of_thanks_that_asks_for_money_never_leaves(books):
    run(books, 1)
    write(books, row("F1", day(5)))
    own = books / "templates" / "en" / "thank-you.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text('---\nsubject: "Thanks"\n---\nThank you.\n\n{{ payment }}\n')
    done = creditctl("check", "-w", str(books), "--as-of", day(6))
    assert done.returncode == 4
    assert (
        "thank-you.md.j2:6:1: error CC305: a letter of thanks has no field 'payment'" in done.stderr
    )
    done = creditctl("run", "-w", str(books), "--as-of", day(6))
    assert done.returncode == 4
    assert "a letter of thanks has no field 'payment'" in done.stderr
    assert not list((books / "outbox").glob(f"{day(6)}/*.eml"))
    own.unlink()
    assert run(books, 6) == [THANKS]


def test_a_person_can_strike_it_out(books):
    run(books, 1)
    write(books, row("F1", day(5)))
    plan = str(books.parent / "plan.json")
    where = ("-w", str(books))
    assert creditctl("plan", *where, "--as-of", day(6), "-o", plan).returncode == 0
    struck = creditctl("plan", "drop", plan, "F1", "--reason", "phoned", "--by", "Anna", *where)
    assert struck.returncode == 0, struck.stderr
    done = creditctl("run", *where, "--plan", plan, "--accept", "old-plan", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["notices"] == []
