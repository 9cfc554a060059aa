"""The run lock, with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from creditctl.errors import ExitCode, JournalRefused, LockedRefused
from creditctl.journal.lock import RunLock
from tests.journal.build import ticking

HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from creditctl.journal.lock import RunLock

with RunLock(Path(sys.argv[1]), now=lambda: datetime(2026, 1, 31, 6, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock_path(tmp_path):
    return tmp_path / "state" / "journal.lock"


@pytest.fixture
def holder(lock_path):
    """Another process that holds the lock until its stdin is closed."""
    command = [sys.executable, "-c", HOLDER, str(lock_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def take(lock_path, wait=0.0):
    return RunLock(lock_path, now=ticking(), wait=wait)


def test_a_second_run_is_refused_at_once_and_told_who_holds_it(holder, lock_path):
    with pytest.raises(LockedRefused) as refused, take(lock_path):
        pytest.fail("two processes hold the lock")
    assert refused.value.exit_code == ExitCode.LOCKED
    (finding,) = refused.value.findings
    assert finding.code == "CJ131"
    assert f"process {holder.pid} on " in finding.message
    assert finding.message.endswith("since 2026-01-31T06:00:00.000Z")


def test_the_lock_file_is_private_and_says_nothing_old(holder, lock_path):
    assert lock_path.stat().st_mode & 0o777 == 0o600
    assert lock_path.parent.stat().st_mode & 0o777 == 0o700
    holder.communicate(b"")
    lock_path.write_text("a much longer text than any holder writes " * 5)
    with take(lock_path):
        assert lock_path.read_text().startswith("process ")
        assert lock_path.read_text().endswith("Z")


def test_a_killed_holder_holds_nothing(holder, lock_path):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with take(lock_path):
        pass


def test_leaving_lets_go_even_after_an_error(lock_path):
    with pytest.raises(ZeroDivisionError), take(lock_path):
        1 / 0  # noqa: B018
    with take(lock_path):
        pass


def test_waiting_ends_when_the_holder_does(holder, lock_path):
    threading.Timer(0.3, holder.stdin.close).start()
    with take(lock_path, wait=30):
        assert holder.wait() == 0


def test_waiting_ends_when_time_is_up(holder, lock_path):
    with pytest.raises(LockedRefused), take(lock_path, wait=0.25):
        pytest.fail("two processes hold the lock")
    assert holder.poll() is None


def test_the_lock_is_let_go_while_a_program_started_meanwhile_lives_on(lock_path):
    with take(lock_path):
        child = subprocess.Popen(["sleep", "60"])
    try:
        with take(lock_path):
            pass
    finally:
        child.kill()
        child.wait()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(JournalRefused) as refused, take(tmp_path / "state" / "journal.lock"):
        pytest.fail("a lock without a file")
    assert refused.value.findings[0].code == "CJ106"
