"""What a payment would pay of one debtor: what it names, else what its amount fits."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Final

from creditctl.cash.matching.cases import Case, own_places, person
from creditctl.cash.matching.fits import (
    Fit,
    Settlement,
    settle,
    settle_in_part,
    settle_instalments,
)
from creditctl.cash.matching.sums import fitting_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.cash.matching.books import Books, Invoice, Item
    from creditctl.cash.matching.mention import Mention
    from creditctl.cash.matching.reading import Reading
    from creditctl.cash.payments import Tolerance

_READINGS: Final = 32
"""Ways to read ambiguous numbers that are tried."""

Sets = list[tuple[int, ...]] | None


def build(reading: Reading, debtor: str, books: Books, tolerance: Tolerance) -> Case:
    """Make the case for a debtor as things stand."""
    case = person(reading, debtor, books)
    places = own_places(reading.places, debtor)
    if not places:
        places = own_places(reading.end_to_end, debtor)
        case.end_to_end = bool(places)
    if case.pointers:
        _pay_pointed(case, reading, tolerance)
    elif places:
        _pay_named(case, places, reading, tolerance)
    items = _oldest_first(books.by_debtor.get((debtor, reading.payment.currency), ()))
    sets = fitting_sets([item.left for item in items], reading.payment.amount)
    if case.settlement is not None:
        _look_for_others(case, items, sets, reading)
    elif not case.paid:
        _pay_by_amount(case, items, sets, reading, tolerance)
    return case


def _oldest_first(invoices: Iterable[Invoice]) -> list[Item]:
    """Each item of which something is open, once, in the order in which they fall due."""
    unique = {id(invoice): invoice for invoice in invoices}
    items = [item for invoice in unique.values() for item in invoice.items if item.left]
    return sorted(items, key=lambda i: (i.open_item.due, i.open_item.item))


def _ids(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.open_item.item for item in items))


def _pay_pointed(case: Case, reading: Reading, tolerance: Tolerance) -> None:
    """Pay what references point to, in part or over where the amount does not fit."""
    invoices = [p.invoices[0] for p in case.pointers]
    case.paid = tuple(i for i in invoices if not i.left)
    case.settlement = _settled(invoices, reading, tolerance)
    items = _oldest_first(invoices)
    if case.settlement is None and items:
        case.settlement = settle_in_part(reading.payment.amount, items)


def _settled(
    invoices: Sequence[Invoice], reading: Reading, tolerance: Tolerance
) -> Settlement | None:
    """The settlement of all these invoices, or of the first instalments of the only one."""
    payment = reading.payment
    found = settle(payment.amount, _oldest_first(invoices), payment.booked, tolerance)
    if len({id(i) for i in invoices}) > 1 or (found and found.fit is Fit.EXACT):
        return found
    return settle_instalments(payment.amount, invoices[0]) or found


def _pay_named(
    case: Case, named: list[list[Mention]], reading: Reading, tolerance: Tolerance
) -> None:
    """Pay the invoices that the text names, where that fits; else as much as the amount does.

    What is said to be another number is left out beside others; what looks like something else,
    or is badly written, where only that fits.
    """
    case.paid = tuple(m.invoice for place in named for m in place if not m.invoice.left)
    places = [p for place in named if (p := [m for m in place if m.invoice.left])]
    places = [p for p in places if not all(m.theirs for m in p)] or places
    sound = [place for place in places if any(m.sound for m in place)]
    fitting = _fitting_readings(places, reading, tolerance)
    fitting = fitting or _fitting_readings(sound, reading, tolerance)
    if fitting:
        case.mentions, case.settlement = fitting[0]
        first = _ids(item for item, _ in fitting[0][1].parts)
        others = _ids(item for _, settlement in fitting[1:] for item, _ in settlement.parts)
        others += _better_written(case.mentions, places)
        case.rivals = tuple(item for item in others if item not in first)
    elif places:
        _pay_some_named(case, places, reading)
    _see_others(case, reading)


def _better_written(
    chosen: Sequence[Mention], places: Sequence[Sequence[Mention]]
) -> tuple[str, ...]:
    """Items whose number stands better in the place where another was taken: 64 1 for 641."""
    return _ids(
        m.invoice.items[0]
        for place in places
        for m in place
        if any(m.form > one.form for one in chosen if one in place)
    )


def _fitting_readings(
    places: Sequence[Sequence[Mention]], reading: Reading, tolerance: Tolerance
) -> list[tuple[tuple[Mention, ...], Settlement]]:
    """The ways to read the numbers whose invoices the amount settles, each set of invoices once."""
    found: dict[frozenset[int], tuple[tuple[Mention, ...], Settlement]] = {}
    for mentions in islice(product(*places), _READINGS if places else 0):
        invoices = [m.invoice for m in mentions]
        settlement = _settled(invoices, reading, tolerance)
        if settlement is not None:
            found.setdefault(frozenset(map(id, invoices)), (mentions, settlement))
    exact = [one for one in found.values() if one[1].fit is Fit.EXACT]
    return exact or list(found.values())


def _pay_some_named(case: Case, places: Sequence[Sequence[Mention]], reading: Reading) -> None:
    """The named invoices together do not fit: just some of them may, or the oldest in part."""
    case.mentions = tuple(place[0] for place in places)
    items = _oldest_first(m.invoice for m in case.mentions)
    sets = fitting_sets([item.left for item in items], reading.payment.amount)
    if sets is not None and len(sets) == 1:
        case.settlement = _exactly([items[place] for place in sets[0]])
        case.some = True
    else:
        case.settlement = settle_in_part(reading.payment.amount, items)
        case.some = len(items) > 1
        case.rivals = _ids(m.invoice.items[0] for place in places for m in place[1:])


def _exactly(items: Sequence[Item]) -> Settlement:
    """All that is open of some items."""
    paid = settle_in_part(sum(item.left for item in items), items)
    return Settlement(Fit.EXACT, paid.parts)


def _see_others(case: Case, reading: Reading) -> None:
    """See whether a number taken as this debtor's is written as well as one of another debtor's."""
    for mention in case.mentions:
        for place in (*reading.places, *reading.end_to_end):
            if mention in place:
                others = [m for m in place if m.invoice.debtor != case.debtor]
                left = mention.invoice.left
                case.contested |= any(m.form >= mention.form for m in others)
                case.outdone |= any(
                    m.form > mention.form and m.invoice.left == left for m in others
                )


def _look_for_others(case: Case, items: Sequence[Item], sets: Sets, reading: Reading) -> None:
    """Whether other items of the debtor have the amount: they go before named ones that do not."""
    assert case.settlement is not None
    if sets is None:
        case.disproved = any(item.left == reading.payment.amount for item in items)
        return
    exact = case.settlement.fit is Fit.EXACT
    case.proved = len(sets) == (1 if exact else 0)
    case.disproved = len(sets) > (1 if exact else 0)
    if case.settles or not sets:
        return
    if len(sets) > 1 or not case.mentions:
        case.rivals = _ids(items[place] for one in sets for place in one)
        return
    named = _ids(item for m in case.mentions for item in m.invoice.items if item.left)
    case.settlement = _exactly([items[place] for place in sets[0]])
    paid = _ids(item for item, _ in case.settlement.parts)
    if set(named) <= set(paid):
        case.more = True
    else:
        case.against = case.rivals = tuple(item for item in named if item not in paid)
        case.mentions, case.some = (), False


def _pay_by_amount(
    case: Case, items: Sequence[Item], sets: Sets, reading: Reading, tolerance: Tolerance
) -> None:
    """No number helps: look for items of the debtor that the amount fits."""
    payment = reading.payment
    case.mentions, case.end_to_end = (), False
    chosen = _likeliest(items, sets, payment.amount)
    if chosen:
        case.settlement = _exactly(chosen)
        case.proved = sets is not None and len(sets) == 1
        found = [items[place] for one in sets or () for place in one]
        found += [item for item in items if item.left == payment.amount]
        mine = _ids(chosen)
        case.rivals = tuple(item for item in _ids(found) if item not in mine)
        return
    fitting = [s for i in items if (s := settle(payment.amount, [i], payment.booked, tolerance))]
    if len(fitting) == 1:
        case.settlement = fitting[0]
    elif not fitting:
        case.settlement = settle(payment.amount, items, payment.booked, tolerance)


def _likeliest(items: Sequence[Item], sets: Sets, amount: int) -> list[Item]:
    """The only set that fits; else the oldest item that does, else all that is open."""
    if sets is not None and len(sets) == 1:
        return [items[place] for place in sets[0]]
    for item in items:
        if item.left == amount:
            return [item]
    return list(items) if sum(item.left for item in items) == amount else []
