"""The payment terms vectors as their author wrote them, each turned into our grammar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from creditctl.ledger.calendars import Calendar, Shift
from creditctl.ledger.money import to_minor, to_text
from creditctl.ledger.terms import parse_terms

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Any]:
    file = shared_data.parent / "facts" / "payment-terms-vectors.yaml"
    if not file.is_file():
        pytest.skip("no payment terms vectors beside the test data")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def _text(term: dict[str, Any]) -> str:
    """The grammar for a term of the vectors."""
    kind = term["type"]
    if kind == "net_days":
        return f"net {term['days']}"
    if kind == "net_months":
        return f"net {term['months']} months"
    if kind == "eom":
        return f"eom +{term['months']}"
    if kind == "days_then_eom":
        return f"net {term['days']} eom"
    if kind == "eom_then_days":
        return f"eom +{term['months']} {term['days']}"
    if kind == "day_of_month":
        cutoff = f" cutoff {term['cutoff']}" if "cutoff" in term else ""
        return f"day {term['day']} of month +{term['months']}{cutoff}"
    assert kind == "next_payment_day"
    return f"net {term['days']} pay on {','.join(map(str, term['on_days']))}"


def test_due_dates_and_discounts(vectors: dict[str, Any]) -> None:
    assert len(vectors["due_date_vectors"]) >= 34
    for vector in vectors["due_date_vectors"]:
        tiers = vector.get("discount", [])
        front = "".join(f"{tier['percent']}/{tier['days']} " for tier in tiers)
        terms = parse_terms(front + _text(vector["term"]))
        issued = date.fromisoformat(vector["invoice_date"])
        shift = vector.get("shift", {"rule": "none"})
        closed = frozenset(map(date.fromisoformat, shift.get("holidays", [])))
        due = terms.due(issued, Calendar(extra=closed), Shift(shift["rule"]))
        assert due.isoformat() == vector["due_date"], vector["id"]
        offers = terms.discounts(issued, to_minor(vector.get("amount", "0"), "EUR"))
        assert [o.until.isoformat() for o in offers] == vector.get("discount_until", [])
        if "amount" in vector:
            assert [to_text(o.discount, "EUR") for o in offers] == vector["discount_amount"]
            assert [to_text(o.pay, "EUR") for o in offers] == vector["pay_if_early"]


def test_instalments(vectors: dict[str, Any]) -> None:
    assert len(vectors["instalment_vectors"]) >= 3
    for vector in vectors["instalment_vectors"]:
        parts = [
            ("rest" if part["percent"] == "rest" else f"{part['percent']}%")
            + (f" net {part['months']} months" if "months" in part else f" net {part['days']}")
            for part in vector["parts"]
        ]
        found = parse_terms(", ".join(parts)).instalments(
            date.fromisoformat(vector["invoice_date"]), to_minor(vector["amount"], "EUR")
        )
        expected = [(part["due_date"], part["amount"]) for part in vector["expected"]]
        assert [(p.due.isoformat(), to_text(p.amount, "EUR")) for p in found] == expected
