"""Made-up notices that try a template before a run issues anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.ledger.frames import Debtor
from creditctl.policy.legal import FixedSum, InterestLine, LegalClaim
from creditctl.policy.notices import Notice, NoticeLine, Promised

if TYPE_CHECKING:
    from collections.abc import Iterator

_AS_OF: Final = date(2026, 1, 31)
_HALF_YEARS: Final = (
    (date(2025, 12, 1), date(2025, 12, 31), Decimal("10.15")),
    (date(2026, 1, 1), _AS_OF, Decimal("10.27")),
)
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
    for each in _overdue(template, language):
        paid = tuple(replace(line, days_overdue=0, open=0) for line in each.lines)
        yield replace(each, lines=paid, credits=(), subtotal=0, total=0, kind="thanks")


def sample_notices(template: str, language: str) -> Iterator[Notice]:
    """Notices before and after the due date, with credits, promises, and claims by law.

    So every branch that depends on the number of lines, on credits, on days, on a broken promise
    or on a claim is taken. The last one claims, is overdue and of ordinary size: the one to print.
    """
    early = _notice(template, language, courtesy=True)
    yield early
    yield _grown(early, 3, credits_=2)
    for late in _overdue(template, language):
        yield late
    yield replace(late, claim=_announcing())
    yield from _promising(late)
    yield _claiming(late)


def _overdue(template: str, language: str) -> Iterator[Notice]:
    """Notices of one line, of sixty, and of three with credits."""
    late = _notice(template, language, courtesy=False)
    yield late
    yield _grown(late, 60, credits_=0)
    yield _grown(late, 3, credits_=2)


def _promising(notice: Notice) -> Iterator[Notice]:
    """The notice after a broken promise; after several for two days, of which a part came in."""
    day, later = _AS_OF - timedelta(days=9), _AS_OF - timedelta(days=2)
    yield replace(notice, kind="promise", promised=Promised(notice.subtotal, 0, (day,)))
    several = Promised(notice.subtotal, 5_000, (day, later))
    yield replace(notice, kind="promise", promised=several)


def _announcing() -> LegalClaim:
    """Nothing yet, but costs that will follow."""
    return LegalClaim(
        "nl_b2c",
        statute="articles 6:96, 6:119 and 6:120 of the Dutch Civil Code (BW)",
        announced=4_000,
        announced_for=12_500,
        announced_by="article 6:96(6) BW",
    )


def _claiming(notice: Notice) -> Notice:
    """The notice with every kind of claim: interest over two half-years on each of its lines."""
    interest = tuple(part for line in notice.lines for part in _interest(line))
    sums = tuple(FixedSum(line.number, 4_000) for line in notice.lines)
    claim = LegalClaim(
        "de_b2b",
        statute="sections 286 and 288(2) and (5) of the German Civil Code (BGB)",
        statute_own="\u00a7\u00a7 286, 288 Abs. 2 und 5 BGB",
        interest_lines=interest,
        interest=sum(part.amount for part in interest),
        fixed_sums=sums,
        compensation=sum(each.amount for each in sums),
        costs=4_000,
        fee=500,
        announced=4_000,
        announced_for=12_500,
        announced_by="article 6:96(6) BW",
    )
    return replace(notice, claim=claim, total=notice.principal + claim.total)


def _interest(line: NoticeLine) -> Iterator[InterestLine]:
    """Interest as if the line had been due since the half-year before."""
    for first, last, percent in _HALF_YEARS:
        days = (last - first).days + 1
        amount = int(line.open * percent * days / 36_500)
        yield InterestLine(line.number, first, last, days, percent, line.open, amount)


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
