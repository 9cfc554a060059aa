"""YAML with positions: plain data, and the line, column and width of every key and value.

Refused, each with its place: duplicate keys, anchors, aliases, merge keys, tags, directives,
several documents, tabs as indentation, files that are too large or too deep. Values are read
as `scalars` says. The file is read as a stream of events, so nothing is built before it is
checked and no nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from creditctl.config.places import Located, Span, Spot, TextFile
from creditctl.config.scalars import resolve
from creditctl.config.yamlproblems import syntax_finding
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from creditctl.config.places import KeyPath
    from creditctl.findings import Finding

LARGEST: Final = 2_000_000
"""Bytes that a configuration file may have."""
DEEPEST: Final = 24
"""Levels that keys and lists may be nested."""

_WRITE_OUT: Final = "write the value out; if it starts with & or *, put it in quotes"
# What YAML does not allow, and line ends that YAML knows but editors don't count.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ODD_BLANK: Final = re.compile(r" *([^\S ])")
_BOMS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a file.

    Attributes:
        located: the data with its places, or None when the file is not readable to its end.
        findings: everything wrong with it as YAML.
    """

    located: Located | None
    findings: tuple[Finding, ...] = ()


def read_yaml(path: Path, name: str, *, missing_hint: str = "") -> Parsed:
    """Read a YAML file.

    Args:
        path: where it is.
        name: how findings call it.
        missing_hint: what to do when there is no such file.
    """
    whole = Place(name)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        hint = missing_hint or "check the name and the folder"
        return _refused(error("CC100", "there is no such file", whole, hint))
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        hint = "check the name, and who may read it"
        return _refused(error("CC100", f"cannot be read: {why}", whole, hint))
    if len(raw) > LARGEST:
        message = f"{len(raw):,} bytes are too many; {LARGEST:,} is the most"
        return _refused(error("CC107", message, whole, "check that this is the right file"))
    try:
        return parse_yaml(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as trouble:
        return _refused(_not_utf8(raw, trouble, name))


def parse_yaml(text: str, name: str) -> Parsed:
    """Read YAML text; `name` is how findings call it."""
    file = TextFile.of(name, text)
    odd = [*_odd_characters(file)]
    if odd:
        return Parsed(None, tuple(odd))
    builder = _Builder(file, yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        data = builder.document()
    except _Stop as stop:
        return Parsed(None, (*builder.findings, stop.finding))
    except yaml.YAMLError as trouble:
        return Parsed(None, (*builder.findings, syntax_finding(file, trouble)))
    return Parsed(Located(data, builder.spots), tuple(builder.findings))


def _refused(finding: Finding) -> Parsed:
    return Parsed(None, (finding,))


def _not_utf8(raw: bytes, trouble: UnicodeDecodeError, name: str) -> Finding:
    """The finding for bytes that are no UTF-8, at the first wrong one."""
    kind = _BOMS.get(raw[:2])
    start = 0 if kind else trouble.start
    before = raw[:start].decode("utf-8-sig")
    file = TextFile.of(name, before + raw[start:].decode("utf-8", "replace"))
    lines = TextFile.of(name, before).lines
    place = file.place(Span(len(lines), len(lines[-1]) + 1))
    message = f"the file is not UTF-8 text, but {kind}" if kind else "this is not UTF-8 text"
    return error("CC101", message, place, "save the file with the encoding UTF-8")


def _odd_characters(file: TextFile) -> Iterator[Finding]:
    """Characters that cannot be seen and break the reading, the first of each line."""
    for number, line in enumerate(file.lines, 1):
        if match := _FORBIDDEN.search(line):
            place = file.place(Span(number, match.start() + 1))
            message = f"an invisible character stands here (U+{ord(match[0]):04X})"
            yield error("CC101", message, place, "delete it")
        elif match := _ODD_BLANK.match(line):
            what = "a tab" if match[1] == "\t" else f"an odd blank (U+{ord(match[1]):04X})"
            place = file.place(Span(number, match.start(1) + 1))
            yield error("CC102", f"{what} stands at the start of the line", place, "use blanks")


class _Stop(Exception):  # noqa: N818  (ends the reading; never leaves this module)
    """Nothing behind this place can be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Builder:
    """Makes data and places from the reader's events."""

    file: TextFile
    events: Iterator[Any]
    spots: dict[KeyPath, Spot] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def document(self) -> Any:
        """The one document of the file."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            place = self.file.place(Span(1, 1))
            raise _Stop(error("CC104", "the file is empty", place, "write at least 'version: 1'"))
        if start.version or start.tags:
            self._feature(Span(1, 1), "a directive (%)", "delete the line")
        data = self.value(next(self.events), (), None)
        next(self.events)
        more = next(self.events)
        if isinstance(more, yaml.DocumentStartEvent):
            hint = "one file holds one document; delete all from here on"
            self._feature(self._span(more), "a second document (---)", hint)
        return data

    def value(self, event: Any, path: KeyPath, key: Span | None) -> Any:
        """The value that `event` starts."""
        if len(path) > DEEPEST:
            hint = "check the indentation"
            place = self.file.place(self._span(event))
            raise _Stop(error("CC107", f"nested deeper than {DEEPEST} levels", place, hint))
        if isinstance(event, yaml.AliasEvent):
            self._feature(self._span(event), "an alias (*)", _WRITE_OUT)
        elif event.anchor:
            self._feature(self._span(event), "an anchor (&)", _WRITE_OUT)
        elif event.tag:
            self._feature(self._span(event), "a tag (!)", "delete it, or put the value in quotes")
        if isinstance(event, yaml.MappingStartEvent):
            self.spots[path] = Spot(self.file, self._span(event), key)
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            self.spots[path] = Spot(self.file, self._span(event), key)
            return self.sequence(path)
        return self.scalar(event, path, key)

    def mapping(self, path: KeyPath) -> dict[str, Any]:
        """A group of keys."""
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            span = self._span(event)
            name = self._key(event, span)
            first = self.spots.get((*path, name))
            if first is not None and first.key is not None:
                place = self.file.place(span)
                hint = f"it stands on line {first.key.line} too; keep one of the two"
                self.findings.append(error("CC105", f"the key '{name}' stands twice", place, hint))
                kept = _Builder(self.file, self.events)
                kept.value(next(self.events), (*path, name), span)
                self.findings += kept.findings
            else:
                data[name] = self.value(next(self.events), (*path, name), span)
        return data

    def sequence(self, path: KeyPath) -> list[Any]:
        """A list."""
        data: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self.value(event, (*path, len(data)), None))
        return data

    def scalar(self, event: Any, path: KeyPath, key: Span | None) -> Any:
        """A single value."""
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent):
            self.spots[path] = Spot(self.file, span, key, single=True)
            return None
        text, quoted = str(event.value), bool(event.style)
        self.spots[path] = Spot(self.file, span, key, text, quoted, single=True)
        try:
            return text if quoted else resolve(text)
        except ValueError:
            place = self.file.place(span)
            hint = "write a day that exists, year-month-day"
            self.findings.append(error("CC108", f"there is no day {text}", place, hint))
            return text

    def _key(self, event: Any, span: Span) -> str:
        """A key; always text, as written."""
        if not isinstance(event, yaml.ScalarEvent) or event.value == "":
            place = self.file.place(span)
            raise _Stop(error("CC103", "a key must be a word", place, "write 'key: value'"))
        if event.value == "<<" and not event.style:
            self._feature(span, "a merge key (<<)", _WRITE_OUT)
        return str(event.value)

    def _feature(self, span: Span, what: str, hint: str) -> None:
        place = self.file.place(span)
        self.findings.append(error("CC106", f"{what} is not used here", place, hint))

    def _span(self, event: Any) -> Span:
        """The span of an event; a value that goes on is underlined to the end of its line."""
        start, end = event.start_mark, event.end_mark
        if start.line >= len(self.file.lines):  # the reader counts a line after the last one
            return Span(len(self.file.lines), len(self.file.lines[-1]) + 1)
        last = end.column if end.line == start.line else len(self.file.lines[start.line])
        return Span(start.line + 1, start.column + 1, max(1, last - start.column))
