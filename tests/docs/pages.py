"""The pages of the documentation, as the tests of this folder read them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from creditctl.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMAND_PAGES = {name: DOCS / "commands" / f"{name}.md" for name in COMMANDS}
PAGES = sorted({*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").rglob("*.md")})


def name_of(page: Path) -> str:
    """A page as test ids call it."""
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path | str) -> str:
    """The text of a page, or of the one of that name in docs."""
    return (DOCS / page if isinstance(page, str) else page).read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block for named, block in blocks if named == language]


def command_lines(text: str) -> Iterator[list[str]]:
    """The words behind `creditctl` in every command line of the shell blocks."""
    for block in fences(text, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            while "creditctl" in words:
                words = words[words.index("creditctl") + 1 :]
                ends = [i for i, word in enumerate(words) if word in ("|", "&&", ";", ">")]
                yield words[: ends[0]] if ends else words


def table_rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, its head left out."""
    below = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.MULTILINE)[1]
    found = re.search(r"^\|.*\n\|[ |-]+\n((?:\|.*\n)+)", below, re.MULTILINE)
    assert found, f"there is no table below '{heading}'"
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in found[1].splitlines()
    ]


def code_words(text: str) -> set[str]:
    """Everything that stands in backticks, as a whole and word by word."""
    spans = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    )
    return {*spans, *(word for span in spans for word in re.findall(r"[\w-]+", span))}
