"""Suggestions for a person: the likeliest debtor by points, and who else it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.cases import Account, Case, Name
from creditctl.cash.matching.fits import Fit
from creditctl.cash.matching.mention import Form
from creditctl.cash.matching.paying import build
from creditctl.cash.matching.words import doubts, evidence
from creditctl.cash.payments import Certainty, Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.matching.books import Books
    from creditctl.cash.matching.reading import Reading
    from creditctl.cash.payments import Tolerance

_REFERENCE: Final = 8
_NUMBER: Final = 5
_MANGLED: Final = 3
_WEAK: Final = 1
_ACCOUNT: Final = 5
_SHARED_ACCOUNT: Final = 2
_CUSTOMER: Final = 3
_NAME: Final = 3
_ABROAD: Final = 3
_RARE_AMOUNT: Final = 3
_AMOUNT: Final = 1

_SHOWN: Final = 3
"""Points from which on a debtor is worth a look."""
_LIKELY: Final = 5
"""Points from which on, and ..."""
_LEAD: Final = 3
"""... points before the next one, with which a match is likely."""
_NAMESAKES: Final = 5
"""Debtors of a like name who are looked at; more of them say nothing."""


def points(case: Case, reading: Reading, books: Books) -> int:
    """How much speaks for a debtor; only suggestions are ranked by it."""
    total = _REFERENCE if case.pointers else 0
    if case.mentions:
        weak = case.end_to_end or all(m.weak for m in case.mentions)
        loose = any(m.form is Form.LOOSE for m in case.mentions)
        total += _WEAK if weak else _MANGLED if loose else _NUMBER
    elif case.paid or case.against:
        total += _MANGLED
    if case.account is Account.OWN or case.member:
        total += _ACCOUNT
    elif case.account is Account.SHARED:
        total += _SHARED_ACCOUNT
    total += _CUSTOMER if case.customer else 0
    total += _ABROAD if case.abroad else 0
    total += _NAME if case.name is Name.FITS else 0
    if case.settles:
        assert case.settlement is not None
        exact = case.settlement.fit is Fit.EXACT
        rare = books.rare(reading.payment.currency, reading.payment.amount)
        total += _RARE_AMOUNT if exact and rare else _AMOUNT
    return total


def suggest(
    reading: Reading, cases: Sequence[Case], books: Books, tolerance: Tolerance
) -> Match | None:
    """The likeliest match of what does not apply by itself; None = nothing points to anybody."""
    ranked = _ranked([*cases, *_by_name(reading, cases, books, tolerance)], reading, books)
    if not ranked:
        alike = _by_amount(reading, books, tolerance)
        ranked = _ranked(alike, reading, books)
    if not ranked:
        return None
    best, case = ranked[0]
    others = ranked[1:]
    if others and others[0][0] == best:
        return _undecided(reading, [other for _, other in ranked])
    lead = best - (others[0][0] if others else 0)
    sure = best >= _LIKELY and lead >= _LEAD and not case.rivals and not case.some
    sure = sure and not reading.came_back
    return made(
        case,
        reading,
        Certainty.LIKELY if sure else Certainty.POSSIBLE,
        tuple(dict.fromkeys((*(other.debtor for _, other in others), *case.rivals))),
    )


def made(case: Case, reading: Reading, certainty: Certainty, rivals: tuple[str, ...] = ()) -> Match:
    """A match of one debtor's case."""
    payment, found = reading.payment, case.settlement
    told = evidence(case, reading)
    allocations = tuple(allocation for _, allocation in found.parts) if found else ()
    words = [sentence for _, sentence in told]
    if not (allocations or case.paid):
        words.append("The amount fits nothing that is open of this debtor.")
    return Match(
        payment=payment.id,
        debtor=case.debtor,
        allocations=allocations,
        rest=payment.amount - sum(a.amount for a in allocations),
        certainty=certainty,
        evidence=tuple(dict.fromkeys(code for code, _ in told)),
        words=(*words, *doubts(case, reading)),
        rivals=rivals,
    )


def _ranked(cases: Sequence[Case], reading: Reading, books: Books) -> list[tuple[int, Case]]:
    scored = [(points(case, reading, books), case) for case in cases]
    shown = [one for one in scored if one[0] >= _SHOWN]
    return sorted(shown, key=lambda one: (-one[0], one[1].debtor))


def _by_name(
    reading: Reading, cases: Sequence[Case], books: Books, tolerance: Tolerance
) -> list[Case]:
    """Cases of debtors to whom only the payer's name points."""
    known = {case.debtor for case in cases}
    alike = [one.debtor for one in reading.names if one.debtor not in known]
    if len(alike) > _NAMESAKES:
        return []
    return [build(reading, debtor, books, tolerance) for debtor in alike]


def _by_amount(reading: Reading, books: Books, tolerance: Tolerance) -> list[Case]:
    """Cases of debtors who owe just this amount, while those are few."""
    payment = reading.payment
    key = payment.currency, payment.amount
    if not books.rare(*key):
        return []
    owing = {i.open_item.debtor for i in books.by_amount.get(key, ()) if i.left == payment.amount}
    return [build(reading, debtor, books, tolerance) for debtor in sorted(owing)]


def _undecided(reading: Reading, cases: Sequence[Case]) -> Match:
    """Several debtors for whom as much speaks: nobody's, until a person decides."""
    debtors = tuple(case.debtor for case in cases)
    told = [one for case in cases for one in evidence(case, reading)]
    return Match(
        payment=reading.payment.id,
        debtor="",
        allocations=(),
        rest=reading.payment.amount,
        certainty=Certainty.POSSIBLE,
        evidence=tuple(dict.fromkeys(code for code, _ in told)),
        words=(f"As much speaks for each of {len(debtors)} debtors: {', '.join(debtors)}.",),
        rivals=debtors,
    )
