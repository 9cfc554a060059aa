"""E-mails: from letters that are made to files of the outbox, and to messages that leave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import inputs
from measure import Contender, race
from report import Section, Target, seconds, timing_json

from subjects.letters import DESIGN_SPEED, SPEED

if TYPE_CHECKING:
    from collections.abc import Iterator

MAILS = 1_000
BUILT, BARE = "built by creditctl", "built by Python's email alone"


def sections(rounds: int) -> Iterator[Section]:
    """One table."""
    contenders = [
        Contender(BUILT, inputs.python("mails.py", MAILS), reports=True),
        Contender(BARE, inputs.python("mails_bare.py", MAILS), reports=True),
        Contender(SPEED, (sys.executable, "-c", "import typer")),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / "mails")
    built, bare = found[BUILT], found[BARE]
    slower = found[SPEED].median_cpu / DESIGN_SPEED
    leaving = MAILS / built.median("leaving")
    yield Section(
        f"E-MAILS: {MAILS:,} with text, HTML and PDF ({built.median('kb_each'):.0f} kB each)",
        ("", "wall s", "best cpu s", "each/s by wall", "each/s by cpu", ""),
        tuple(
            (
                one.name,
                seconds(one.median("wall")),
                seconds(one.best("cpu")),
                f"{MAILS / one.median('wall'):,.0f}",
                f"{MAILS / one.best('cpu'):,.0f}",
                note,
            )
            for one, note in ((built, f"and made ready to leave: {leaving:,.0f}/s"), (bare, ""))
        ),
        (f"By 'import typer' this machine is now {slower:.2f} x slower than the targets'.",),
        timing_json(found.values(), subject="mails", slower=slower),
        (
            Target(
                "mails",
                "e-mails built a second",
                MAILS / built.median("wall"),
                1_000,
                MAILS / built.best("cpu"),
                "/s",
                at_least=True,
            ),
        ),
    )
