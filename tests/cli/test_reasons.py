"""`creditctl reasons`: why customers don't pay, through the command line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest

from tests.cli.people import books, day, did, invoice, told
from tests.cli.test_streams import on_a_terminal
from tests.documents.build import HOSTILE_TEXTS
from tests.guarantees.workspaces import AS_OF
from tests.scenarios.inside import creditctl

BY = ("--by", "Anna")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = [
        invoice("F1", "D1", 20, "250.00"),
        invoice("F2", "D1", 20, "100.00"),
        invoice("F3", "D2", 20, "80.00"),
        invoice("F4", "D2", 20, "70.00", "GBP"),
    ]
    made = books(tmp_path_factory.mktemp("reasons") / "books", rows, ran=None)
    for number, reason, at, more in (
        ("F1", "price", -8, ("--amount", "50.50")),
        ("F2", "quality", -7, ()),
        ("F3", "quality", -6, ()),
        ("F4", "price", -5, ()),
    ):
        did(made, "dispute", "add", number, "--reason", reason, *more, *BY, "--as-of", day(at))
    did(made, "dispute", "resolve", "D3", "--outcome", "credited", *BY, "--as-of", day(-1))
    return made


def groups(folder, *words, at=0):
    keys = ("key", "currency", "count", "unresolved", "late", "amount", "unresolved_amount",
            "mean_days")  # fmt: skip
    answer = told(folder, "reasons", *words, at=at)
    return [tuple(group[key] for key in keys) for group in answer["groups"]]


def test_by_reason_the_late_ones_first(folder):
    assert groups(folder) == [
        ("quality", "EUR", 2, 1, 1, "180.00", "100.00", "5.0"),
        ("price", "EUR", 1, 1, 0, "50.50", "50.50", None),
        ("price", "GBP", 1, 1, 0, "70.00", "70.00", None),
    ]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("debtor", [("D1", "EUR", 2), ("D2", "GBP", 1), ("D2", "EUR", 1)]),
        ("month", [("2026-01", "EUR", 3), ("2026-01", "GBP", 1)]),
        (
            "owner",
            [("Anna", "EUR", 1), ("Sales", "EUR", 1), ("Sales", "GBP", 1), ("Ben", "EUR", 1)],
        ),
    ],
)
def test_by_something_else(folder, by, keys):
    assert [group[:3] for group in groups(folder, "--by", by)] == keys


def test_chosen_by_the_day_of_their_opening(folder):
    assert [g[0] for g in groups(folder, "--since", day(-7), "--until", day(-6))] == ["quality"]
    assert groups(folder, "--since", day(1)) == []
    done = creditctl("reasons", "-w", str(folder), "--since", day(0), "--until", day(-1))
    assert done.returncode == 2


def test_as_of_an_earlier_day(folder):
    assert groups(folder, at=-6) == [
        ("quality", "EUR", 2, 2, 0, "180.00", "180.00", None),
        ("price", "EUR", 1, 1, 0, "50.50", "50.50", None),
    ]


def test_each_of_them(folder):
    disputes = told(folder, "reasons")["disputes"]
    assert [(d["id"], d["days"], d["late"], d["owner"]) for d in disputes] == [
        ("D1", 8, False, "Sales"),
        ("D2", 7, True, "Anna"),
        ("D3", 5, False, "Ben"),
        ("D4", 5, False, "Sales"),
    ]


def test_what_the_books_mark_without_a_reason_is_counted(tmp_path):
    made = books(tmp_path, [], ran=None)
    (made / "invoices.csv").write_text(
        "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding,Currency,Disputed\n"
        f"F1,D1,{day(-50)},{day(-20)},100.00,60.00,EUR,yes\n"
        f"F2,D1,{day(-50)},{day(-20)},100.00,90.00,EUR,yes\n"
        f"F3,D1,{day(-50)},{day(-20)},100.00,90.00,EUR,no\n"
    )
    did(made, "dispute", "add", "F2", "--reason", "price", *BY, "--as-of", day(-1))
    assert told(made, "reasons")["without_reason"] == [
        {"currency": "EUR", "count": 1, "amount": "60.00"}
    ]
    shown = creditctl("reasons", "-w", str(made), "--as-of", day(0)).stdout
    assert "Disputed in the books, and no reason recorded: 1 open invoice, EUR 60.00." in shown


def test_no_dispute_and_no_journal(tmp_path):
    made = books(tmp_path, [invoice("F1", "D1", 5)], ran=None)
    done = creditctl("reasons", "-w", str(made), "--as-of", day(0))
    assert done.returncode == 0
    assert "No dispute is recorded in that time." in done.stdout
    assert groups(made) == []


def test_unknown_groups_are_refused(folder):
    done = creditctl("reasons", "-w", str(folder), "--by", "colour")
    assert (done.returncode, done.stdout) == (2, "")


# On a terminal, in a sheet


@pytest.mark.parametrize("by", ["reason", "debtor", "month", "owner"])
def test_eighty_columns_with_bars(folder, by):
    shown = on_a_terminal(["reasons", "--as-of", day(0), "--by", by], folder, NO_COLOR="1")
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "████████" in shown


def test_bars_in_plain_letters_where_it_is_no_terminal(folder):
    shown = creditctl("reasons", "-w", str(folder), "--as-of", day(0)).stdout
    assert "########" in shown
    assert shown.splitlines()[0] == f"Reasons for non-payment, up to {AS_OF}"


def test_head_closes_the_pipe_quietly(folder):
    line = f"set -o pipefail; {sys.executable} -m creditctl reasons --as-of {day(0)} | head -1"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_one_row_a_group_in_a_sheet(folder):
    done = creditctl("reasons", "-w", str(folder), "--as-of", day(0), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["currency"], row["key"], row["amount"]) for row in rows] == [
        ("EUR", "quality", "180.00"),
        ("EUR", "price", "50.50"),
        ("GBP", "price", "70.00"),
    ]


@pytest.mark.parametrize("form", ["table", "md", "html"])
def test_hostile_names_stay_text(tmp_path, form):
    text = " ".join(HOSTILE_TEXTS).replace('"', "").replace("\n", " ").replace("\x00", "")
    debtors = f'Customer number,Customer name\nD1,"{text}"\n'
    made = books(tmp_path, [invoice("F1", "D1", 5)], debtors=debtors, ran=None)
    did(made, "dispute", "add", "F1", "--reason", "price", *BY, "--as-of", day(0))
    done = creditctl(
        "reasons", "-w", str(made), "--as-of", day(0), "--by", "debtor", "--format", form
    )
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert form != "html" or "<script" not in done.stdout
