"""A ledger that jumped stops the run; a change of segment is in the journal, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.guarantees.workspaces import AS_OF, POLICY, make, row
from tests.scenarios.inside import creditctl

NEXT = str(AS_OF + timedelta(7))
DAY = str(AS_OF)


def ledger(count, amount="100.00"):
    return [row(f"F{n}", f"D{n}", -20, amount) for n in range(count)]


def run(folder, *more, day=DAY):
    return creditctl("run", "-w", str(folder), "--as-of", day, *more)


@pytest.mark.parametrize(
    ("count", "amount", "stops", "words"),
    [
        (90, "100.00", False, ""),
        (91, "100.00", True, "open items from 60 to 91"),
        (29, "100.00", True, "open items from 60 to 29"),
        (60, "151.00", True, "their total from EUR 6000.00 to 9060.00"),
        (60, "49.00", True, "their total"),
    ],
)
def test_a_ledger_that_jumped_stops_the_run(tmp_path, count, amount, stops, words):
    folder = make(tmp_path, ledger(60))
    assert run(folder).returncode == 0
    make(tmp_path, ledger(count, amount))
    second = run(folder, day=NEXT)
    assert second.returncode == (8 if stops else 0), second.stderr
    if stops:
        assert "CR107" in second.stderr
        assert words in second.stderr
        assert "--accept jump" in second.stderr
        assert run(folder, "--accept", "jump", day=NEXT).returncode == 0
        assert run(folder, day=NEXT).returncode == 0, "what was accepted is the new measure"


def test_a_small_ledger_may_change_as_it_likes(tmp_path):
    folder = make(tmp_path, ledger(49))
    run(folder)
    make(tmp_path, ledger(3))
    assert run(folder, day=NEXT).returncode == 0


def test_the_limit_is_the_policys(tmp_path):
    folder = make(tmp_path, ledger(60), policy=POLICY + "safety: {max_jump: null}\n")
    run(folder)
    make(tmp_path, ledger(3), policy=POLICY + "safety: {max_jump: null}\n")
    assert run(folder, day=NEXT).returncode == 0
    make(tmp_path, ledger(60), policy=POLICY + "safety: {max_jump: 10%}\n")
    run(folder, day=NEXT)
    make(tmp_path, ledger(67), policy=POLICY + "safety: {max_jump: 10%}\n")
    assert "more than the 10%" in run(folder, day=NEXT).stderr


def test_a_plan_of_a_past_day_is_not_measured_by_later_runs(tmp_path):
    folder = make(tmp_path, ledger(60))
    run(folder, day=NEXT)
    make(tmp_path, ledger(3))
    assert creditctl("plan", "-w", str(folder), "--as-of", DAY).returncode == 0


SEGMENTS = 'segments:\n  - {id: big, when: ["open_total >= 500"], reminders: {grace: 2 days}}\n'


def changes(folder):
    logged = creditctl("journal", "log", "-w", str(folder), "--json")
    events = json.loads(logged.stdout)["events"]
    return [(e["subject"], e["data"]) for e in events if e["kind"] == "segment.changed"]


def test_a_change_of_segment_is_journalled_once(tmp_path):
    rows = [row("F1", "D1", 1, "600.00"), row("F2", "D2", 1)]
    folder = make(tmp_path, rows, policy=POLICY + SEGMENTS)
    for day in (DAY, DAY, NEXT):
        assert run(folder, day=day).returncode == 0
    assert changes(folder) == [("D1", {"currency": "EUR", "from": "", "to": "big"})]
    make(tmp_path, [row("F1", "D1", 8, "400.00"), rows[1]], policy=POLICY + SEGMENTS)
    assert run(folder, day=NEXT).returncode == 0
    assert changes(folder)[1:] == [("D1", {"currency": "EUR", "from": "big", "to": ""})]
    assert creditctl("journal", "verify", "-w", str(folder)).returncode == 0


def test_a_segment_that_the_policy_lacks_is_a_warning(tmp_path):
    folder = make(tmp_path, [row("F1", "D1", 1)], policy=POLICY + SEGMENTS)
    with (folder / "creditctl.yaml").open("a") as file:
        file.write("  - {name: debtors, file: debtors.csv, kind: debtors}\n")
    (folder / "debtors.csv").write_text("Code,Name,Email,Segment\nD1,Name D1,d1@x.example,bigg\n")
    planned = creditctl("plan", "-w", str(folder), "--as-of", DAY)
    assert "CR108" in planned.stderr
    assert "segment 'bigg'" in planned.stderr
