"""kill -9 at random moments: the journal verifies, and at most one notice is in doubt."""

from __future__ import annotations

import os
import random
import signal
import time
from hashlib import sha256

from creditctl.journal.records import State
from tests.journal.build import begin, line, notice, open_journal

KILLS = 30


def issue_for_ever(path, outbox, word, tell):
    """What a run does, again and again: plan five, then hand over one by one.

    It tells of every step, so that kills are spread over the work, however slow the disk is.
    """
    with open_journal(path) as journal:
        for count in range(10**6):
            run = begin(journal)
            names = [f"{word}-{count}-{number}" for number in range(5)]
            journal.plan_notices(run, [notice(name, line(f"inv/{name}")) for name in names])
            os.write(tell, b".")
            for name in names:
                letter = name.encode()
                journal.hand_over_begins(name, [(name, sha256(letter).hexdigest())])
                os.write(tell, b".")
                (outbox / f"{name}.part").write_bytes(letter)
                (outbox / f"{name}.part").rename(outbox / name)
                os.write(tell, b".")
                journal.handed_over(name)
                os.write(tell, b".")
            journal.finish_run(run, "done", 0, {"issued": len(names)})


def killed_run(path, outbox, word, steps, delay):
    """Let a child issue notices, and kill it `delay` seconds after so many steps."""
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            issue_for_ever(path, outbox, word, tell)
        finally:
            os._exit(1)
    os.close(tell)
    for _ in range(steps):
        assert os.read(listen, 1) == b".", "the child failed by itself"
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(listen)


def test_kill_at_random_moments(tmp_path):
    path, outbox = tmp_path / "state" / "journal.db", tmp_path / "outbox"
    outbox.mkdir()
    chance = random.Random(20260131)
    doubts = 0
    for kill in range(KILLS):
        killed_run(path, outbox, f"k{kill}", chance.randrange(1, 40), chance.uniform(0, 0.002))
        with open_journal(path) as journal:
            assert journal.verify() == []
            left = {name.name for name in outbox.iterdir() if not name.suffix}
            unfinished = {one.notice: one.state for one in journal.unfinished()}
            doubtful = [n for n, state in unfinished.items() if state is State.HANDING_OVER]
            sent = {n.notice for n in journal.notices() if n.state is State.HANDED_OVER}

            assert len(doubtful) <= 1
            doubts += len(doubtful)
            assert sent <= left, "recorded as handed over, but it never left"
            assert left - sent <= set(doubtful), "it left, and the journal does not know"
            assert len(unfinished) <= 5

            for name in doubtful:
                journal.uncertain(name, "the run was cut off")
                journal.resolve(name, handed_over=name in left, by="test", reason="looked")
            journal.withdraw_planned("the run was cut off")
            assert journal.unfinished() == []
    assert 0 < doubts < KILLS, "no kill hit a hand-over: the test proves nothing"
    with open_journal(path) as journal:
        assert journal.verify() == []
        states = {n.notice: n.state for n in journal.notices()}
        assert {n for n, state in states.items() if state is State.HANDED_OVER} == left
        assert set(states.values()) <= {State.HANDED_OVER, State.WITHDRAWN}
