"""Small books for the tests of the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import settings

from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.ledger.frames import (
    Debtor,
    Debtors,
    Documents,
    Kind,
    OpenBasis,
    OpenItems,
    Payments,
)

untimed = settings(deadline=None)
"""For property tests: how long a machine takes is no property."""

CURRENCIES = ("EUR", "JPY", "USD")


def day(text: str | date | None) -> int:
    """ISO text as a day number."""
    return to_days(date.fromisoformat(text) if isinstance(text, str) else text)


def document(number: str = "1", gross: int = 10_000, **more: Any) -> dict[str, Any]:
    """One document, fully open unless `more` says otherwise."""
    return {
        "debtor": "D1",
        "currency": "EUR",
        "kind": Kind.INVOICE if gross >= 0 else Kind.CREDIT_NOTE,
        "number": number,
        "issued": "2024-01-10",
        "due": "2024-02-09",
        "settled": None,
        "gross": gross,
        "open": gross,
        "basis": OpenBasis.STATED,
        "source": "invoices",
        "terms": "",
    } | more


def debtors(ids: list[str], master: tuple[Debtor, ...] = ()) -> Debtors:
    known = {debtor.debtor: debtor for debtor in master}
    return Debtors(ids, [known[i].name if i in known else "" for i in ids], known)


def documents(*rows: dict[str, Any], master: tuple[Debtor, ...] = ()) -> Documents:
    ids = list(dict.fromkeys([*(r["debtor"] for r in rows), *(d.debtor for d in master)]))
    sources = tuple(dict.fromkeys(r["source"] for r in rows)) or ("invoices",)
    count = len(rows)

    def column(name: str, kind: type[np.generic], values: list[Any] | None = None) -> Any:
        return np.array(values or [r[name] for r in rows], kind).reshape(count)

    return Documents(
        debtors=debtors(ids, master),
        currencies=CURRENCIES,
        files=("open.csv",),
        sources=sources,
        kind=column("kind", np.int8),
        debtor=column("debtor", np.int32, [ids.index(r["debtor"]) for r in rows]),
        currency=column("currency", np.int32, [CURRENCIES.index(r["currency"]) for r in rows]),
        number=[r["number"] for r in rows],
        issued=column("issued", np.int32, [day(r["issued"]) for r in rows]),
        due=column("due", np.int32, [day(r["due"]) for r in rows]),
        settled=column("settled", np.int32, [day(r["settled"]) for r in rows]),
        gross=column("gross", np.int64),
        open=column("open", np.int64),
        basis=column("basis", np.int8),
        disputed=np.zeros(count, np.bool_),
        doubtful=np.zeros(count, np.bool_),
        source=column("source", np.int32, [sources.index(r["source"]) for r in rows]),
        file=np.zeros(count, np.int32),
        line=np.arange(2, count + 2, dtype=np.int32),
        terms=[r["terms"] for r in rows] if any(r["terms"] for r in rows) else None,
    )


def payments(*rows: tuple[int, str, int] | dict[str, Any], debtor: int = 0) -> Payments:
    """Payments as (row of the document or -1, day, amount)."""
    count = len(rows)
    return Payments(
        document=np.array([r[0] for r in rows], np.int32),
        debtor=np.full(count, debtor, np.int32),
        currency=np.zeros(count, np.int32),
        paid=np.array([day(r[1]) for r in rows], np.int32),
        amount=np.array([r[2] for r in rows], np.int64),
        number=[f"P{r[0]}" if r[0] >= 0 else "" for r in rows],
        file=np.zeros(count, np.int32),
        line=np.arange(2, count + 2, dtype=np.int32),
    )


def items(
    *rows: tuple[str, str, int, int], as_of: str = "2024-03-31", master: tuple[Debtor, ...] = ()
) -> OpenItems:
    """Open items as (debtor, currency, days overdue, open); negative = a credit note."""
    ids = list(dict.fromkeys(r[0] for r in rows))
    count, today = len(rows), day(as_of)
    amounts = np.array([r[3] for r in rows], np.int64).reshape(count)
    due = np.array([today - r[2] for r in rows], np.int32).reshape(count)
    return OpenItems(
        as_of=today,
        debtors=debtors(ids, master),
        currencies=CURRENCIES,
        files=("open.csv",),
        item=[f"invoices/{r[0]}/{i}" for i, r in enumerate(rows)],
        kind=np.where(amounts < 0, Kind.CREDIT_NOTE, Kind.INVOICE).astype(np.int8),
        debtor=np.array([ids.index(r[0]) for r in rows], np.int32).reshape(count),
        currency=np.array([CURRENCIES.index(r[1]) for r in rows], np.int32).reshape(count),
        number=[str(i) for i in range(count)],
        issued=due - np.int32(30),
        due=due,
        due_basis=np.zeros(count, np.int8),
        gross=amounts,
        open=amounts,
        disputed=np.zeros(count, np.bool_),
        doubtful=np.zeros(count, np.bool_),
        file=np.zeros(count, np.int32),
        line=np.arange(2, count + 2, dtype=np.int32),
    )


__all__ = ["NO_DATE", "day", "debtors", "document", "documents", "items", "payments", "untimed"]
