"""`creditctl debtor`: everything about one debtor on one page, through the command line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A debtor with everything, and two with little."""
    rows = [
        invoice("F1", "D1", 20, "250.00"),
        invoice("F2", "D1", 16, "400.00"),
        invoice("F3", "D1", -5, "75.50"),
        invoice("F4", "D1", 3, "10.00", "GBP"),
        invoice("C1", "D1", 2, "-20.00"),
        invoice("F5", "D2", 5),
    ]
    made = books(tmp_path_factory.mktemp("debtor") / "books", rows)
    for words in (
        ("promise", "add", "F1", "--date", day(-3), "--amount", "100", "--note", "after pay day"),
        ("promise", "add", "F2", "--date", day(5), "--amount", "300"),
        ("note", "add", "D1", "said that the boss is away", "--call", "--follow-up", day(2)),
        ("hold", "add", "--group", "north", "--reason", "new owner", "--until", day(-6)),
    ):
        did(made, *words, *BY, "--as-of", day(-8))
    did(made, "dispute", "add", "F1", "--reason", "quality", "--amount", "50", *BY,
        "--as-of", day(-7))  # fmt: skip
    did(made, "writeoff", "propose", "F3", "--amount", "0.50", "--reason", "cents", *BY,
        "--as-of", day(-6))  # fmt: skip
    return made


def test_who_it_is(folder):
    who = told(folder, "debtor", "D1")["debtor"]
    assert who | {"debtor": "D1"} == who
    expected = {
        "name": "Anton B.V.", "contact": "Ms Visser", "email": "d1@x.example", "owner": "Anna",
        "phone": "020 555 01 11", "country": "NL", "language": "nl", "group": "north",
        "reminders": True, "segments": [], "since": None,
    }  # fmt: skip
    assert {key: who[key] for key in expected} == expected


def test_what_is_owed_in_each_currency(folder):
    euros, pounds = told(folder, "debtor", "D1")["currencies"]
    assert euros == {
        "currency": "EUR",
        "open": "705.50",
        "invoices": "725.50",
        "overdue": "650.00",
        "not_due": "75.50",
        "credits": "-20.00",
        "on_account": "0.00",
        "disputed": "50.00",
        "collectable": "600.00",
        "oldest_days": 20,
        "at_bank": "0.00",
        "written_off": "0.00",
        "limit": "500.00",
        "headroom": "-205.50",
        "credit_state": "over",
        "credit_why": ["the limit is passed"],
    }
    assert (pounds["currency"], pounds["overdue"], pounds["limit"]) == ("GBP", "10.00", None)


def test_figures_add_up(folder):
    from decimal import Decimal

    answer = told(folder, "debtor", "D1")
    for sums in answer["currencies"]:
        mine = [i for i in answer["items"] if i["currency"] == sums["currency"]]
        figures = {key: Decimal(sums[key]) for key in ("open", "invoices", "overdue", "not_due")}
        assert sum(Decimal(i["open"]) for i in mine) == figures["open"]
        assert figures["overdue"] + figures["not_due"] == figures["invoices"]
        less = Decimal(sums["credits"]) + Decimal(sums["on_account"])
        assert figures["invoices"] + less == figures["open"]


def test_open_items_with_their_stage_and_cases(folder):
    items = told(folder, "debtor", "D1")["items"]
    assert [(i["number"], i["open"], i["reason"], i["cases"]) for i in items] == [
        ("F1", "200.00", "next-step-later", ["P1", "D1"]),
        ("F1", "50.00", "disputed", ["P1", "D1"]),
        ("F2", "400.00", "promised", ["P2"]),
        ("C1", "-20.00", "credit", []),
        ("F3", "75.50", "not-due", ["W1"]),
        ("F4", "10.00", "below-minimum", []),
    ]
    first, part, promised, *_ = items
    for item in (first, part):
        assert (item["last_step"], item["last_step_day"]) == ("reminder", day(-10))
    assert promised["next_date"] == day(7)
    assert promised["about"] == "the debtor has promised to pay it"
    assert promised["seen"].startswith("P2: EUR 300.00 promised for")
    assert (part["next_date"], part["opens"]) == (None, "when the dispute is resolved")


def test_cases_with_what_became_of_them(folder):
    answer = told(folder, "debtor", "D1")
    assert [(p["id"], p["status"]) for p in answer["promises"]] == [
        ("P1", "broken"),
        ("P2", "pending"),
    ]
    assert answer["reliability"] == [
        {
            "currency": "EUR", "kept": 0, "decided": 1, "kept_percent": "0.0",
            "received": "0.00", "promised": "100.00", "received_percent": "0.0",
        }
    ]  # fmt: skip
    (dispute,) = answer["disputes"]
    assert (dispute["label"], dispute["days"], dispute["late"]) == ("Faulty", 7, True)
    assert [(h["scope"], h["status"]) for h in answer["holds"]] == [("group", "over")]
    assert [w["status"] for w in answer["writeoffs"]] == ["proposed"]
    assert [n["text"] for n in answer["notes"]] == ["said that the boss is away"]
    assert [(x["step"], x["state"], x["numbers"]) for x in answer["letters"]] == [
        ("reminder", "handed over", ["F1", "F2"])
    ]


def test_an_arrangement_with_its_instalments(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "90.00")])
    did(made, "arrangement", "add", "D1", "--instalments", "3", "--first", day(-8), "--every",
        "week", *BY, "--as-of", day(-9))  # fmt: skip
    (plan,) = told(made, "debtor", "D1")["arrangements"]
    assert (plan["status"], plan["defaulted_on"]) == ("defaulted", day(0))
    assert [part["left"] for part in plan["instalments"]] == ["30.00"] * 3
    shown = creditctl("debtor", "D1", "-w", str(made), "--as-of", day(0)).stdout
    assert f"Arrangement A1: in default since {day(0)}, made {day(-9)} by Anna, for F1" in shown


def test_a_debtor_with_little_has_few_sections(folder):
    shown = creditctl("debtor", "D2", "-w", str(folder), "--as-of", day(0)).stdout
    assert "Open items, EUR" in shown
    for empty in ("Promises", "Disputes", "Holds", "Notes", "Payments", "pays ", "limit"):
        assert empty not in shown
    page, _ = page_of(folder, "debtor", "D2")
    assert "Promises" not in page.words
    nothing = creditctl("debtor", "D3", "-w", str(folder), "--as-of", day(0)).stdout
    assert "Nothing is open." in nothing


@pytest.mark.parametrize("name", ["D1", "Anton B.V."])
def test_by_id_or_exact_name(folder, name):
    assert told(folder, "debtor", name)["debtor"]["debtor"] == "D1"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Anton BV", "did you mean 'Anton B.V.'"),
        ("F1", ""),
        ("P1", ""),
        ("", ""),
        ("'; DROP TABLE event", ""),
    ],
)
def test_nobody_is_called_that(folder, name, hint):
    done = creditctl("debtor", name, "-w", str(folder), "--as-of", day(0))
    assert (done.returncode, done.stdout) == (2, "")
    assert "CR120" in done.stderr
    assert hint in done.stderr


def test_two_of_one_name_are_told_apart_by_their_ids(tmp_path):
    twins = DEBTORS.replace("Bertha Ltd", "Anton B.V.")
    made = books(tmp_path, [invoice("F1", "D1", 5), invoice("F2", "D2", 5)], debtors=twins)
    done = creditctl("debtor", "Anton B.V.", "-w", str(made), "--as-of", day(0))
    assert done.returncode == 2
    assert "name the id: D1 or D2" in done.stderr


def test_whom_the_books_forgot_is_known_from_the_journal(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20), invoice("F2", "D2", 5)])
    (made / "debtors.csv").write_text(DEBTORS.replace("D1,Anton B.V.", "D9,Zacharias"))
    text = (made / "invoices.csv").read_text().splitlines()
    (made / "invoices.csv").write_text("\n".join([text[0], text[2]]) + "\n")
    answer = told(made, "debtor", "D1")
    assert (answer["debtor"]["name"], answer["items"]) == ("Anton B.V.", [])
    assert [letter["numbers"] for letter in answer["letters"]] == [["F1"]]


def test_how_it_paid_and_what_was_paid(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "100.00")], ran=None)
    (made / "creditctl.yaml").write_text(
        (made / "creditctl.yaml").read_text()
        + "  - {name: money, file: payments.csv, kind: payments}\n"
    )
    (made / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Currency\n"
        f"F1,D1,{day(-50)},{day(-20)},100.00,EUR\n"
        f"F2,D1,{day(-80)},{day(-50)},60.00,EUR\n"
        f"F3,D1,{day(-80)},{day(-50)},40.00,EUR\n"
    )
    (made / "payments.csv").write_text(
        "InvoiceNumber,CustomerCode,PaymentDate,Amount,Currency\n"
        f"F2,D1,{day(-46)},60.00,EUR\nF3,D1,{day(-51)},40.00,EUR\nF1,D1,{day(-4)},30.00,EUR\n"
        f"F1,D1,{day(4)},30.00,EUR\n"
    )
    answer = told(made, "debtor", "D1")
    assert answer["behaviour"] == {
        "paid_invoices": 2,
        "late_invoices": 1,
        "average_days_late": "1.5",
        "late_percent": "50.0",
        "last_paid": day(-4),
    }
    assert [(p["day"], p["amount"], p["numbers"]) for p in answer["payments"]] == [
        (day(-4), "30.00", ["F1"]),
        (day(-46), "60.00", ["F2"]),
        (day(-51), "40.00", ["F3"]),
    ]
    assert answer["currencies"][0]["open"] == "70.00"


def test_money_at_the_bank_that_the_books_do_not_show(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00"), invoice("F2", "D1", 20, "30.00")])
    entry = {
        "day": day(-1), "account": "NL91ABNA0417164300", "booked": day(-2), "amount": 27000,
        "currency": "EUR", "form": "camt", "mark": "1", "name": "Anton", "file": "x",
    }  # fmt: skip
    paid = {
        "day": day(-1), "booked": day(-2), "debtor": "D1", "rest": 1000, "by": "",
        "allocations": [["books/D1/F1", 25000, 25000, 0], ["books/D1/F2", 3000, 1000, 0]],
    }  # fmt: skip
    with open_journal(load_workspace(made), opt.now) as journal:
        journal.take_bank(
            BankEvents(entries=[("B1", entry)], fates=[("payment.matched", "B1", paid)])
        )
    answer = told(made, "debtor", "D1")
    (euros,) = answer["currencies"]
    assert (euros["at_bank"], euros["on_account"], euros["open"]) == ("260.00", "-10.00", "10.00")
    (receipt,) = answer["payments"]
    assert (receipt["source"], receipt["payer"], receipt["rest"]) == ("bank", "Anton", "10.00")
    assert receipt["numbers"] == ["F1", "F2"]
    before = told(made, "debtor", "D1", at=-2)
    assert (before["payments"], before["currencies"][0]["at_bank"]) == ([], "0.00")


def test_given_up_and_not_in_the_books_yet(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00")])
    did(made, "writeoff", "propose", "F1", "--amount", "50", "--reason", "agreed", *BY,
        "--as-of", day(-3))  # fmt: skip
    did(made, "writeoff", "approve", "W1", "--by", "Ben", "--as-of", day(-2))
    (euros,) = told(made, "debtor", "D1")["currencies"]
    assert (euros["written_off"], euros["at_bank"], euros["open"]) == ("50.00", "0.00", "200.00")


def test_unreadable_rows_want_a_look(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 5), invoice("F2", "D1", 5, "1..2")], ran=None)
    done = creditctl("debtor", "D1", "-w", str(made), "--as-of", day(0), "--json")
    assert done.returncode == 3
    answer = told(made, "debtor", "D1")
    assert {row["line"] for row in answer["unreadable_rows"]} == {3}
    assert {f["debtor"] for f in answer["findings"]} == {"D1"}
    assert creditctl("debtor", "D2", "-w", str(made), "--as-of", day(0)).returncode == 0


def test_later_events_do_not_exist(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00")])
    before = told(made, "debtor", "D1", at=-5)
    did(made, "promise", "add", "F1", "--date", day(5), *BY, "--as-of", day(-4))
    did(made, "note", "add", "D1", "x", *BY, "--as-of", day(-4))
    assert told(made, "debtor", "D1", at=-5) == before
    assert told(made, "debtor", "D1", at=-4) != before


def test_a_letter_that_was_taken_back_says_so(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20, "250.00")])
    (letter,) = told(made, "debtor", "D1")["letters"]
    did(made, "outbox", "void", letter["notice"], *BY, "--reason", "paid in cash")
    (letter,) = told(made, "debtor", "D1")["letters"]
    assert (letter["state"], letter["reason"], letter["by"]) == ("voided", "paid in cash", "Anna")


# On a terminal, in a browser, in a sheet


def test_one_page_of_eighty_columns(folder):
    shown = on_a_terminal(["debtor", "D1", "--as-of", day(0)], folder, NO_COLOR="1")
    assert "\x1b" not in shown
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == f"Anton B.V. (D1), {AS_OF}"
    assert "overdue and not disputed  600.00  10.00" in shown.replace("   ", "  ")


def test_colours_only_when_wanted(folder):
    assert "\x1b[" in on_a_terminal(["debtor", "D1", "--as-of", day(0)], folder)
    plain = creditctl("debtor", "D1", "-w", str(folder), "--as-of", day(0))
    assert "\x1b[" not in plain.stdout


def test_a_terminal_shows_the_last_notes_and_says_so(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 20)])
    for n in range(10):
        did(made, "note", "add", "D1", f"note number {n}", *BY, "--as-of", day(-5))
    shown = creditctl("debtor", "D1", "-w", str(made), "--as-of", day(0)).stdout
    assert "Notes and calls, the last 8 of 10" in shown
    assert "note number 1\n" not in shown
    assert len(told(made, "debtor", "D1")["notes"]) == 10


def test_head_closes_the_pipe_quietly(folder):
    line = f"set -o pipefail; {sys.executable} -m creditctl debtor D1 --as-of {day(0)} | head -1"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_web_page_links_and_loads_nothing(folder):
    page, source = page_of(folder, "debtor", "D1")
    assert page.links == ["tel:0205550111", "mailto:d1@x.example"]
    assert not {"script", "img", "link", "form", "iframe"} & set(page.tags)
    assert "http" not in source.replace("http-equiv", "")
    for words in ("Anton B.V.", "EUR 200.00", "Faulty", "said that the boss is away", "broken"):
        assert words in page.words


def test_a_page_in_a_file(folder, tmp_path):
    target = tmp_path / "d1.html"
    did(folder, "debtor", "D1", "--as-of", day(0), "-o", str(target))
    assert target.read_text("utf-8").startswith("<!doctype html>")
    assert target.stat().st_mode & 0o077 == 0


def test_open_items_in_a_sheet(folder):
    done = creditctl("debtor", "D1", "-w", str(folder), "--as-of", day(0), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["number"] for row in rows] == ["F1", "F1", "F2", "C1", "F3", "F4"]
    assert rows[0]["debtor"] == "D1"


@pytest.mark.parametrize("form", ["table", "csv", "md", "html", "json", "xlsx"])
def test_hostile_text_stays_text(tmp_path, form):
    parts = [text.replace('"', "").replace("\n", " ").replace("\x00", "") for text in HOSTILE_TEXTS]
    name, contact, email, phone, group = (" ".join(parts[n::5]) for n in range(5))
    debtors = (
        "Customer number,Customer name,Contact person,Email,Phone,Customer group\n"
        f'D1,"{name}","{contact}","{email}","{phone}","{group}"\n'
    )
    made = books(tmp_path, [invoice("F1", "D1", 5)], debtors=debtors, ran=None)
    did(made, "note", "add", "D1", " ".join(parts), *BY, "--as-of", day(0))
    did(made, "dispute", "add", "F1", "--reason", "quality", "--note", parts[0], *BY,
        "--as-of", day(0))  # fmt: skip
    target = tmp_path / "out"
    did(made, "debtor", "D1", "--as-of", day(0), "--format", form, "-o", str(target))
    shown = target.read_bytes()
    if form in ("table", "md", "html"):
        assert b"\x1b" not in shown
        assert "\u202e".encode() not in shown
    if form == "html":
        page, _ = page_of(made, "debtor", "D1")
        assert page.links == []
        assert not {"script", "img", "b1"} & set(page.tags)


def test_the_policy_names_reasons_even_when_they_are_gone(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 5)], ran=None)
    did(made, "dispute", "add", "F1", "--reason", "price", *BY, "--as-of", day(-1))
    (made / "policy.yaml").write_text(POLICY.replace("id: price", "id: other"))
    (dispute,) = told(made, "debtor", "D1")["disputes"]
    assert (dispute["label"], dispute["late"]) == ("price", False)
