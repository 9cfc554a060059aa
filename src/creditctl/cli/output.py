"""The one place that writes: answers to stdout or a file, everything else to stderr."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from creditctl.cli.app import complain
from creditctl.errors import UsageRefused
from creditctl.findings import Finding, Severity, error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.insight.report import Report
    from creditctl.insight.writers.cells import Style

_SUFFIXES: Final = {
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
}
_NO_REPORTS: Final = frozenset({".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsb", ".ods"})
"""Suffixes whose programs could not open the text that would else stand under such a name."""
_MOST_FINDINGS: Final = 12
"""How many warnings a person is shown at once; the rest is counted."""

_STYLES: Final = {
    "title": "1",
    "header": "1",
    "rule": "2",
    "total": "1",
    "alert": "31",
    "quiet": "2",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """How this command answers.

    Attributes:
        form: table, json, csv, xlsx, md or html.
        output: the file to write, None = stdout.
        color: auto, always or never.
        quiet: print no warnings.
    """

    form: str
    output: Path | None
    color: str = "auto"
    quiet: bool = False


def channel(
    form: str | None,
    as_json: bool,
    output: Path | None,
    *,
    color: str = "auto",
    quiet: bool = False,
) -> Channel:
    """Settle format and destination; the suffix of FILE decides when no format is named.

    Raises:
        UsageRefused: an unknown format or colour word, a FILE that no format is for, or a workbook
            on a terminal (CR003).
    """
    from creditctl.insight.writers import FORMATS

    if as_json and form not in (None, "json"):
        hint = "give one of the two"
        raise UsageRefused(error("CR003", f"--json contradicts --format {form}", hint=hint))
    chosen = "json" if as_json else (form or form_of(output, _SUFFIXES, "table"))
    if chosen not in FORMATS:
        raise UsageRefused(
            error("CR003", f"there is no format '{chosen}'", hint=f"formats: {', '.join(FORMATS)}")
        )
    if color not in ("auto", "always", "never"):
        raise UsageRefused(error("CR003", f"--color {color}: auto, always or never"))
    if chosen == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageRefused(
            error("CR003", "a workbook can't be shown on a terminal", hint="add -o FILE.xlsx")
        )
    return Channel(chosen, None if output == Path("-") else output, color, quiet)


def form_of(output: Path | None, forms: Mapping[str, str], usual: str) -> str:
    """The format that the suffix of FILE stands for; `usual` where it stands for none.

    Raises:
        UsageRefused: FILE would not be what its suffix says (CR003).
    """
    suffix = output.suffix.lower() if output else ""
    if suffix in _NO_REPORTS and suffix not in forms:
        hint = f"end the name with {', '.join(forms)}"
        raise UsageRefused(error("CR003", f"{output}: this is not written as {suffix}", hint=hint))
    return forms.get(suffix, usual)


def answer(report: Report, where: Channel, *, every_finding: bool = False) -> None:
    """Write a report; its warnings go to stderr unless the answer itself carries them.

    Args:
        report: what to write.
        where: format and destination.
        every_finding: print all findings, however many.
    """
    from creditctl.insight.writers import render

    terminal = where.output is None and sys.stdout.isatty()
    text = render(
        report,
        where.form,
        width=shutil.get_terminal_size((80, 24)).columns if terminal else None,
        style=style_for(sys.stdout, where.color) if where.output is None else None,
    )
    data = text if isinstance(text, bytes) else text.encode()
    deliver(data, where)
    if where.form != "json":
        warn(report.findings, where, every=every_finding)


def deliver(data: bytes, where: Channel) -> None:
    """Write an answer to its file, or to stdout."""
    if where.output is not None:
        write_file(where.output, data)
        say(f"written: {where.output}", where)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def warn(findings: Sequence[Finding], where: Channel, *, every: bool = False) -> None:
    """Print findings for a person, errors and warnings first.

    Args:
        findings: in any order.
        where: how this command answers.
        every: print all; else remarks are left out (they would come with every day's mail) and
            the rest beyond a dozen is counted.
    """
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    least = 2 if every else 0 if where.quiet else 1
    shown = sorted(
        (f for f in findings if rank[f.severity] <= least), key=lambda f: rank[f.severity]
    )
    most = len(shown) if every else _MOST_FINDINGS
    if shown:
        complain(shown[:most], as_json=where.form == "json")
    if len(shown) > most:
        say(f"... and {len(shown) - most} more; see them all with: creditctl check", where)


def say(text: str, where: Channel) -> None:
    """A sentence for a person, on stderr."""
    if not where.quiet and where.form != "json":
        sys.stderr.write(text + "\n")


def style_for(stream: object, color: str) -> Style | None:
    """Colours for a stream, or None. NO_COLOR (not empty) and TERM=dumb are honoured."""
    isatty = getattr(stream, "isatty", lambda: False)
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    wanted = color == "always" or (color == "auto" and isatty() and not dumb)
    return _paint if wanted else None


def _paint(role: str, text: str) -> str:
    code = _STYLES.get(role)
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all; others may not read it.

    Raises:
        UsageRefused: the folder is missing or can't be written (CR004).
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise UsageRefused(
            error("CR004", f"can't write {path}: {problem.strerror or problem}")
        ) from None
