"""A letter that should not have left is taken back, through the real command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.guarantees.workspaces import AS_OF, make, row
from tests.scenarios.inside import creditctl


@pytest.fixture
def books(tmp_path):
    """A workspace whose one late item had its first reminder."""
    folder = make(tmp_path / "books", [row("F1", "D1", 4)])
    assert creditctl("run", "-w", str(folder), "--as-of", str(AS_OF)).returncode == 0
    return folder


def decided(folder, day):
    done = creditctl("plan", "-w", str(folder), "--as-of", str(day), "--json", "--detail")
    (decision,) = json.loads(done.stdout)["decisions"]
    return decision["outcome"], decision["reason"], decision["step"], decision["next_date"]


def the_notice(folder):
    (notice,) = json.loads(creditctl("outbox", "list", "-w", str(folder), "--json").stdout)[
        "notices"
    ]
    return notice


def test_the_level_falls_back_the_file_stays_and_the_gap_is_kept(books):
    notice = the_notice(books)
    before = {path: path.read_bytes() for path in (books / "outbox").rglob("*") if path.is_file()}
    words = ("void", notice["notice"], "--by", "Anna", "--reason", "paid in cash", "-w", str(books))
    done = creditctl("outbox", *words)
    assert (done.returncode, done.stdout) == (0, "")
    assert "back at the step before" in done.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert (the_notice(books)["state"], the_notice(books)["reason"]) == ("voided", "paid in cash")
    next_day = str(AS_OF + timedelta(7))
    monday = AS_OF + timedelta(3)
    assert decided(books, monday) == ("hold", "contact-gap", "reminder", next_day)
    assert decided(books, AS_OF + timedelta(7))[:3] == ("act", "step-due", "reminder")
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("NOBODY", "--by", "Anna", "--reason", "x"), "CJ123"),
        (("{id}", "--reason", "x"), "CR001"),
        (("{id}", "--by", "Anna"), "CR001"),
    ],
)
def test_what_cannot_be_void_is_refused(books, words, code):
    notice = the_notice(books)
    asked = [word.format(id=notice["notice"]) for word in words]
    done = creditctl("outbox", "void", *asked, "-w", str(books))
    assert (done.returncode, code in done.stderr) == (2, True)
    assert the_notice(books) == notice
