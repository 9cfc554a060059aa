"""The command transport with real programs."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace

import pytest

from creditctl.delivery.command import Command
from creditctl.delivery.transport import Fate, Sent
from tests.delivery.test_webhook import parcel

SMS = parcel(channel="sms")


def ran(tmp_path, program, *words, timeout=30, given=SMS) -> Sent:
    with Command([sys.executable, "-c", program, *words], timeout, tmp_path) as command:
        return command.send(given)


def test_the_file_on_standard_input_and_facts_in_the_environment(tmp_path):
    program = """
import json, os, pathlib, sys
facts = {k: v for k, v in os.environ.items() if k.startswith("CREDITCTL_")}
content = sys.stdin.buffer.read().decode()
pathlib.Path("got.json").write_text(json.dumps([sys.argv[1:], facts, content]))
print("not shown")
"""
    assert ran(tmp_path, program, "a b", "$HOME; *") == Sent(Fate.SENT)
    words, facts, content = json.loads((tmp_path / "got.json").read_text())
    assert words == ["a b", "$HOME; *"]
    assert content.encode() == SMS.content
    assert facts == {
        "CREDITCTL_NOTICE": "20260131-K7Q2MX",
        "CREDITCTL_CHANNEL": "sms",
        "CREDITCTL_DEBTOR": "C1042",
        "CREDITCTL_DAY": "2026-01-31",
        "CREDITCTL_FILE": "2026-01-31/x.json",
    }


@pytest.mark.parametrize(
    ("program", "fate", "words"),
    [
        ("raise SystemExit(0)", Fate.SENT, ""),
        (
            "import sys; print('\\n  try \\x1b[1mlater\\nmore', file=sys.stderr); sys.exit(75)",
            Fate.DEFERRED,
            "try [1mlater",
        ),
        (
            "import sys; print('no such number', file=sys.stderr); sys.exit(1)",
            Fate.REJECTED,
            "no such number",
        ),
        ("raise SystemExit(64)", Fate.REJECTED, "exit code 64"),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            Fate.UNCERTAIN,
            "the program was stopped by signal 9",
        ),
    ],
)
def test_the_exit_code_decides(tmp_path, program, fate, words):
    assert ran(tmp_path, program) == Sent(fate, words)


def test_a_program_that_takes_too_long_is_stopped_with_its_children(tmp_path):
    program = """
import pathlib, subprocess, sys, time
late = "import pathlib, time; time.sleep(3); pathlib.Path('late').touch()"
subprocess.Popen([sys.executable, "-c", late])
pathlib.Path("begun").touch()
time.sleep(60)
"""
    done = ran(tmp_path, program, timeout=2)
    assert done == Sent(Fate.UNCERTAIN, "stopped after 2 seconds")
    assert (tmp_path / "begun").exists()
    time.sleep(2)
    assert not (tmp_path / "late").exists()


def test_much_input_that_nobody_reads_and_much_output_block_nothing(tmp_path):
    given = replace(SMS, content=b"x" * 5_000_000)
    program = "import sys; sys.stderr.write('y' * 5_000_000); sys.exit(3)"
    done = ran(tmp_path, program, given=given)
    assert done.fate is Fate.REJECTED
    assert done.words == "y" * 199 + "\u2026"


def test_a_program_that_is_not_there_is_for_later(tmp_path):
    with Command(["./no-such-program"], 5, tmp_path) as command:
        done = command.send(SMS)
    assert done.fate is Fate.DEFERRED
    assert done.words == "the program can't be started: no such file or directory"


def test_odd_debtors_cannot_break_the_environment(tmp_path):
    given = replace(SMS, debtor="C\x00\n1=2")
    program = "import os, sys; sys.exit(0 if os.environ['CREDITCTL_DEBTOR'] == 'C 1=2' else 1)"
    assert ran(tmp_path, program, given=given) == Sent(Fate.SENT)
