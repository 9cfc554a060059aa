"""Findings: every error and warning that a bookkeeper meets, with code, place, message and hint.

A finding is a value, collected and shown all at once; it is never raised one by one.
Codes are stable: CC1xx YAML and workspace, CC2xx policy, CC3xx templates and letters,
CD1xx sending, CI1xx files, CI2xx columns, CI3xx rows, CI4xx controls, CJ journal, CL late-payment
law, CP bank and payments, CR the run, CS cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How bad a finding is: an error stops or quarantines, a warning wants a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a file, a physical line and column (both from 1), or a cell.

    Attributes:
        file: path as the user gave it, or "" when no file is involved.
        line: physical line from 1, or None.
        column: character column from 1 in a text file, or None.
        field: the column header, key path or cell address that the finding is about.
        excerpt: the physical line as it stands in the file, for the caret picture.
        width: how many characters the caret underlines.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    field: str = ""
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        """`file:line:column`, as editors understand it."""
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One error, warning or remark.

    Attributes:
        code: stable identifier such as ``CI301``.
        severity: error, warning or info.
        message: what is wrong, in the bookkeeper's words, with the offending text.
        place: where.
        hint: what to do about it; "" only when there is nothing to do.
        debtor: the debtor whose letters the finding holds, or "".
    """

    code: str
    severity: Severity
    message: str
    place: Place = NOWHERE
    hint: str = ""
    debtor: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON-ready values; absent parts are left out."""
        place = self.place
        data: dict[str, Any] = {"code": self.code, "severity": str(self.severity)}
        data |= {"message": self.message}
        for key, value in (
            ("file", place.file),
            ("line", place.line),
            ("column", place.column),
            ("field", place.field),
            ("debtor", self.debtor),
            ("hint", self.hint),
        ):
            if value not in ("", None):
                data[key] = value
        return data

    def as_text(self) -> str:
        """The finding as people read it: place, message, excerpt with caret, hint."""
        place = self.place
        head = f"{place}: " if str(place) else ""
        lines = [f"{head}{self.severity} {self.code}: {self.message}"]
        if place.excerpt and place.line is not None:
            number = f"{place.line:5d}"
            lines.append(f"{number} | {place.excerpt}")
            if place.column is not None:
                caret = " " * (place.column - 1) + "^" * max(1, place.width)
                lines.append(f"{' ' * len(number)} | {caret}")
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


def error(code: str, message: str, place: Place = NOWHERE, hint: str = "") -> Finding:
    """Make a finding that stops or quarantines."""
    return Finding(code, Severity.ERROR, message, place, hint)


def warning(code: str, message: str, place: Place = NOWHERE, hint: str = "") -> Finding:
    """Make a finding that wants a look."""
    return Finding(code, Severity.WARNING, message, place, hint)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by file, line, column and code, so that output never depends on chance."""
    return sorted(
        findings,
        key=lambda f: (f.place.file, f.place.line or 0, f.place.column or 0, f.code, f.message),
    )
