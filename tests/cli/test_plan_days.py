"""`plan --days`: the coming days are those that runs make, day after day."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.cli.test_schemas import told
from tests.guarantees.workspaces import AS_OF, POLICY, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)  # a Friday
ROWS = [row("F1", "D1", 20), row("F2", "D1", 4), row("F3", "D2", -3), row("F4", "D3", 1, "55.50")]
FRESH = POLICY + "safety: {data_older_than: 365 days}\n"


@pytest.fixture
def books(tmp_path):
    return make(tmp_path / "books", ROWS, policy=FRESH)


def test_every_coming_day_is_what_a_run_of_that_day_issues(books):
    done, answer = told(books, "plan", "--as-of", DAY, "--days", "45")
    assert done.returncode == 0, done.stderr
    assert (answer["schema"], answer["to"]) == ("creditctl.plan-days/1", "2026-03-15")
    issued = {}
    for number in range(45):
        day = str(AS_OF + timedelta(number))
        words = ["run", "-w", str(books), "--as-of", day, "--first-run", "--json"]
        ran = creditctl(*words, "--allow-date", "a day to come")
        assert ran.returncode == 0, ran.stderr
        notices = json.loads(ran.stdout)["notices"]
        if notices:
            issued[day] = notices
    assert [day["day"] for day in answer["days"]] == list(issued)
    assert len(issued) >= 6
    for day in answer["days"]:
        notices = issued[day["day"]]
        assert day["letters"] == len(notices)
        (money,) = day["currencies"]
        assert money["items"] == sum(len(n["items"]) for n in notices)
        assert Decimal(money["total"]) == sum(Decimal(n["total"]) for n in notices)
        steps = {s["step"]: s["letters"] for s in day["steps"]}
        assert steps == {n["step"]: [m["step"] for m in notices].count(n["step"]) for n in notices}


def test_after_a_run_only_the_days_to_come_are_left(books):
    _, before = told(books, "plan", "--as-of", DAY, "--days", "10")
    run = ["run", "-w", str(books), "--as-of", DAY, "--first-run"]
    assert creditctl(*run).returncode == 0
    _, after = told(books, "plan", "--as-of", DAY, "--days", "10")
    assert before["days"][0]["day"] == DAY
    assert after["days"] == before["days"][1:]


def test_letters_to_approve_wait_once_and_do_not_leave(books):
    (books / "policy.yaml").write_text(
        FRESH.replace("id: second, days: 17", "id: second, days: 17, review: true")
    )
    _, answer = told(books, "plan", "--as-of", DAY, "--days", "60")
    assert sum(day["waiting"] for day in answer["days"]) >= 1
    assert {s["step"] for day in answer["days"] for s in day["steps"]} == {"courtesy", "reminder"}
    done = creditctl("plan", "-w", str(books), "--as-of", DAY, "--days", "60")
    assert "To approve" in done.stdout
    assert "letters to approve are taken not to leave; each is counted once" in done.stdout


def test_the_table_has_totals_and_days_of_the_week(books):
    done = creditctl("plan", "-w", str(books), "--as-of", DAY, "--days", "3")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "From 2026-01-30 to 2026-02-01: 2 letters go out if nobody pays"
    assert f"{DAY} fri 2 3 EUR 300.00 courtesy 1, reminder 1" in lines
    assert "total 2 3 EUR 300.00" in lines
    assert "To approve" not in done.stdout


def test_nothing_to_send_says_so_and_writes_nothing(tmp_path):
    folder = make(tmp_path / "books", [row("F1", "D1", -300)], policy=FRESH)
    files = sorted(folder.rglob("*"))
    done = creditctl("plan", "-w", str(folder), "--as-of", DAY, "--days", "14", "--exit-code")
    assert done.returncode == 0
    assert done.stdout.startswith("From 2026-01-30 to 2026-02-12: 0 letters go out")
    assert sorted(folder.rglob("*")) == files


def test_exit_code_10_when_something_goes_out(books):
    words = ["plan", "-w", str(books), "--as-of", DAY, "--days", "3"]
    assert creditctl(*words).returncode == 0
    assert creditctl(*words, "--exit-code").returncode == 10


@pytest.mark.parametrize(
    "words",
    [
        ["--days", "0"],
        ["--days", "two"],
        ["--days", "3", "--detail"],
        ["--days", "3", "--first-run"],
    ],
)
def test_wrong_words_are_refused(books, words):
    done = creditctl("plan", "-w", str(books), "--as-of", DAY, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--days" in done.stderr
