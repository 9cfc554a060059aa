"""Which profile a bank CSV follows, and where its header line is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.csv_dates import read_day
from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.imports.amounts import Amount, read_amount
from creditctl.imports.headers import key, key_and_currency
from creditctl.imports.quarantine import as_written, quoted
from creditctl.imports.readers.delimited import Text
from creditctl.imports.readers.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from creditctl.cash.reading.csv_profiles import NamedProfile
    from creditctl.findings import Finding
    from creditctl.imports.table import RawTable

_HEAD: Final = 60
"""Lines among which the header line is looked for."""
_BALANCE: Final = (
    "saldo", "balance", "solde", "kontostand", "boeksaldo", "guthaben", "egyenleg", "saldi",
)  # fmt: skip
_BOOKING: Final = (
    "amount", "bedrag", "betrag", "montant", "importe", "umsatz", "debit", "credit", "debet",
    "soll", "haben", "withdraw", "deposit", "description", "omschrijving", "verwendungszweck",
    "buchungstext", "libelle", "mededeling", "paid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """A profile that a file follows.

    Attributes:
        profile: the profile.
        table: all records of the file, cut as the profile says.
        header: index of the header line, -1 when the file has none.
        headers: its cells.
    """

    profile: NamedProfile
    table: RawTable
    header: int
    headers: Sequence[str]
    _known: dict[tuple[str | int, ...], int | None] = field(default_factory=dict, repr=False)

    def position(self, columns: Iterable[str | int]) -> int | None:
        """Index of the first column that the file has, None when it has none of them."""
        wanted = tuple(columns)
        if wanted not in self._known:
            found = (position(column, self.headers) for column in wanted)
            self._known[wanted] = next((at for at in found if at is not None), None)
        return self._known[wanted]


def position(column: str | int, headers: Sequence[str]) -> int | None:
    """Index of a column by number or header; a currency behind a header does not count."""
    if isinstance(column, int):
        return column - 1
    keys = [key(header) for header in headers]
    if key(column) in keys:
        return keys.index(key(column))
    bare = [key_and_currency(header)[0] for header in headers]
    return bare.index(key(column)) if key(column) in bare else None


def choose(
    cut: Callable[[str], Text], known: Sequence[NamedProfile], stated: NamedProfile | None
) -> Layout:
    """Find the profile of a file.

    Args:
        cut: makes the text file for a delimiter.
        known: all profiles; stated: the one that the user names, None = told by the headers.

    Raises:
        DataRefused: CP107 the file lists balances, CP108 no profile or several fit, CP109 the
            named profile does not.
    """
    heads: dict[str, RawTable] = {}
    fits: list[tuple[NamedProfile, int]] = []
    for each in [stated] if stated else known:
        mark = each.profile.delimiter
        if mark not in heads:
            heads[mark] = cut(mark).head(_HEAD)
        header = _header(each, heads[mark])
        if header is not None:
            fits.append((each, header))
    most = max((_rank(each) for each, _ in fits), default=None)
    best = [(each, header) for each, header in fits if _rank(each) == most]
    if len(best) != 1:
        text = cut(stated.profile.delimiter if stated else ",")
        raise DataRefused(_refusal(text, heads, known, stated, [each for each, _ in best]))
    chosen, header = best[0]
    table = cut(chosen.profile.delimiter).table()
    headers = [as_written(cell).strip() for cell in table.records[header]] if header >= 0 else []
    layout = Layout(chosen, table, header, headers)
    missing = list(_missing(layout))
    if missing:
        raise DataRefused(missing)
    return layout


def _missing(layout: Layout) -> Iterator[Finding]:
    """A finding for each column that a booking can't do without and the file has not (CP109)."""
    profile = layout.profile.profile
    columns = profile.columns
    needed = [columns.booked, columns.amount, columns.debit, columns.credit]
    needed += [(part.column,) for part in (profile.direction, profile.pending) if part]
    for found in needed:
        if found is None or layout.position(found) is not None:
            continue
        names = " or ".join(quoted(str(name)) for name in found)
        place = layout.table.place(layout.header, None)
        hint = "correct the columns of the profile"
        message = f"the profile {layout.profile.name} wants a column {names}, which is not there"
        yield error("CP109", message, place, hint)


def _rank(each: NamedProfile) -> tuple[bool, int]:
    """Which of several profiles that fit is meant: the user's own, then the most headers."""
    return not each.shipped, len(each.profile.identify)


def _header(each: NamedProfile, head: RawTable) -> int | None:
    """Index of the header line; -1 when there has to be none; None when the file is another."""
    profile = each.profile
    if profile.width is not None:
        return -1 if _is_bare(each, head) else None
    for at, record in enumerate(head.records):
        cells = [as_written(cell) for cell in record]
        if all(position(header, cells) is not None for header in profile.identify):
            return at
    return None


def _is_bare(each: NamedProfile, head: RawTable) -> bool:
    """Whether a file without a header line begins with a booking of the profile."""
    profile = each.profile
    first = next((r for r in head.records if any(as_written(c).strip() for c in r)), [])
    cells = [as_written(cell).strip() for cell in first]
    if len(cells) != profile.width:
        return False

    def cell(columns: Sequence[str | int] | None) -> str:
        at = position(columns[0], ()) if columns else None
        return cells[at] if at is not None and at < len(cells) else ""

    columns = profile.columns
    money = [cell(c) for c in (columns.amount, columns.debit, columns.credit)]
    read = [read_amount(text, profile.decimal) for text in money if text]
    day = read_day(cell(columns.booked), profile.dates)
    return bool(read) and all(isinstance(a, Amount) for a in read) and isinstance(day, date)


def _refusal(
    text: Text,
    heads: dict[str, RawTable],
    known: Sequence[NamedProfile],
    stated: NamedProfile | None,
    best: Sequence[NamedProfile],
) -> Finding:
    """Why no profile, or not only one, fits."""
    lines = text.physical_lines()
    line, first = next(((n, t.strip()) for n, t in enumerate(lines, 1) if t.strip()), (1, ""))
    place = Place(text.file, line, excerpt=first if len(first) <= 300 else "")
    if stated is not None:
        return _unfit(stated, heads, place)
    if best:
        names = " and ".join(each.name for each in best)
        return error("CP108", f"the profiles {names} both fit", place, "name one with --profile")
    if _lists_balances(heads):
        message = "the file lists balances of accounts, not their bookings"
        return error("CP107", message, place, "download the bookings (transactions) instead")
    hint = f"name a profile with --profile ({', '.join(e.name for e in known)}), or write one: "
    hint += "a YAML file with delimiter, decimal, dates, identify and columns"
    return error("CP108", "no profile knows the layout of this CSV", place, hint)


def _unfit(stated: NamedProfile, heads: dict[str, RawTable], place: Place) -> Finding:
    profile = stated.profile
    if profile.width is not None:
        message = f"the file does not begin with a row of {profile.width} cells, as "
        message += f"the profile {stated.name} says"
    else:
        cells = [as_written(c) for record in heads[profile.delimiter].records for c in record]
        missing = [quoted(h) for h in profile.identify if position(h, cells) is None]
        message = f"the profile {stated.name} does not fit: "
        message += f"no column {', '.join(missing)}" if missing else "its headers are on many lines"
    hint = "leave the profile away, or correct its delimiter and headers"
    return error("CP109", message, place, hint)


def _lists_balances(heads: dict[str, RawTable]) -> bool:
    """Whether the first line of a file has a column of balances and none of bookings."""
    for head in heads.values():
        first = next((r for r in head.records if len(r) > 1), [])
        keys = [key(as_written(cell)) for cell in first]
        balance = any(k.startswith(_BALANCE) or k.endswith(_BALANCE) for k in keys)
        if balance and not any(word in k for k in keys for word in _BOOKING):
            return True
    return False


def cutter(name: str, data: bytes, encoding: str) -> Callable[[str], Text]:
    """Makes the text file for a delimiter."""

    def cut(delimiter: str) -> Text:
        mark = "\t" if delimiter == "tab" else delimiter
        return Text(name, data, encoding, Dialect(mark), ())

    return cut
