"""Golden scenarios: small workspaces, the commands of some days, and all that came out.

A scenario is a folder:

- `workspace/`: the input, copied to a fresh place before the first command
- `commands.txt`: one line each, `creditctl ...` in the workspace, or `cp EXPORT FILE` for the
  bookkeeping that writes a new export; `#` begins a remark
- `expected/01.stdout`, `01.stderr`, `01.exit` of the first creditctl line, and so on; a stream that
  stayed empty has no file
- `expected/outbox.txt`: the files of the outbox, with the text of each e-mail and letter

The place of the workspace is written WORKSPACE. Nothing that holds a moment is compared.

    CREDITCTL_UPDATE_GOLDEN=1 pytest tests/scenarios

writes the expected files anew. Read the difference before you accept it.
"""

from __future__ import annotations

import os
import shlex
import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.scenarios.inside import creditctl

HERE = Path(__file__).parent
NAMES = sorted(path.parent.name for path in HERE.glob("*/commands.txt"))
UPDATE = os.environ.get("CREDITCTL_UPDATE_GOLDEN") == "1"


def command_lines(scenario: str) -> list[list[str]]:
    """The words of every command of a scenario."""
    text = (HERE / scenario / "commands.txt").read_text("utf-8")
    return [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]


def play(scenario: str, folder: Path) -> dict[str, str]:
    """Carry out a scenario in a folder: what came out, by the name of its expected file."""
    found: dict[str, str] = {}
    number = 0
    for program, *words in command_lines(scenario):
        if program == "cp":
            source, target = words
            shutil.copyfile(source, target)
            continue
        assert program == "creditctl"
        number += 1
        done = creditctl(*words)
        found[f"{number:02d}.exit"] = f"{done.returncode}\n"
        for stream, text in (("stdout", done.stdout), ("stderr", done.stderr)):
            if text:
                found[f"{number:02d}.{stream}"] = text.replace(str(folder), "WORKSPACE")
    found["outbox.txt"] = outbox(folder / "outbox")
    return found


def outbox(folder: Path) -> str:
    """The files of an outbox, with what a debtor reads of each."""
    told = ["the outbox is empty"]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if files:
        told = [f"=== {path.relative_to(folder).as_posix()}\n{text_of(path)}" for path in files]
    return "\n".join(line.rstrip() for line in "\n".join(told).splitlines()) + "\n"


def text_of(path: Path) -> str:
    """The text of an e-mail or a letter; nothing of the index, which holds hashes of both."""
    if path.suffix == ".pdf":
        return "\f\n".join(page.extract_text() for page in PdfReader(path).pages) + "\n"
    if path.suffix != ".eml":
        return ""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    return f"To: {message['To']}\nSubject: {message['Subject']}\n\n{text.get_content()}"


def test_there_are_scenarios() -> None:
    assert len(NAMES) >= 7


@pytest.mark.parametrize("scenario", NAMES)
def test_scenario(scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "books"
    # Files of today, whatever day the checkout gave them: old ones would stop a run.
    shutil.copytree(HERE / scenario / "workspace", folder, copy_function=shutil.copyfile)
    monkeypatch.chdir(folder)
    found = play(scenario, folder)
    expected = HERE / scenario / "expected"
    if UPDATE:
        shutil.rmtree(expected, ignore_errors=True)
        expected.mkdir()
        for name, text in found.items():
            (expected / name).write_text(text, "utf-8")
    golden = {path.name: path.read_text("utf-8") for path in expected.iterdir()}
    for name in sorted(golden.keys() | found.keys()):
        assert found.get(name) == golden.get(name), name
    if (folder / "state").exists():
        assert creditctl("journal", "verify").returncode == 0
