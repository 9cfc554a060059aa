"""`creditctl statement`: an account that adds up, on the terminal, as data and as a page."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import timedelta

import openpyxl
import pypdf
import pytest

from tests.cli.paying import match, pays
from tests.cli.people import DEBTORS, HEADER, SOURCES, books, day, did, invoice, told
from tests.cli.statements import Pay
from tests.documents.build import HOSTILE_TEXTS
from tests.guarantees.workspaces import AS_OF, POLICY, make
from tests.scenarios.inside import creditctl

TODAY = day(0)
DATED = SOURCES + "  - {name: money, file: payments.csv, kind: payments}\n"
GROSS = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Currency"


def asked(folder, *words, at=0):
    """The command as a person types it."""
    return creditctl("statement", *words, "-w", str(folder), "--as-of", day(at))


def text_of(path) -> str:
    """The words of a PDF, in one line."""
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One debtor with two currencies and a credit, one with an invoice, one who owes nothing."""
    rows = [
        invoice("F1", "D1", 40, "250.00"),
        invoice("F2", "D1", -5, "75.50"),
        invoice("C1", "D1", 2, "-20.00"),
        invoice("F4", "D1", 3, "10.00", "GBP"),
        invoice("F5", "D2", 5),
    ]
    return books(tmp_path_factory.mktemp("statement") / "books", rows, ran=None)


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """Books that tell every payment with its day."""
    made = make(tmp_path_factory.mktemp("dated") / "books", [], policy=POLICY, workspace=DATED)
    rows = [
        f"F0,D1,{day(-90)},{day(-60)},100.00,EUR",
        f"F1,D1,{day(-40)},{day(-10)},250.00,EUR",
        f"F2,D1,{day(-5)},{day(25)},75.50,EUR",
        f"C1,D1,{day(-20)},{day(-20)},-20.00,EUR",
        f"F9,D2,{day(-80)},{day(-50)},9.00,EUR",
    ]
    paid = [
        f"F0,D1,{day(-50)},100.00,EUR",
        f"F1,D1,{day(-15)},100.00,EUR",
        f",D1,{day(-3)},30.00,EUR",
        f"F9,D2,{day(-70)},9.00,EUR",
    ]
    (made / "invoices.csv").write_text("\n".join([GROSS, *rows]) + "\n")
    (made / "debtors.csv").write_text(DEBTORS)
    header = "InvoiceNumber,CustomerCode,PaymentDate,Amount,Currency"
    (made / "payments.csv").write_text("\n".join([header, *paid]) + "\n")
    return made


def test_open_items_of_each_currency(folder) -> None:
    answer = told(folder, "statement", "D1")
    assert (answer["debtor"], answer["name"], answer["form"]) == ("D1", "Anton B.V.", "open items")
    euros, pounds = answer["currencies"]
    shown = [(i["kind"], i["number"], i["days_overdue"], i["open"]) for i in euros["items"]]
    assert shown == [
        ("invoice", "F1", 40, "250.00"),
        ("credit note", "C1", 2, "-20.00"),
        ("invoice", "F2", -5, "75.50"),
    ]
    assert {b["label"]: b["amount"] for b in euros["buckets"]} == {
        "not due": "75.50", "1-30": "-20.00", "31-60": "250.00", "61-90": "0.00", "91+": "0.00",
    }  # fmt: skip
    assert (euros["open"], euros["overdue"], euros["balance"]) == ("305.50", "230.00", "305.50")
    assert (pounds["currency"], pounds["balance"]) == ("GBP", "10.00")


def test_it_agrees_with_the_aging(folder) -> None:
    aged = json.loads(
        creditctl("aging", "-w", str(folder), "--as-of", TODAY, "--json").stdout
    )["debtors"]  # fmt: skip
    for debtor in ("D1", "D2"):
        own = {d["currency"]: d["total"] for d in aged if d["debtor"] == debtor}
        told_ = told(folder, "statement", debtor)["currencies"]
        assert {c["currency"]: c["open"] for c in told_} == own


def test_a_table_for_people_says_that_it_is_no_demand(folder) -> None:
    done = asked(folder, "Anton B.V.")
    assert done.returncode == 0
    assert "Statement of account of Anton B.V. (D1) as of" in done.stdout
    assert "no demand" in done.stdout
    assert "305.50" in done.stdout


def test_nothing_open(folder, tmp_path) -> None:
    assert told(folder, "statement", "D3")["currencies"] == []
    assert "Nothing is open." in asked(folder, "D3").stdout
    assert asked(folder, "D3", "-o", str(tmp_path / "d3.pdf")).returncode == 0
    assert "niets open" in text_of(tmp_path / "d3.pdf")


def test_movements_between_two_days(dated) -> None:
    answer = told(dated, "statement", "D1", "--from", day(-55))
    (euros,) = answer["currencies"]
    moves = [
        (m["day"], m["kind"], m["number"], m["amount"], m["balance"]) for m in euros["movements"]
    ]
    assert (answer["form"], answer["from"], euros["opening"]) == ("movements", day(-55), "100.00")
    assert moves == [
        (day(-50), "payment", "F0", "-100.00", "0.00"),
        (day(-40), "invoice", "F1", "250.00", "250.00"),
        (day(-20), "credit note", "C1", "-20.00", "230.00"),
        (day(-15), "payment", "F1", "-100.00", "130.00"),
        (day(-5), "invoice", "F2", "75.50", "205.50"),
        (day(-3), "payment", "", "-30.00", "175.50"),
    ]
    assert euros["open"] == euros["balance"] == "175.50"
    (items,) = told(dated, "statement", "D1")["currencies"]
    assert items["open"] == euros["open"]


def test_money_that_went_back_is_called_so(dated, tmp_path) -> None:
    made = make(tmp_path / "books", [], policy=POLICY, workspace=DATED)
    for name in ("invoices.csv", "debtors.csv"):
        (made / name).write_text((dated / name).read_text())
    paid = (dated / "payments.csv").read_text().replace(",30.00,", ",-30.00,")
    (made / "payments.csv").write_text(paid)
    (euros,) = told(made, "statement", "D1")["currencies"]
    assert ("paid back", "30.00") in [(i["kind"], i["open"]) for i in euros["items"]]
    (moved,) = told(made, "statement", "D1", "--from", day(-5))["currencies"]
    last = moved["movements"][-1]
    assert (last["kind"], last["amount"]) == ("paid back", "30.00")
    assert asked(made, "D1", "-o", str(tmp_path / "s.pdf")).returncode == 0
    assert "Betaling teruggeboekt" in text_of(tmp_path / "s.pdf")


def test_a_period_ends_where_it_is_told_to(dated) -> None:
    answer = told(dated, "statement", "D1", "--from", day(-45), "--to", day(-16))
    (euros,) = answer["currencies"]
    assert (answer["as_of"], euros["opening"], euros["open"]) == (day(-16), "0.00", "230.00")
    assert [m["number"] for m in euros["movements"]] == ["F1", "C1"]
    assert told(dated, "statement", "D2", "--from", day(-45))["currencies"] == []
    assert "Nothing was booked." in asked(dated, "D2", "--from", day(-45)).stdout


def test_movements_that_the_books_do_not_tell_are_refused(folder) -> None:
    done = asked(folder, "D1", "--from", day(-30), "--json")
    (found,) = json.loads(done.stderr)["findings"]
    assert (done.returncode, done.stdout, found["code"]) == (5, "", "CR200")
    assert "day of settlement" in found["hint"]


def test_an_empty_column_of_settlement_tells_no_payments(tmp_path) -> None:
    made = books(tmp_path / "books", [], ran=None)
    text = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,SettledDate,Total,Currency\n"
    (made / "invoices.csv").write_text(f"{text}F1,D1,{day(-40)},{day(-10)},,5.00,EUR\n")
    done = asked(made, "D1", "--from", day(-50))
    assert (done.returncode, "CR200" in done.stderr) == (5, True)


def test_the_first_day_there_is(dated) -> None:
    (euros,) = told(dated, "statement", "D1", "--from", "0001-01-01")["currencies"]
    assert (euros["opening"], len(euros["movements"])) == ("0.00", 7)


def test_due_dates_follow_from_the_debtors_own_terms(tmp_path) -> None:
    made = books(tmp_path / "books", [], ran=None)
    (made / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,InvoiceDate,Outstanding,Total,Currency\n"
        f"F1,D1,{day(-40)},5.00,5.00,EUR\nF2,D2,{day(-40)},5.00,5.00,EUR\n"
    )
    (made / "debtors.csv").write_text(
        "Customer,Customer name,Payment terms\nD1,Anton B.V.,net 10\nD2,Bertha Ltd,net 23\n"
    )
    for debtor, late in (("D1", 30), ("D2", 17)):
        (euros,) = told(made, "statement", debtor)["currencies"]
        assert [i["days_overdue"] for i in euros["items"]] == [late]


def test_disputes_are_marked(tmp_path) -> None:
    rows = [invoice("F1", "D1", 5, "250.00"), invoice("F2", "D1", 5, "40.00")]
    made = books(tmp_path / "books", rows, ran=None)
    did(made, "dispute", "add", "F1", "--reason", "price", "--amount", "5", "--by", "Anna",
        "--as-of", TODAY)  # fmt: skip
    (euros,) = told(made, "statement", "D1")["currencies"]
    assert [(i["number"], i["open"], i["disputed"]) for i in euros["items"]] == [
        ("F1", "250.00", True),
        ("F2", "40.00", False),
    ]
    assert "disputed" in asked(made, "D1").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("D4",), "CR120"),
        ((), "CR001"),
        (("D1", "--all", "-o", "x"), "CR001"),
        (("--all",), "CR001"),
        (("--all", "-o", "-"), "CR001"),
        (("--all", "-o", "x", "--json"), "CR001"),
        (("D1", "--to", day(-3)), "CR001"),
        (("D1", "--from", day(-3), "--to", day(-4)), "CR001"),
        (("D1", "--from", day(-3), "--to", day(1)), "CR001"),
        (("D1", "--format", "docx"), "CR003"),
    ],
)
def test_wrong_command_lines(folder, words, code) -> None:
    done = asked(folder, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert code in done.stderr


def test_the_nearest_names_are_told(folder) -> None:
    assert "Anton B.V." in asked(folder, "Anton BV").stderr


def test_what_the_books_do_not_show_yet_stands_below_their_total(tmp_path) -> None:
    rows = [invoice("INV-1001", "D1", 5, "250.00"), invoice("INV-1002", "D1", 5, "40.00")]
    made = books(tmp_path / "books", rows, ran=None)
    for words in (
        ("propose", "INV-1002", "--amount", "0.50", "--reason", "cents", "--by", "Anna"),
        ("approve", "W1", "--by", "Bert"),
    ):
        did(made, "writeoff", *words, "--as-of", TODAY)
    pays(made, Pay("250.00", "INV-1001", day=AS_OF - timedelta(1)))
    match(made)
    (euros,) = told(made, "statement", "D1")["currencies"]
    assert [item["open"] for item in euros["items"]] == ["250.00", "40.00"]
    assert (euros["open"], euros["at_bank"], euros["written_off"]) == ("290.00", "250.00", "0.50")
    assert euros["balance"] == "39.50"
    shown = asked(made, "D1").stdout
    assert "at the bank, not in the books yet" in shown
    assert "written off, not in the books yet" in shown
    assert asked(made, "D1", "-o", str(tmp_path / "s.pdf")).returncode == 0
    assert "39,50" in text_of(tmp_path / "s.pdf")


def test_money_that_is_only_likely_theirs_is_told_and_not_counted(tmp_path) -> None:
    made = books(tmp_path / "books", [invoice("INV-1001", "D1", 5, "250.00")], ran=None)
    pays(made, Pay("100.00", "INV-1001 part", day=AS_OF - timedelta(1)))
    done = asked(made, "D1", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["currencies"][0]["balance"]) == (3, "250.00")
    assert [found["code"] for found in answer["findings"]] == ["CR201"]


def test_no_cell_becomes_a_formula(tmp_path) -> None:
    rows = [invoice('"=HYPERLINK(""http://x"")"', "D1", 5), invoice("+1", "D1", 5)]
    made = books(tmp_path / "books", rows, ran=None)
    cells = [
        r["number"]
        for r in csv.DictReader(io.StringIO(asked(made, "D1", "--format", "csv").stdout))
    ]
    assert all(cell.startswith("'") for cell in cells if cell)
    assert len(cells) == 2
    assert asked(made, "D1", "-o", str(tmp_path / "s.xlsx")).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    types = {c.data_type for sheet in book for row in sheet for c in row}
    assert "f" not in types


def test_a_page_in_the_debtors_language_with_a_payment_code(folder, tmp_path) -> None:
    for debtor, words in (
        ("D1", ("Rekeningoverzicht", "geen verzoek om te betalen", "Factuur F1", "Creditnota C1")),
        ("D2", ("Statement of account", "not a demand for payment", "Invoice F5", "Page 1 of 1")),
    ):
        path = tmp_path / f"{debtor}.pdf"
        assert asked(folder, debtor, "-o", str(path)).returncode == 0
        text = text_of(path)
        assert all(word in text for word in words)
        root = pypdf.PdfReader(path).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        before = path.read_bytes()
        assert asked(folder, debtor, "--format", "pdf", "-o", str(path)).returncode == 0
        assert path.read_bytes() == before


def test_a_page_of_movements(dated, tmp_path) -> None:
    assert asked(dated, "D1", "--from", day(-55), "-o", str(tmp_path / "m.pdf")).returncode == 0
    text = text_of(tmp_path / "m.pdf")
    assert all(word in text for word in ("Beginsaldo", "Betaling, factuur F0", "Eindsaldo"))


def test_all_of_them_into_a_folder(folder, tmp_path) -> None:
    place = tmp_path / "all"
    done = asked(folder, "--all", "-o", str(place))
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 statements written" in done.stderr
    assert sorted(p.name for p in place.iterdir()) == ["D1.pdf", "D2.pdf"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in place.iterdir()} == {0o600}
    again = asked(folder, "--all", "-o", str(place))
    assert again.returncode == 2
    assert "CR202" in again.stderr


def test_hostile_debtors_stay_in_their_folder_and_are_only_text(tmp_path) -> None:
    made = books(tmp_path / "books", [], ran=None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER.split(","))
    due = str(AS_OF - timedelta(5))
    for number, text in enumerate(HOSTILE_TEXTS[:5]):
        writer.writerow([f"N{number}", f"../../{number}{text}", due, due, "1.00", "1.00", "EUR"])
    (made / "invoices.csv").write_text(out.getvalue(), encoding="utf-8")
    before = {p for p in tmp_path.rglob("*") if "state" not in p.parts}
    done = asked(made, "--all", "-o", str(tmp_path / "all"))
    assert done.returncode in (0, 3), done.stderr
    new = {p for p in tmp_path.rglob("*") if "state" not in p.parts} - before
    assert {p.parent for p in new if p.is_file()} == {tmp_path / "all"}
    assert len([p for p in new if p.is_file()]) == 5
