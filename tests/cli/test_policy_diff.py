"""`policy diff`: the keys, the letters and the items that differ, on real books and their past."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.test_schemas import told
from tests.guarantees.workspaces import AS_OF, POLICY, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)
NEW = POLICY.replace("name: Guarantee policy", "name: New policy").replace("days: 17", "days: 24")


@pytest.fixture
def books(tmp_path, monkeypatch):
    """Two debtors of whom one had a reminder a fortnight ago; and a policy with a later second."""
    folder = make(tmp_path / "books", [row("F1", "D1", 22), row("F2", "D2", 5)])
    (folder / "new.yaml").write_text(NEW)
    monkeypatch.chdir(folder)
    words = ["run", "--as-of", "2026-01-12", "--first-run"]
    assert creditctl(*words).returncode == 0
    return folder


def test_keys_letters_and_items_with_the_past_of_the_journal(books):
    done, answer = told(books, "policy", "diff", "policy.yaml", "new.yaml", "--as-of", DAY)
    assert done.returncode == 0, done.stderr
    assert answer["schema"] == "creditctl.policy-diff/1"
    assert answer["keys"] == [
        {
            "key": "reminders.steps.second.days",
            "old": "17 days",
            "old_place": "policy.yaml:9",
            "new": "24 days",
            "new_place": "new.yaml:9",
        }
    ]
    (letter,) = answer["letters"]
    assert (letter["debtor"], letter["changes"], letter["new"]) == ("D1", ["disappears"], None)
    assert (letter["old"]["step"], letter["old"]["total"]) == ("second", "100.00")
    (item,) = answer["items"]
    assert item["old"]["reason"] == "step-due"
    # Twenty-one days after the reminder, as many as lie between the steps; that is a Monday.
    assert item["new"] == {
        "outcome": "hold",
        "reason": "next-step-later",
        "step": "second",
        "next_date": "2026-02-02",
    }
    assert answer["reasons"] == [
        {
            "old": "act: step-due",
            "new": "hold: next-step-later",
            "items": 1,
            "currency": "EUR",
            "open": "100.00",
        }
    ]


def test_the_table_begins_with_the_keys_and_their_lines(books):
    done = creditctl("policy", "diff", "policy.yaml", "new.yaml", "--as-of", DAY)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert done.stdout.startswith(f"As of {DAY} 1 debtor is treated differently\n")
    key = lines.index(["reminders.steps.second.days", "17", "days", "9", "24", "days", "9"])
    assert key < lines.index(["Letters"])
    assert "old: Guarantee policy (policy.yaml)" in done.stdout
    assert "2 open items were looked at; 1 are decided otherwise" in done.stdout


def test_a_policy_and_itself_say_the_same(books):
    done = creditctl("policy", "diff", "two-knobs", "two-knobs", "--as-of", DAY, "--exit-code")
    assert done.returncode == 0
    assert done.stdout.startswith(f"The policies say the same: nothing changes as of {DAY}\n")
    assert "Letters\n" not in done.stdout


def test_comments_names_and_order_make_no_difference(books):
    head, steps = POLICY.split("reminders:\n")
    twin = f"# another\nreminders:\n{steps}{head.replace('Guarantee', 'Twin')}"
    (books / "twin.yaml").write_text(twin)
    done = creditctl("policy", "diff", "policy.yaml", "twin.yaml", "--as-of", DAY, "--exit-code")
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "The policies say the same")


def test_a_key_without_effect_on_that_day_is_a_difference_all_the_same(books):
    (books / "late.yaml").write_text(POLICY.replace("days: 31", "days: 60"))
    words = ["policy", "diff", "policy.yaml", "late.yaml", "--as-of", "2026-01-13"]
    done = creditctl(*words)
    assert done.stdout.startswith("The policies differ, but nothing changes as of 2026-01-13\n")
    assert done.returncode == 0
    assert creditctl(*words, "--exit-code").returncode == 10


def test_a_step_that_only_one_policy_has_is_told_by_what_its_file_sets(books):
    extra = NEW + "    - {id: last-call, days: 45, pay_within: 3}\n"
    (books / "extra.yaml").write_text(extra)
    _, answer = told(books, "policy", "diff", "new.yaml", "extra.yaml", "--as-of", DAY)
    assert [(k["key"], k["old"], k["new"]) for k in answer["keys"]] == [
        ("reminders.steps.last-call.days", "", "45 days"),
        ("reminders.steps.last-call.pay_within", "", "3 days"),
    ]


def test_a_default_has_no_place(books):
    (books / "gap.yaml").write_text(NEW.replace("  between_notices: 7 days\n", ""))
    (books / "ten.yaml").write_text(NEW.replace("between_notices: 7", "between_notices: 10"))
    _, answer = told(books, "policy", "diff", "gap.yaml", "ten.yaml", "--as-of", DAY)
    (key,) = answer["keys"]
    assert (key["old"], key["old_place"], key["new_place"]) == ("7 days", "", "ten.yaml:5")


def test_letters_as_csv_have_both_sides(books):
    words = ["policy", "diff", "policy.yaml", "new.yaml", "--as-of", DAY, "--format", "csv"]
    (line,) = csv.DictReader(io.StringIO(creditctl(*words).stdout))
    assert (line["change"], line["old_step"], line["old_total"]) == (
        "disappears",
        "second",
        "100.00",
    )
    assert line["new_step"] == line["new_total"] == ""


def test_nothing_is_written(books):
    def state():
        files = (p for p in books.rglob("*") if p.is_file())
        return {p: p.read_bytes() for p in files if not p.name.endswith(("-shm", "-wal"))}

    before = state()
    assert creditctl("policy", "diff", "policy.yaml", "new.yaml", "--as-of", DAY).returncode == 0
    assert state() == before


def test_rows_in_quarantine_want_a_look(books):
    with (books / "invoices.csv").open("a") as file:
        file.write(row("F3", "D3", 5, "12..34") + "\n")
    assert creditctl("policy", "diff", "policy.yaml", "new.yaml", "--as-of", DAY).returncode == 3


@pytest.mark.parametrize(
    ("words", "code", "told_"),
    [
        (["policy.yaml"], 2, "NEW"),
        (["policy.yaml", "nothing.yaml"], 4, "there is no policy 'nothing.yaml'"),
        (["two-knobs", "us-busines"], 4, "did you mean 'us-business'?"),
        (["two-knobs", "us-business", "-w", "elsewhere"], 4, "creditctl init"),
    ],
)
def test_wrong_words_are_refused(books, words, code, told_):
    done = creditctl("policy", "diff", *words)
    assert done.returncode == code
    assert told_ in done.stderr
