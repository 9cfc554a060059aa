"""When and how people have something recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Reading


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how something is recorded.

    Attributes:
        as_of: the day on which it happened; today: the day that it is.
        reading: what the command line says about reading the books.
        clock: tells the moment, for the journal.
    """

    as_of: date
    today: date
    reading: Reading
    clock: Callable[[], datetime]
