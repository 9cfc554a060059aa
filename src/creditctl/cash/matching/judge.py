"""When a match applies by itself: only when it can't reasonably be another.

Each rule says no as long as anything speaks against it. A person decides what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.cases import Account, Case, Name
from creditctl.cash.matching.fits import Fit
from creditctl.cash.matching.mention import Form
from creditctl.cash.matching.numbers import compact, significant
from creditctl.cash.matching.reading import Trust

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from creditctl.cash.matching.books import Books
    from creditctl.cash.matching.mention import Mention
    from creditctl.cash.matching.reading import Reading

_LONG: Final = 5
"""Significant characters of a number that is hardly a year or a part of something."""
_SHORT: Final = 3
"""Characters of a short number that is no day or month."""


def certain_by_invoice(case: Case, cases: Sequence[Case], reading: Reading, books: Books) -> bool:
    """Whether a reference or a number makes the match certain.

    Args:
        case: of the debtor in question.
        cases: of all debtors that the payment points to, this one among them.
        reading: what the payment says.
        books: how rare amounts are.
    """
    others = [other for other in cases if other is not case]
    if _forbidden(case, others, reading) or case.rivals or case.some or case.more or case.outdone:
        return False
    if case.pointers:
        return _by_reference(case, reading, books)
    if not case.mentions:
        return False
    if case.settles:
        return _by_number(case, others, reading, books)
    return _in_part_or_over(case, reading)


def certain_by_account(
    case: Case, cases: Sequence[Case], reading: Reading, books: Books, waiting: Collection[str]
) -> bool:
    """Whether the amount makes the match certain, of a debtor known by his account.

    A reference that all his invoices bear is as good as his account.

    Args:
        case, cases, reading, books: as above.
        waiting: debtors of whom an earlier payment is not applied: it may have been for this.
    """
    found = case.settlement
    others = [other for other in cases if other is not case]
    if _forbidden(case, others, reading) or found is None or not case.proved:
        return False
    if case.account is not Account.OWN and not (case.member and case.member.firm):
        return False
    if found.fit is not Fit.EXACT or len(found.parts) != 1 or case.debtor in waiting:
        return False
    item = found.parts[0][0].open_item
    if item.issued is not None and item.issued > reading.payment.booked:
        return False
    return not (case.name is Name.OTHER or _says_otherwise(case, reading, books))


def _says_otherwise(case: Case, reading: Reading, books: Books) -> bool:
    """Whether the payment names another invoice or another debtor, or anything we do not know."""
    if reading.unexplained or reading.for_another or reading.customers - {case.debtor}:
        return True
    if case.pointers or case.mentions or reading.abroad:
        return True
    named = [m for place in reading.places for m in place]
    if any(m.invoice.debtor == case.debtor or not m.weak or _tells(m) for m in named):
        return True
    if any(i.debtor != case.debtor for pointer in reading.pointers for i in pointer.invoices):
        return True
    if any(m.invoice.debtor == case.debtor for place in reading.end_to_end for m in place):
        return True
    return bool(books.names.named_in(reading.payment.text) - {case.debtor})


def _tells(mention: Mention) -> bool:
    """Whether a weak mention of another debtor's invoice may be meant all the same."""
    characters = significant(compact(mention.said))
    return characters >= _LONG or (characters >= _SHORT and mention.form is Form.EXACT)


def _forbidden(case: Case, others: Sequence[Case], reading: Reading) -> bool:
    """What no evidence makes up for."""
    found = case.settlement
    if found is None or reading.came_back or case.account is Account.OTHER:
        return True
    if any(other.pointers or other.member for other in others):
        return True
    return reading.credit and found.fit is not Fit.EXACT


def _by_reference(case: Case, reading: Reading, books: Books) -> bool:
    """A valid reference of one invoice; the amount need not fit when nothing else does.

    One that the books do not have, but that carries a number of theirs, needs more: another
    series of ours may have had the same number.
    """
    pointed = {id(pointer.invoices[0]) for pointer in case.pointers}
    elsewhere = [
        m
        for place in reading.places
        if not any(id(m.invoice) in pointed for m in place)
        for m in place
        if not m.weak
    ]
    if any(pointer.trust is Trust.LOOSE for pointer in case.pointers) and not case.proved:
        return False
    firm = all(pointer.firm for pointer in case.pointers) and case.name is not Name.OTHER
    backed = case.known or case.name is Name.FITS or case.customer
    if case.settles:
        amount = reading.payment.amount
        alone = case.known or not any(m.invoice.left == amount for m in elsewhere)
        return alone and (firm or backed or _tells_debtors_apart(case, reading, books))
    quiet = not elsewhere and not reading.unexplained and case.name is not Name.OTHER
    return len(pointed) == 1 and (firm or backed) and quiet and case.proved


def _by_number(case: Case, others: Sequence[Case], reading: Reading, books: Books) -> bool:
    """Numbers whose invoices the amount settles, of a debtor known by account, name or amount."""
    assert case.settlement is not None
    fit = case.settlement.fit
    if fit is not Fit.EXACT and (case.disproved or _just_anothers(case, reading)):
        return False
    if fit is Fit.SHORT and reading.holds_more(case.mentions):
        return False  # the other number may be why
    rivals = [other for other in others if other.settles and other.mentions]
    if case.name is Name.OTHER and any(other.name is Name.FITS for other in rivals):
        return False
    weak = case.end_to_end or all(m.weak for m in case.mentions)
    if weak and not (case.proved and case.account is Account.OWN):
        return False
    if case.known:
        alone = not weak or not reading.holds_more(case.mentions)
        own = case.account is Account.OWN or (not rivals and case.name is not Name.OTHER)
        return alone and own
    if rivals or case.name is Name.OTHER or reading.customers - {case.debtor}:
        return False
    telling = _tells_debtors_apart(case, reading, books)
    clear = case.strong and not case.contested
    if case.name is Name.FITS or case.customer:
        return telling or (clear and not _namesake_owes(case, reading, books))
    return clear and telling


def _just_anothers(case: Case, reading: Reading) -> bool:
    """Whether a named invoice of another debtor has just this amount."""
    named = (m.invoice for place in reading.places for m in place)
    amount = reading.payment.amount
    return any(one.debtor != case.debtor and one.left == amount for one in named)


def _namesake_owes(case: Case, reading: Reading, books: Books) -> bool:
    """Whether a debtor of a like name owes this amount, so that a slip in the number would fit."""
    alike = {one.debtor for one in reading.names} - {case.debtor}
    payment = reading.payment
    owing = books.by_amount.get((payment.currency, payment.amount), ()) if alike else ()
    return any(item.open_item.debtor in alike for item in owing)


def _tells_debtors_apart(case: Case, reading: Reading, books: Books) -> bool:
    """Whether hardly any other debtor's items would make the same amount."""
    assert case.settlement is not None
    if case.settlement.fit is not Fit.EXACT:
        return False
    named = {id(m.invoice) for m in case.mentions} | {id(p.invoices[0]) for p in case.pointers}
    return len(named) > 1 or books.rare(reading.payment.currency, reading.payment.amount)


def _in_part_or_over(case: Case, reading: Reading) -> bool:
    """Less or more than is open of one invoice that is named beyond doubt by its own debtor."""
    if not (case.known and case.strong and case.proved) or case.paid:
        return False
    if reading.unexplained or reading.customers - {case.debtor}:
        return False
    if case.account is not Account.OWN and (case.contested or case.name is not Name.FITS):
        return False
    if len({id(m.invoice) for m in case.mentions}) != 1:
        return False
    if significant(compact(case.mentions[0].said)) < _LONG:
        return False
    assert case.settlement is not None
    rest = case.settlement.rest
    if rest and any(m.invoice.left == rest for place in reading.places for m in place):
        return False  # it may be for that one
    if _just_anothers(case, reading):
        return False
    sound = [[m for m in place if not m.weak] for place in reading.places]
    return case.name is not Name.OTHER and all(
        any(m.invoice.debtor == case.debtor for m in place) for place in sound if place
    )
