"""Streams, pipes, colours and exit codes: what cron jobs and shell pipelines rely on."""

from __future__ import annotations

import json
import os
import pty
import shlex
import subprocess
import sys

import pytest

from tests.guarantees.workspaces import AS_OF, creditctl, make, row
from tests.scenarios import inside

DAY = str(AS_OF)
HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "pydantic",
    "jinja2",
    "rich",
    "openpyxl",
    "typst",
    "holidays",
)


@pytest.fixture
def workspace(tmp_path):
    return make(tmp_path / "books", [row("F1", "D1", 5), row("F2", "D2", 40, "1234.50")])


def shell(line, folder):
    program = f'creditctl() {{ {shlex.quote(sys.executable)} -m creditctl "$@"; }}'
    return subprocess.run(
        ["bash", "-c", f"{program}; {line}"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_closed_pipe_is_quiet(workspace):
    done = shell(f"set -o pipefail; creditctl aging --as-of {DAY} | head -1", workspace)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Aging")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("words", ["aging", "aging --json", "templates show reminder"])
def test_a_full_disk_is_no_bug(workspace, words):
    done = shell(f"creditctl {words} > /dev/full", workspace)
    assert (done.returncode, "CR004" in done.stderr) == (2, True)
    assert "bug" not in done.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("aging", "aging.pdf"),
        ("statement D1", "account.docx"),
        ("templates preview reminder", "letter.odt"),
        ("policy explain", "policy.PDF"),
    ],
)
def test_a_file_is_what_its_suffix_says_or_is_refused(workspace, words, name):
    done = shell(f"creditctl {words} -o {name}", workspace)
    assert (done.returncode, "CR003" in done.stderr) == (2, True)
    assert not (workspace / name).exists()


def test_json_is_pure_and_a_second_reader_can_parse_it(workspace):
    done = shell(f"creditctl aging --as-of {DAY} --json | {sys.executable} -m json.tool", workspace)
    assert done.returncode == 0
    assert json.loads(done.stdout)["as_of"] == DAY


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(workspace, closed):
    assert shell(f"creditctl run --as-of {DAY} --first-run {closed}", workspace).returncode == 0
    assert any((workspace / "outbox").rglob("*.eml"))


def test_under_cron_with_an_empty_environment(workspace):
    line = f"env -i {sys.executable} -m creditctl run -w {workspace} --as-of {DAY} --first-run"
    done = subprocess.run(line.split(), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "2 notices issued" in done.stdout


def on_a_terminal(words, folder, **env):
    """What the command writes when its output is a terminal of 80 columns."""
    master, slave = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "creditctl", *words], stdout=slave, stderr=slave, cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "", **env},
    )  # fmt: skip
    os.close(slave)
    text = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    done.wait()
    os.close(master)
    return text.decode()


def test_colour_only_on_a_terminal_that_wants_it(workspace):
    words = ["aging", "--as-of", DAY]
    assert "\x1b[" in on_a_terminal(words, workspace)
    assert "\x1b[" not in on_a_terminal(words, workspace, NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(words, workspace, TERM="dumb")
    assert "\x1b[" not in creditctl("aging", "--as-of", DAY, cwd=workspace).stdout
    assert "\x1b[" in creditctl("aging", "--as-of", DAY, "--color", "always", cwd=workspace).stdout
    assert all(
        len(line) <= 80
        for line in on_a_terminal([*words, "--color", "never"], workspace).splitlines()
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['creditctl', '--help']\n"
        "from creditctl.cli.app import run\n"
        "run(['--help'])\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "exit codes" in done.stdout


def test_exit_code_10_only_when_asked_for(workspace):
    assert creditctl("plan", "--as-of", DAY, "--first-run", cwd=workspace).returncode == 0
    assert (
        creditctl("plan", "--as-of", DAY, "--first-run", "--exit-code", cwd=workspace).returncode
        == 10
    )
    assert (
        creditctl("run", "--as-of", DAY, "--first-run", "--exit-code", cwd=workspace).returncode
        == 10
    )
    assert creditctl("run", "--as-of", DAY, "--exit-code", cwd=workspace).returncode == 0


def test_a_second_run_at_the_same_time_exits_7(workspace):
    import fcntl

    creditctl("run", "--as-of", DAY, "--first-run", cwd=workspace)
    with (workspace / "state" / "journal.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        busy = creditctl("run", "--as-of", DAY, "--json", cwd=workspace)
        assert busy.returncode == 7
        assert json.loads(busy.stderr)["findings"][0]["code"] == "CJ131"
        assert creditctl("plan", "--as-of", DAY, cwd=workspace).returncode == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["aging", "--format", "pdf"], 2),
        (["nonsense"], 2),
        (["run", "--as-of", "31-01-2026"], 2),
        (["run", "-w", "nowhere"], 4),
        (["aging", "nowhere.csv"], 5),
        (["journal", "verify"], 6),
        (["explain", "NOBODY", "--as-of", DAY], 2),
    ],
)
def test_exit_codes(workspace, words, code):
    done = creditctl(*words, cwd=workspace)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "md", "html"])
def test_every_answer_in_every_form(workspace, tmp_path, form, monkeypatch):
    """It goes into files, so the process does not matter."""
    monkeypatch.chdir(workspace)
    inside.creditctl("run", "--as-of", DAY, "--first-run")
    for words in (["aging"], ["kpi"], ["plan"], ["status"], ["credit"], ["explain", "F2"], ["check"], ["outbox", "list"],
                  ["journal", "log"], ["doctor"]):  # fmt: skip
        target = tmp_path / f"answer.{form}"
        dated = [] if words[0] in ("outbox", "journal", "doctor") else ["--as-of", DAY]
        done = inside.creditctl(*words, *dated, "-o", str(target))
        assert done.returncode in (0, 3), (words, done.stderr)
        assert target.stat().st_size > 0
        assert target.stat().st_mode & 0o077 == 0
        target.unlink()
