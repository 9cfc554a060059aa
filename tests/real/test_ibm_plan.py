"""Plan, review, apply on a real receivables file: what was previewed is what leaves.

The file is copied to where the test runs, so that one invoice of it can be touched.
"""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from tests.scenarios.inside import creditctl

DAY = "2013-07-15"
BEFORE = ("2013-06-24", "2013-07-01", "2013-07-08")
POLICY = """version: 1
name: US business, the last letters reviewed
extends: us-business
reminders:
  steps:
    - {id: courtesy, days: -10}
    - {id: reminder, days: 1}
    - {id: final, days: 8, review: true}
    - {id: hand-over, days: 90, action: hand-over}
"""
WORKSPACE = """version: 1
company:
  name: Example Inc.
  country: US
  address: [1 Main Street, Springfield]
  email: ar@example.example
  account: {Account: "000111222"}
currency: USD
policy: policy.yaml
sources:
  - {name: ibm, file: ledger.csv, kind: invoices, profile: ibm-receivables}
  - {name: master, file: debtors.csv, kind: debtors}
"""


@pytest.fixture(scope="module")
def reviewed(shared_data, tmp_path_factory):
    """The workspace after three weekly runs, the plan of DAY, and the preview of its letters."""
    top = tmp_path_factory.mktemp("ibm")
    books = top / "books"
    books.mkdir()
    source = shared_data / "receivables" / "ibm-accounts-receivable.csv"
    shutil.copyfile(source, books / "ledger.csv")
    with source.open(newline="") as file:
        debtors = sorted({line["customerID"] for line in csv.DictReader(file)})
    rows = "".join(f"{d},Debtor {d},{d.lower()}@debtor.example\n" for d in debtors)
    (books / "debtors.csv").write_text("Customer ID,Customer,Email\n" + rows)
    (books / "policy.yaml").write_text(POLICY)
    (books / "creditctl.yaml").write_text(WORKSPACE)
    for day in BEFORE:
        done = creditctl("run", "-w", str(books), "--as-of", day, "--first-run", "--quiet")
        assert done.returncode == 0, done.stderr
    words = ("plan", "-w", str(books), "--as-of", DAY, "-o", str(top / "plan.json"))
    done = creditctl(*words, "--letters", str(top / "preview"))
    assert done.returncode == 0, done.stderr
    return top


@pytest.fixture
def place(reviewed, tmp_path):
    """A copy of it all that a test may change, its plan approved."""
    top = shutil.copytree(reviewed, tmp_path / "ibm")
    words = ("plan", "approve", str(top / "plan.json"), "--by", "Anna", "-w", str(top / "books"))
    done = creditctl(*words)
    assert done.returncode == 0, done.stderr
    return top


def run(place, *more):
    plan = str(place / "plan.json")
    return creditctl("run", "--plan", plan, "-w", str(place / "books"), "--as-of", DAY, *more)


def letters(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "index.csv"}


def test_the_letters_are_those_of_the_preview_byte_by_byte(place):
    plan = json.loads((place / "plan.json").read_text())
    assert {n["step"] for n in plan["waiting"]} == {"final"}
    assert len(plan["waiting"]) >= 1
    assert len(plan["notices"]) >= 5
    assert {r["reason"] for r in plan["referred"]} <= {"hand-over", "end-of-schedule"}
    done = run(place, "--json")
    assert done.returncode == 0, done.stderr
    issued = letters(place / "books" / "outbox" / DAY)
    assert len(issued) == len(plan["notices"]) + len(plan["waiting"])
    assert issued == letters(place / "preview")


def test_a_remark_in_the_policy_makes_no_difference(place):
    (place / "books" / "policy.yaml").write_text("# reviewed in July\n" + POLICY)
    assert run(place).returncode == 0
    assert letters(place / "books" / "outbox" / DAY) == letters(place / "preview")


def touch_an_invoice(books):
    text = (books / "ledger.csv").read_text()
    header, first, *rest = text.splitlines(keepends=True)
    amount = next(cell for cell in first.split(",") if "." in cell)
    (books / "ledger.csv").write_text(header + first.replace(amount, "1.01") + "".join(rest))


def touch_a_step(books):
    (books / "policy.yaml").write_text(POLICY.replace("days: 90", "days: 91"))


def touch_a_template(books):
    letter = books / "templates" / "en" / "final.md.j2"
    letter.parent.mkdir(parents=True)
    letter.write_text("---\nsubject: Final notice\n---\nPlease pay.\n\n{{ items_table }}\n")


@pytest.mark.parametrize(
    ("touch", "name"),
    [
        (touch_an_invoice, "data: ledger.csv changed"),
        (touch_a_step, "the policy says something else"),
        (touch_a_template, "templates/en/final.md.j2 changed"),
    ],
)
def test_what_was_touched_is_refused_by_name_and_nothing_leaves(place, touch, name):
    touch(place / "books")
    before = sorted((place / "books" / "outbox").rglob("*"))
    done = run(place)
    assert (done.returncode, done.stderr.count("error CR")) == (8, 1), done.stderr
    assert name in done.stderr
    assert sorted((place / "books" / "outbox").rglob("*")) == before
