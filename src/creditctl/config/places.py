"""Where a value stands: text files, spans in them, and data that remembers its places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from creditctl.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""The way to a value: keys and list indexes from 0, such as ``("reminders", "steps", 1)``."""

_LINE: Final = re.compile(r"\r\n|\r|\n")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST_EXCERPT: Final = 300
_SECRET: Final = re.compile(
    r"""(\b(?:password|passwort|wachtwoord|secret|token|api_?key)["']?\s*:\s*)\S.*""", re.IGNORECASE
)
"""A secret that was written into a file by mistake."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line: physical line and character column, both from 1, and its width."""

    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file for findings: its name as the user gave it, and its physical lines."""

    name: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, name: str, text: str) -> TextFile:
        """Split a text into physical lines; LF, CR LF and CR end a line."""
        return cls(name, tuple(_LINE.split(text)))

    def place(self, span: Span, field: str = "") -> Place:
        """The place of a span, with the real line as excerpt.

        A line of more than 300 characters is left out. Control characters become a blank, so
        that the caret stays where it belongs and a terminal obeys nothing. What stands behind a key
        such as `password` is never shown.
        """
        inside = 0 < span.line <= len(self.lines)
        line = self.lines[span.line - 1] if inside else ""
        excerpt = _UNPRINTABLE.sub(" ", line) if len(line) <= _LONGEST_EXCERPT else ""
        excerpt = _SECRET.sub(r"\1***", excerpt)
        return Place(self.name, span.line, span.column, field, excerpt, span.width)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one value stands.

    Attributes:
        file: the file it stands in.
        value: its span; for a list or a group of keys, of its first character.
        key: span of its key, None for a list entry and for the whole file.
        written: a single value as written, without quotes; "" for lists and groups.
        quoted: True when the value stands in quotes, so that it is text for certain.
        single: True for one value, False for a list or a group of keys.
    """

    file: TextFile
    value: Span
    key: Span | None = None
    written: str = ""
    quoted: bool = False
    single: bool = False

    @property
    def span(self) -> Span:
        """What to point at: the value, or the key when the value is a list or a group."""
        return self.value if self.single or self.key is None else self.key

    @property
    def after(self) -> str:
        """The rest of the line behind the value, such as a comment."""
        line = self.file.lines[self.value.line - 1]
        return line[self.value.column - 1 + self.value.width :]


@dataclass(frozen=True, slots=True)
class Located:
    """Plain data, and where every part of it stands; the parts may come from several files.

    Attributes:
        data: dict, list, str, int, Decimal, bool, date or None; keys are always text.
        spots: the place of every value, by path.
    """

    data: Any
    spots: Mapping[KeyPath, Spot] = field(default_factory=dict)

    def spot(self, path: KeyPath) -> Spot:
        """Where the value at `path` stands, or the nearest part around it."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    def place(self, path: KeyPath, *, at_key: bool = False) -> Place:
        """The place of the value (or of the key) at `path`, or of the nearest part around it."""
        spot = self.spot(path)
        span = spot.key if at_key and spot.key else spot.span
        return spot.file.place(span, dotted(path))

    def get(self, path: KeyPath) -> Any:
        """The value at `path`.

        Raises:
            KeyError: there is none.
        """
        value = self.data
        for part in path:
            try:
                value = value[part]
            except (TypeError, IndexError):
                raise KeyError(path) from None
        return value


def dotted(path: KeyPath) -> str:
    """A path as people write it: ``reminders.steps[1].days``; indexes count from 0."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def tail(path: KeyPath) -> str:
    """The end of a path that tells enough: ``grace``, ``steps[1].days``."""
    if len(path) > 1 and isinstance(path[-2], int):
        return dotted(path[-3:])
    return dotted(path[-2:] if path and isinstance(path[-1], int) else path[-1:])


def merged(base: Located, over: Located) -> Located:
    """`over` laid upon `base`: groups of keys are joined, all else is replaced whole."""
    spots: dict[KeyPath, Spot] = {}
    data = _merge((), base, over, spots)
    return Located(data, spots)


def _merge(path: KeyPath, base: Located, over: Located, spots: dict[KeyPath, Spot]) -> Any:
    """The joined value at `path`, where both have one; fills `spots`."""
    low, high = base.get(path), over.get(path)
    if not (isinstance(low, dict) and isinstance(high, dict)):
        spots |= _below(over, path)
        return high
    spots[path] = over.spots[path]
    joined: dict[str, Any] = {}
    for key in [*low, *(k for k in high if k not in low)]:
        inner = (*path, key)
        if key in low and key in high:
            joined[key] = _merge(inner, base, over, spots)
        else:
            owner = over if key in high else base
            spots |= _below(owner, inner)
            joined[key] = owner.get(inner)
    return joined


def _below(found: Located, path: KeyPath) -> dict[KeyPath, Spot]:
    return {p: spot for p, spot in found.spots.items() if p[: len(path)] == path}
