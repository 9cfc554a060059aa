"""Fees that letters may carry: how much, and for which letters of a debt."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from creditctl.ledger.money import exponent
from creditctl.regimes.compensation import minor
from creditctl.regimes.interest import half_up
from creditctl.regimes.unknown import RateUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.regimes.model import Fee
    from creditctl.regimes.rates import Rates


class Letter(NamedTuple):
    """A letter about a debt: the day it was sent, and the day by which it asked to pay."""

    sent: date
    pay_by: date | None = None


def fee_amount(fee: Fee, rates: Rates, day: date) -> int | RateUnknown:
    """The most that a letter sent on a day may charge, minor units of the fee's currency.

    A share of a dated amount is rounded to whole units, half up.
    """
    if fee.amount is not None:
        return minor(fee.amount, fee.currency)
    assert fee.series is not None
    assert fee.share is not None
    value = rates[fee.series].on(day)
    if isinstance(value, RateUnknown):
        return value
    whole = half_up(Fraction(value.value) * Fraction(fee.share))
    return int(whole * 10 ** exponent(fee.currency))


def bears_fee(fee: Fee, due: date, letters: Sequence[Letter]) -> list[bool]:
    """Which letters of one debt may carry the fee.

    A letter too early after the one before may be sent, but carries none; the next one is
    counted from it all the same. Where the days count from the date by which a letter asked to
    pay, and that is not known, the next letter carries none.

    Args:
        fee: the rules.
        due: the due date of the debt.
        letters: all letters of this kind about the debt, in the order in which they were sent.
    """
    found: list[bool] = []
    before: Letter | None = None
    for number, letter in enumerate(letters):
        late = letter.sent >= due + timedelta(days=fee.earliest)
        room = fee.most is None or sum(found) < fee.most
        found.append(number >= fee.free and late and room and _apart(fee, before, letter))
        before = letter
    return found


def _apart(fee: Fee, before: Letter | None, letter: Letter) -> bool:
    """Whether enough days lie between a letter and the one before."""
    if before is None or not fee.apart:
        return True
    start = before.pay_by if fee.apart_from == "pay_by" else before.sent
    return start is not None and letter.sent >= start + timedelta(days=fee.apart)
