"""OFX 1 (SGML) as a tree: elements with a value need no closing tag, groups have one.

After the OFX specification 1.6, chapter 2. OFX 2 is XML and is read as that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.xmltree import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.reading.problems import Problems

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)\s*(/?)>")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&"))
_GROUPS: Final = frozenset((
    "OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS", "FI", "BANKMSGSRSV1",
    "STMTTRNRS", "STMTRS", "CREDITCARDMSGSRSV1", "CCSTMTTRNRS", "CCSTMTRS", "BANKACCTFROM",
    "CCACCTFROM", "BANKTRANLIST", "BANKTRANLISTP", "STMTTRN", "STMTTRNP", "PAYEE",
    "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL",
    "BALLIST", "BAL",
))  # fmt: skip
"""Groups in which something would be lost if they were taken for empty elements."""
_DEEPEST: Final = 60
_AGAIN: Final = "the file is damaged or cut off: download it from the bank again"


def read_sgml(lines: Sequence[str], problems: Problems) -> Node | None:
    """Read OFX 1.

    Args:
        lines: physical lines without their ends.
        problems: gets CP104 a tag that closes nothing or groups without end, CP106 a group that
            is never closed.

    Returns:
        A nameless element around the elements `OFX`, None when there are none.
    """
    builder = _Builder(problems)
    for number, line in enumerate(lines, 1):
        at = 0
        for tag in _TAG.finditer(line):
            builder.text(line[at : tag.start()])
            builder.tag(tag, number)
            at = tag.end()
            if problems.errors:
                return None
        builder.text(line[at:])
    return builder.finish()


@dataclass(slots=True)
class _Builder:
    """Makes the tree: `open` are the groups around the next tag, `leaf` the latest element."""

    problems: Problems
    open: list[Node] = field(default_factory=lambda: [Node("")])
    leaf: Node | None = None

    def tag(self, tag: re.Match[str], line: int) -> None:
        """An opening or closing tag."""
        name = tag[2].upper()
        if tag[1]:
            self._close(name, line)
            return
        if self.leaf is not None and not self.leaf.text:
            self.open.append(self.leaf)  # an element stands where its value would: it is a group
        self.leaf = Node(name, "", line, tag.start())
        self.open[-1].children.append(self.leaf)
        if len(self.open) > _DEEPEST:
            message = "its groups are nested without end"
            self.problems.refuse("CP104", message, self.problems.at(line), _AGAIN)

    def text(self, text: str) -> None:
        """Text between tags, the value of the latest element."""
        if self.leaf is None or not text.strip():
            return
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
        self.leaf.text = f"{self.leaf.text} {text}".strip()

    def _close(self, name: str, line: int) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is not None and leaf.name == name:
            return
        if all(group.name != name for group in self.open[1:]):
            message = f"</{name}> closes nothing that is open"
            self.problems.refuse("CP104", message, self.problems.at(line, f"</{name}"), _AGAIN)
            return
        while self.open[-1].name != name:
            self._empty(self.open.pop())
        self.open.pop()

    def _empty(self, group: Node) -> None:
        """An element without value that was taken for a group: what is in it stands behind it."""
        if group.name in _GROUPS:
            self._unclosed(group)
        self.open[-1].children += group.children
        group.children = []

    def _unclosed(self, group: Node) -> None:
        place = self.problems.at(group.line, f"<{group.name}", group.name)
        self.problems.refuse("CP106", f"<{group.name}> is never closed", place, _AGAIN)

    def finish(self) -> Node | None:
        """The top of the tree; a file may hold several OFX answers, one behind the other."""
        top = self.open[0]
        last = self.open[1:] or ([self.leaf] if self.leaf else [])
        if last:
            self._unclosed(last[-1])
            return None
        return top if top.child("OFX") else None
