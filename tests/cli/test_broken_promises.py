"""A letter after a broken promise, through the command line: once, seen everywhere, looked at again."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from creditctl.app.rooms import open_journal
from creditctl.cli import options as opt
from creditctl.config.workspace import load_workspace
from tests.cli.people import DEBTORS, POLICY, books, day, did, invoice, page_of, told
from tests.cli.test_outbox_send import delivery
from tests.cli.test_schemas import checked
from tests.scenarios.inside import creditctl

BY = ("--by", "Anna")
RULE = POLICY + "promises: {letter: broken-promise, pay_within: 5 days}\n"
OLD = ("--accept", "old-data")


def promised(folder, *, policy=RULE, invoices=None):
    """Reminded ten days ago, promised the day after for two days ago: broken today."""
    made = books(folder, invoices or [invoice("F1", "D1", 20, "250.00")], policy=policy)
    did(made, "promise", "add", "F1", "--date", day(-2), *BY, "--as-of", day(-9))
    return made


def run(folder, at=0):
    return told(folder, "run", *OLD, at=at)


def letters(answer):
    return [(n["kind"], n["step"], n["total"], n["pay_by"]) for n in answer["notices"]]


LETTER = ("promise", "broken promise", "250.00", day(5))


def reason_of(folder, at=0):
    (item,) = told(folder, "explain", "F1", at=at)["items"]
    return item["outcome"], item["reason"], item["step"]


def test_it_leaves_once_and_is_named_everywhere(tmp_path):
    folder = promised(tmp_path / "books")
    assert letters(told(folder, "plan")) == [LETTER]
    days = told(folder, "plan", "--days", "3")["days"]
    assert [d["steps"] for d in days] == [[{"step": "broken promise", "letters": 1}]]
    assert reason_of(folder) == ("act", "broken-promise", "broken promise")
    answer = run(folder)
    assert letters(answer) == [LETTER]
    (account,) = answer["account"]
    assert [(r["outcome"], r["reason"], r["amount"]) for r in account["rows"]] == [
        ("act", "broken-promise", "250.00")
    ]
    assert letters(run(folder)) == letters(run(folder, 1)) == letters(run(folder, 9)) == []
    assert reason_of(folder, 1)[:2] == ("hold", "next-step-later")
    events = [e["words"] for e in told(folder, "history", "D1")["events"] if e["what"] == "letter"]
    assert events[-1] == (
        "letter about a broken promise by email about F1: handed over; "
        f"EUR 250.00 to pay by {day(5)}"
    )
    listed = checked(creditctl("outbox", "list", "-w", str(folder), "--json").stdout)["notices"]
    assert {(n["kind"], n["step"]) for n in listed} == {("demand", "reminder"), LETTER[:2]}
    shown = told(folder, "debtor", "D1")
    assert [one["kind"] for one in shown["letters"]] == ["promise", "demand"]
    terminal = creditctl("debtor", "D1", "-w", str(folder), "--as-of", day(0)).stdout
    assert f"{day(0)}  broken promise  handed over  email  EUR  250.00  F1" in terminal
    page, _ = page_of(folder, "debtor", "D1")
    assert page.words.count(day(5)) == 1, "the day to pay by stands on the page"
    did(folder, "journal", "verify")


def calls(folder, at):
    tasks = told(folder, "worklist", at=at)["tasks"]
    return [task["why"] for task in tasks if task["kind"] == "broken-promise"]


def test_who_got_the_letter_is_not_called_about_the_promise(tmp_path):
    """Neither on the day of the letter, before the run as after it, nor later."""
    folder = promised(tmp_path / "books")
    assert len(calls(folder, -1)) == 1, "in the days of grace only a call can react"
    assert calls(folder, 0) == []
    run(folder)
    assert calls(folder, 0) == calls(folder, 1) == []
    did(folder, "promise", "add", "F1", "--date", day(3), *BY, "--as-of", day(1))
    (again,) = calls(folder, 4)
    assert f"promised for {day(3)}" in again
    assert f"promised for {day(-2)}" not in again


def test_a_call_tells_what_came_late_as_the_letter_does(tmp_path):
    folder = promised(tmp_path / "books", policy=POLICY)
    file = folder / "invoices.csv"
    file.write_text(file.read_text().replace("250.00,250.00", "250.00,200.00"))
    assert calls(folder, 0) == [f"EUR 250.00 of F1 was promised for {day(-2)}, 50.00 came"]


def test_terminal_and_explanation_say_what_it_is(tmp_path):
    folder = promised(tmp_path / "books")
    done = creditctl("explain", "F1", "-w", str(folder), "--as-of", day(0))
    assert "F1 gets a letter on " in done.stdout
    assert f"P1: EUR 250.00 promised for {day(-2)}, nothing came in" in done.stdout
    assert "policy.yaml:" in done.stdout
    assert "Gates of the next reminder, in order; x stops it" in done.stdout
    assert "would also stop it" not in done.stdout
    plan = creditctl("plan", "-w", str(folder), "--as-of", day(0), *OLD).stdout
    assert "a promise to pay it was not kept" in plan
    table = creditctl("plan", "-w", str(folder), "--as-of", day(0), *OLD, "--format", "csv").stdout
    assert "broken promise" in table


def test_the_letter_says_who_promised_what(tmp_path):
    folder = promised(tmp_path / "books")
    (notice,) = run(folder)["notices"]
    shown = creditctl("outbox", "show", notice["notice"], "--text", "-w", str(folder)).stdout
    assert "broken promise" in shown
    assert "U hebt ons laten weten dat u uiterlijk op 28 januari 2026 € 250,00 zou betalen" in (
        " ".join(shown.replace("\u00a0", " ").split())
    )


def test_without_the_rule_nothing_is_written(tmp_path):
    folder = promised(tmp_path / "books", policy=POLICY)
    assert letters(run(folder)) == []
    assert reason_of(folder)[:2] == ("hold", "next-step-later")


def test_the_rule_turned_on_later_brings_no_burst(tmp_path):
    """A promise that broke fifteen days before gets no letter, one of fourteen days does."""
    folder = promised(tmp_path / "books", policy=POLICY)
    run(folder)
    (folder / "policy.yaml").write_text(RULE)
    assert letters(run(folder, 15)) == []
    again = promised(tmp_path / "more", policy=POLICY)
    (again / "policy.yaml").write_text(RULE)
    assert [kind for kind, *_ in letters(run(again, 14))] == ["promise"]


def test_days_without_runs_bring_one_letter(tmp_path):
    folder = promised(tmp_path / "books")
    assert [kind for kind, *_ in letters(run(folder, 6))] == ["promise"]


def test_a_second_promise_gets_a_letter_of_its_own(tmp_path):
    folder = promised(tmp_path / "books")
    run(folder)
    did(folder, "promise", "add", "F1", "--date", day(8), *BY, "--as-of", day(1))
    assert letters(run(folder, 9)) == []
    (second,) = run(folder, 10)["notices"]
    assert (second["items"][0]["repeat"], second["why"][0][:3]) == (1, "P2:")
    did(folder, "journal", "verify")


def test_it_goes_to_the_dunning_contact_and_comes_from_the_sender_of_its_step(tmp_path):
    folder = promised(tmp_path / "books")
    debtors = DEBTORS.replace("Email,", "Email,Dunning e-mail,").replace(
        "d1@x.example,", "d1@x.example,dun@x.example,"
    )
    debtors = debtors.replace("d2@x.example,", "d2@x.example,,").replace(
        "d3@x.example,", "d3@x.example,,"
    )
    (folder / "debtors.csv").write_text(debtors)
    steps = "    steps:\n      broken promise: {from: promises@example.example}\n"
    with (folder / "creditctl.yaml").open("a") as file:
        file.write(delivery(9) + steps)
    (notice,) = run(folder)["notices"]
    assert (notice["to"], notice["why"][-1]) == ("dun@x.example", "to the dunning contact")
    mail = next((folder / "outbox" / day(0)).glob("*.eml")).read_text()
    assert 'From: "Example B.V." <promises@example.example>' in mail


def test_a_dossier_counts_it_among_the_letters_about_the_invoice(tmp_path):
    folder = promised(tmp_path / "books")
    run(folder)
    file = tmp_path / "d.zip"
    did(folder, "dossier", "D1", "-o", str(file), *BY, "--as-of", day(0))
    with zipfile.ZipFile(file) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("claims.csv").decode("utf-8-sig")))
        (row,) = (row for row in rows if row["number"] == "F1")
    assert (row["letters"], row["last_letter"]) == ("2", day(0))


def test_a_letter_that_was_taken_back_is_written_anew(tmp_path):
    folder = promised(tmp_path / "books")
    (notice,) = run(folder)["notices"]
    did(folder, "outbox", "void", notice["notice"], "--reason", "wrong address", *BY)
    assert letters(run(folder, 1)) == [], "one did leave, so the gap between letters counts"
    assert [kind for kind, *_ in letters(run(folder, 7))] == ["promise"]


def test_it_is_no_step_and_no_reminder_about_the_law(tmp_path):
    folder = promised(tmp_path / "books")
    run(folder)
    with open_journal(load_workspace(folder), opt.now, readonly=True) as journal:
        past = journal.history()
        (name,) = past.items
        assert past.steps == ("reminder",)
        assert past.promises_told == frozenset({(name, 0)})
        assert len(journal.reminders_about(name)) == 1
        assert journal.history(opt.date.fromisoformat(day(-1))).promises_told == frozenset()


def test_letters_to_approve_wait(tmp_path):
    policy = RULE.replace("  minimum", "  review: true\n  minimum")
    folder = books(tmp_path / "books", [invoice("F1", "D1", 20, "250.00")], ran=None)
    did(folder, "run", "--first-run", "--as-of", day(-10))
    did(folder, "promise", "add", "F1", "--date", day(-2), *BY, "--as-of", day(-9))
    (folder / "policy.yaml").write_text(policy)
    answer = run(folder)
    assert letters(answer) == []
    assert [n["step"] for n in answer["waiting"]] == ["broken promise"]
    assert reason_of(folder)[:2] == ("refer", "review")
    file = str(folder / "plan.json")
    did(folder, "plan", "-o", file, "--as-of", day(1), *OLD)
    done = creditctl("plan", "approve", file, "--by", "Ben", "-w", str(folder))
    assert done.returncode == 0, done.stderr
    done = creditctl("run", "--plan", file, "-w", str(folder), "--accept", "old-plan")
    assert done.returncode == 0, done.stderr
    assert "1 notice issued" in done.stdout


def paid(folder):
    (folder / "invoices.csv").write_text(
        (folder / "invoices.csv").read_text().split("\n")[0] + "\n"
    )


CHANGES = {
    "paid": (paid, "F1 is paid"),
    "disputed": (
        lambda f: did(f, "dispute", "add", "F1", "--reason", "price", *BY, "--as-of", day(1)),
        "the debtor disputes it",
    ),
    "promised anew": (
        lambda f: did(f, "promise", "add", "F1", "--date", day(5), *BY, "--as-of", day(1)),
        "the debtor has promised to pay it",
    ),
    "promised anew, and broken": (
        lambda f: did(f, "promise", "add", "F1", "--date", day(1), *BY, "--as-of", day(1)),
        "its promise was kept, or made anew since",
    ),
}
MAIL = """
delivery:
  email: {host: 127.0.0.1, port: 9, security: none}
"""


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_looked_at_again_before_it_is_sent(tmp_path, change):
    folder = promised(tmp_path / "books")
    text = (folder / "creditctl.yaml").read_text()
    (folder / "creditctl.yaml").write_text(text + MAIL)
    (notice,) = run(folder)["notices"]
    act, words = CHANGES[change]
    act(folder)
    sent = told(folder, "outbox", "send", notice["notice"], "--dry-run", *OLD, at=3)
    (fate,) = sent["notices"]
    assert fate["fate"] == "withdrawn"
    assert words in fate["words"]
