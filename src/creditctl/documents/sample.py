"""Made-up notices that try a template before a run issues anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from creditctl.ledger.frames import Debtor
from creditctl.policy.notices import Notice, NoticeLine

if TYPE_CHECKING:
    from collections.abc import Iterator

_AS_OF: Final = date(2026, 1, 31)
_BARE: Final = Debtor("C1", "Sample Ltd")
_FULL: Final = Debtor(
    "C2",
    "Sample & Sons Ltd",
    contact="Jo Bloggs",
    email="jo@example.com",
    phone="+44 20 7946 0000",
    address=("1 Sample Street", "London N1 1AA"),
    kind="business",
    country="GB",
    vat="GB000000000",
)


def sample_thanks(template: str, language: str) -> Iterator[Notice]:
    """Letters of thanks for one invoice, for sixty, and for three: the one to print."""
    for each in sample_notices(template, language):
        if not each.courtesy:
            paid = tuple(replace(line, days_overdue=0, open=0) for line in each.lines)
            yield replace(each, lines=paid, credits=(), subtotal=0, total=0, kind="thanks")


def sample_notices(template: str, language: str) -> Iterator[Notice]:
    """Notices of one line, of three with credits, and of sixty; before and after the due date.

    So every branch that depends on the number of lines, on credits or on days is taken. The
    last one is overdue and of ordinary size: the one to print.
    """
    early = _notice(template, language, courtesy=True)
    late = _notice(template, language, courtesy=False)
    yield early
    yield _grown(early, 3, credits_=2)
    yield _grown(late, 60, credits_=0)
    yield late
    yield _grown(late, 3, credits_=2)


def _grown(notice: Notice, lines: int, *, credits_: int) -> Notice:
    """The notice with that many lines and credits, to a debtor of whom all is known."""
    asked = tuple(_line(n, courtesy=notice.courtesy) for n in range(1, lines + 1))
    lessened = tuple(_credit(n) for n in range(1, credits_ + 1))
    subtotal = sum(line.open for line in asked)
    return replace(
        notice,
        debtor=_FULL,
        lines=asked,
        credits=lessened,
        subtotal=subtotal,
        total=subtotal + sum(line.open for line in lessened),
    )


def _notice(template: str, language: str, *, courtesy: bool) -> Notice:
    line = _line(1, courtesy=courtesy)
    return Notice(
        notice="20260131-SAMPLE",
        as_of=_AS_OF,
        debtor=_BARE,
        currency="EUR",
        language=language,
        step=template,
        step_number=1,
        template=template,
        courtesy=courtesy,
        channel="email",
        lines=(line,),
        credits=(),
        subtotal=line.open,
        total=line.open,
        pay_by=_AS_OF + timedelta(days=14),
    )


def _line(number: int, *, courtesy: bool) -> NoticeLine:
    late = -number if courtesy else number
    due = _AS_OF - timedelta(days=late)
    gross = 10_000 + 111 * number
    return NoticeLine(
        item=f"sample/C2/{number}",
        number=f"INV-{number:04d}",
        issued=due - timedelta(days=30),
        due=due,
        days_overdue=late,
        gross=gross,
        open=gross - number % 3,
        step="sample",
    )


def _credit(number: int) -> NoticeLine:
    day = _AS_OF - timedelta(days=number)
    return NoticeLine(
        item=f"sample/C2/C{number}",
        number=f"CN-{number:04d}",
        issued=day,
        due=day,
        days_overdue=number,
        gross=-500 * number,
        open=-500 * number,
    )
