"""XML as a tree in which every element knows its line; nothing is expanded, nothing fetched."""

from __future__ import annotations

import io
import xml.sax.handler
import xml.sax.xmlreader
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.cash.reading.problems import Problems

_DEEPEST: Final = 60
"""Levels of elements; a statement has about fifteen."""
_AGAIN: Final = "the file is damaged or cut off: download it from the bank again"


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        name: without its namespace; namespace: "" = none.
        line, column: of its start tag, from 1 and from 0.
        text: all text directly inside, blanks at both ends stripped.
        currency: the attribute `Ccy`, the only one that a statement has.
        children: in order.
    """

    name: str
    namespace: str = ""
    line: int = 0
    column: int = 0
    text: str = ""
    currency: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def child(self, *path: str) -> Node | None:
        """The first element on a path of names, None when there is none."""
        node: Node | None = self
        for name in path:
            node = next((c for c in node.children if c.name == name), None) if node else None
        return node

    def told(self, *path: str) -> str:
        """The text of the first element on a path, "" when there is none."""
        node = self.child(*path)
        return node.text if node else ""

    def walk(self) -> Iterator[Node]:
        """This element and all below it, from top to bottom."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


class _TooDeep(Exception):  # noqa: N818  (ends the reading; never leaves this module)
    """Elements are nested without end."""


class _Builder(xml.sax.handler.ContentHandler):
    """Makes the tree from the parser's events."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.open: list[Node] = []
        self.where: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  (the name that SAX calls)
        self.where = locator

    def startElementNS(self, name: tuple[str | None, str], qname: Any, attrs: Any) -> None:  # noqa: ARG002, N802
        line, column = self.where.getLineNumber() or 0, self.where.getColumnNumber() or 0
        node = Node(name[1], name[0] or "", line, column)
        node.currency = attrs.get((None, "Ccy"), "")
        if self.open:
            self.open[-1].children.append(node)
        self.root = self.root or node
        self.open.append(node)
        if len(self.open) > _DEEPEST:
            raise _TooDeep

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: ARG002, N802
        node = self.open.pop()
        node.text = node.text.strip()

    def characters(self, content: str) -> None:
        self.open[-1].text += content


def read_xml(data: bytes, problems: Problems) -> Node | None:
    """Read XML.

    Args:
        data: the file.
        problems: gets CP104 when it is damaged, cut off, nested without end, or declares
            entities or a document type, which a statement never does.

    Returns:
        The root element, None with a finding in `problems`.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import create_parser

    builder = _Builder()
    parser = create_parser(forbid_dtd=True)
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setContentHandler(builder)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        parser.parse(source)
    except xml.sax.SAXParseException as trouble:
        line = max(1, trouble.getLineNumber() or 1)
        message = f"this is no sound XML: {trouble.getMessage()}"
        problems.refuse("CP104", message, problems.at(line), _AGAIN)
        return None
    except DefusedXmlException:
        message = "the file declares a document type or entities, which no statement does"
        hint = "don't use it; download the statement from the bank yourself"
        problems.refuse("CP104", message, problems.whole(), hint)
        return None
    except (_TooDeep, LookupError, ValueError) as trouble:
        why = "its elements are nested without end" if isinstance(trouble, _TooDeep) else trouble
        problems.refuse("CP104", f"this XML can't be read: {why}", problems.whole(), _AGAIN)
        return None
    return builder.root
