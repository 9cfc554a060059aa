"""Letters: with and without codes, on one thread and two, beside Typst alone; bodies alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import inputs
from measure import Contender, race
from report import Section, Target, seconds, timing_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measure import Result

LETTERS, BODIES = 100, 10_000
ONE, TWO, BODY = "letters, one worker", "letters, two workers", "bodies"
PLAIN, BILL = "letters without a code", "letters with a Swiss QR-bill"
FLOOR = "Typst alone, the plainest page"
SPEED = "python -c 'import typer'"
DESIGN_SPEED = 0.063
"""Seconds of SPEED on the machine on which the targets were set (DESIGN section 11)."""


def sections(rounds: int) -> Iterator[Section]:
    """One table."""
    contenders = [
        Contender(ONE, inputs.python("letters.py", LETTERS, 1), reports=True),
        Contender(TWO, inputs.python("letters.py", LETTERS, 2), reports=True),
        Contender(PLAIN, inputs.python("letters.py", LETTERS, 1, "none"), reports=True),
        Contender(FLOOR, inputs.python("typst_floor.py", LETTERS), reports=True),
        Contender(BILL, inputs.python("letters.py", LETTERS, 1, "bill"), reports=True),
        Contender(BODY, inputs.python("bodies.py", BODIES), reports=True),
        Contender(SPEED, (sys.executable, "-c", "import typer")),
    ]
    found = race(contenders, rounds, inputs.DATA / "out" / "letters")
    one, two, body = found[ONE], found[TWO], found[BODY]
    plain, bill, floor = found[PLAIN], found[BILL], found[FLOOR]
    kilobytes = one.median("kb_each")
    context = BODIES / body.median("context")
    slower = found[SPEED].median_cpu / DESIGN_SPEED
    yield Section(
        f"LETTERS: {LETTERS} letters of five items (text, HTML, PDF/A-3a with EPC QR),"
        f" {BODIES:,} bodies",
        ("", "wall s", "best cpu s", "each/s by wall", "each/s by cpu", "RSS MB", ""),
        (
            _row(
                one, LETTERS, f"{_ratio(one, plain)} x one without a code, {kilobytes:.0f} kB each"
            ),
            _row(two, LETTERS, ""),
            _row(plain, LETTERS, f"{_ratio(plain, floor)} x Typst alone"),
            _row(floor, LETTERS, "same words, fonts and PDF/A-3a, no design"),
            _row(bill, LETTERS, f"{_ratio(bill, plain)} x one without a code"),
            _row(body, BODIES, f"and the contexts they need: {context:,.0f}/s"),
        ),
        (
            "Seconds of the work alone, first letter with fonts and templates included; RSS whole.",
            "CPU is that of the best round: on a shared core CPU seconds stretch as well.",
            f"By 'import typer' this machine is now {slower:.2f} x slower than the targets'.",
        ),
        timing_json(found.values(), subject="letters", slower=slower),
        (
            *_rates("PDFs without a code a second, one core", plain, 100, slower),
            *_rates("PDFs with QR a second, one core", one, 75, slower),
            Target(
                "letters",
                "two workers / one worker",
                one.median("wall") / two.median("wall"),
                1.5,
                one.best("wall") / two.best("wall"),
                at_least=True,
            ),
            Target(
                "letters",
                "bodies a second",
                BODIES / body.median("wall"),
                10_000,
                BODIES / body.best("cpu"),
                "/s",
                at_least=True,
            ),
        ),
    )


def _rates(text: str, result: Result, limit: int, slower: float) -> tuple[Target, Target]:
    """Letters a second as they are, and at the speed of the machine that set the target."""
    wall, cpu = LETTERS / result.median("wall"), LETTERS / result.best("cpu")
    there = f"{text}, at the speed of the targets' machine"
    return (
        Target("letters", text, wall, limit, cpu, "/s", at_least=True),
        Target("letters", there, wall * slower, limit, cpu * slower, "/s", at_least=True),
    )


def _ratio(one: Result, other: Result) -> str:
    return f"{one.best('cpu') / other.best('cpu'):.2f}"


def _row(result: Result, count: int, note: str) -> tuple[str, ...]:
    wall, cpu = result.median("wall"), result.best("cpu")
    return (
        result.name,
        seconds(wall),
        seconds(cpu),
        f"{count / wall:,.0f}",
        f"{count / cpu:,.0f}",
        f"{result.peak:.0f}",
        note,
    )
