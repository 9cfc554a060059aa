"""What the quickstart prints on a terminal of 80 columns, for the README.

``python -m tests.docs.readme`` puts it there anew.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.pages import ROOT

README = ROOT / "README.md"
SHOWN = re.compile(r"(?<=^```console\n\$ make demo\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_AGING_LINES = 9
CUT = "...\n"
"""Stands in the README for a part of the output that it leaves out."""


def printed(folder: Path) -> str:
    """Run the quickstart in a folder, and return what it prints on a terminal of 80 columns."""
    shutil.copytree(
        ROOT / "examples" / "quickstart",
        folder / "quickstart",
        ignore=shutil.ignore_patterns("state", "outbox"),
    )
    words = ["run", "--workspace", "quickstart", "--as-of", "2026-01-30", "--first-run"]
    terminal, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "creditctl", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(terminal)
    assert run.wait() == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


def shown() -> list[str]:
    """The parts of the output that the README shows."""
    found = SHOWN.search(README.read_text(encoding="utf-8"))
    assert found, "the README shows no run of the quickstart"
    return found[1].split(CUT)


def refreshed(output: str) -> str:
    """The README with this output: all of the run, and the head of the aging."""
    run, aging, rest = output.partition("\nAging ")
    head = "".join([run, aging, *rest.splitlines(keepends=True)[:_AGING_LINES], CUT])
    return SHOWN.sub(lambda _: head, README.read_text(encoding="utf-8"), count=1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(refreshed(printed(Path(place))), encoding="utf-8")
