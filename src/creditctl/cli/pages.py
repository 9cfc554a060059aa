"""Pages in plain words, to stdout or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.cli.output import Channel, deliver, form_of, warn
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.insight.pages import FORMATS, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.insight.pages import Page

_SUFFIXES: Final = {".txt": "text", ".md": "md", ".html": "html", ".htm": "html", ".json": "json"}


def page_channel(
    form: str | None, as_json: bool, output: Path | None, *, quiet: bool = False
) -> Channel:
    """Settle format and destination; the suffix of FILE decides when no format is named.

    Raises:
        UsageRefused: a format that pages do not have (CR003).
    """
    if as_json and form not in (None, "json"):
        hint = "give one of the two"
        raise UsageRefused(error("CR003", f"--json contradicts --format {form}", hint=hint))
    chosen = "json" if as_json else form or form_of(output, _SUFFIXES, "text")
    if chosen not in FORMATS:
        hint = f"formats of a page: {', '.join(FORMATS)}"
        raise UsageRefused(error("CR003", f"a page can't be written as '{chosen}'", hint=hint))
    return Channel(chosen, None if str(output) == "-" else output, quiet=quiet)


def answer_page(page: Page, where: Channel) -> None:
    """Write a page; what is to be said about it goes to stderr, unless the JSON carries it."""
    data = render_page(page, where.form).encode()
    deliver(data, where)
    if where.form != "json":
        warn(page.findings, where)
