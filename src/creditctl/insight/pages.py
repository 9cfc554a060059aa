"""A page in plain words: sections of paragraphs and lists, as text, Markdown, HTML or JSON."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.writers.cells import printable
from creditctl.insight.writers.json_text import json_text
from creditctl.insight.writers.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from creditctl.findings import Finding

FORMATS: Final = ("text", "md", "html", "json")
"""Names of the formats; all are text."""

_WIDTH: Final = 78

_NO_BREAK: Final = re.compile("([\u00a0\u202f]+)")
"""Blanks at which no line may end, as French has them before a colon and within a number."""

_STYLE: Final = """
:root { color-scheme: light dark; }
body {
  font: 16px/1.5 system-ui, sans-serif;
  margin: 2.5rem auto;
  max-width: 42rem;
  padding: 0 1rem;
}
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
p, ul { margin: .4rem 0; }
ul { padding-left: 1.2rem; }
@page { margin: 15mm 18mm; }
@media print {
  body { font-size: 9.5pt; line-height: 1.32; margin: 0; max-width: none; padding: 0; }
  h1 { font-size: 15pt; margin-top: 0; }
  h2 { break-after: avoid; font-size: 11pt; margin: .8rem 0 .2rem; }
  p, ul { margin: .2rem 0; }
  li { break-inside: avoid; }
}
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: heading, paragraphs, then a list; one of the two may be empty."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        schema: name and version of its JSON, such as ``creditctl.policy-explain/1``.
        title: headline.
        language: ISO 639-1 code, or a locale such as ``nl-BE``.
        intro: paragraphs below the title.
        sections: the parts, in order.
        facts: what else the JSON says, in order of its contract.
        findings: what is to be said about the page.
    """

    schema: str
    title: str
    language: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def render_page(page: Page, form: str) -> str:
    """Write a page in one of `FORMATS`.

    Raises:
        ValueError: the format is unknown.
    """
    if form == "text":
        return _text(page)
    if form == "md":
        return _markdown(page)
    if form == "html":
        return _html(page)
    if form == "json":
        return json_text(_data(page))
    raise ValueError(f"format {form!r} is unknown; allowed: {', '.join(FORMATS)}")


def _text(page: Page) -> str:
    """Plain text, wrapped, for a terminal or an e-mail."""
    title = _clean(page.title, printable)
    blocks = [[*_wrapped(title), "=" * min(len(title), _WIDTH)], *map(_wrapped, page.intro)]
    for section in page.sections:
        heading = _clean(section.heading, printable)
        parts = [*map(_wrapped, section.paragraphs)]
        if section.items:
            parts.append([line for item in section.items for line in _wrapped(item, "- ")])
        blocks.append([heading, "-" * len(heading), *parts[0]])
        blocks += parts[1:]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        _clean(text, printable),
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_on_hyphens=False,
        break_long_words=False,
    )


def _markdown(page: Page) -> str:
    blocks = [f"# {_marked_down(page.title)}", *map(_marked_down, page.intro)]
    for section in page.sections:
        blocks.append(f"## {_marked_down(section.heading)}")
        blocks += map(_marked_down, section.paragraphs)
        if section.items:
            blocks.append("\n".join(f"- {_marked_down(item)}" for item in section.items))
    return "\n\n".join(blocks) + "\n"


def _marked_down(text: str) -> str:
    return _clean(text, escaped)


def _html(page: Page) -> str:
    """A page of its own, for screen and paper; nothing is loaded from elsewhere."""
    title = _escaped(page.title)
    lines = [
        "<!doctype html>",
        f'<html lang="{_escaped(page.language)}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head>",
        f"<body><h1>{title}</h1>",
        *(f"<p>{_escaped(text)}</p>" for text in page.intro),
        *(line for section in page.sections for line in _html_section(section)),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _html_section(section: Section) -> Iterator[str]:
    yield f"<h2>{_escaped(section.heading)}</h2>"
    yield from (f"<p>{_escaped(text)}</p>" for text in section.paragraphs)
    if section.items:
        yield "<ul>"
        yield from (f"<li>{_escaped(item)}</li>" for item in section.items)
        yield "</ul>"


def _escaped(text: str) -> str:
    return escape(_clean(text, printable))


def _clean(text: str, cleaned: Callable[[str], str]) -> str:
    """Text made harmless by a function that would make plain blanks of those that don't break."""
    parts = _NO_BREAK.split(text)
    return "".join(part if _NO_BREAK.match(part) else cleaned(part) for part in parts)


def _data(page: Page) -> dict[str, Any]:
    return {
        "schema": page.schema,
        **page.facts,
        "language": page.language,
        "title": page.title,
        "intro": list(page.intro),
        "sections": [
            {
                "heading": section.heading,
                "paragraphs": list(section.paragraphs),
                "items": list(section.items),
            }
            for section in page.sections
        ],
        "findings": [finding.as_json() for finding in page.findings],
    }
