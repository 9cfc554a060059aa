"""Who owes: the debtor of each row, and debtors with more than one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.imports.sheet import Sheet

_EXAMPLES = 3


def read_parties(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Id and name of the debtor of each row; the name is the id where there is no code.

    A row without a debtor is rejected (CI315).
    """
    names = sheet.texts("name")
    field = "debtor" if sheet.plan.has("debtor") else "name"
    debtors = sheet.ids("debtor") if field == "debtor" else names
    for at in sheet.unless_rejected(at for at, debtor in enumerate(debtors) if not debtor):
        hint = "fill it in and export again"
        sheet.reject(at, sheet.plan.column(field), "CI315", "the row names no debtor", hint)
    return debtors, names


def warn_several_names(
    sheet: Sheet, debtors: Sequence[str], names: Sequence[str], rows: Sequence[int]
) -> None:
    """One debtor has one name: a letter to the wrong one helps nobody (CI408).

    Args:
        sheet: the rows; debtors, names: of each row.
        rows: positions of the accepted rows.
    """
    names_of = _names_of((debtors[at], names[at]) for at in rows)
    several = {debtor: found for debtor, found in names_of.items() if len(found) > 1}
    if several:
        count = "1 debtor has" if len(several) == 1 else f"{len(several)} debtors have"
        shown = [*several.items()][:_EXAMPLES]
        examples = "; ".join(f"{d}: {', '.join(found[:_EXAMPLES])}" for d, found in shown)
        message = f"{count} more than one name; the first counts ({examples})"
        column = sheet.plan.column("name")
        place = sheet.table.place(sheet.plan.header, column.index, column.header)
        hint = "correct the names in the books, or add the file of debtors as a source"
        sheet.findings.append(warning("CI408", message, place, hint))


def _names_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The different names of each debtor that has any, in the order of the file."""
    found: dict[str, list[str]] = {}
    for debtor, name in dict.fromkeys(pairs):
        if debtor and name:
            found.setdefault(debtor, []).append(name)
    return found
