"""Command lines as people paste them into a shell: text from the books is quoted."""

from __future__ import annotations

import shlex

from creditctl.insight.writers.cells import printable


def command(*words: str) -> str:
    """A command line of creditctl; words in capitals stand for what a person fills in."""
    return " ".join(("creditctl", *(shlex.quote(printable(word)) for word in words)))
