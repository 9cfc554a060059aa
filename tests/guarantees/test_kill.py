"""G2: whatever crashes in between, the same step of the same item is issued once.

Runs are killed with SIGKILL at random moments. CREDITCTL_KILLS sets how many (default 8). What is
killed is a process; the runs after it that tidy up need none of their own.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter

import pytest

from tests.scenarios.inside import creditctl

from .workspaces import AS_OF, command, make, row
from .workspaces import creditctl as process

LETTERS = 25
KILLS = int(os.environ.get("CREDITCTL_KILLS", "8"))


@pytest.fixture(scope="module")
def usual_time(tmp_path_factory):
    """How long an undisturbed run takes here."""
    folder = make(tmp_path_factory.mktemp("usual"), rows())
    begin = time.monotonic()
    assert process("run", "-w", str(folder), "--as-of", str(AS_OF)).returncode == 0
    return time.monotonic() - begin


def rows():
    return [row(f"F{n:03d}", f"D{n:03d}", 5) for n in range(LETTERS)]


@pytest.mark.parametrize("trial", range(KILLS))
def test_killed_run(tmp_path, usual_time, trial):
    folder = make(tmp_path, rows())
    arguments = ["run", "-w", str(folder), "--as-of", str(AS_OF)]
    moment = random.Random(trial).uniform(0.15, 1.05) * usual_time
    victim = subprocess.Popen(
        command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(moment)
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    again = creditctl(*arguments)
    assert again.returncode in (0, 3), again.stderr
    check_once(folder)
    third = creditctl(*arguments)
    assert third.returncode in (0, 3), third.stderr
    check_once(folder)
    verified = creditctl("journal", "verify", "-w", str(folder))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def check_once(folder):
    """Every due notice stands in the outbox exactly once, or is uncertain."""
    listed = json.loads(creditctl("outbox", "list", "-w", str(folder), "--json").stdout)["notices"]
    alive = [n for n in listed if n["state"] in ("handed over", "uncertain")]
    assert sorted(n["debtor"] for n in alive) == [f"D{n:03d}" for n in range(LETTERS)]
    assert all(n["state"] in ("handed over", "uncertain", "withdrawn") for n in listed)
    letters = [p for p in (folder / "outbox" / str(AS_OF)).iterdir() if p.suffix == ".eml"]
    done = [n for n in alive if n["state"] == "handed over"]
    uncertain = {n["notice"] for n in alive if n["state"] == "uncertain"}
    of_notice = Counter(
        n["notice"] for n in alive for p in letters if p.name.startswith(n["notice"])
    )
    assert all(of_notice[n["notice"]] == 1 for n in done)
    assert all(of_notice[name] <= 1 for name in uncertain)
    assert len(letters) == sum(of_notice.values())
    assert not [p for p in folder.rglob("*") if p.name.startswith(".")]
