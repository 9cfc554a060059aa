"""The example debtor of a policy test as books and past, in the shape that the ledger takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.imports.source import Import
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.ledger.frames import Debtor, Debtors, Documents, Kind, OpenBasis, Payments
from creditctl.ledger.money import exponent
from creditctl.policy.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from typing import Any

    from numpy.typing import NDArray

    from creditctl.config.policytestfile import ExampleDebtor, ExampleItem, PolicyTest
    from creditctl.ledger.frames import OpenItems

_KINDS: Final = {
    "invoice": Kind.INVOICE,
    "credit note": Kind.CREDIT_NOTE,
    "payment": Kind.PAYMENT,
}


class _Row(NamedTuple):
    """One document: what `Documents` has in its columns, dates as days."""

    number: str
    kind: Kind
    currency: str
    issued: int
    due: int
    settled: int
    gross: int
    open: int
    disputed: bool
    area: str


def minor(amount: Decimal, currency: str) -> int:
    """An amount of the tests file in minor units; it has no more decimals than the currency."""
    return int(amount.scaleb(exponent(currency)))


def books_of(test: PolicyTest, as_of: date, currency: str) -> Import:
    """The books of a test: the items, and one settled invoice for each that was paid.

    Args:
        test: what the file says.
        as_of: the day of the test.
        currency: of items that state none.
    """
    today = to_days(as_of)
    rows = [
        _open_row(item, number, today, item.currency or currency)
        for number, item in zip(test.numbers, test.items, strict=True)
    ]
    rows += [_paid_row(days, k, today, currency) for k, days in enumerate(test.paid, 1)]
    debtor = _debtor(test.debtor, currency)
    documents = _documents(rows, Debtors([debtor.debtor], [debtor.name], {debtor.debtor: debtor}))
    return Import(documents, _no_payments(), (), (), frozenset(), ())


def _debtor(about: ExampleDebtor, currency: str) -> Debtor:
    reached = about.addresses
    return Debtor(
        debtor=about.id,
        name="Example debtor",
        email="example@debtor.example" if "email" in reached else "",
        phone="+31612345678" if "sms" in reached else "",
        address=("1 Example Street", "1000 Example") if "letter" in reached else (),
        kind=about.kind or "",
        country=about.country or "",
        language=about.language or "",
        currency=currency,
        terms=about.terms or "",
        limit=None if about.limit is None else minor(about.limit, currency),
        segment=about.segment,
        group=about.group,
        owner=about.owner,
        channels=about.channels,
        reminders=about.reminders != "off",
        rating=about.rating,
        tags=tuple(tag.lower() for tag in about.tags),
        since=about.since,
    )


def _open_row(item: ExampleItem, number: str, today: int, currency: str) -> _Row:
    kind = _KINDS[item.type]
    sign = 1 if kind is Kind.INVOICE else -1
    due = today - item.days if item.days is not None else to_days(item.due)
    if due == NO_DATE and not item.issued:
        due = today  # a credit can be used at once
    return _Row(
        number=number,
        kind=kind,
        currency=currency,
        issued=to_days(item.issued),
        due=due,
        settled=NO_DATE,
        gross=sign * minor(item.open if item.gross is None else item.gross, currency),
        open=sign * minor(item.open, currency),
        disputed=item.disputed,
        area=item.area,
    )


def _paid_row(days_late: int, position: int, today: int, currency: str) -> _Row:
    """An invoice that was paid the day before, so many days after it was due."""
    settled = today - 1
    number = f"paid invoice {position}"
    due = settled - days_late
    return _Row(number, Kind.INVOICE, currency, NO_DATE, due, settled, 1, 0, False, "")


def _documents(rows: Sequence[_Row], debtors: Debtors) -> Documents:
    currencies = tuple(dict.fromkeys(row.currency for row in rows))
    count = len(rows)
    none = np.zeros(count, np.int32)

    def column(name: str, dtype: Any) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], dtype)

    return Documents(
        debtors=debtors,
        currencies=currencies,
        files=("the policy's tests",),
        sources=("test",),
        kind=column("kind", np.int8),
        debtor=none,
        currency=np.array([currencies.index(row.currency) for row in rows], np.int32),
        number=[row.number for row in rows],
        issued=column("issued", np.int32),
        due=column("due", np.int32),
        settled=column("settled", np.int32),
        gross=column("gross", np.int64),
        open=column("open", np.int64),
        basis=np.full(count, OpenBasis.STATED, np.int8),
        disputed=column("disputed", np.bool_),
        doubtful=np.zeros(count, np.bool_),
        source=none,
        file=none,
        line=none,
        area=[row.area for row in rows],
    )


def _no_payments() -> Payments:
    """The example states what is open, so no payment is needed to know it."""
    none, amounts = np.empty(0, np.int32), np.empty(0, np.int64)
    return Payments(none, none, none, none, amounts, [], none, none)


def names_of(items: OpenItems) -> list[str]:
    """What a test calls each open item: its number, and `/1`, `/2` where it is an instalment."""
    numbers = list(items.number)
    seen: dict[str, int] = {}
    names = []
    for number in numbers:
        seen[number] = seen.get(number, 0) + 1
        names.append(number if numbers.count(number) == 1 else f"{number}/{seen[number]}")
    return names


def history_of(test: PolicyTest, as_of: date, items: OpenItems) -> History:
    """The past of a test: of each item the step that was handed over last, and the last letters.

    Args:
        test: what the file says.
        as_of: the day of the test.
        items: the open items of its books.
    """
    row_of = {name: row for row, name in enumerate(names_of(items))}
    latest: dict[int, tuple[int, str, int]] = {}
    letters: dict[tuple[str, str, str], int] = {}
    for done in test.history:
        row = row_of.get(test.number_of(done))
        if row is None:
            continue  # not in the books on this day, so nothing is decided about it
        day = to_days(as_of - timedelta(done.days_ago))
        latest[row] = max(latest.get(row, (NO_DATE, "", 0)), (day, done.step, done.repeat))
        money, area = items.currencies[int(items.currency[row])], _area(items, row)
        key = (items.debtors.ids[int(items.debtor[row])], money, area)
        letters[key] = max(letters.get(key, NO_DATE), day)
    return _history(items, latest, letters)


def _area(items: OpenItems, row: int) -> str:
    return items.area[row] if items.area is not None else ""


def _history(
    items: OpenItems,
    latest: Mapping[int, tuple[int, str, int]],
    letters: Mapping[tuple[str, str, str], int],
) -> History:
    steps = tuple(dict.fromkeys(step for _, step, _ in latest.values()))
    past = list(latest.values())
    return History(
        items=[items.item[row] for row in latest],
        step=np.array([steps.index(step) for _, step, _ in past], np.int16),
        repeat=np.array([repeat for _, _, repeat in past], np.int16),
        done=np.array([day for day, _, _ in past], np.int32),
        steps=steps,
        debtors=letters,
    )
