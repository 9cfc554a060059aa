"""Help texts: the pages in docs/commands are the source of `--help`.

A page is Markdown of few forms: one title, paragraphs, lists, and fenced command lines. Here it
becomes plain text for a terminal of 80 columns, without any Markdown library.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH: Final = 76
"""Columns of a line that is laid out here; click indents help by two."""
_KEEP: Final = "\b"
"""A line that tells click not to wrap the lines below it anew, which would break at hyphens."""
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def page(command: str, line: str) -> str:
    """The help of a command: its page as plain text, or the one line where there is no page."""
    from creditctl.config.shipped import shipped

    path = shipped("commands") / f"{command}.md"
    if not path.is_file():
        return line
    return plain(path.read_text(encoding="utf-8"))


def plain(markdown: str) -> str:
    """A page as text that click prints as it is."""
    return "\n\n".join("\n".join([_KEEP, *_laid_out(b)]) for b in _blocks(markdown))


def _blocks(markdown: str) -> Iterator[list[str]]:
    """The blocks between blank lines, without the title; a fenced block is one, fence and all."""
    block: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("# ") and not fenced:
            continue
        if line.strip() or fenced:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _laid_out(block: list[str]) -> Iterator[str]:
    """The lines of a block; command lines indented, paragraphs and lists wrapped."""
    if block[0].startswith("```"):
        yield from (f"  {line}" for line in block[1:-1] if line)
        return
    words = _LINK.sub(r"\1", "\n".join(block)).replace("`", "").replace("**", "")
    mark = "- " if words.startswith("- ") else ""
    for entry in re.split(r"^- ", words, flags=re.MULTILINE) if mark else [words]:
        yield from textwrap.wrap(
            " ".join(entry.split()),
            _WIDTH,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_on_hyphens=False,
        )
