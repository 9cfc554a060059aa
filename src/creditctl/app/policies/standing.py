"""How one debtor stands in the policy: the rules in force in each currency, and why these."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.policies.asked import Asked, Seen
from creditctl.app.policies.settings import Setting, Unit, rules_in_force
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.ledger.dates import iso
from creditctl.ledger.frames import DueBasis
from creditctl.ledger.money import to_decimal
from creditctl.policy.effective import (
    assign,
    credit_limits,
    debtor_exceptions,
    effective,
    invoice_exceptions,
)
from creditctl.policy.measures import measure
from creditctl.policy.when import conditions_of

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from creditctl.app.books import Books
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.ledger.frames import Debtor, OpenItems
    from creditctl.policy.effective import Effective
    from creditctl.policy.measures import Measures

DEBTOR_FILE = "debtor"
"""First word of the source of a value that the books state of the debtor."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a segment fits the debtor.

    Attributes:
        segment: its id.
        position: its position in the policy.
        taken: True for the one whose rules are in force.
        named: True when the file of debtors names it, which counts before all conditions.
        conditions: each with what was measured; () when nothing is open.
    """

    segment: str
    position: int
    taken: bool
    named: bool
    conditions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules in force for a debtor in one currency, and area where areas are separate.

    Attributes:
        currency: "" when nothing is open.
        area: "" where areas are together, or for what has none.
        fits: every segment, in order.
        exception: position of the exception for the debtor that is in force, or None.
        off: True when that exception switches reminders off.
        settings: every value in force.
    """

    currency: str
    area: str
    fits: tuple[Fit, ...]
    exception: int | None
    off: bool
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class InvoiceStanding:
    """What counts for one invoice: its exception in force, and where its due date comes from.

    Attributes:
        exception: position in the policy, or None.
        due: ISO date; stated: True when the file states it, else it follows from the terms.
    """

    number: str
    currency: str
    due: str
    stated: bool
    exception: int | None


@dataclass(frozen=True, slots=True)
class DebtorStanding:
    """How a debtor stands: once a currency, and for an invoice that was asked for."""

    debtor: Debtor
    standings: tuple[Standing, ...]
    invoice: InvoiceStanding | None = None


def standing_of(
    loaded: LoadedPolicy, books: Books, debtor: str | None, invoice: str | None
) -> DebtorStanding:
    """Find the rules in force for a debtor, for the debtor of an invoice, or for both.

    Args:
        loaded: the policy.
        books: the books at the as-of date.
        debtor: id or exact name; None = that of the invoice.
        invoice: number or item id of an open item; its currency and area only are told.

    Raises:
        UsageRefused: nobody and nothing is called that (CR160), or the invoice is another
            debtor's (CR161).
    """
    items = books.items
    code = None if debtor is None else _debtor_called(books, debtor)
    row = None if invoice is None else _item_called(books, invoice, code)
    if code is None:
        assert row is not None  # the command line asks for one of the two
        code = int(items.debtor[row])
    detail = items.debtors.detail(code)
    separate = loaded.policy.areas == "separate"
    measures = measure(items, books.behaviour, separate_areas=separate, broken=books.broken)
    if row is None:
        rows = np.flatnonzero(measures.debtor == code).tolist()
        found = _standings(loaded, books, measures, rows)
        return DebtorStanding(detail, found or (_nothing_open(loaded, detail, books.as_of),))
    found = _standings(loaded, books, measures, [int(measures.group[row])])
    return DebtorStanding(detail, found, _invoice(loaded, items, row, books.as_of))


def _standings(
    loaded: LoadedPolicy, books: Books, measures: Measures, rows: list[int]
) -> tuple[Standing, ...]:
    """The rules in force for some rows of the measures, by currency and area."""
    items, policy = books.items, loaded.policy
    assignment = assign(policy, measures, items.currencies, items.debtors, books.as_of)
    credit = tuple(rules.credit for rules in assignment.policies)
    limits = credit_limits(
        credit, assignment.index, policy, measures, items.currencies, items.debtors
    )
    seen = Seen(loaded.policy, items, measures)
    found = []
    for row in rows:
        detail = items.debtors.detail(int(measures.debtor[row]))
        rules = assignment.policies[int(assignment.index[row])]
        currency = items.currencies[int(measures.currency[row])]
        limit = int(limits[row])
        shown = None if limit < 0 else to_decimal(limit, currency)
        found.append(
            Standing(
                currency=currency,
                area=measures.areas[int(measures.area[row])],
                fits=_fits(loaded, detail, rules, seen, row),
                exception=rules.exception,
                off=rules.off,
                settings=_settings(loaded, rules, detail, shown),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.currency, one.area)))


def _nothing_open(loaded: LoadedPolicy, detail: Debtor, as_of: date) -> Standing:
    """The rules for a debtor of whom nothing is open: no condition can be measured."""
    ids = [segment.id for segment in loaded.policy.segments]
    segment = ids.index(detail.segment) if detail.segment in ids else None
    exception = debtor_exceptions(loaded.policy, as_of).get(detail.debtor)
    rules = effective(loaded.policy, segment, exception)
    limit = rules.credit.limit
    if detail.limit is not None:
        limit = to_decimal(detail.limit, detail.currency or loaded.policy.currency or "")
    return Standing(
        currency="",
        area="",
        fits=_fits(loaded, detail, rules, None, 0),
        exception=exception,
        off=rules.off,
        settings=_settings(loaded, rules, detail, limit),
    )


def _fits(
    loaded: LoadedPolicy, detail: Debtor, rules: Effective, seen: Seen | None, row: int
) -> tuple[Fit, ...]:
    """Every segment, with its conditions where there is something to measure."""
    return tuple(
        Fit(
            segment=segment.id,
            position=position,
            taken=segment.id == rules.segment,
            named=segment.id == detail.segment,
            conditions=()
            if seen is None
            else tuple(seen.asked(one, row) for one in conditions_of(segment.when)),
        )
        for position, segment in enumerate(loaded.policy.segments)
    )


def _settings(
    loaded: LoadedPolicy, rules: Effective, detail: Debtor, limit: Decimal | None
) -> tuple[Setting, ...]:
    """The values in force; the debtor's own terms and limit, as the books have them, put in."""
    own: dict[tuple[str | int, ...], Setting] = {}
    if detail.limit is not None:
        path = ("credit", "limit")
        own[path] = Setting(path, limit, Unit.AMOUNT, (DEBTOR_FILE, "limit"), None)
    if detail.terms and rules.path("terms", "default")[0] != "exceptions":
        path = ("terms", "default")
        own[path] = Setting(path, detail.terms, Unit.PLAIN, (DEBTOR_FILE, "terms"), None)
    return tuple(own.get(one.path, one) for one in rules_in_force(rules, loaded))


def _invoice(loaded: LoadedPolicy, items: OpenItems, row: int, as_of: date) -> InvoiceStanding:
    return InvoiceStanding(
        number=items.number[row],
        currency=items.currencies[int(items.currency[row])],
        due=iso(int(items.due[row])),
        stated=int(items.due_basis[row]) == DueBasis.FILE,
        exception=invoice_exceptions(loaded.policy, as_of).get(items.number[row]),
    )


def _debtor_called(books: Books, name: str) -> int:
    """The code of a debtor by id, else by exact name."""
    debtors = books.items.debtors
    codes = range(len(debtors))
    code = next((c for c in codes if debtors.ids[c] == name), None)
    if code is None:
        code = next((c for c in codes if debtors.name(c) == name), None)
    if code is None:
        known = {*debtors.ids, *(debtors.name(c) for c in codes)}
        raise _unknown(f"no debtor of the books is called {name!r}", name, known)
    return code


def _item_called(books: Books, name: str, debtor: int | None) -> int:
    """The row of an open item by its id, else by its number; of that debtor, when one is named."""
    items = books.items
    rows = [row for row, text in enumerate(items.item) if text == name]
    rows = rows or [row for row, text in enumerate(items.number) if text == name]
    if not rows:
        message = f"no open item is called {name!r} as of {books.as_of}"
        raise _unknown(message, name, set(items.number))
    mine = [row for row in rows if debtor is None or int(items.debtor[row]) == debtor]
    owners = sorted({items.debtors.ids[int(items.debtor[row])] for row in mine})
    if len(owners) > 1:
        message = f"several debtors have an invoice {name!r}"
        raise UsageRefused(error("CR161", message, hint=f"add --debtor: {' or '.join(owners)}"))
    if not mine:
        owner = items.debtors.ids[int(items.debtor[rows[0]])]
        message = f"invoice {name!r} belongs to debtor {owner!r}"
        raise UsageRefused(error("CR161", message, hint="name that debtor, or the invoice alone"))
    return mine[0]


def _unknown(message: str, name: str, known: set[str]) -> UsageRefused:
    near = difflib.get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    return UsageRefused(error("CR160", message, hint=hint or "creditctl aging lists the debtors"))
