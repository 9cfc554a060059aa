"""Which sheet, which record is the header, which profile: told by headers, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.imports.claims import Claims, claim, looks_like_header, missing
from creditctl.imports.fields import ESSENTIAL, in_words
from creditctl.imports.headers import key, key_and_currency
from creditctl.imports.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.imports.plan import Column
    from creditctl.imports.profile import Layout
    from creditctl.imports.table import Cell, RawTable

_HEADER_WITHIN: Final = 30
"""Records among which the header is looked for."""
_SHOWN: Final = 40
"""Headers that a message lists."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A table, the plan for it as far as headers tell, and remarks."""

    table: RawTable
    plan: Plan
    findings: tuple[Finding, ...] = ()


def choose(tables: Sequence[RawTable], layouts: Sequence[Layout], *, terms: bool) -> Chosen:
    """Find the table, its header and its profile.

    Args:
        tables: of one file; several only for a workbook.
        layouts: one when the user names a profile; else all of the kind, `auto` last.
        terms: whether payment terms are known, so that a file may lack due dates.

    Raises:
        DataRefused: CI131 several sheets fit, CI201 no header or a column is missing, CI202 two
            columns claim a field, CI203 two profiles claim the file, CI204 a column that the
            profile names is missing.
    """
    found = [(table, at) for table in tables if (at := _find_header(table, layouts)) is not None]
    if len(found) > 1:
        raise DataRefused(_several_sheets([table for table, _ in found]))
    if not found:
        raise DataRefused(_no_header(tables, layouts[-1]))
    table, (header, layout) = found[0]
    return _plan(table, header, layout, terms=terms)


def _find_header(table: RawTable, layouts: Sequence[Layout]) -> tuple[int, Layout] | None:
    """The first record that is a header, and the layout that it belongs to."""
    for number, record in enumerate(table.records[:_HEADER_WITHIN]):
        keys = {key(cell) for cell in record if isinstance(cell, str)}
        claimed = [lay for lay in layouts if lay.identify and lay.identify <= keys]
        if len(claimed) > 1 and len(layouts) > 1:
            raise DataRefused(_two_profiles(table, number, claimed))
        if claimed:
            return number, claimed[0]
    for number, record in enumerate(table.records[:_HEADER_WITHIN]):
        layout = layouts[-1]
        if looks_like_header(layout.kind, claim(record, layout).columns):
            return number, layout
    return None


def _plan(table: RawTable, header: int, layout: Layout, *, terms: bool) -> Chosen:
    """The plan that follows from the headers and from which columns hold anything."""
    headers = table.records[header]
    claims = claim(headers, layout, table.records[header + 1 :])
    wrong = [*_missing(table, header, layout, claims, terms=terms)]
    wrong += [_conflict(table, header, field, layout) for field in claims.conflicts]
    if wrong:
        raise DataRefused(wrong)
    lines = layout.rows == "lines" or (layout.rows is None and "line_item" in claims.columns)
    last = max(i for i, cell in enumerate(headers) if isinstance(cell, str) and cell.strip())
    unused = {"line_item"}
    if "gross" in claims.columns or "open" in claims.columns:
        unused |= {"net", "tax"}
    plan = Plan(
        layout=layout,
        header=header,
        width=last + 1,
        columns={f: c for f, c in claims.columns.items() if f not in unused},
        lines=lines,
        stated=claims.stated,
    )
    return Chosen(table, plan, tuple(_repeated(table, header, claims)))


def _missing(
    table: RawTable, header: int, layout: Layout, claims: Claims, *, terms: bool
) -> list[Finding]:
    """Findings for columns without which the file can't be read."""
    headers = table.records[header]
    named = claim(headers, layout).columns
    gone = [
        f"{in_words(field)} ({' or '.join(repr(h) for h in wanted)})"
        for field, wanted in layout.named.items()
        if field in ESSENTIAL and field not in named
    ]
    if gone:
        message = f"the profile '{layout.profile}' names columns that this file does not have: "
        message += "; ".join(gone) + _seen(table, header)
        hint = "choose another profile, or correct the headers in this one"
        return [error("CI204", message, table.place(header, None), hint)]
    rows = len(table.records) > header + 1
    columns = claims.columns if rows else named
    lacking = missing(layout.kind, columns)
    dated = "issued" in columns and (terms or "terms" in columns)
    if layout.kind == "invoices" and "due" not in columns and not dated:
        lacking.append("due")
    return [_no_column(table, header, field, layout, named) for field in lacking]


def _no_column(
    table: RawTable,
    header: int,
    field: str,
    layout: Layout,
    named: Mapping[str, tuple[Column, ...]],
) -> Finding:
    """The finding for a column that is missing or empty, with the headers that are there."""
    headers, place = table.records[header], table.place(header, None)
    hint = f"say in a profile which column it is: 'columns: {{{field}: "
    used = {column.index for columns in named.values() for column in columns}
    free = [cell for index, cell in enumerate(headers) if index not in used]
    hint += f"{_nearest(field, free, layout)}}}'"
    if field == "due":
        hint += "; or give payment terms in the policy"
    if field in named:
        message = f"the column '{named[field][0].header}' holds nothing that could be "
        message += in_words(field)
        return error("CI201", message, place, hint)
    what = in_words(field) + (" or the debtor's code" if field == "name" else "")
    return error("CI201", f"no column for {what}{_seen(table, header)}", place, hint)


def _nearest(field: str, headers: Sequence[Cell], layout: Layout) -> str:
    """The header that looks most like the ones that a field is known by."""
    from difflib import get_close_matches

    keys = {key(h): h for h in headers if isinstance(h, str)}
    for known in layout.synonyms.get(field, ())[:40]:
        if near := get_close_matches(known, keys, n=1, cutoff=0.8):
            return repr(keys[near[0]].strip())
    return "'...'"


def _seen(table: RawTable, header: int) -> str:
    """The headers of a record, for a message."""
    headers = table.records[header]
    where = f" on sheet '{table.sheet}'" if table.sheet else ""
    names = [" ".join(h.split()) for h in headers if isinstance(h, str) and h.strip()]
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"; columns seen{where}: {', '.join(names[:_SHOWN])}{more}" if names else ""


def _no_header(tables: Sequence[RawTable], layout: Layout) -> list[Finding]:
    """The finding for a file in which no record is a header."""
    if not tables:
        return [error("CI201", "the workbook has no sheet with any content")]
    best, score = (tables[0], 0), (-1, 0, 0)
    for table in tables:
        for number, record in enumerate(table.records[:_HEADER_WITHIN]):
            texts = sum(1 for c in record if isinstance(c, str) and not key(c).isdigit() and key(c))
            found = len(claim(record, layout).columns)
            here = (found if found > 1 else 0, texts > 1, -number)
            if here > score:
                best, score = (table, number), here
    table, number = best
    if not table.records:
        return [error("CI201", "there is nothing in this file", Place(table.file))]
    columns = claim(table.records[number], layout).columns
    lacking = missing(layout.kind, columns)
    message = f"no header of {layout.kind} in the first {_HEADER_WITHIN} rows"
    if lacking:
        message += ": no column for " + " and none for ".join(map(in_words, lacking))
    message += _seen(table, number)
    hint = "export a list with headers, or say in a profile which column is which"
    return [error("CI201", message, table.place(number, None), hint)]


def _conflict(table: RawTable, header: int, field: str, layout: Layout) -> Finding:
    """The finding for two columns that claim one field of weight."""
    headers = table.records[header]
    known = {*layout.synonyms.get(field, ()), *(key(h) for h in layout.named.get(field, ()))}
    rivals = [h.strip() for h in headers if isinstance(h, str) and known & set(_keys(h))]
    names = " and ".join(f"'{name}'" for name in rivals)
    message = f"the columns {names} could each be {in_words(field)}, and they differ"
    hint = f"say in a profile which one it is: 'columns: {{{field}: {rivals[0]}}}'"
    return error("CI202", message, table.place(header, None), hint)


def _keys(header: str) -> tuple[str, str]:
    """The keys by which a header may be known: with and without its currency."""
    return key(header), key_and_currency(header)[0]


def _repeated(table: RawTable, header: int, claims: Claims) -> list[Finding]:
    """Remarks on headers that stand twice and are no danger."""
    findings = []
    for field in claims.repeated:
        first = claims.columns[field][0]
        message = f"the column '{first.header}' stands more than once; the first value counts"
        place = table.place(header, first.index, first.header)
        findings.append(Finding("CI205", Severity.INFO, message, place))
    return findings


def _two_profiles(table: RawTable, header: int, layouts: Sequence[Layout]) -> Finding:
    names = " and ".join(f"'{lay.profile}'" for lay in layouts)
    message = f"the profiles {names} both recognise this file"
    hint = f"name one: profile: {layouts[0].profile}"
    return error("CI203", message, table.place(header, None), hint)


def _several_sheets(tables: Sequence[RawTable]) -> Finding:
    names = ", ".join(f"'{t.sheet}'" for t in tables)
    message = f"several sheets hold a list: {names}"
    return error("CI131", message, Place(tables[0].file), f"name one: --sheet '{tables[0].sheet}'")
