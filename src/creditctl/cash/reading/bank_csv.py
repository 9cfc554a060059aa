"""Bank CSV to statements, one for each account and currency in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact, own_account
from creditctl.cash.reading.csv_choose import choose, cutter
from creditctl.cash.reading.csv_dates import read_day
from creditctl.cash.reading.csv_money import MoneyReader
from creditctl.cash.reading.csv_profiles import named, profiles
from creditctl.cash.reading.csv_table import rows
from creditctl.cash.reading.problems import Problems
from creditctl.cash.reading.remittance import creditor_reference, from_tags
from creditctl.cash.statements import Entry, Statement
from creditctl.config.places import TextFile
from creditctl.imports.amounts import Unreadable
from creditctl.imports.headers import key
from creditctl.imports.quarantine import as_written, quoted
from creditctl.imports.readers import encoding as encodings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from creditctl.cash.reading.csv_choose import Layout
    from creditctl.cash.reading.csv_money import Money
    from creditctl.cash.reading.csv_profile import ColumnNames, StatementProfile
    from creditctl.cash.reading.csv_table import Row

_LIKE_MONEY: Final = re.compile(r"[-+]?[0-9][0-9.,' ]*[.,][0-9]{2}")


def read_csv(
    data: bytes,
    name: str,
    *,
    profile: str | None,
    profile_dirs: Sequence[Path],
    currency: str,
) -> tuple[list[Statement], Problems]:
    """Read a bank CSV.

    Args and refusals are those of `read_statement`.

    Returns:
        The statements, and what is to be said about them; errors among it refuse the file.
    """
    known = profiles(profile_dirs)
    stated = named(profile, known, profile_dirs) if profile else None
    encoding, remarks = encodings.detect(data, name, stated.profile.encoding if stated else None)
    layout = choose(cutter(name, data, encoding), list(known.values()), stated)
    if layout.profile.profile.encoding and not stated:
        encoding, remarks = encodings.detect(data, name, layout.profile.profile.encoding)
        layout = choose(cutter(name, data, encoding), [layout.profile], layout.profile)
    problems = Problems(TextFile.of(name, data.decode(encoding)), others=[*remarks])
    reader = _Reader(layout, problems, MoneyReader(layout, currency))
    for row in rows(layout, problems):
        reader.take(row)
    return reader.statements(), problems


@dataclass(slots=True)
class _Booking:
    """A row that is a booking: its day (None = pending without one), money and text."""

    row: Row
    booked: date | None
    money: Money
    pending: bool
    more: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    layout: Layout
    problems: Problems
    money: MoneyReader
    bookings: list[_Booking] = field(default_factory=list)

    @property
    def profile(self) -> StatementProfile:
        return self.layout.profile.profile

    @property
    def columns(self) -> ColumnNames:
        return self.profile.columns

    def take(self, row: Row) -> None:
        """One row: a booking, a continuation, or nothing that could be one."""
        text = row.named(self.columns.booked)
        day = read_day(text, self.profile.dates)
        pending = self._is_pending(row)
        if isinstance(day, Unreadable) and not pending:
            if not self.money.stands_in(row):
                self._no_booking(row, text)
                return
            at = self.layout.position(self.columns.booked)
            why = f"{quoted(text)} {day.reason}" if text else "the day of the booking is missing"
            row.refuse("CP112", why, at, day.hint)
        money = self.money.read(row)
        booked = None if isinstance(day, Unreadable) else day
        if money is not None and (booked or pending):
            self.bookings.append(_Booking(row, booked, money, pending))

    def _is_pending(self, row: Row) -> bool:
        pending = self.profile.pending
        if pending is None:
            return False
        return key(row.named([pending.column])) in map(key, pending.words)

    def _no_booking(self, row: Row, text: str) -> None:
        """A row without money: text of the row above, or something that is left out aloud."""
        if self.profile.continued and self.bookings and not text:
            self.bookings[-1].more.append(_joined(row, self.columns.text))
            return
        if row.last or any(_LIKE_MONEY.fullmatch(cell) for cell in row.cells):
            message = "a row without a day and an amount in their columns"
            hint = "the file may be cut off or damaged here: download it again"
            row.refuse("CP115", message, None, hint)
            return
        message = "the row has no day and no amount and is left out"
        self.problems.warn("CP125", message, row.place(None), "nothing, unless it is a booking")

    def statements(self) -> list[Statement]:
        """The bookings by account and currency, in the order in which these come up."""
        newest = max((b.booked for b in self.bookings if b.booked), default=None)
        above = self._above()
        found: dict[tuple[str, str], list[Entry]] = {}
        for booking in self.bookings:
            booked = booking.booked or newest
            if booked is None:
                row = booking.row
                row.refuse("CP112", "no booking of the file has a day", None, "download it again")
                continue
            own = compact(own_account(booking.row.named(self.columns.account))) or above
            entry = self._entry(booking, booked)
            found.setdefault((own, booking.money.currency), []).append(entry)
        self._tell_of_undated(newest)
        if not found:
            return [Statement("CSV", above, self.profile.currency or "", ())]
        return [Statement("CSV", own, cur, tuple(all_)) for (own, cur), all_ in found.items()]

    def _tell_of_undated(self, newest: date | None) -> None:
        undated = [b for b in self.bookings if b.booked is None]
        if undated and newest:
            message = f"{len(undated)} rows that are not booked have no day; they stand under "
            message += f"the newest of the file, {newest}"
            self.problems.remark("CP132", message, undated[0].row.place(None))

    def _above(self) -> str:
        """The own account as it stands above the header line, "" when it does not."""
        label = self.profile.above.account
        for record in self.layout.table.records[: max(self.layout.header, 0)]:
            cells = [as_written(cell).strip() for cell in record]
            if label in cells[:-1]:
                return compact(own_account(cells[cells.index(label) + 1]))
        return ""

    def _entry(self, booking: _Booking, booked: date) -> Entry:
        row, money, columns = booking.row, booking.money, self.columns
        told = from_tags("\n".join(filter(None, (_joined(row, columns.text), *booking.more))))
        reference = row.named(columns.reference)
        entry = Entry(
            booked=booked,
            amount=money.amount,
            currency=money.currency,
            value=self._value(row),
            name=row.named(columns.name),
            iban=compact(row.named(columns.iban) or told.iban),
            reference=reference or told.reference or creditor_reference(told.text),
            end_to_end=row.named(columns.end_to_end) or told.end_to_end,
            text=told.text,
            bank_reference=row.named(columns.bank_reference),
            code=row.named(columns.code),
            return_reason=row.named(columns.return_reason),
            pending=booking.pending,
            line=row.line,
        )
        return entry if money.stated == money.amount else replace(entry, stated=money.stated)

    def _value(self, row: Row) -> date | None:
        """The value date; one that can't be read is warned of (CP121) and left out."""
        text = row.named(self.columns.value)
        if not text:
            return None
        day = read_day(text, self.profile.dates)
        if not isinstance(day, Unreadable):
            return day
        at = self.layout.position(self.columns.value or ())
        message = f"the value date {quoted(text)} {day.reason}; it is left out"
        self.problems.warn("CP121", message, row.place(at), "nothing, unless you need that date")
        return None


def _joined(row: Row, columns: Sequence[str | int] | None) -> str:
    """The cells of all text columns that hold something, one a line."""
    cells = [row.named([column]) for column in columns or ()]
    return "\n".join(dict.fromkeys(filter(None, cells)))
