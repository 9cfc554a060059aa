"""Small ledgers and policies for the tests of deciding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.ledger.frames import Debtor, Debtors, Kind, OpenItems
from creditctl.policy.history import History
from creditctl.policy.model import Policy

AS_OF = date(2026, 1, 30)  # a Friday


def policy(**changes: Any) -> Policy:
    """A plain policy: courtesy 5 days before, reminder 3, second 17, final 31 days after due."""
    data: dict[str, Any] = {
        "version": 1,
        "name": "Test policy",
        "currency": "EUR",
        "reminders": {
            "between_notices": 7,
            "steps": [
                {"id": "courtesy", "days": -5},
                {"id": "reminder", "days": 3},
                {"id": "second", "days": 17},
                {"id": "final", "days": 31},
            ],
        },
    }
    reminders = changes.pop("reminders", {})
    data["reminders"] = data["reminders"] | reminders
    return Policy.model_validate(data | changes)


def item(number: str, overdue: int, amount: int = 10_000, **more: Any) -> dict[str, Any]:
    """One open item, `overdue` days overdue at `AS_OF` (negative = not due yet)."""
    due = to_days(AS_OF) - overdue
    return {
        "number": number,
        "debtor": "D1",
        "currency": "EUR",
        "kind": Kind.INVOICE,
        "issued": due - 30,
        "due": due,
        "open": amount,
        "disputed": False,
        "doubtful": False,
    } | more


def ledger(
    *rows: dict[str, Any], master: tuple[Debtor, ...] = (), as_of: date = AS_OF
) -> OpenItems:
    """Open items at a date. Debtors can be reached by e-mail unless `master` says otherwise."""
    ids = list(dict.fromkeys(r["debtor"] for r in rows))
    currencies = tuple(dict.fromkeys(r["currency"] for r in rows))
    known = {name: Debtor(name, f"Name {name}", email=f"{name.lower()}@x.example") for name in ids}
    known |= {d.debtor: d for d in master}

    def column(name: str, dtype: Any) -> Any:
        return np.array([r[name] for r in rows], dtype=dtype)

    return OpenItems(
        as_of=to_days(as_of),
        debtors=Debtors(ids, [known[i].name for i in ids], known),
        currencies=currencies,
        files=("test.csv",),
        item=[f"books/{r['debtor']}/{r['number']}" for r in rows],
        kind=column("kind", np.int8),
        debtor=np.array([ids.index(r["debtor"]) for r in rows], dtype=np.int32),
        currency=np.array([currencies.index(r["currency"]) for r in rows], dtype=np.int32),
        number=[r["number"] for r in rows],
        issued=column("issued", np.int32),
        due=column("due", np.int32),
        due_basis=np.zeros(len(rows), dtype=np.int8),
        gross=column("open", np.int64),
        open=column("open", np.int64),
        disputed=column("disputed", np.bool_),
        doubtful=column("doubtful", np.bool_),
        file=np.zeros(len(rows), dtype=np.int32),
        line=np.arange(2, len(rows) + 2, dtype=np.int32),
    )


def history(
    *done: tuple[str, str, int],
    last_notice: dict[tuple[str, str], int] | None = None,
    waiting: tuple[str, ...] = (),
    repeat: int = 0,
) -> History:
    """A past: (number, step, days ago), and days ago of the last letter per debtor and currency."""
    steps = tuple(dict.fromkeys(step for _, step, _ in done))
    today = to_days(AS_OF)
    return History(
        items=[f"books/D1/{number}" for number, _, _ in done],
        step=np.array([steps.index(step) for _, step, _ in done], dtype=np.int16),
        repeat=np.full(len(done), repeat, dtype=np.int16),
        done=np.array([today - ago for _, _, ago in done], dtype=np.int32),
        steps=steps,
        waiting=[f"books/D1/{number}" for number in waiting],
        debtors={(*key, ""): today - ago for key, ago in (last_notice or {}).items()},
    )


__all__ = ["AS_OF", "NO_DATE", "Decimal", "history", "item", "ledger", "policy"]
