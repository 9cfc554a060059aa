"""Rendered Markdown to a small tree, with the values put back as plain text.

The tree is all that the renderers see: paragraphs, lists, blocks; text, strong, emphasis,
links, line breaks. A value lands in a text node (or, percent-encoded, in a link's target), so
it can never open a tag, a formula or a command in any rendition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from markdown_it import MarkdownIt

from creditctl.config.places import Span
from creditctl.documents.environment import BLOCK, SLOT
from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from creditctl.config.places import TextFile
    from creditctl.documents.environment import Rendered
    from creditctl.findings import Finding, Place


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break within a paragraph."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italic."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `target` is an https, http, mailto or tel address."""

    target: str
    children: tuple[Inline, ...]


Inline = Text | Break | Strong | Emphasis | Link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `start` is the first number, None for bullets."""

    start: int | None
    items: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """The place of a block: ``items`` or ``payment``."""

    name: str


Node = Paragraph | ListBlock | Marker


class _MarkupTrouble(Exception):  # noqa: N818  (becomes a finding; never leaves this module)
    """A template uses Markdown that letters do not know."""

    def __init__(self, message: str, hint: str, token: Token, field: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.token = token
        self.field = field  # where a line begins with values, it is known by this


_SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")
_PLAIN: Final = "write plain paragraphs and lists, with **bold**, *italic* and [links](https://...)"
_UNKNOWN: Final = {
    "heading_open": "a heading",
    "hr": "a rule",
    "blockquote_open": "a quotation",
    "fence": "a code block",
    "table_open": "a table",
    "image": "a picture",
    "html_block": "HTML",
    "html_inline": "HTML",
}


def _markdown() -> MarkdownIt:
    """CommonMark without code; what is off stays text.

    Tables, pictures and HTML are read only to be refused: a debtor should not get their signs.
    """
    reader = MarkdownIt("commonmark").enable("table")
    reader.disable(["code", "backticks", "reference"])
    # Targets are judged after the values are in; until then a slot must stay as it is.
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    # The first text puts the rules together; a second thread would read with those that are there.
    reader.parse("a")
    return reader


_READER: Final = _markdown()


@lru_cache(maxsize=256)
def _tokens(text: str) -> Sequence[Token]:
    """The tokens of a text without its values, which is the same for most letters of a step."""
    return tuple(_READER.parse(text))


def read_markup(rendered: Rendered, file: TextFile) -> tuple[Node, ...] | Finding:
    """The tree of a rendered template.

    Returns:
        The tree, or a finding (CC308) for Markdown that letters do not know.
    """
    try:
        return _Builder(rendered.values).nodes(_tokens(rendered.text))
    except _MarkupTrouble as trouble:
        where = _place(trouble, rendered.text, file)
        return error("CC308", str(trouble), where, trouble.hint)


@dataclass(frozen=True, slots=True)
class _Builder:
    values: Sequence[str]

    def nodes(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """Block tokens to nodes."""
        found: list[Node] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _closing(tokens, index)
            inner = tokens[index + 1 : end]
            if token.type == "paragraph_open":
                found += self.paragraph(inner[0])
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                found.append(self.list_block(token, inner))
            else:
                what = _UNKNOWN.get(token.type, "this kind of text")
                raise _MarkupTrouble(f"{what} cannot be used in a letter", _PLAIN, token)
            index = end + 1
        return tuple(found)

    def paragraph(self, token: Token) -> list[Node]:
        """A paragraph, or the block that stands alone in it; nothing when it is empty."""
        if match := BLOCK.fullmatch(token.content.strip()):
            return [Marker(match[1])]
        if match := BLOCK.search(token.content):
            field = f"{{{{ {match[1]} }}}}"
            hint = "put it on a line of its own, with an empty line above and below"
            raise _MarkupTrouble(f"{field} stands within a paragraph", hint, token, field)
        try:
            children = self.inlines(token.children or [])
        except _MarkupTrouble as trouble:
            trouble.token = token  # the one that knows its line
            raise
        return [Paragraph(children)] if children else []

    def list_block(self, token: Token, inner: Sequence[Token]) -> ListBlock:
        """A list and its items."""
        start = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
        items: list[tuple[Node, ...]] = []
        index = 0
        while index < len(inner):
            end = _closing(inner, index)
            items.append(self.nodes(inner[index + 1 : end]))
            index = end + 1
        return ListBlock(start, tuple(items))

    def inlines(self, tokens: Sequence[Token]) -> tuple[Inline, ...]:
        """Inline tokens to nodes."""
        found: list[Inline] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _closing(tokens, index)
            if token.nesting == 1:
                found.append(self.span(token, self.inlines(tokens[index + 1 : end])))
            elif token.type == "hardbreak":
                found.append(Break())
            elif token.type in _UNKNOWN:
                raise _MarkupTrouble(
                    f"{_UNKNOWN[token.type]} cannot be used in a letter", _PLAIN, token
                )
            else:
                text = " " if token.type == "softbreak" else self.filled(token.content)
                found += [Text(text)] if text else []
            index = end + 1
        return tuple(found)

    def span(self, token: Token, children: tuple[Inline, ...]) -> Inline:
        """Strong, emphasis or a link."""
        if token.type == "link_open":
            return Link(self.target(str(token.attrs["href"]), token), children)
        return Strong(children) if token.type == "strong_open" else Emphasis(children)

    def filled(self, text: str) -> str:
        """Text with its values."""
        return SLOT.sub(lambda match: self.values[int(match[1])], text)

    def target(self, written: str, token: Token) -> str:
        """A link's target with its values percent-encoded, so that none can change its kind."""
        fixed = SLOT.sub("", written)
        if BLOCK.search(written) or not fixed.lower().startswith(_SCHEMES):
            message = f"the link to '{self.filled(written)}' leads nowhere safe"
            hint = "write https://, mailto: or tel: in the template, then the field"
            raise _MarkupTrouble(message, hint, token)
        filled = SLOT.sub(lambda match: quote(self.values[int(match[1])], safe="@/"), written)
        return quote(filled, safe="!#$%&'()*+,/:;=?@[]~")


def _closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the token that closes the one at `index`, itself when it opens nothing."""
    level = 0
    for at in range(index, len(tokens)):
        level += tokens[at].nesting
        if level <= 0:
            return at
    return len(tokens)  # pragma: no cover  (the reader always closes what it opens)


def _place(trouble: _MarkupTrouble, rendered: str, file: TextFile) -> Place:
    """The template's line that is at fault: the first that begins the same way or has the field."""
    lines, span = rendered.split("\n"), trouble.token.map
    first = lines[span[0]] if span else ""
    start = re.split("[\ue000\ue002]", first.strip())[0]
    for number, line in enumerate(file.lines, 1):
        if line.strip().startswith(start) if start else trouble.field and trouble.field in line:
            return file.place(Span(number, 1, len(line.strip())))
    return file.place(Span(1, 1))


def as_json(nodes: Sequence[Node | Inline]) -> list[dict[str, Any]]:
    """The tree as JSON-ready values: each node a mapping with its `kind`."""
    return [_node_json(node) for node in nodes]


def _node_json(node: Node | Inline) -> dict[str, Any]:
    match node:
        case Text(text):
            return {"kind": "text", "text": text}
        case Break():
            return {"kind": "break"}
        case Strong(children):
            return {"kind": "strong", "children": as_json(children)}
        case Emphasis(children):
            return {"kind": "emphasis", "children": as_json(children)}
        case Link(target, children):
            return {"kind": "link", "target": target, "children": as_json(children)}
        case Paragraph(children):
            return {"kind": "paragraph", "children": as_json(children)}
        case ListBlock(start, items):
            return {"kind": "list", "start": start, "items": [as_json(item) for item in items]}
        case Marker(name):
            return {"kind": "block", "name": name}
