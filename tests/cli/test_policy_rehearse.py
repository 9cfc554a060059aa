"""`policy rehearse`: its answers in every form, its plot, and what it refuses."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from tests.cli.test_schemas import checked, told
from tests.guarantees.workspaces import POLICY, WORKSPACE, make
from tests.scenarios.inside import creditctl

DUE = date(2026, 1, 5)  # a Monday
PERIOD = ["--from", "2026-01-01", "--to", "2026-02-28"]
HEADER = "InvoiceNumber,CustomerCode,CustomerName,Email,InvoiceDate,DueDate,Total,DatePaid"
GENTLE = POLICY.replace("Guarantee", "Gentle").replace("days: 3}", "days: 10}")


def invoice(number, debtor, paid_after, amount="100.00", due=DUE):
    """An invoice that was settled some days after its due date, or never."""
    paid = "" if paid_after is None else due + timedelta(paid_after)
    mail = f"{debtor.lower()}@x.example"
    return f"{number},{debtor},Name {debtor},{mail},{due - timedelta(30)},{due},{amount},{paid}"


ROWS = [
    invoice("F1", "D1", 1),
    invoice("F2", "D2", 5),
    invoice("F3", "D3", 21, "250.00"),
    invoice("F4", "D4", None),
    # The books go on after the last day of the rehearsal.
    invoice("F5", "D5", 20, due=date(2026, 3, 10)),
]


@pytest.fixture
def books(tmp_path):
    folder = make(tmp_path / "books", [])
    (folder / "invoices.csv").write_text("\n".join([HEADER, *ROWS]) + "\n")
    (folder / "gentle.yaml").write_text(GENTLE)
    return folder


def test_the_workspaces_own_policy(books):
    done, answer = told(books, "policy", "rehearse", *PERIOD)
    assert done.returncode == 0, done.stderr
    assert answer["schema"] == "creditctl.policy-rehearse/1"
    (policy,) = answer["policies"]
    assert policy["policy"] == "policy"
    # Five days before the due date is 31 December, the day before the rehearsal; a courtesy letter
    # may still leave up to the due date. Then D2, D3 and D4 are reminded, D3 and D4 once more.
    assert policy["steps"] == [
        {"step": "courtesy", "letters": 4},
        {"step": "reminder", "letters": 3},
        {"step": "second", "letters": 2},
        {"step": "final", "letters": 1},
    ]
    assert policy["debtors"] == 4
    assert policy["invoices"] == {
        "seen": 5,
        "paid": 3,
        "paid_without_letter": 0,
        "last_letter": 1,
        "left_to_a_person": 1,
    }
    assert policy["first_contact"] == {"items": 4, "mean_days": "-4.0", "median_days": "-4.0"}
    assert sum(week["letters"] for week in policy["weeks"]) == policy["letters"] == 10
    assert policy["weeks"][0]["week"] == "2025-12-29"


def test_paid_within_some_days_anyway(books):
    def anyway(days):
        words = ["policy", "rehearse", "two-knobs", *PERIOD, "--within", str(days)]
        return told(books, *words)[1]["policies"][0]["paid_anyway"]

    # D3 pays 14 days after its reminder of 12 January, and D4 never.
    assert [anyway(days) for days in (0, 13, 14, 30)] == [0, 0, 1, 1]


def test_two_policies_side_by_side_from_the_current_folder(books, monkeypatch):
    monkeypatch.chdir(books)
    done = creditctl("policy", "rehearse", "policy.yaml", "gentle.yaml", *PERIOD)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[2].split() == ["policy", "gentle"]
    cells = {line[:41].strip(): line[41:].split() for line in lines}
    assert cells["letters in all"] == ["10", "9"]
    assert cells["letters: reminder"] == ["3", "2"]
    assert any(line.startswith("2026-01-05") and "#" in line for line in lines)
    assert "every policy starts with no letter before the first day" in done.stdout


def test_policies_of_one_name_are_told_apart_by_their_files(books, monkeypatch):
    monkeypatch.chdir(books)
    (books / "other").mkdir()
    (books / "other" / "policy.yaml").write_text(GENTLE)
    words = ["policy", "rehearse", "policy.yaml", "other/policy.yaml", *PERIOD, "--json"]
    answer = checked(creditctl(*words).stdout)
    assert [p["policy"] for p in answer["policies"]] == ["policy.yaml", "other/policy.yaml"]


def test_a_long_time_is_printed_by_months_and_written_by_weeks(books):
    words = ["policy", "rehearse", "-w", str(books), "--from", "2025-06-01", "--to", "2026-02-28"]
    printed = creditctl(*words).stdout
    assert "Letters a month" in printed
    assert "\n2026-01 " in printed
    rows = list(csv.DictReader(io.StringIO(creditctl(*words, "--format", "csv").stdout)))
    assert rows[0] == {
        "policy": "policy",
        "week": "2025-05-26",
        "letters": "0",
        "paid_anyway": "0",
    }
    assert len(rows) == 40
    assert sum(int(row["letters"]) for row in rows) == 10


@pytest.mark.parametrize("form", ["md", "html"])
def test_other_forms_have_every_measure(books, form):
    words = ["policy", "rehearse", "-w", str(books), *PERIOD, "--format", form]
    assert "days from due to first letter, median" in creditctl(*words).stdout


REVIEW = POLICY.replace("id: final, days: 31", "id: final, days: 31, review: true")


def test_letters_to_approve_leave_or_stay(books):
    (books / "policy.yaml").write_text(REVIEW)
    _, approved = told(books, "policy", "rehearse", *PERIOD)
    _, never = told(books, "policy", "rehearse", *PERIOD, "--no-approve")
    one, two = approved["policies"][0], never["policies"][0]
    assert (one["approved"], one["waiting"], one["letters"]) == (1, 0, 10)
    assert (two["approved"], two["waiting"], two["letters"]) == (0, 1, 9)
    assert "letters that a person must approve never leave" in never["notes"]
    printed = creditctl("policy", "rehearse", "-w", str(books), *PERIOD).stdout
    assert "letters that a person approved" in printed


def test_terms_of_each_policy_count_where_the_books_have_no_due_date(books):
    rows = [",".join([*row.split(",")[:5], "", *row.split(",")[6:]]) for row in ROWS]
    (books / "invoices.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    late = POLICY + "terms: {default: net 60}\n"
    (books / "late.yaml").write_text(late)
    words = [str(books / "policy.yaml"), str(books / "late.yaml")]
    _, answer = told(books, "policy", "rehearse", *words, *PERIOD)
    one, two = answer["policies"]
    assert one["letters"] == 10
    # Under net 60 only D4 is open so long: courtesy, reminder on the 9th, second on the 23rd.
    assert two["letters"] == 3
    assert two["first_contact"]["mean_days"] == "-5.0"


@pytest.mark.parametrize(
    ("suffix", "magic"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_plot_is_a_picture_the_same_every_time(books, tmp_path, suffix, magic):
    drawn = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.{suffix}"
        words = ["policy", "rehearse", "-w", str(books), *PERIOD, "--plot", str(file)]
        done = creditctl(*words)
        assert done.returncode == 0, done.stderr
        assert f"written: {file}" in done.stderr
        drawn.append(file.read_bytes())
    assert drawn[0].startswith(magic)
    assert drawn[0] == drawn[1]


def test_nothing_is_written_and_no_journal_is_read(books):
    before = sorted(path.name for path in books.rglob("*"))
    (books / "state").mkdir()
    (books / "state" / "journal.db").write_text("no journal at all")
    assert creditctl("policy", "rehearse", "-w", str(books), *PERIOD).returncode == 0
    assert sorted(p.name for p in books.rglob("*")) == sorted([*before, "state", "journal.db"])


def test_a_lone_export_without_addresses(tmp_path):
    file = tmp_path / "export.csv"
    rows = [",".join(row.split(",")[:3] + row.split(",")[4:]) for row in [HEADER, *ROWS]]
    file.write_text("\n".join(rows) + "\n")
    words = ["policy", "rehearse", "two-knobs", "--file", str(file), *PERIOD]
    done = creditctl(*words, "--currency", "EUR", "--json")
    answer = checked(done.stdout)
    assert answer["policies"][0]["letters"] == 3
    assert "the books have no addresses: every debtor counts as reachable" in answer["notes"]


# What is refused


def test_books_that_only_know_today_are_refused(tmp_path):
    header = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding"
    folder = make(tmp_path, [])
    (folder / "invoices.csv").write_text(f"{header}\nF1,D1,2025-12-01,2026-01-01,100.00,50.00\n")
    done = creditctl("policy", "rehearse", "-w", str(folder), *PERIOD)
    assert done.returncode == 5
    assert "CR170" in done.stderr
    assert "date of settlement" in done.stderr
    assert done.stdout == ""


def test_dated_payments_are_history_enough(tmp_path):
    sources = WORKSPACE + "  - {name: bank, file: payments.csv, kind: payments}\n"
    folder = make(tmp_path, [], workspace=sources)
    header = "InvoiceNumber,CustomerCode,Email,InvoiceDate,DueDate,Total"
    (folder / "invoices.csv").write_text(
        f"{header}\nF1,D1,d1@x.example,2025-12-01,2026-01-05,100.00\n"
    )
    (folder / "payments.csv").write_text(
        "Payment date,Invoice number,Customer,Amount\n2026-01-12,F1,D1,40.00\n2026-01-20,F1,D1,60.00\n"
    )
    _, answer = told(folder, "policy", "rehearse", "two-knobs", *PERIOD, "--within", "8")
    (policy,) = answer["policies"]
    assert (policy["letters"], policy["paid_anyway"]) == (1, 1)
    assert policy["currencies"][0]["asked"] == "60.00"


def test_a_time_beyond_the_books_is_told(books):
    words = ["policy", "rehearse", "-w", str(books), "--from", "2026-01-01", "--to", "2026-12-31"]
    done = creditctl(*words)
    assert done.returncode == 0
    assert "CR171" in done.stderr
    assert "the books end on 2026-03-30" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told_"),
    [
        (["--from", "2026-02-01", "--to", "2026-01-01"], 2, "2026-02-01 is later than"),
        (["--from", "01-02-2026", "--to", "2026-03-01"], 2, "is not a date"),
        (["--from", "2026-01-01"], 2, "--to"),
        ([*PERIOD, "--within", "-1"], 2, "--within"),
        ([*PERIOD, "--plot", "letters.gif"], 2, "CR172"),
        ([*PERIOD, "--plot", "nowhere/letters.svg"], 2, "CR004"),
        (["two-nobs", *PERIOD], 4, "did you mean 'two-knobs'?"),
        ([*PERIOD, "--file", "nothing.csv"], 5, "nothing.csv"),
    ],
)
def test_wrong_words_are_refused(books, words, code, told_):
    done = creditctl("policy", "rehearse", "-w", str(books), *words)
    assert done.returncode == code, done.stderr
    assert told_ in done.stderr
