"""`creditctl kpi`: files and workspaces, every form, and what is refused.

After a wanted change: CREDITCTL_UPDATE_GOLDEN=1 pytest tests/cli/test_kpi.py, then read the
difference.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.people import DEBTORS, POLICY, SOURCES, did
from tests.cli.test_schemas import checked, copy_example
from tests.cli.test_streams import on_a_terminal
from tests.guarantees.workspaces import make
from tests.scenarios.inside import creditctl

GOLDEN = Path(__file__).parent / "golden"
HEADER = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Settled date,Currency"
BASE = (
    "old,D1,2025-11-15,2025-12-15,55000.00,2026-02-10,EUR",
    "jan,D1,2026-01-15,2026-02-14,40000.00,2026-03-15,EUR",
    "feb,D1,2026-02-10,2026-03-12,24000.00,,EUR",
    "feb2,D2,2026-02-20,2026-03-22,26000.00,2026-03-20,EUR",
    "mar,D2,2026-03-10,2026-04-09,42000.00,,EUR",
    "mar2,D2,2026-03-05,2026-04-04,18000.00,2026-03-31,EUR",
)
LAST = "2026-03-31"


@pytest.fixture
def ledger(tmp_path):
    """The base ledger, as a file."""
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([HEADER, *BASE]) + "\n")
    return path


def workspace(folder, lines=BASE):
    """The base ledger, as a workspace."""
    made = make(folder, [], policy=POLICY, workspace=SOURCES)
    (made / "debtors.csv").write_text(DEBTORS)
    (made / "invoices.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    return made


def kpi(*words, code=0):
    done = creditctl("kpi", *map(str, words))
    assert done.returncode == code, done.stderr
    return done


def values(*words, code=0):
    """Currency and key to value, or to the reason why there is none."""
    answer = checked(kpi(*words, "--json", code=code).stdout)
    return {
        one["key"]: one["value"] or one["reason"]
        for currency in answer["currencies"]
        for one in currency["kpis"]
    }


def test_the_base_ledger(ledger) -> None:
    found = values(ledger, "--as-of", LAST)
    assert list(found.items())[:7] == [
        ("overdue_share", "36.36"),
        ("dso", "39.60"),
        ("dso_count_back", "34.36"),
        ("best_possible_dso", "25.20"),
        ("average_days_delinquent", "14.40"),
        ("cei", "85.28"),
        ("cei_monthly_sales", "61.90"),
    ]
    assert values(ledger, "--as-of", LAST, "--period", "90") == found
    assert values(ledger, "--as-of", LAST, "--from", "2026-01-01") == found


def test_a_workspace_says_the_same_as_its_file(ledger, tmp_path) -> None:
    books = workspace(tmp_path / "books")
    of_file = values(ledger, "--as-of", LAST)
    of_books = values("-w", books, "--as-of", LAST)
    assert of_books.pop("promises_kept") == "no promise was decided in the period"
    assert of_file.pop("promises_kept") == "promises are recorded in a workspace"
    of_books.pop("promises_received")
    of_file.pop("promises_received")
    assert of_books == of_file


def test_any_day_says_the_same_for_ever(ledger) -> None:
    """The day before the base ledger's is told from it, though much was paid since."""
    found = values(ledger, "--as-of", "2026-02-28", "--from", "2026-02-01")
    assert found["cei"] == "57.89"  # (95 + 50 - 90) / (95 + 50 - 50)
    assert found["overdue_share"] == "44.44"  # 40 of 90


def test_promises_of_a_workspace(tmp_path) -> None:
    books = workspace(tmp_path / "books")
    add = ("promise", "add", "--by", "Anna")
    did(books, *add, "feb", "--date", "2026-03-20", "--as-of", "2026-03-12")
    did(books, *add, "feb2", "--date", "2026-03-21", "--as-of", "2026-03-12")
    did(books, *add, "mar", "--date", "2026-04-15", "--as-of", "2026-03-20")
    found = values("-w", books, "--as-of", LAST)
    assert (found["promises_kept"], found["promises_received"]) == ("50.00", "52.00")


def test_an_approved_write_off_is_open_no_more_but_was_before(tmp_path) -> None:
    books = workspace(tmp_path / "books")
    day = ("--as-of", "2026-03-20")
    did(books, "writeoff", "propose", "feb", "--reason", "bankrupt", "--by", "Anna", *day)
    did(books, "writeoff", "approve", "W1", "--by", "Ben", *day)
    said = kpi("-w", books, "--as-of", LAST).stdout
    assert "EUR 24000.00 written off, not in the books yet: taken off" in said
    found = checked(kpi("-w", books, "--as-of", LAST, "--json").stdout)["currencies"][0]
    assert (found["open"], found["overdue"]) == ("42000.00", "0.00")
    begin = {i["key"]: i["value"] for k in found["kpis"] if k["key"] == "cei" for i in k["inputs"]}
    assert begin["begin"] == "55000.00"
    later = checked(
        kpi("-w", books, "--as-of", "2026-04-30", "--from", "2026-04-01", "--json").stdout
    )
    cei = next(k for k in later["currencies"][0]["kpis"] if k["key"] == "cei")
    assert {i["key"]: i["value"] for i in cei["inputs"]}["begin"] == "42000.00"


def test_every_input_is_in_csv_and_json(ledger) -> None:
    rows = list(csv.DictReader(io.StringIO(kpi(ledger, "--as-of", LAST, "--format", "csv").stdout)))
    dso = next(row for row in rows if row["key"] == "dso")
    assert dso["inputs"] == (
        "open 66000.00; sales 150000.00; invoiced 150000.00; credited 0.00; days 90"
    )
    assert (dso["value"], dso["unit"], dso["reason"]) == ("39.60", "days", "")
    late = next(row for row in rows if row["key"] == "days_late_simple")
    assert Decimal(late["value"]) == Decimal("20.00")


def test_a_number_below_zero_is_a_number_in_csv(tmp_path) -> None:
    path = tmp_path / "early.csv"
    early = "a,D1,2026-01-15,2026-02-14,1.00,2026-02-04,EUR"
    path.write_text(f"{HEADER}\n{early}\n")
    rows = list(csv.DictReader(io.StringIO(kpi(path, "--as-of", LAST, "--format", "csv").stdout)))
    assert next(r["value"] for r in rows if r["key"] == "days_late_simple") == "-10.00"


@pytest.mark.parametrize("form", ["table", "md", "html", "xlsx"])
def test_the_forms_for_people(ledger, tmp_path, form) -> None:
    out = tmp_path / f"kpi.{form}"
    plain = tmp_path / f"plain.{form}"
    kpi(ledger, "--as-of", LAST, "--format", form, "--inputs", "-o", out)
    kpi(ledger, "--as-of", LAST, "--format", form, "-o", plain)
    if form == "xlsx":
        book = load_workbook(out)
        assert [name.removesuffix(f" {LAST}") for name in book.sheetnames] == [
            "EUR",
            "EUR, inputs",
            "Notes",
        ]
        cells = {row[0].value: row[1] for row in book.worksheets[0].iter_rows()}
        dso, share = cells["DSO"], cells["Overdue share"]
        assert (dso.value, dso.number_format) == (39.6, '0.0" days"')
        assert (share.value, share.number_format) == (0.364, "0.0%")
        assert cells["Promises, by number"].value == "n/a"
        return
    text, without = out.read_text(), plain.read_text()
    assert "39.6 days" in text
    assert "39.6 days" in without
    assert "before the period" in text
    assert "before the period" not in without


@pytest.mark.parametrize("suffix", ["pdf", "PDF", "xls"])
def test_a_file_that_could_not_be_opened_is_not_written(ledger, tmp_path, suffix) -> None:
    out = tmp_path / f"kpi.{suffix}"
    done = kpi(ledger, "--as-of", LAST, "-o", out, code=2)
    assert f"kpi.{suffix}: this is not written as .{suffix.lower()}" in done.stderr
    assert not out.exists()
    kpi(ledger, "--as-of", LAST, "-o", out, "--format", "csv")
    assert out.read_text().startswith("as_of,")


def test_a_period_of_one_day(ledger) -> None:
    text = kpi(ledger, "--as-of", "2026-03-01", "--period", "1", "--inputs").stdout
    assert "from 2026-03-01 (1 day)" in text
    assert "credit sales of 2026-03 (1 day) " in text


def test_a_terminal_of_80_columns(ledger) -> None:
    text = on_a_terminal(
        ["kpi", str(ledger), "--as-of", LAST, "--inputs"], ledger.parent, NO_COLOR="1"
    )
    assert max(map(len, text.splitlines())) <= 80
    assert "(begin+sales-open)/(begin+sales-not due)" in text


def test_long_numbers_still_fit(tmp_path) -> None:
    path = tmp_path / "ledger.csv"
    small = ("a,D1,2020-03-01,2020-03-31,9999999.99,,EUR", "b,D1,2026-03-01,2026-03-31,1.00,,EUR")
    path.write_text("\n".join([HEADER, *BASE[:1], *small]) + "\n")
    text = on_a_terminal(["kpi", str(path), "--as-of", LAST], tmp_path, NO_COLOR="1")
    assert max(map(len, text.splitlines())) <= 80
    assert "900000089.1 days" in text
    assert "open / credit sales x days" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--period", "90", "--from", "2026-01-01"), "CR001"),
        (("--period", "0"), "CR005"),
        (("--period", "-3"), "CR005"),
        (("--period", "99999999"), "CR005"),
        (("--period", "three"), "CR001"),
        (("--from", "2026-04-01"), "CR005"),
        (("--from", "0001-01-01"), "CR005"),
        (("--from", "31-01-2026"), "CR001"),
    ],
)
def test_no_such_period(ledger, words, code) -> None:
    done = kpi(ledger, "--as-of", LAST, *words, code=2)
    assert (done.stdout, code in done.stderr) == ("", True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "1900-12-31"])
def test_no_such_day(ledger, day) -> None:
    assert "CR005" in kpi(ledger, "--as-of", day, code=2).stderr


@pytest.mark.parametrize("day", ["1901-06-01", "2025-11-14", "9999-12-31"])
def test_days_before_and_long_after_the_books(ledger, day) -> None:
    answer = checked(kpi(ledger, "--as-of", day, "--json").stdout)
    assert bool(answer["currencies"]) == (day > "2026")
    text = kpi(ledger, "--as-of", day).stdout
    assert ("Nothing is in the books." in text) == (not answer["currencies"])


def test_a_row_that_can_not_be_read_wants_a_look(tmp_path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([HEADER, *BASE, "bad,D3,2026-03-01,2026-03-31,12..3,,EUR"]) + "\n")
    done = kpi(path, "--as-of", LAST, code=3)
    assert "39.6 days" in done.stdout
    assert "CI305" in done.stderr


def test_a_file_that_is_none(tmp_path) -> None:
    done = kpi(tmp_path / "none.csv", code=5)
    assert (done.stdout, "CI" in done.stderr) == ("", True)


def test_from_cron_and_through_a_pipe(ledger) -> None:
    """No environment at all, the file on stdin, and the same bytes both times."""
    words = [sys.executable, "-m", "creditctl", "kpi", "-", "--as-of", LAST, "--inputs"]
    clean = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    runs = [
        subprocess.run(words, input=ledger.read_bytes(), capture_output=True, check=True, env=clean)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert b"39.6 days" in runs[0].stdout
    assert runs[0].stderr == b""


def test_the_quickstart(tmp_path) -> None:
    books = tmp_path / "books"
    copy_example(books)
    before = sorted(books.rglob("*"))
    text = kpi("-w", books, "--as-of", "2026-01-30", "--inputs").stdout
    assert sorted(books.rglob("*")) == before, "it changes nothing"
    golden = GOLDEN / "kpi-quickstart.txt"
    if os.environ.get("CREDITCTL_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()
