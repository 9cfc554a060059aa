"""The contenders of the benchmark do the same work: they agree. Nothing is timed here."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
CONTENDERS = BENCHMARKS / "contenders"
CREDITCTL = Path(sys.executable).with_name("creditctl")
ITEMS = 2_000
AS_OF = "2026-01-31"


def run(*command: object) -> str:
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def contender(script: str, *arguments: object) -> dict[str, object]:
    return json.loads(run(sys.executable, CONTENDERS / script, *arguments))


def aged_by_creditctl(ledger: Path, out: Path) -> dict[str, object]:
    run(CREDITCTL, "aging", ledger, "--as-of", AS_OF, "--json", "-o", out)
    return contender("creditctl_answer.py", out)


def make_ledger(path: Path, *options: str) -> Path:
    run(sys.executable, BENCHMARKS / "ledgers.py", "--items", ITEMS, "--out", path, *options)
    return path


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return make_ledger(tmp_path_factory.mktemp("ledgers") / "ledger.csv")


@pytest.fixture(scope="module")
def expected(ledger):
    """The answer of the plain loop, which is easy to check by eye."""
    return contender("python_loop.py", ledger)


def test_the_plain_loop_counts_every_item_once(expected):
    assert sum(currency["items"] for currency in expected.values()) == ITEMS
    for currency in expected.values():
        assert sum(count for count, _ in currency["buckets"]) == currency["items"]


def test_creditctl_agrees_with_the_plain_loop(ledger, expected, tmp_path):
    assert aged_by_creditctl(ledger, tmp_path / "aging.json") == expected


def test_creditctl_reads_the_european_ledger_as_the_same_ledger(expected, tmp_path):
    european = make_ledger(tmp_path / "eu.csv", "--format", "eu")
    assert aged_by_creditctl(european, tmp_path / "aging.json") == expected


@pytest.mark.parametrize("peer", ["duckdb", "polars", "pandas"])
def test_peers_agree_with_the_plain_loop(peer, ledger, expected):
    if importlib.util.find_spec(peer) is None:
        pytest.skip(f"{peer} is not installed (dependency group bench)")
    assert contender(f"{peer}_aging.py", ledger) == expected


def test_the_floor_agrees_with_the_plain_loop(ledger, expected, tmp_path):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    run(compiler, "-O2", "-o", tmp_path / "floor", CONTENDERS / "floor.c")
    assert json.loads(run(tmp_path / "floor", ledger)) == expected


def test_duckdb_decides_as_the_plan_does(ledger, tmp_path):
    if importlib.util.find_spec("duckdb") is None:
        pytest.skip("duckdb is not installed (dependency group bench)")
    workspace = tmp_path / "workspace"
    run(sys.executable, BENCHMARKS / "prepare" / "workspace.py", ledger, workspace)
    plan = tmp_path / "plan.json"
    run(CREDITCTL, "plan", "-w", workspace, "--as-of", AS_OF, "--json", "-o", plan)
    query = contender("duckdb_run.py", ledger, workspace / "states.parquet")
    query.pop("buckets")
    assert query["letters"] > 0
    assert contender("creditctl_plan_answer.py", plan) == query


def test_the_plain_loop_rehearses_as_the_policy_does(tmp_path):
    history, out = tmp_path / "history.csv", tmp_path / "rehearsal.json"
    run(sys.executable, BENCHMARKS / "prepare" / "history.py", ITEMS, history)
    period = ("2024-02-01", "2024-12-31")
    asked = ("two-knobs", "--from", period[0], "--to", period[1], "--file", history)
    run(CREDITCTL, "policy", "rehearse", *asked, "--json", "-o", out)
    loop = contender("python_rehearse.py", history, *period)
    assert loop["steps"]
    assert contender("creditctl_rehearse_answer.py", out) == loop


@pytest.mark.parametrize("arguments", [("letters.py", 2, 1, "none"), ("typst_floor.py", 2)])
def test_letters_and_the_plainest_ones_are_printed(arguments):
    told = contender(*arguments)
    assert told["count"] == 2
    assert told["kb_each"] > 20  # both embed their fonts


def test_a_ledger_is_the_same_every_time(ledger, tmp_path):
    again = make_ledger(tmp_path / "again.csv")
    assert again.read_bytes() == ledger.read_bytes()
