"""A person decides: review files edited and accepted, whole or not at all; dismissed, undone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.cli.paying import (
    DAY,
    answer,
    codes,
    decided,
    entries,
    listed,
    make,
    match,
    pays,
    review_rows,
    save,
    write,
)
from tests.cli.statements import Pay
from tests.guarantees.workspaces import POLICY, WORKSPACE, row
from tests.scenarios.inside import creditctl

ROWS = [
    row("2026-0001", "D1", 5),
    row("2026-0002", "D1", 7, "150.00"),
    row("2026-0003", "D3", 5, "90.00"),
    row("00123", "D4", 5, "55.00"),
    row("123", "D5", 5, "55.00"),
]
SUM = Pay("250.00", "thanks", name="Name D1", iban="")
GIFT = Pay("33.00", "=gift", name="+Bob", iban="")
DUE = ("act", "step-due")
UNMATCHED = ("hold", "unmatched-money")


@pytest.fixture
def books(tmp_path):
    """A payment that two invoices make up, and one of nobody."""
    folder = make(tmp_path / "books", ROWS)
    pays(folder, SUM, GIFT)
    return folder


@pytest.fixture
def rows(books):
    return review_rows(books)


def accept(folder, *words):
    return creditctl("payments", "accept", *words, "-w", str(folder), "--as-of", DAY, "--json")


def refused(folder, changed, *words):
    """The findings about an edited file; nothing is recorded."""
    before = listed(folder)
    done = accept(folder, write(folder, changed), *words)
    assert (done.returncode, done.stdout) == (5, ""), done.stderr
    assert listed(folder) == before
    return json.loads(done.stderr)["findings"]


def of(rows, amount, **changes):
    """The rows of the payment of an amount, changed."""
    return [r | changes for r in rows if r["amount"] == amount]


def test_a_review_file_has_a_row_for_each_payment_and_invoice(rows):
    assert [(r["amount"], r["invoice"], r["pays"], r["certainty"]) for r in rows] == [
        ("250.00", "2026-0002", "150.00", "likely"),
        ("250.00", "2026-0001", "100.00", "likely"),
        ("33.00", "", "", "unknown"),
    ]
    assert {r["accept"] for r in rows} == {""}
    assert {r["payer"] for r in rows} == {"Name D1", "'+Bob"}
    assert [r["text"] for r in rows][2] == "'=gift"


def test_the_review_as_json_and_on_a_terminal(books):
    found = answer(books, "review", code=3)
    assert [(r["pays"], r["invoice"]) for r in found["rows"]] == [
        ("150.00", "2026-0002"),
        ("100.00", "2026-0001"),
        (None, ""),
    ]
    done = creditctl("payments", "review", "-w", str(books), "--as-of", DAY)
    assert (done.returncode, "2 payments wait" in done.stdout) == (3, True)


def test_nothing_waits(tmp_path):
    folder = make(tmp_path / "books", ROWS)
    assert answer(folder, "review")["rows"] == []


def test_what_is_certain_is_named_when_it_was_not_matched_yet(books):
    pays(books, Pay("90.00", "2026-0003", name="Name D3"), opening="1283.00", number="2")
    found = answer(books, "review", code=3)
    assert found["certain"] == 1


def test_yes_no_and_dismiss(books, rows):
    edited = of(rows, "250.00", accept="YES") + of(rows, "33.00", accept="dismiss")
    path = write(books, edited)
    found = answer(books, "accept", path, "--by", "Anna")
    assert [(p["state"], p["debtor"], p["rest"]) for p in found["payments"]] == [
        ("matched", "D1", "0.00"),
        ("dismissed", "", "0.00"),
    ]
    assert sorted(entries(books)) == [
        ("250.00", "matched", "D1", ["2026-0001", "2026-0002"]),
        ("33.00", "dismissed", "", []),
    ]
    assert sorted(decided(books)) == ["00123", "123", "2026-0003"]
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


@pytest.mark.parametrize("word", ["", "no", "N"])
def test_what_is_left_stays_as_it_is(books, rows, word):
    found = answer(books, "accept", write(books, [r | {"accept": word} for r in rows]))
    assert (found["payments"], found["untouched"]) == ([], 2)
    assert {e["state"] for e in listed(books)} == {"open"}


def test_only_the_rows_with_yes_apply(books, rows):
    first, second, gift = rows
    path = write(books, [first | {"accept": "x"}, second, gift])
    found = answer(books, "accept", path)
    assert [(p["rest"], [i["number"] for i in p["invoices"]]) for p in found["payments"]] == [
        ("100.00", ["2026-0002"])
    ]
    assert [f["code"] for f in found["findings"]] == ["CP220"]
    assert decided(books)["2026-0001"][:2] == UNMATCHED


def test_edited_amounts_and_invoices_and_a_copied_row(books, rows):
    first, second, gift = rows
    edited = [
        first | {"accept": "1", "pays": "150,00"},
        second | {"accept": "y", "pays": "60"},
        second | {"accept": "y", "invoice": "2026-0003", "pays": "40.0"},
        gift,
    ]
    found = answer(books, "accept", write(books, edited))
    assert [(i["number"], i["pays"]) for p in found["payments"] for i in p["invoices"]] == [
        ("2026-0002", "150.00"),
        ("2026-0001", "60.00"),
        ("2026-0003", "40.00"),
    ]
    assert decided(books)["2026-0003"] == (*DUE, "50.00")


def test_an_invoice_for_money_of_nobody(books, rows):
    edited = of(rows, "33.00", accept="yes", invoice="2026-0003")
    found = answer(books, "accept", write(books, edited))
    assert [(p["debtor"], p["rest"]) for p in found["payments"]] == [("D3", "0.00")]
    assert decided(books)["2026-0003"][2] == "57.00"


def test_a_debtor_without_an_invoice_has_money_on_account(books, rows):
    edited = of(rows, "33.00", accept="yes", debtor="D3")
    answer(books, "accept", write(books, edited))
    assert decided(books)["2026-0003"] == (*UNMATCHED, "90.00")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_wrote_the_file(books, rows, delimiter):
    edited = [r | {"accept": "yes", "booked": "29-01-2026"} for r in rows[:2]]
    path = write(books, edited, delimiter)
    text = (books / "edited.csv").read_text("utf-8")
    save(books, "edited.csv", "\ufeff" + text.replace("\n", "\r\n"))
    assert len(answer(books, "accept", path)["payments"]) == 1


def test_a_spreadsheet_dropped_leading_zeros(books):
    pays(books, Pay("55.00", "for 00123", name="X", iban=""), opening="1283.00", number="2")
    (one,) = [r for r in review_rows(books) if r["amount"] == "55.00"]
    edited = one | {"accept": "yes", "invoice": "123", "item": "books/D4/00123"}
    found = answer(books, "accept", write(books, [edited]))
    assert [i["item"] for p in found["payments"] for i in p["invoices"]] == ["books/D4/00123"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"accept": "maybe"}, "CP237"),
        ({"payment": "B2345678"}, "CP230"),
        ({"check": "AAAAAAAA"}, "CP236"),
        ({"check": ""}, "CP236"),
        ({"invoice": "2026-9999"}, "CP232"),
        ({"invoice": "", "item": "", "debtor": ""}, "CP232"),
        ({"invoice": "", "item": "", "debtor": "D9"}, "CP232"),
        ({"pays": "251.00"}, "CP233"),
        ({"pays": "150.01"}, "CP234"),
        ({"discount": "0.01"}, "CP234"),
        ({"pays": "1.500"}, "CP238"),
        ({"pays": "1,500.00"}, "CP238"),
        ({"pays": "150.00 EUR"}, "CP238"),
        ({"pays": "-150.00"}, "CP238"),
        ({"pays": "0"}, "CP238"),
        ({"pays": "=1+1"}, "CP238"),
    ],
)
def test_a_row_that_is_wrong_refuses_all(books, rows, changes, code):
    first, second, gift = rows
    good = gift | {"accept": "dismiss"}
    found = refused(books, [first | {"accept": "yes"} | changes, second, good])
    assert [f["code"] for f in found] == [code]
    assert found[0]["line"] == 2
    assert found[0]["hint"]


def test_everything_that_is_wrong_is_told_at_once(books, rows):
    first, second, gift = rows
    edited = [
        first | {"accept": "yes", "pays": "x"},
        second | {"accept": "yes", "invoice": "nothing"},
        gift | {"accept": "yes", "debtor": "D9"},
    ]
    found = refused(books, edited)
    assert [(f["code"], f["line"]) for f in found] == [("CP238", 2), ("CP232", 3), ("CP232", 4)]


def test_rows_that_contradict_each_other(books, rows):
    first, second, gift = rows
    found = refused(books, [first | {"accept": "yes"}, second | {"accept": "dismiss"}, gift])
    assert [f["code"] for f in found] == ["CP240"]


def test_more_than_the_payment_in_several_rows(books, rows):
    first, second, _ = rows
    third = second | {"invoice": "2026-0003", "item": "", "pays": "0.01"}
    found = refused(books, [r | {"accept": "yes"} for r in (first, second, third)])
    assert [(f["code"], f["line"]) for f in found] == [("CP233", 4)]


def test_more_than_is_open_by_two_payments(books, rows):
    first, second, gift = (r | {"accept": "yes"} for r in rows)
    edited = [first, second, gift | {"invoice": "2026-0001", "pays": "33.00"}]
    assert [f["code"] for f in refused(books, edited)] == ["CP234"]


def test_a_rest_that_nobody_knows_the_owner_of(books, rows):
    first, second, _ = rows
    edited = [
        first | {"accept": "yes"},
        second | {"accept": "yes", "invoice": "2026-0003", "pays": "10.00"},
    ]
    assert [f["code"] for f in refused(books, edited)] == ["CP241"]


def test_another_currency(tmp_path):
    folder = make(
        tmp_path / "books",
        [row("U1", "D1", 5, "250.00")],
        workspace=WORKSPACE.replace("currency: EUR", "currency: USD"),
    )
    pays(folder, SUM)
    (one,) = review_rows(folder)
    found = refused(folder, [one | {"accept": "yes", "invoice": "U1", "pays": ""}])
    assert [f["code"] for f in found] == ["CP235"]


def test_a_file_is_accepted_once(books, rows):
    path = write(books, of(rows, "250.00", accept="yes"))
    answer(books, "accept", path)
    done = accept(books, path)
    assert (done.returncode, codes(done)) == (5, ["CP231"])


def test_an_invoice_that_was_paid_meanwhile(books, rows):
    text = (books / "invoices.csv").read_text()
    (books / "invoices.csv").write_text(text.replace("100.00,100.00", "100.00,0.00"))
    found = refused(books, of(rows, "250.00", accept="yes"))
    assert [(f["code"], "2026-0001" in f["message"]) for f in found] == [("CP232", True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b,c\n1,2,3\n", "CP239"),
        ("", "CI102"),
        ("accept,payment,debtor,invoice,item,pays,discount\nyes,B1,,,,,\n", "CP239"),
    ],
)
def test_a_file_that_is_none(books, text, code):
    done = accept(books, save(books, "x.csv", text))
    assert (done.returncode, codes(done)) == (5, [code])


def test_a_workbook_or_no_file(books, tmp_path):
    target = tmp_path / "p.xlsx"
    creditctl("payments", "review", "-w", str(books), "--as-of", DAY, "-o", str(target))
    assert codes(accept(books, str(target))) == ["CP239"]
    assert codes(accept(books, str(tmp_path / "none.csv"))) == ["CI101"]


# Without a file


def direct(folder, amount, *words):
    payment = next(e["payment"] for e in listed(folder) if e["amount"] == amount)
    return accept(folder, "--payment", payment, *words)


def test_one_payment_by_the_command_line(books):
    words = ("--invoice", "2026-0001=60.00", "--invoice", "2026-0002", "--by", "Anna")
    done = direct(books, "250.00", *words)
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["payments"]
    assert [(i["number"], i["pays"]) for i in one["invoices"]] == [
        ("2026-0001", "60.00"),
        ("2026-0002", "150.00"),
    ]
    assert one["rest"] == "40.00"
    log = creditctl("journal", "log", "-w", str(books), "--json").stdout
    last = json.loads(log)["events"][-1]
    assert (last["kind"], last["data"]["by"]) == ("payment.matched", "Anna")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--invoice", "2026-0001"), "CR001"),
        (("--by", "Anna"), "CR001"),
        (("--invoice", "2026-9999", "--by", "Anna"), "CP232"),
        (("--invoice", "2026-0001=300", "--by", "Anna"), "CP233"),
        (("--invoice", "2026-0001=100.01", "--by", "Anna"), "CP234"),
    ],
)
def test_a_wrong_command_line(books, words, code):
    done = direct(books, "250.00", *words)
    assert (done.returncode, codes(done)) == (2, [code])


def test_a_number_that_two_debtors_have(tmp_path):
    folder = make(tmp_path / "books", [row("77", "D1", 5), row("77", "D2", 5)])
    pays(folder, SUM)
    done = direct(folder, "250.00", "--invoice", "77", "--by", "Anna")
    assert codes(done) == ["CP232"]
    assert "books/D1/77" in done.stderr
    assert direct(folder, "250.00", "--invoice", "books/D2/77", "--by", "Anna").returncode == 0
    assert entries(folder) == [("250.00", "matched", "D2", ["77"])]


def test_an_invoice_that_is_paid_by_instalments(tmp_path):
    policy = POLICY + "terms: {default: '50% net 10, rest net 20'}\n"
    folder = make(tmp_path / "books", [row("I1", "D3", 5), row("A", "D1", 5)], policy=policy)
    lines = (folder / "invoices.csv").read_text().splitlines()
    lines[1] = "I1,D3,Name D3,d3@x.example,2026-01-05,,100.00,100.00"
    (folder / "invoices.csv").write_text("\n".join(lines) + "\n")
    pays(folder, SUM)
    done = direct(folder, "250.00", "--invoice", "I1=80", "--by", "Anna")
    (one,) = json.loads(done.stdout)["payments"]
    assert [(i["item"], i["pays"]) for i in one["invoices"]] == [
        ("books/D3/I1/1", "50.00"),
        ("books/D3/I1/2", "30.00"),
    ]
    assert [[i["number"] for i in e["invoices"]] for e in listed(folder)] == [["I1", "I1"]]


def test_dismiss_and_undo(books):
    gift = next(e["payment"] for e in listed(books) if e["amount"] == "33.00")
    who = ("--by", "Anna", "--reason", "a gift", "-w", str(books), "--as-of", DAY)

    def say(verb, payment, code=0):
        done = creditctl("payments", verb, payment, *who)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        return done.stderr

    assert "CP242" in say("undo", gift, 2)
    assert "dismissed" in say("dismiss", gift)
    assert "CP231" in say("dismiss", gift, 2)
    assert "waits again" in say("undo", gift)
    assert "CP230" in say("dismiss", "B2345678", 2)
    assert [e["state"] for e in listed(books)] == ["open", "open"]
    done = creditctl("payments", "dismiss", gift, "--by", "Anna", "-w", str(books))
    assert done.returncode == 2


def test_what_is_listed(books):
    assert len(listed(books, "--unmatched")) == 2
    direct(books, "250.00", "--invoice", "2026-0001", "--by", "Anna")
    assert [e["amount"] for e in listed(books, "--unmatched")] == ["33.00"]
    assert [e["amount"] for e in listed(books, "--matched")] == ["250.00"]
    assert [e["rest"] for e in listed(books, "--debtor", "D1")] == ["150.00"]
    assert listed(books, "--debtor", "D2") == []
    done = creditctl("payments", "list", "--matched", "--unmatched", "-w", str(books))
    assert done.returncode == 2


def test_the_export_for_the_books_adds_up(books):
    direct(books, "250.00", "--invoice", "2026-0001", "--by", "Anna")
    found = answer(books, "export")["rows"]
    assert [(r["invoice"], r["applied"], r["rest"]) for r in found] == [
        ("2026-0001", "100.00", "0.00"),
        ("", "0.00", "150.00"),
    ]
    done = creditctl("payments", "export", "-w", str(books), "--as-of", DAY, "--format", "csv")
    assert done.stdout.splitlines()[0] == (
        "booked,amount,currency,debtor,invoice,applied,discount,rest,bank_reference,payment"
    )


def test_without_a_journal(tmp_path):
    folder = make(tmp_path / "books", ROWS)
    assert listed(folder) == []
    assert answer(folder, "export")["rows"] == []
    done = accept(folder, "--payment", "B2345678", "--invoice", "123", "--by", "Anna")
    assert (done.returncode, codes(done)) == (2, ["CP230"])


def test_a_matched_one_is_no_longer_reviewed(books):
    pays(books, replace(SUM, amount="90.00", text="2026-0003", name="Name D3"), number="2")
    match(books, code=3)
    assert {r["amount"] for r in review_rows(books)} == {"250.00", "33.00"}
