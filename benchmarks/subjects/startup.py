"""Start-up: what every command costs before it does anything."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import inputs
from measure import Contender, race
from report import Section, Target, ratio_target, timing_headers, timing_json, timing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE, TYPER = "python -c pass", "python -c 'import typer'"
VERSION, HELP, COMMAND_HELP = "creditctl --version", "creditctl --help", "creditctl aging --help"


def sections(rounds: int) -> Iterator[Section]:
    """One table."""
    contenders = [
        Contender(BARE, (sys.executable, "-c", "pass")),
        Contender(TYPER, (sys.executable, "-c", "import typer")),
        Contender(VERSION, (inputs.CREDITCTL, "--version")),
        Contender(HELP, (inputs.CREDITCTL, "--help")),
        Contender(COMMAND_HELP, (inputs.CREDITCTL, "aging", "--help")),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / "startup")
    heavy = json.loads(inputs.run(*inputs.python("help_modules.py")))
    yield Section(
        "START-UP",
        timing_headers("typer"),
        timing_rows(found.values(), found[TYPER]),
        (f"Heavy modules loaded by --help: {', '.join(heavy) or 'none'}.",),
        timing_json(found.values(), subject="startup"),
        (
            ratio_target("startup", "--help / import typer", found[HELP], found[TYPER], 1.25),
            ratio_target("startup", "--version / bare Python", found[VERSION], found[BARE], 1.5),
            Target("startup", "heavy modules loaded by --help", len(heavy), 0, unit=""),
        ),
    )
