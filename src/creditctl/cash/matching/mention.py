"""A number in a text that may be that of an invoice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditctl.cash.matching.books import Invoice


class Form(IntEnum):
    """How much a number in a text is like that of the books."""

    LOOSE = 1
    """Leading zeros or letters are missing, blanks stand within, or O for 0."""
    SAME = 2
    """The same characters, other marks between them or cut by the end of a line."""
    EXACT = 3
    """As the books have it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text that may be that of an invoice.

    Attributes:
        invoice: whose number it may be.
        weak: it is short, looks like a date, an amount or the like, or is part of something longer.
        said: what stands in the text; start, end: where.
        theirs: the text says that it is a number of a customer, an order or the like.
    """

    invoice: Invoice
    form: Form
    weak: bool
    said: str
    start: int
    end: int
    theirs: bool = False

    @property
    def sound(self) -> bool:
        """Written well enough to stand for itself."""
        return not self.weak and self.form is not Form.LOOSE

    def weakened(self) -> Mention:
        """The same, seen to be something else perhaps."""
        return replace(self, weak=True)
