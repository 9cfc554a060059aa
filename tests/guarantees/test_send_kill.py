"""`creditctl outbox send` is killed with SIGKILL at random moments; nobody gets a letter twice.

CREDITCTL_KILLS sets how many times (default 5).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from email import message_from_bytes

import pytest

from tests.cli.test_outbox_send import delivery
from tests.delivery.mailserver import Scripted
from tests.scenarios.inside import creditctl

from .workspaces import AS_OF, WORKSPACE, command, make, row

LETTERS = 12
KILLS = int(os.environ.get("CREDITCTL_KILLS", "5"))


def slowly(_, turn):
    """A server that takes its time, so that a kill may hit any moment of a letter."""
    time.sleep(0.01 if turn != "dot" else 0.03)


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A workspace with letters in its outbox."""
    folder = tmp_path_factory.mktemp("issued") / "books"
    rows = [row(f"F{n:02d}", f"D{n:02d}", 5) for n in range(LETTERS)]
    make(folder, rows, workspace=WORKSPACE + delivery(9))
    assert creditctl("run", "-w", str(folder), "--as-of", str(AS_OF)).returncode == 0
    return folder


def listed(folder):
    done = creditctl("outbox", "list", "-w", str(folder), "--json")
    return json.loads(done.stdout)["notices"]


@pytest.mark.parametrize("trial", range(KILLS))
def test_killed_while_sending(tmp_path, issued, trial):
    folder = shutil.copytree(issued, tmp_path / "books")
    chance = random.Random(trial)
    with Scripted(slowly) as server:
        (folder / "creditctl.yaml").write_text(WORKSPACE + delivery(server.port))
        arguments = ["outbox", "send", "-w", str(folder), "--as-of", str(AS_OF)]
        victim = subprocess.Popen(
            command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        kill_at = chance.randrange(1, LETTERS * 6)
        until = time.monotonic() + 60
        while victim.poll() is None and len(server.turns) < kill_at and time.monotonic() < until:
            time.sleep(0.001)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        begun = len(server.turns)
        for _ in range(2):
            again = creditctl(*arguments)
            assert again.returncode in (0, 3), again.stderr
    assert begun > 0, "it was killed at work"
    check(folder, server.taken)


def check(folder, taken):
    """Every letter arrived once, or is uncertain, and then at most once."""
    received = Counter(message_from_bytes(content)["Message-ID"] for content in taken)
    assert set(received.values()) == {1}
    names = {name[1:].partition("@")[0] for name in received}
    found = {notice["notice"]: notice["state"] for notice in listed(folder)}
    assert len(found) == LETTERS
    assert set(found.values()) <= {"sent", "uncertain"}
    uncertain = {name for name, state in found.items() if state == "uncertain"}
    assert len(uncertain) <= 1, "one letter is in doubt after one kill"
    assert found.keys() - uncertain <= names
    waiting = creditctl("outbox", "list", "-w", str(folder), "--waiting", "--json")
    assert {n["notice"] for n in json.loads(waiting.stdout)["notices"]} == uncertain
    verified = creditctl("journal", "verify", "-w", str(folder))
    assert verified.returncode == 0, verified.stdout + verified.stderr
