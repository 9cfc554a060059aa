"""What is wrong with a statement file, collected while it is read: errors refuse it whole.

CP10x concern the file, CP11x one of its bookings, CP12x are warnings and CP13x remarks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditctl.config.places import Span
from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, Severity, error, in_order, warning

if TYPE_CHECKING:
    from creditctl.config.places import TextFile


@dataclass(slots=True)
class Problems:
    """The findings about one file.

    Attributes:
        file: its name and physical lines.
        errors: why it is refused; one is enough, all are told.
        others: warnings and remarks.
    """

    file: TextFile
    errors: list[Finding] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)

    def refuse(self, code: str, message: str, place: Place, hint: str) -> None:
        """Note why the file is refused, and go on to find the other reasons."""
        self.errors.append(error(code, message, place, hint))

    def warn(self, code: str, message: str, place: Place, hint: str) -> None:
        """Note what a person should look at."""
        self.others.append(warning(code, message, place, hint))

    def remark(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Note what is worth knowing."""
        self.others.append(Finding(code, Severity.INFO, message, place, hint))

    def whole(self) -> Place:
        """The file as a whole."""
        return Place(self.file.name)

    def at(self, line: int, text: str = "", field: str = "", *, after: int = 0) -> Place:
        """A physical line, and the column of `text` where it stands on it.

        Args:
            line: from 1; text: the offending text; field: element, tag or column.
            after: characters of the line that come before the text for certain.
        """
        inside = 0 < line <= len(self.file.lines)
        column = self.file.lines[line - 1].find(text, after) if inside and text else -1
        if column < 0:
            place = self.file.place(Span(line, 1), field)
            return Place(place.file, line, None, field, place.excerpt)
        return self.file.place(Span(line, column + 1, len(text)), field)

    def finish(self) -> tuple[Finding, ...]:
        """The warnings and remarks, in the order of the file.

        Raises:
            DataRefused: there are errors; all of them.
        """
        if self.errors:
            raise DataRefused(in_order(self.errors))
        return tuple(in_order(self.others))
