"""Days as text: the order of day and month proved by whole columns, and strict conversion.

Read are ``2026-01-31`` (also with ``/`` or ``.``), ``31-1-2026`` and ``1/31/2026`` (``-``, ``/``,
``.`` or a blank), and days with the name of the month in English, Dutch, German, French or
Spanish; a time of day behind the day is ignored. Years have four digits. ``20260131`` and
``2026-W05-6`` are refused, and so is every day that no calendar has.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.imports.amounts import Unreadable
from creditctl.ledger.dates import to_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.imports.source import DateOrder

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199
_SERIALS: Final = range(20_000, 80_001)
"""Day numbers of a workbook that may be days of documents: 1954 to 2119."""

_TIME: Final = (
    r"(?:(?:T|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?"
    r"\s?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_YEAR_LAST: Final = re.compile(rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_SHORT_YEAR: Final = re.compile(rf"[0-9]{{1,2}}([-/. ])[0-9]{{1,2}}\1[0-9]{{2}}{_TIME}")
_GAP: Final = r"[\s./-]*(?:de\s|del\s)?\s*"
_NAMED: Final = (
    re.compile(
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|e)?{_GAP}(?P<month>[a-z]+)[.,]?{_GAP}"
        rf"(?P<year>[0-9]{{4}}){_TIME}"
    ),
    re.compile(
        rf"(?P<month>[a-z]+)[.]?[\s-]*(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,-]+"
        rf"(?P<year>[0-9]{{4}}){_TIME}"
    ),
    re.compile(r"(?P<year>[0-9]{4})[\s/-](?P<month>[a-z]+)[.]?[\s/-](?P<day>[0-9]{1,2})"),
)
_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari januar janner janvier janv ene enero",
            "feb february februari februar febr fevrier fevr febrero",
            "mar march maart mrt marz maerz mrz mars marzo",
            "apr april avril avr abr abril",
            "may mei mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august augustus aout ago agosto",
            "sep sept september septembre septiembre setiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember decembre dic diciembre",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class OrderProof:
    """What the days of a file say about the order of day and month.

    Attributes:
        order: the proved order, None when nothing depends on it or nothing proves it.
        day_first, month_first: a day that only this order explains.
        ambiguous: a day with two readings, when nothing proves one.
    """

    order: DateOrder | None = None
    day_first: str = ""
    month_first: str = ""
    ambiguous: str = ""

    @property
    def contradictory(self) -> bool:
        """Whether some days prove day-month and others month-day."""
        return bool(self.day_first and self.month_first)


def prove_order(texts: Iterable[str]) -> OrderProof:
    """Prove the order of day and month by all days of a file.

    A day proves an order when the calendar allows no other. What is proved for ``-`` is not
    proved for ``/``: that is another format. Where the parts are parted by points and nothing
    speaks against it, the day comes first, as everywhere where days are written so.

    Args:
        texts: the distinct texts of all date columns.
    """
    seen: dict[str, dict[str, str]] = {}
    for text in texts:
        found = _YEAR_LAST.fullmatch(text.strip())
        if found is None:
            continue
        first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
        day_first, month_first = _is_day(year, second, first), _is_day(year, first, second)
        if day_first and month_first:
            if first != second:
                seen.setdefault(mark, {}).setdefault("ambiguous", text)
        elif day_first:
            seen.setdefault(mark, {}).setdefault("dmy", text)
        elif month_first:
            seen.setdefault(mark, {}).setdefault("mdy", text)
    return _judge(seen)


def _judge(seen: dict[str, dict[str, str]]) -> OrderProof:
    """The proof, from one example of each sort per separator."""
    day_first = next((s["dmy"] for s in seen.values() if "dmy" in s), "")
    month_first = next((s["mdy"] for s in seen.values() if "mdy" in s), "")
    if day_first and month_first:
        return OrderProof(None, day_first, month_first)
    for mark, sorts in seen.items():
        unproved = "ambiguous" in sorts and not ("dmy" in sorts or "mdy" in sorts)
        if unproved and (mark != "." or month_first):
            return OrderProof(None, day_first, month_first, sorts["ambiguous"])
    if month_first:
        return OrderProof("mdy", month_first=month_first)
    dotted = seen.get(".", {}).get("ambiguous", "")
    return OrderProof("dmy" if day_first or dotted else None, day_first)


def readings(text: str) -> tuple[str, str]:
    """The two readings of an ambiguous day in words: day first, month first."""
    found = _YEAR_LAST.fullmatch(text.strip())
    assert found is not None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return _in_words(year, second, first), _in_words(year, first, second)


def _in_words(year: int, month: int, day: int) -> str:
    return f"{day} {_NAMES[month - 1]} {year}"


def has_short_year(text: str) -> bool:
    """Whether a day is written with a year of two digits."""
    return _SHORT_YEAR.fullmatch(text.strip()) is not None


def read_day(text: str, order: DateOrder | None) -> int | Unreadable:
    """Read one day.

    Args:
        text: as it stands in the cell.
        order: order of day and month where the year stands last; None when no day depends on it.

    Returns:
        Days since 1970-01-01, or why it is no day.
    """
    text = text.strip()
    found = _YEAR_FIRST.fullmatch(text)
    if found is not None:
        return _day(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(text)
    if found is not None:
        return _by_order(int(found[1]), int(found[3]), int(found[4]), order)
    if has_short_year(text):
        hint = "export with years of four digits"
        return Unreadable("has a year of two digits, which could be any century", hint)
    return _named_day(text)


def _by_order(first: int, second: int, year: int, order: DateOrder | None) -> int | Unreadable:
    """A day whose year stands last."""
    if order == "ymd":
        return Unreadable("is not in the order year-month-day", "give --date-order dmy or mdy")
    month, day = (first, second) if order == "mdy" else (second, first)
    answer = _day(year, month, day)
    if isinstance(answer, Unreadable) and order and _is_day(year, day, month):
        name = "day-month-year" if order == "dmy" else "month-day-year"
        return Unreadable(f"is no date in the order {name}", "correct the date")
    return answer


def _named_day(text: str) -> int | Unreadable:
    """A day with the name of its month."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern in _NAMED:
        found = pattern.fullmatch(plain)
        if found is not None and found["month"] in _MONTHS:
            return _day(int(found["year"]), _MONTHS[found["month"]], int(found["day"]))
    hint = "write it as 2026-01-31, or correct it in the books and export again"
    return Unreadable("is no date", hint)


def _day(year: int, month: int, day: int) -> int | Unreadable:
    hint = "correct it in the books and export again"
    if not _is_day(year, month, day):
        return Unreadable("is a day that no calendar has", hint)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Unreadable(f"is not between {_FIRST_YEAR} and {_LAST_YEAR}", hint)
    return to_days(date(year, month, day))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def check_day(day: date) -> int | Unreadable:
    """A date cell of a workbook as days since 1970-01-01, or why it can't be one."""
    return _day(day.year, day.month, day.day)


def is_serial(number: float) -> bool:
    """Whether a number of a workbook can be a bare day number of a document."""
    return number == int(number) and int(number) in _SERIALS


def read_serial(number: float, *, epoch_1904: bool) -> int | Unreadable:
    """A bare day number of a workbook as days since 1970-01-01.

    Args:
        number: as the cell holds it.
        epoch_1904: the workbook counts from 1904-01-01 = 0 instead of 1899-12-30 = 0.
    """
    start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    return check_day(date.fromordinal(start.toordinal() + int(number)))
