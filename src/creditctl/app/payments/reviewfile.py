"""Read an edited review file: what a person says to each proposal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Literal

from creditctl.errors import DataRefused
from creditctl.findings import NOWHERE, Place, error, in_order
from creditctl.imports.readers import ReadOptions, read
from creditctl.imports.readers.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from creditctl.findings import Finding
    from creditctl.imports.table import RawTable

Verdict = Literal["yes", "no", "dismiss"]

WORDS: Final[dict[str, Verdict]] = {
    **dict.fromkeys(("yes", "y", "x", "1"), "yes"),
    **dict.fromkeys(("", "no", "n", "0"), "no"),
    "dismiss": "dismiss",
}
"""What may stand under `accept`."""

NEEDED: Final = ("accept", "payment", "debtor", "invoice", "item", "pays", "discount", "check")
"""Columns that are read; the others are for people."""

_AMOUNT: Final = re.compile(r"[-0-9.,]+")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""The writer puts an apostrophe before text that begins so (`insight.writers.csv_text`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a payment: one invoice of it, or all of it.

    Attributes:
        payment: its id.
        verdict: yes, no = leave it, dismiss = it is no debtor's money.
        invoice: number; item: stable id; debtor: id; "" = not said.
        pays, discount: amounts as written, "" = not said.
        check: what ties it to the payment, None = named on the command line.
        place: of the row; line: the same in words, for the journal.
    """

    payment: str
    verdict: Verdict
    invoice: str = ""
    item: str = ""
    debtor: str = ""
    pays: str = ""
    discount: str = ""
    check: str | None = None
    place: Place = NOWHERE


def read_review(path: Path) -> list[Asked]:
    """The rows of a review file in their order.

    Args:
        path: a CSV file as `payments review` writes it; programs may have written it anew with
            semicolons or tabs, and rows and other columns may be gone.

    Raises:
        DataRefused: CP239 it is no review file, CP237 a word under `accept`, CI1xx it can't be
            read; all findings at once.
    """
    name = str(path)
    content = load(path, name)
    head = content.split(b"\n", 1)[0].decode("utf-8", "replace")
    delimiter = max(",;\t", key=head.count)
    tables = read(content, name, ReadOptions(delimiter=delimiter))
    table = tables[0] if len(tables) == 1 and tables[0].physical else None
    if table is None:
        hint = "save it as CSV"
        raise DataRefused(error("CP239", "this is a workbook, a CSV is wanted", Place(name), hint))
    wrong = list(table.findings) if table.broken else []
    columns = _columns(table, wrong)
    rows = list(_rows(table, columns, wrong)) if columns else []
    if wrong:
        raise DataRefused(in_order(wrong))
    return rows


def asked_directly(payment: str, invoice: str) -> Asked:
    """What a command line asks: an invoice number, and perhaps `=` and an amount."""
    number, mark, amount = invoice.rpartition("=")
    if mark and _AMOUNT.fullmatch(amount):
        return Asked(payment, "yes", invoice=number.strip(), pays=amount)
    return Asked(payment, "yes", invoice=invoice.strip())


def _columns(table: RawTable, wrong: list[Finding]) -> dict[str, int]:
    """The place of each column that is read, by the header."""
    header = [str(cell).strip().casefold() for cell in (table.records or [[]])[0]]
    missing = [name for name in NEEDED if name not in header]
    if not missing:
        return {name: header.index(name) for name in NEEDED}
    near = [hit for name in missing for hit in get_close_matches(name, header, n=1)]
    message = f"no review file: the column {', '.join(missing)} is missing"
    hint = f"did you rename {', '.join(near)}? " if near else ""
    place = table.place(0, None) if table.records else Place(table.file)
    again = "'creditctl payments review -o proposals.csv' writes one"
    wrong.append(error("CP239", message, place, f"{hint}{again}"))
    return {}


def _rows(table: RawTable, columns: dict[str, int], wrong: list[Finding]) -> Iterator[Asked]:
    for record, cells in enumerate(table.records):
        if record == 0 or not any(str(cell).strip() for cell in cells):
            continue
        text = {
            name: _unguarded(str(cells[at]).strip()) if at < len(cells) else ""
            for name, at in columns.items()
        }
        verdict = WORDS.get(text["accept"].casefold())
        if verdict is None:
            message = f"'{text['accept']}' is no answer"
            place = table.place(record, columns["accept"], "accept")
            wrong.append(error("CP237", message, place, "write yes, no or dismiss"))
            continue
        yield Asked(
            payment=text["payment"],
            verdict=verdict,
            invoice=text["invoice"],
            item=text["item"],
            debtor=text["debtor"],
            pays=text["pays"],
            discount=text["discount"],
            check=text["check"],
            place=table.place(record, None),
        )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
