"""`creditctl policy test`, as a bookkeeper and a CI script run it."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from creditctl.config.shipped import shipped_policies
from tests.docs.pages import ROOT, fences, text_of
from tests.scenarios.inside import creditctl

SCHEMA = files("creditctl.insight") / "schemas" / "policy-test-1.json"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A workspace as `init` makes it."""
    folder = tmp_path / "books"
    assert creditctl("init", str(folder), "--country", "nl").returncode == 0
    return folder


def with_grace(folder: Path) -> None:
    policy = folder / "policies" / "standard.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace("#   grace: 5 days ", "  grace: 5 days "), "utf-8")


def checked(text: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(text)
    problems = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(answer)
    assert [f"{p.json_path}: {p.message}" for p in problems] == []
    return answer


def test_a_new_workspace_passes(books: Path) -> None:
    done = creditctl("policy", "test", "-w", str(books))
    assert (done.returncode, done.stderr) == (0, "")
    head, _, title, *_ = done.stdout.splitlines()
    assert head == "4 passed, 0 failed"
    assert title == f"Our debtor policy ({books}/policies/standard.tests.yaml)"


def test_a_failure_is_told_with_lines_and_exits_4(books: Path) -> None:
    with_grace(books)
    done = creditctl("policy", "test", "-w", str(books))
    assert (done.returncode, done.stderr) == (4, "")
    told = done.stdout.replace(f"{books}/", "")
    assert told.startswith("3 passed, 1 failed\n")
    assert told.endswith(
        "FAILED a reminder when an invoice is 3 days overdue (policies/standard.tests.yaml:10)\n"
        "Item\n"
        "----  --------  ------------------------------------------------------------\n"
        "1     decision  expected act, got hold (line 12)\n"
        "1     channel   expected email, got none (line 12)\n"
        "1     why       next-step-later\n"
        "1     saw       'reminder' 3 days from due, 5 days of grace: from 2026-03-08\n"
        "1     rule      policies/standard.yaml:15\n"
    )


def test_every_form_tells_the_same(books: Path) -> None:
    with_grace(books)
    answer = checked(creditctl("policy", "test", "-w", str(books), "--json").stdout)
    assert (answer["passed"], answer["failed"]) == (3, 1)
    table = creditctl("policy", "test", "-w", str(books), "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [r["result"] for r in rows] == ["FAILED", "FAILED", "ok", "ok", "ok"]
    assert {r["what"] for r in rows} == {"decision", "channel", ""}


def test_a_policy_without_tests_says_how_to_write_some(books: Path) -> None:
    (books / "policies" / "standard.tests.yaml").unlink()
    done = creditctl("policy", "test", "-w", str(books))
    assert done.returncode == 3
    assert done.stdout == "0 passed, 0 failed\n"
    assert done.stderr.replace(f"{books}/", "") == (
        "policies/standard.yaml: warning CR180: the policy 'Our debtor policy' has no tests\n"
        "hint: write policies/standard.tests.yaml; the guide shows how, under 'Testing a policy'\n"
    )
    answer = checked(creditctl("policy", "test", "-w", str(books), "--json").stdout)
    assert [f["code"] for f in answer["findings"]] == ["CR180"]


def test_a_broken_file_is_refused(books: Path) -> None:
    tests = books / "policies" / "standard.tests.yaml"
    tests.write_text(tests.read_text("utf-8").replace("decision: act", "decision: send"), "utf-8")
    done = creditctl("policy", "test", "-w", str(books))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.count("error CC113") == 2


def test_without_a_workspace_all_shipped_policies_are_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = creditctl("policy", "test", "--json")
    assert done.returncode == 0, done.stderr
    tested = [Path(one["file"]).stem for one in checked(done.stdout)["policies"]]
    assert tested == shipped_policies()


def test_several_policies_by_name_and_what_is_wrong_with_any(tmp_path: Path) -> None:
    done = creditctl("policy", "test", "two-knobs", "nl-consumer")
    assert done.returncode == 0, done.stderr
    assert "Two knobs (shipped/policies/two-knobs.tests.yaml)" in done.stdout
    wrong = creditctl("policy", "test", "two-knob", "nl-consumers")
    assert wrong.returncode == 4
    assert wrong.stderr.count("error CC200") == 2


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    done = creditctl("policy", "test", "-w", str(tmp_path))
    assert done.returncode == 4
    assert "CC100" in done.stderr


def test_the_quickstart_passes() -> None:
    done = creditctl("policy", "test", "-w", str(ROOT / "examples" / "quickstart"))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_example_of_the_guide_passes(tmp_path: Path) -> None:
    (example,) = [text for text in fences(text_of("guide.md"), "yaml") if "\ntests:\n" in text]
    policy = "version: 1\nname: Ours\nextends: housing-and-council\n"
    (tmp_path / "own.yaml").write_text(policy, "utf-8")
    (tmp_path / "own.tests.yaml").write_text(example, "utf-8")
    done = creditctl("policy", "test", str(tmp_path / "own.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_for_editors_can_be_printed() -> None:
    done = creditctl("policy", "schema", "tests")
    assert (done.returncode, json.loads(done.stdout)["title"]) == (0, "PolicyTests")
