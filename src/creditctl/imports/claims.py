"""From headers to fields: which column holds what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.imports.fields import AMOUNTS, DAYS, FIELDS, JOINED, WEIGHTY
from creditctl.imports.headers import key, key_and_currency
from creditctl.imports.plan import Column
from creditctl.imports.quarantine import as_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.imports.profile import Layout
    from creditctl.imports.source import SourceKind
    from creditctl.imports.table import Cell

_UNRANKED: Final = 1_000
_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Claims:
    """What the headers of a record say.

    Attributes:
        columns: field to its columns, best first.
        stated: the currency that headers of amounts state, "" = none or several.
        conflicts: fields of weight that several columns claim with different contents.
        repeated: fields for which one header stands several times.
    """

    columns: Mapping[str, tuple[Column, ...]]
    stated: str = ""
    conflicts: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    column: Column
    rank: int
    currency: str


def claim(headers: Sequence[Cell], layout: Layout, rows: Sequence[Sequence[Cell]] = ()) -> Claims:
    """Find the columns of each field.

    Fields are served in the order of `fields.FIELDS`; a column serves one field. Headers that the
    profile names come first, then those of the dictionary, best first. A column without any
    content holds nothing, a column for amounts or days has a digit somewhere, and one that says
    yes or no has none.

    Args:
        headers: the cells of the header record. One that names both a debtor's code and its name,
            such as ``Debitor``, is the code where another column is a better name.
        layout: the profile's layout.
        rows: the records below; none = contents are not looked at.
    """
    claims = _serve(headers, layout, rows, frozenset())
    debtor, name = claims.columns.get("debtor"), claims.columns.get("name")
    if debtor and "debtor" not in layout.named:
        names = layout.synonyms.get("name", ())
        mine = _rank(names, debtor[0])
        if mine < _UNRANKED and (name is None or mine < _rank(names, name[0])):
            return _serve(headers, layout, rows, frozenset(names))
    return claims


def _rank(synonyms: Sequence[str], column: Column) -> int:
    """How good a name of a field a column's header is, 0 = the best."""
    name = key(column.header)
    return synonyms.index(name) if name in synonyms else _UNRANKED


def _serve(
    headers: Sequence[Cell],
    layout: Layout,
    rows: Sequence[Sequence[Cell]],
    no_code: frozenset[str],
) -> Claims:
    """Serve the fields one after the other; keys in `no_code` are no debtor's code."""
    free = _columns(headers, layout, rows)
    reserved = {key(h) for headers in layout.named.values() for h in headers}
    served: dict[str, tuple[Column, ...]] = {}
    conflicts, repeated, currencies = [], [], set()
    for field in FIELDS[layout.kind]:
        taboo = reserved | no_code if field == "debtor" else reserved
        claims = [
            c
            for c in _claims_of(field, free, layout, taboo)
            if not rows or _can_hold(field, c.column, rows)
        ]
        if not claims:
            continue
        if field in WEIGHTY and _contradict(claims, rows, ranks=field in AMOUNTS):
            conflicts.append(field)
        if field in WEIGHTY or field == "name":
            claims = claims[:1]
        elif len({c.rank for c in claims}) < len(claims) and field not in JOINED:
            repeated.append(field)
        if field in JOINED:
            claims.sort(key=lambda c: c.column.index)
        if field in AMOUNTS:
            currencies.add(claims[0].currency)
        served[field] = tuple(c.column for c in claims)
        taken = {c.column for c in claims}
        free = [column for column in free if column not in taken]
    currencies.discard("")
    stated = currencies.pop() if len(currencies) == 1 else ""
    return Claims(served, stated, tuple(conflicts), tuple(repeated))


def _columns(
    headers: Sequence[Cell], layout: Layout, rows: Sequence[Sequence[Cell]]
) -> list[Column]:
    """Columns that may serve a field: with a header, with content, and not to be ignored."""
    return [
        Column(index, header.strip())
        for index, header in enumerate(headers)
        if isinstance(header, str)
        and key(header)
        and key(header) not in layout.ignore
        and (not rows or any(_filled(row, index) for row in rows))
    ]


def _filled(row: Sequence[Cell], index: int) -> bool:
    """Whether a row has something in a column."""
    cell = row[index] if index < len(row) else None
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")


def _can_hold(field: str, column: Column, rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column can hold a field: amounts and days have a digit, answers have none.

    A column of nothing but 0 and 1 says whether something is paid, not how much.
    """
    if field in ("is_paid", "is_open"):
        return not _has_number(column, rows, ("0", "1"))
    if field in ("paid", "open"):
        return _has_number(column, rows, ("0", "1"))
    return field not in (*AMOUNTS, *DAYS) or _has_number(column, rows)


def _has_number(column: Column, rows: Sequence[Sequence[Cell]], but: tuple[str, ...] = ()) -> bool:
    """Whether a column holds anything that could be an amount or a day, `but` apart."""
    for row in rows:
        cell = row[column.index] if column.index < len(row) else None
        if isinstance(cell, str):
            if not _DIGITS.isdisjoint(cell) and cell.strip() not in but:
                return True
        elif cell is not None and not isinstance(cell, bool) and as_written(cell) not in but:
            return True
    return False


def _claims_of(
    field: str, free: Sequence[Column], layout: Layout, reserved: set[str]
) -> list[_Claim]:
    """The columns that claim a field, best first; `reserved` headers belong to named fields."""
    if field in layout.named:
        ranks = {key(h): rank for rank, h in enumerate(layout.named[field])}
    else:
        synonyms = [*enumerate(layout.synonyms.get(field, ()))]
        ranks = {k: rank for rank, k in reversed(synonyms) if k not in reserved}
    claims = []
    for column in free:
        rank, currency = ranks.get(key(column.header), _UNRANKED), ""
        if field in AMOUNTS:
            bare, currency = key_and_currency(column.header)
            rank = min(rank, ranks.get(bare, _UNRANKED))
        if rank < _UNRANKED:
            claims.append(_Claim(column, rank, currency))
    return sorted(claims, key=lambda c: (c.rank, c.column.index))


def _contradict(claims: Sequence[_Claim], rows: Sequence[Sequence[Cell]], *, ranks: bool) -> bool:
    """Whether columns that claim one field hold different things.

    Args:
        claims: best first.
        rows: the records below.
        ranks: whether a lower rank counts too; it does for amounts, of which one is the wrong one.
    """
    first, *others = claims
    rivals = [c for c in others if ranks or c.rank == first.rank]
    return any(
        _cell(row, first.column) != _cell(row, rival.column) for rival in rivals for row in rows
    )


def _cell(row: Sequence[Cell], column: Column) -> Cell:
    cell = row[column.index] if column.index < len(row) else None
    return cell.strip() or None if isinstance(cell, str) else cell


def missing(kind: SourceKind, columns: Mapping[str, object]) -> list[str]:
    """The fields that a file of a kind can't do without and has no column for."""
    debtor = "debtor" in columns or "name" in columns
    if kind == "debtors":
        return [] if debtor else ["name"]
    if kind == "payments":
        lacking = [f for f in ("received", "amount") if f not in columns]
        return lacking if debtor or "number" in columns else ["number", *lacking]
    lacking = [] if "number" in columns else ["number"]
    lacking += [] if debtor else ["name"]
    return lacking if has_amount(columns) else [*lacking, "gross"]


def has_amount(columns: Mapping[str, object]) -> bool:
    """Whether there is a column from which the amount of an invoice follows."""
    return any(f in columns for f in ("gross", "open")) or ("net" in columns and "tax" in columns)


def looks_like_header(kind: SourceKind, columns: Mapping[str, object]) -> bool:
    """Whether the fields that a record names are enough to take it for the header."""
    someone = any(f in columns for f in ("number", "debtor", "name"))
    if kind == "debtors":
        return ("debtor" in columns or "name" in columns) and len(columns) > 1
    if kind == "payments":
        return someone and "amount" in columns
    return someone and has_amount(columns) and len(columns) > 2
