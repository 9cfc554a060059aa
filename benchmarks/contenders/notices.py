"""Notices and a company for the contenders that need some."""

from __future__ import annotations

from datetime import date, timedelta

from creditctl.documents.company import Company
from creditctl.ledger.frames import Debtor
from creditctl.policy.notices import Notice, NoticeLine

AS_OF = date(2026, 1, 31)
COMPANY = Company(
    "Bench & Sons B.V.",
    address=("Kade 1", "1011 AB Amsterdam"),
    country="NL",
    email="debtors@bench.example",
    phone="+31 20 555 01 00",
    contact="Jo Bench",
    vat="NL001234567B01",
    registration="99999999",
    iban="NL91ABNA0417164300",  # an example number that belongs to nobody
    bic="ABNANL2A",
)


def notices(count: int, *, lines: int) -> list[Notice]:
    """Reminders in euros, each to a debtor of its own."""
    return [_notice(number, lines) for number in range(count)]


def _notice(number: int, count: int) -> Notice:
    # Days differ too: what all letters have in common is laid out but once.
    lines = tuple(_line(number * count + k, 8 + 10 * k + number % 61) for k in range(count))
    total = sum(line.open for line in lines)
    debtor = Debtor(
        f"C{number:06d}",
        f"Customer {number} & Co. Łódź",
        email=f"books@c{number}.example",
        address=(f"Street {number}", "1012 CD Amsterdam"),
        country="NL",
    )
    return Notice(
        notice=f"20260131-{number:08d}",
        as_of=AS_OF,
        debtor=debtor,
        currency="EUR",
        language="en",
        step="reminder",
        step_number=1,
        template="reminder",
        courtesy=False,
        channel="email",
        lines=lines,
        credits=(),
        subtotal=total,
        total=total,
        pay_by=AS_OF + timedelta(days=14),
        policy="Bench",
        why=("item: 8 days overdue", "step 'reminder' at 7 days from due"),
    )


def _line(number: int, late: int) -> NoticeLine:
    due = AS_OF - timedelta(days=late)
    return NoticeLine(
        item=f"ledger/C{number // 5:06d}/INV-{number:07d}",
        number=f"INV-{number:07d}",
        issued=due - timedelta(days=30),
        due=due,
        days_overdue=late,
        gross=12_345 + number,
        open=12_345 + number,
        step="reminder",
        reference=f"PO {number}",
    )
