"""The tables that travel: small frozen dataclasses of numpy arrays, documented column by column.

Days are int32 since 1970-01-01 (`dates.NO_DATE` = none), money is int64 minor units of the
row's currency, debtors and currencies are int32 codes into a list. A ledger of a million items
never becomes a million Python objects: text columns are any sequence of str, and the fast
loader's are backed by Arrow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

from creditctl.ledger.arrow_text import appended
from creditctl.ledger.dates import NO_DATE, iso
from creditctl.ledger.money import exponent, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any, Literal, Self

    import pandas as pd
    from numpy.typing import NDArray

    Int64 = NDArray[np.int64]
    Int32 = NDArray[np.int32]
    Int8 = NDArray[np.int8]
    Bool = NDArray[np.bool_]


class Kind(IntEnum):
    """What a document is. Invoices are owed; credit notes and payments on account lessen."""

    INVOICE = 0
    CREDIT_NOTE = 1
    PAYMENT = 2


class OpenBasis(IntEnum):
    """How the open amount of a document at a date follows from the file.

    STATED: the file states what is open (or paid) at its export; it holds from the issue date on.
    SETTLED: the file states the day of settlement; gross is open until the day before.
    PAYMENTS: gross less the dated payments up to the date.
    """

    STATED = 0
    SETTLED = 1
    PAYMENTS = 2


class DueBasis(IntEnum):
    """Where a due date comes from: the file, or the payment terms."""

    FILE = 0
    TERMS = 1


class Text(Protocol):
    """A column of text: what list[str] and an Arrow-backed column have in common."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> str: ...
    def __iter__(self) -> Iterator[str]: ...


def take(column: Text, index: Int64) -> Text:
    """The rows of a text column at `index`, in that order."""
    taker = getattr(column, "take", None)
    if taker is not None:
        return taker(index)  # type: ignore[no-any-return]
    return [column[i] for i in index.tolist()]


@dataclass(frozen=True, slots=True)
class Debtor:
    """One debtor as the master file has it; everything but `debtor` may be absent.

    Attributes:
        debtor: the id, text for ever.
        kind: "business", "consumer" or "public"; "" when unknown.
        country: ISO 3166 alpha-2; language: ISO 639-1.
        address: lines of the postal address below the name, without the country.
        limit: credit limit in minor units of `currency`.
        channels: in order of preference, () = the policy's.
        reminders: False when the books say "never remind".
        rating: as the books have it; tags: in lower case; since: customer since, None = unknown.
        invoice_email: where its invoices go; dunning_email, dunning_contact: who is written to
            about what is late. `policy.recipients` says which of the addresses counts.
    """

    debtor: str
    name: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    kind: str = ""
    country: str = ""
    language: str = ""
    currency: str = ""
    terms: str = ""
    limit: int | None = None
    segment: str = ""
    group: str = ""
    owner: str = ""
    vat: str = ""
    iban: str = ""
    channels: tuple[str, ...] = ()
    reminders: bool = True
    rating: str = ""
    tags: tuple[str, ...] = ()
    since: date | None = None
    invoice_email: str = ""
    dunning_email: str = ""
    dunning_contact: str = ""


@dataclass(frozen=True, slots=True)
class Debtors:
    """All debtors in code order: `ids[code]`, `names[code]`, and details where the books have them.

    Attributes:
        ids: debtor ids.
        names: display names ("" when the books have none), same order.
        master: details by id, only for debtors that have any.
    """

    ids: Sequence[str] = ()
    names: Sequence[str] = ()
    master: Mapping[str, Debtor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def having(
        self, detail: Literal["segment", "limit", "reminders", "group", "iban"]
    ) -> list[Debtor]:
        """The debtors of whom the books state a detail, without looking at all of them."""
        quick = getattr(self.master, "having", None)
        if quick is not None:
            return list(quick(detail))
        plain = Debtor("")
        known = self.master.values()
        return [d for d in known if getattr(d, detail) != getattr(plain, detail)]

    def name(self, code: int) -> str:
        """The name to show for a code: the books' name, else the id."""
        return self.names[code] or self.ids[code]

    def detail(self, code: int) -> Debtor:
        """The debtor at a code, with id and name filled in."""
        known = self.master.get(self.ids[code])
        if known is None:
            return Debtor(self.ids[code], self.names[code])
        return known if known.name else replace(known, name=self.names[code])


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What documents and open items share: columns of equal length and row selection."""

    def _rowwise(self) -> list[str]:
        raise NotImplementedError  # pragma: no cover

    def select(self, index: Int64) -> Self:
        """The rows at `index`, in that order; an absent text column stays absent."""
        changes: dict[str, Any] = {}
        for name in self._rowwise():
            column = getattr(self, name)
            if isinstance(column, np.ndarray):
                changes[name] = column[index]
            elif column is not None:
                changes[name] = take(column, index)
        return replace(self, **changes)

    def followed_by(self, more: Self) -> Self:
        """These rows and then those of `more`, whose codes point into the same lists."""
        changes: dict[str, Any] = {}
        for name in self._rowwise():
            column, tail = getattr(self, name), getattr(more, name)
            if isinstance(column, np.ndarray):
                changes[name] = np.concatenate([column, tail])
            elif column is not None:
                changes[name] = appended(column, list(tail))
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, eq=False)
class Documents(_Rows):
    """Every accepted row of every source, one row a document, as the books have it.

    Attributes:
        debtors: the list that `debtor` codes point into.
        currencies, files, sources: the lists that `currency`, `file`, `source` codes point into.
        kind: `Kind`, int8.
        debtor, currency: int32 codes.
        number: document number, text.
        issued, due, settled: days; NO_DATE where the file states none. `settled` is the day on
            which nothing was left to pay: on that day the document is no longer open.
        gross: int64 minor units, negative for credit notes and payments.
        open: int64 minor units left at the time of the export, same sign as gross.
        basis: `OpenBasis`, int8.
        disputed: True where the file says so.
        doubtful: True where files contradict each other about what was paid; holds the item.
        reference, area, terms: text, or None when no file has the column.
        invoice_email: who got the invoice; None when no file has the column.
        source, file: int32 codes; line: physical line (text) or row (workbook), from 1.
    """

    debtors: Debtors
    currencies: tuple[str, ...]
    files: tuple[str, ...]
    sources: tuple[str, ...]
    kind: Int8
    debtor: Int32
    currency: Int32
    number: Text
    issued: Int32
    due: Int32
    settled: Int32
    gross: Int64
    open: Int64
    basis: Int8
    disputed: Bool
    doubtful: Bool
    source: Int32
    file: Int32
    line: Int32
    reference: Text | None = None
    area: Text | None = None
    terms: Text | None = None
    invoice_email: Text | None = None

    def __len__(self) -> int:
        return len(self.debtor)

    def _rowwise(self) -> list[str]:
        return [f.name for f in fields(self)[4:]]


@dataclass(frozen=True, slots=True, eq=False)
class Payments(_Rows):
    """Payments from a file of their own, one row a payment.

    Attributes:
        document: row of `Documents` that the payment names, -1 = none found (money on account).
        debtor, currency, file: int32 codes into the lists of the `Documents` they came with.
        paid: day received.
        amount: int64 minor units, positive = money received, negative = returned.
        number: the document number that the payment names, as written.
        line: physical line or row, from 1.
    """

    document: Int32
    debtor: Int32
    currency: Int32
    paid: Int32
    amount: Int64
    number: Text
    file: Int32
    line: Int32

    def __len__(self) -> int:
        return len(self.document)

    def _rowwise(self) -> list[str]:
        return [f.name for f in fields(self)]


@dataclass(frozen=True, slots=True, eq=False)
class OpenItems(_Rows):
    """One row an open item at `as_of`: the unpaid remainder of a document or of an instalment.

    Attributes:
        as_of: day number of the as-of date.
        item: stable id, `source/debtor/number` and `/k` for instalment k; "/" and "%" inside
            a part are written %2F and %25.
        due_basis: `DueBasis`, int8.
        open: int64 minor units, positive = owed, negative = credit or money on account.
        others: as in `Documents`.
    """

    as_of: int
    debtors: Debtors
    currencies: tuple[str, ...]
    files: tuple[str, ...]
    item: Text
    kind: Int8
    debtor: Int32
    currency: Int32
    number: Text
    issued: Int32
    due: Int32
    due_basis: Int8
    gross: Int64
    open: Int64
    disputed: Bool
    doubtful: Bool
    file: Int32
    line: Int32
    reference: Text | None = None
    area: Text | None = None
    invoice_email: Text | None = None

    def __len__(self) -> int:
        return len(self.debtor)

    def _rowwise(self) -> list[str]:
        return [f.name for f in fields(self)[4:]]

    @property
    def overdue(self) -> Int32:
        """Days overdue per item, `as_of - due`; 0 or less is not overdue."""
        return (np.int32(self.as_of) - self.due).astype(np.int32)

    def days_overdue(self, item: int) -> int:
        """Days overdue of one item, without working out those of all others."""
        return self.as_of - int(self.due[item])

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame for notebooks and reports: amounts as Decimal, dates as ISO text."""
        import pandas as pd

        code = [self.currencies[c] for c in self.currency.tolist()]
        return pd.DataFrame(
            {
                "item": list(self.item),
                "debtor": [self.debtors.ids[d] for d in self.debtor.tolist()],
                "kind": [Kind(k).name.lower() for k in self.kind.tolist()],
                "number": list(self.number),
                "issued": [iso(d) for d in self.issued.tolist()],
                "due": [iso(d) for d in self.due.tolist()],
                "currency": code,
                "gross": [to_decimal(a, c) for a, c in zip(self.gross.tolist(), code, strict=True)],
                "open": [to_decimal(a, c) for a, c in zip(self.open.tolist(), code, strict=True)],
            }
        )


def escape_part(part: str) -> str:
    """A part of an item id with its separators escaped, so that two ids never collide."""
    return part.replace("%", "%25").replace("/", "%2F")


__all__ = [
    "NO_DATE",
    "Debtor",
    "Debtors",
    "Documents",
    "DueBasis",
    "Kind",
    "OpenBasis",
    "OpenItems",
    "Payments",
    "Text",
    "escape_part",
    "exponent",
    "take",
]
