"""What the rows of a large file know of their debtors, looked up when a debtor is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.imports.details import meanings
from creditctl.imports.fast_table import GiveWay
from creditctl.imports.fields import DETAILS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.imports.fast_table import FastTable
    from creditctl.imports.plan import Plan
    from creditctl.ledger.frames import Documents, Int32, Int64

LATE: Final = frozenset(
    ("contact", "email", "dunning_email", "dunning_contact", "phone", "address", "postcode", "city",
     "region", "group", "owner", "vat", "iban")
)  # fmt: skip
"""Details of free text: nothing about them can be wrong, so they are read when asked for."""

_WORDS: Final[tuple[str, ...]] = ("country", "language", "kind")
"""Details that have to be words that are known, so they are looked at once."""

READABLE: Final = LATE | {"name", *_WORDS}
"""Details that the fast loader can read."""


class _Detail(NamedTuple):
    """One detail: row of the first value per debtor (-1 = none), code per row, term per code."""

    first: Int64
    codes: Int32
    terms: list[str]


class FastDetails(Mapping[str, dict[str, str]]):
    """Debtor id to field to text: the first value of each debtor that is not empty.

    Args:
        table: the file.
        plan: how it is read.
        documents: what was read of it.

    Raises:
        GiveWay: a country, language or kind that is not known.
    """

    def __init__(self, table: FastTable, plan: Plan, documents: Documents) -> None:
        self._table, self._plan, self._documents = table, plan, documents
        self._fields = [f for f in DETAILS if f in READABLE and plan.has(f)]
        self._found = {f: self._read(f) for f in self._fields if f in _WORDS}
        self._code: dict[str, int] = {}

    def __getitem__(self, debtor: str) -> dict[str, str]:
        if not self._code:
            self._code = {name: at for at, name in enumerate(self._documents.debtors.ids)}
        code = self._code[debtor]
        found: dict[str, str] = {}
        for field in self._fields:
            if field not in self._found:
                self._found[field] = self._read(field)
            detail = self._found[field]
            row = int(detail.first[code])
            if row >= 0:
                found[field] = detail.terms[int(detail.codes[row])]
        if not found:
            raise KeyError(debtor)
        return found

    def __iter__(self) -> Iterator[str]:
        return (debtor for debtor in self._documents.debtors.ids if debtor in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def having(self, detail: str) -> list[str]:
        """The debtors of whom a detail is known."""
        if detail not in self._fields:
            return []
        return [debtor for debtor in self if detail in self[debtor]]

    def _read(self, field: str) -> _Detail:
        codes, texts = self._table.tidy_codes(self._plan.column(field).index)
        meaning = meanings(field, texts, self._plan.layout.words)
        terms = [meaning[text] for text in texts]
        if any(text and not term for text, term in zip(texts, terms, strict=True)):
            raise GiveWay
        filled = np.array([bool(text) for text in texts], dtype=np.bool_)
        rows = np.flatnonzero(filled[codes])[::-1]
        first = np.full(len(self._documents.debtors), -1, dtype=np.int64)
        first[self._documents.debtor[rows]] = rows
        return _Detail(first, codes, terms)
