"""Making a payment arrangement: what it covers, and instalments that add up to it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from creditctl.app.casework.acts import live_arrangement
from creditctl.app.casework.desk import Objection, plain_amount, wanted
from creditctl.cases import events
from creditctl.cases.arrangements import MOST, Rhythm, even_instalments
from creditctl.cases.records import Instalment
from creditctl.journal.casework import Act
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.app.casework.desk import Desk
    from creditctl.cases.records import Subject
    from creditctl.findings import Place


def arrange(
    desk: Desk,
    place: Place,
    *,
    debtor: str,
    invoices: Sequence[str],
    currency: str | None,
    count: int | None,
    every: str,
    first: date | None,
    parts: Sequence[tuple[date, str]],
    by: str,
    note: str,
) -> None:
    """Record that a debtor pays by instalments.

    Args:
        desk: where it is recorded.
        place: where it stands in a file.
        debtor: id or name.
        invoices: numbers or item ids; none = all that is overdue.
        currency: which of several currencies.
        count, every, first: so many equal instalments, how far apart, the day of the first one.
        parts: instead of these, day and amount of each instalment.
        by, note: who made it, and what else is to be known.

    Raises:
        Objection: it doesn't add up, covers nothing, or covers what is arranged already.
    """
    whose = desk.debtor(debtor)
    covers = _covers(desk, whose, invoices, currency)
    money, total = covers[0].currency, sum(about.open for about in covers)
    plan = _named(parts, money) if parts else _even(total, count, first, every)
    _check(desk, plan, total, money)
    act = Act(
        events.ARRANGEMENT_MADE,
        "",
        {
            "debtor": whose,
            "currency": money,
            "covers": [events.about_data(about) for about in covers],
            "instalments": [list(part) for part in events.instalment_data(plan)],
            "by": wanted(by, "who made it (--by NAME)"),
            "note": note.strip(),
        },
    )
    if desk.is_new(act):
        for about in covers:
            other = live_arrangement(desk, about.item)
            if other is not None:
                message = f"{about.number} is paid by arrangement {other.id} already"
                raise Objection("CS170", message, f"creditctl arrangement end {other.id}, first")
    desk.take(act, place)


def _covers(
    desk: Desk, debtor: str, invoices: Sequence[str], currency: str | None
) -> list[Subject]:
    if invoices:
        covers = [desk.subject(name) for name in dict.fromkeys(invoices)]
        for about in covers:
            if about.debtor != debtor:
                message = f"{about.number} is not an invoice of {debtor}, but of {about.debtor}"
                raise Objection("CS151", message)
    else:
        covers = desk.overdue_of(debtor, currency)
    if not covers:
        message = f"nothing of {debtor} is overdue on {desk.day}"
        raise Objection("CS171", message, "name the invoices with --invoice")
    currencies = sorted({about.currency for about in covers})
    if len(currencies) > 1:
        message = f"the invoices are in {' and '.join(currencies)}"
        raise Objection("CS172", message, "make an arrangement for each: --currency CODE")
    return covers


def _even(total: int, count: int | None, first: date | None, every: str) -> tuple[Instalment, ...]:
    if count is None or first is None:
        message = "instalments are missing"
        hint = "give --instalments N --first DATE, or each one with --instalment DATE=AMOUNT"
        raise Objection("CS173", message, hint)
    rhythms = [rhythm.value for rhythm in Rhythm]
    if every not in rhythms:
        raise Objection("CS173", f"there is no rhythm '{every}'", f"one of {', '.join(rhythms)}")
    try:
        return even_instalments(total, count, first, Rhythm(every))
    except ValueError as problem:
        raise Objection("CS173", str(problem)) from None


def _named(parts: Sequence[tuple[date, str]], currency: str) -> tuple[Instalment, ...]:
    if len(parts) > MOST:
        raise Objection("CS173", f"{len(parts)} instalments are too many", f"at most {MOST}")
    return tuple(
        Instalment(number, day, plain_amount(text, currency))
        for number, (day, text) in enumerate(parts, 1)
    )


def _check(desk: Desk, plan: Sequence[Instalment], total: int, currency: str) -> None:
    days = [part.due for part in plan]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise Objection("CS174", "the instalments are not in the order of their days")
    if days[0] < desk.day:
        raise Objection("CS174", f"the first instalment, {days[0]}, lies in the past")
    paid = sum(part.amount for part in plan)
    if paid != total:
        message = (
            f"the instalments add up to {currency} {to_text(paid, currency)}, "
            f"but {to_text(total, currency)} is open"
        )
        raise Objection("CS175", message, f"change them by {to_text(total - paid, currency)}")
