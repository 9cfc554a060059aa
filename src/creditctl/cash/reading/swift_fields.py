"""The fields of SWIFT messages: tag lines to messages, every line of the file accounted for.

The package mt-940 is not used: it finds fields with one pattern over the whole file, so that a
line that it does not understand disappears or becomes text of the field before; it moves a day
that no calendar has to the next one that has it; and it knows no line numbers. A statement that
is read for money must not lose a line, so the lines are cut here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.mt940_lines import looks_like_movement
from creditctl.imports.quarantine import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.reading.problems import Problems

TAG: Final = re.compile(r":([0-9]{2}[A-Z]?|NS):(.*)", re.DOTALL)
_END: Final = re.compile(r"-(?:\}.*|X*)")
_HEADER: Final = re.compile(r":?[A-Z0-9][A-Z0-9 /:.]{0,79}|\{.*|[A-Z0-9]*")
"""What banks put around a message: BICs, the message type, envelope blocks of SWIFT."""
_KNOWN: Final = frozenset((
    "20", "21", "25", "25P", "28", "28C", "13", "13C", "13D", "34F", "60F",
    "60M", "61", "86", "62F", "62M", "64", "65", "90C", "90D", "NS",
))  # fmt: skip
_GO_ON: Final = ("25P", "61", "86")
"""Fields that may have more lines than one."""
_CLOSING: Final = frozenset(("62F", "62M", "90C", "90D"))


@dataclass(slots=True)
class Field:
    """A field: its tag without colons, its lines without the tag, its first physical line."""

    tag: str
    lines: list[str]
    line: int

    @property
    def text(self) -> str:
        """The first line, without blanks around it."""
        return self.lines[0].strip()


@dataclass(slots=True)
class Message:
    """One message, from its ``:20:`` to its end.

    Attributes:
        line: of its ``:20:``.
        fields: in order; after: fields that stand behind the end of the message.
        ended: whether its end was marked.
    """

    line: int
    fields: list[Field] = field(default_factory=list)
    after: list[Field] = field(default_factory=list)
    ended: bool = False

    def first(self, *tags: str) -> Field | None:
        """The first field with one of the tags."""
        return next((f for f in self.fields if f.tag in tags), None)

    def all(self, *tags: str) -> list[Field]:
        """All fields with one of the tags, in order."""
        return [f for f in self.fields if f.tag in tags]

    @property
    def closed(self) -> bool:
        """Whether the last of its fields that must be there is there."""
        return any(f.tag in _CLOSING for f in self.fields)


def is_swift(lines: Sequence[str]) -> bool:
    """Whether a text consists of SWIFT fields: one of the usual tags begins a line."""
    return any(re.match(r":(?:20|25P?|28C?|60[FM]|61|62[FM]|86):", line) for line in lines)


def read_messages(lines: Sequence[str], problems: Problems) -> tuple[list[Message], list[Field]]:
    """Cut lines into messages.

    Args:
        lines: physical lines without their ends.
        problems: gets CP115 a line that belongs to no field, CP125 an unknown tag and odd lines
            around a message.

    Returns:
        The messages, and fields that stand before the first ``:20:``.
    """
    cutter = _Cutter(problems)
    for number, line in enumerate(lines, 1):
        cutter.take(number, line)
    return cutter.messages, cutter.orphans


@dataclass(slots=True)
class _Cutter:
    problems: Problems
    messages: list[Message] = field(default_factory=list)
    orphans: list[Field] = field(default_factory=list)
    current: Field | None = None

    def take(self, number: int, line: str) -> None:
        """One physical line."""
        tag = TAG.match(line)
        if tag is not None:
            self._start(Field(tag[1], [tag[2]], number))
        elif _END.fullmatch(line.strip()) and self._ends():
            self.messages[-1].ended = True
            self.current = None
        elif looks_like_movement(line):
            hint = "the file is damaged: download it from the bank again"
            message = f"{quoted(line)} looks like a booking (:61:) without its tag"
            self.problems.refuse("CP115", message, self.problems.at(number), hint)
        elif self.current is not None and (self.current.tag in _GO_ON or not line.strip()):
            self.current.lines.append(line)
        elif self.current is not None and self.current.tag in _KNOWN and not self._outside():
            hint = "the file is damaged: download it from the bank again"
            message = f"{quoted(line)} belongs to no field"
            self.problems.refuse("CP115", message, self.problems.at(number), hint)
        elif not _HEADER.fullmatch(line.strip()):
            hint = "nothing, unless it belongs to a booking"
            message = f"{quoted(line)} stands outside of a statement and is left out"
            self.problems.warn("CP125", message, self.problems.at(number), hint)

    def _start(self, found: Field) -> None:
        """A field begins."""
        self.current = found
        if found.tag == "20":
            self.messages.append(Message(found.line))
        if not self.messages:
            self.orphans.append(found)
        elif self.messages[-1].ended:
            self.messages[-1].after.append(found)
        else:
            self.messages[-1].fields.append(found)
        if found.tag not in _KNOWN:
            hint = "nothing, unless money is missing; tell us which bank writes it"
            message = f"the field :{found.tag}: is not known and is left out"
            self.problems.warn("CP125", message, self.problems.at(found.line), hint)

    def _ends(self) -> bool:
        """Whether a dash can end the message: in the text of a payment it may be text."""
        if not self.messages:
            return False
        in_text = self.current is not None and self.current.tag == "86"
        message = self.messages[-1]
        return not in_text or message.closed or message.first("34F") is not None

    def _outside(self) -> bool:
        """Whether the header of the next message may begin, although no dash ended this one."""
        return bool(self.messages) and self.messages[-1].closed
