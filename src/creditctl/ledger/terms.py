"""Payment terms: when an invoice falls due, what early payment saves, how instalments split it.

Terms are written as text, in the policy or in a debtor's row; `parse_terms` reads them. The two
readings of "30 days end of month" are apart: ``net 30 eom`` adds 30 days and then goes to the end
of that month, ``eom 30`` adds 30 days to the end of the invoice month.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.ledger.calendars import Calendar, Shift
from creditctl.ledger.dates import from_days, to_days
from creditctl.ledger.due_rules import (
    AddDays,
    AddMonths,
    DayOfMonth,
    MonthEnd,
    PaymentDay,
    Step,
    follow,
)
from creditctl.ledger.term_words import (
    AMBIGUOUS,
    DAY_OF_MONTH,
    DISCOUNT,
    DISCOUNTS,
    END_OF_MONTH,
    NET,
    NET_END_OF_MONTH,
    ON_RECEIPT,
    PART,
    PART_SEPARATOR,
    PAYMENT_DAYS,
    normalised,
)

if TYPE_CHECKING:
    from datetime import date

    from creditctl.ledger.frames import Int32, Int64

ALLOWED: Final = (
    "net 30; net 2 months; eom; eom +1; eom 30; net 30 eom; day 20 of month +1 cutoff 12; "
    "net 30 pay on 10,25; on receipt; 2/10 net 30; 50% net 30, rest net 60"
)
"""One example of every form, for messages."""

_LONGEST: Final = 4000
_DECIMALS: Final = 6
"""Decimals of a percentage: more would overflow the exact integer arithmetic of `percentage`."""

_TYPICAL_YEARS: Final = np.arange(1461, dtype=np.int32) + 19_358
"""Every day of 2023 to 2026, a leap year among them: terms are proved on these when read."""

WORKING_WEEK: Final = Calendar()


class DiscountOffer(NamedTuple):
    """What paying early saves: the last day, the discount, and what is then paid (minor units)."""

    until: date
    discount: int
    pay: int


class Instalment(NamedTuple):
    """One instalment of an invoice: its due date and amount (minor units)."""

    due: date
    amount: int


@dataclass(frozen=True, slots=True)
class Tier:
    """A cash discount: percent off when paid within that many days of the issue date."""

    percent: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: its percentage of the gross amount (None = the rest) and its rule."""

    percent: Decimal | None
    rule: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms, ready to compute with.

    Attributes:
        parts: one for ordinary terms, several for instalments; the last has the rest.
        tiers: cash discounts, earliest first.
        text: the terms as they were written.
    """

    parts: tuple[Part, ...]
    tiers: tuple[Tier, ...] = ()
    text: str = field(default="", compare=False)

    def due(
        self, issued: date, calendar: Calendar = WORKING_WEEK, shift: Shift = Shift.NONE
    ) -> date:
        """The due date of an invoice; with instalments that of the last one."""
        return _one(due_days(self, _column(issued), calendar, shift))

    def discounts(self, issued: date, amount: int) -> list[DiscountOffer]:
        """The cash discounts on an amount of minor units, rounded half up, earliest first.

        The last day counts: paid on it, the discount is earned.
        """
        offers = []
        for tier in self.tiers:
            until = _one(follow([AddDays(tier.days)], _column(issued)))
            saved = int(percentage(np.array([amount]), tier.percent)[0])
            offers.append(DiscountOffer(until, saved, amount - saved))
        return offers

    def instalments(
        self,
        issued: date,
        amount: int,
        calendar: Calendar = WORKING_WEEK,
        shift: Shift = Shift.NONE,
    ) -> list[Instalment]:
        """The due date and amount of each instalment; they add up to the amount exactly."""
        days = part_days(self, _column(issued), calendar, shift)[0]
        amounts = part_amounts(self, np.array([amount], np.int64))[0]
        return [Instalment(_one(days[k : k + 1]), int(amounts[k])) for k in range(len(self.parts))]


def due_days(
    terms: Terms, issued: Int32, calendar: Calendar = WORKING_WEEK, shift: Shift = Shift.NONE
) -> Int32:
    """Due dates of a column of issue dates; with instalments those of the last one.

    Args:
        terms: the payment terms.
        issued: int32 days since 1970-01-01; `NO_DATE` gives `NO_DATE`.
        calendar: which days are working days.
        shift: what to do with a due date that is none.
    """
    return calendar.shift(follow(terms.parts[-1].rule, issued), shift)


def part_days(
    terms: Terms, issued: Int32, calendar: Calendar = WORKING_WEEK, shift: Shift = Shift.NONE
) -> Int32:
    """Due dates of every instalment: one row an invoice, one column an instalment."""
    return np.stack(
        [calendar.shift(follow(part.rule, issued), shift) for part in terms.parts], axis=1
    )


def part_amounts(terms: Terms, amounts: Int64) -> Int64:
    """Amounts split into instalments: one row an invoice, one column an instalment.

    Percentages are rounded half up to minor units, the last part takes the rest. No part takes
    more than what earlier ones left, so that rounding never makes a part of the other sign.

    Args:
        terms: the payment terms.
        amounts: int64 minor units; a negative amount is split like the positive one.
    """
    left = np.abs(amounts)
    columns = []
    for part in terms.parts[:-1]:
        assert part.percent is not None
        share = np.minimum(percentage(np.abs(amounts), part.percent), left)
        columns.append(share)
        left = left - share
    columns.append(left)
    split: Int64 = np.stack(columns, axis=1) * np.sign(amounts)[:, None]
    return split


def percentage(amounts: Int64, percent: Decimal) -> Int64:
    """A percentage of minor units, rounded half up (away from zero below it), in integers."""
    numerator, denominator = (percent / 100).as_integer_ratio()
    # amount * numerator may pass 2**63; whole and rest of the division never do.
    whole, rest = np.divmod(np.abs(amounts), denominator)
    rounded = whole * numerator + (2 * rest * numerator + denominator) // (2 * denominator)
    result: Int64 = rounded * np.sign(amounts)
    return result


@lru_cache(maxsize=4096)
def parse_terms(text: str) -> Terms:
    """Read payment terms as people write them in policies and debtor files.

    Forms (case, accents and spacing don't matter; [..] may be left out):

    - ``[net] N [days]``, ``net N months``: N days or months after the issue date
    - ``eom [+M] [N]``: end of the issue month, M months later, then N days
    - ``[net] N eom``: N days, then the end of that month
    - ``day D [of month +M] [cutoff C]``: day D of the Mth next month (1 if left out), a month
      later for invoices issued after day C
    - any of these and ``pay on D,D``: then the next of these days of the month
    - ``on receipt``: the issue date
    - ``P/N`` in front, once or more: P percent off within N days
    - ``P% form, P% form, rest form``: instalments

    And everyday spellings of the first and of "on receipt" in English, Dutch, German, French and
    Spanish.

    Raises:
        ValueError: the text is empty, unknown, ambiguous, or makes no sense (a due date before
            the issue date, percentages over 100); the message is for the bookkeeper.
    """
    shown = text.strip() if len(text) <= 60 else text[:60].strip() + "…"
    if not text.strip():
        raise ValueError(f"the payment terms are empty; write for example: {ALLOWED}")
    try:
        terms = _read(normalised(text[: _LONGEST + 1]), text)
        _prove(terms)
    except ValueError as problem:
        raise ValueError(f"payment terms {shown!r}: {problem}") from None
    return terms


def _read(words: str, text: str) -> Terms:
    if len(words) > _LONGEST:
        raise ValueError(f"longer than {_LONGEST} characters")
    pieces = PART_SEPARATOR.split(words)
    if len(pieces) > 1:
        return Terms(_parts(pieces), text=text)
    front = DISCOUNTS.match(words)
    tiers = tuple(
        Tier(_percent(match["percent"]), int(match["days"]))
        for match in DISCOUNT.finditer(front[0] if front else "")
    )
    rest = words[front.end() :] if front else words
    return Terms((Part(None, _rule(rest)),), tiers, text)


def _parts(pieces: list[str]) -> tuple[Part, ...]:
    parts = []
    for piece in pieces:
        match = PART.fullmatch(piece)
        if match is None:
            raise ValueError(
                f"{piece!r} is no instalment; write `30% net 30`, and `rest net 90` for the last"
            )
        percent = None if match["percent"] is None else _percent(match["percent"])
        parts.append(Part(percent, _rule(match["rule"])))
    total = sum((part.percent for part in parts if part.percent is not None), Decimal(0))
    if any(part.percent is None for part in parts[:-1]):
        raise ValueError("`rest` must be the last instalment")
    if parts[-1].percent is None and total >= 100:
        raise ValueError(f"the percentages add up to {total}; nothing is left for the rest")
    if parts[-1].percent is not None and total != 100:
        raise ValueError(
            f"the percentages add up to {total}, not 100; write `rest` for the last instalment"
        )
    return (*parts[:-1], Part(None, parts[-1].rule))


def _percent(text: str) -> Decimal:
    percent = Decimal(text.replace(",", "."))
    if not 0 < percent < 100:
        raise ValueError(f"{text}% is not between 0 and 100")
    if -int(percent.as_tuple().exponent) > _DECIMALS:
        raise ValueError(f"{text}% has more than {_DECIMALS} decimals")
    return percent


def _rule(words: str) -> tuple[Step, ...]:
    """The steps of one due-date rule, in order."""
    if days := PAYMENT_DAYS.search(words):
        return (*_rule(words[: days.start()]), PaymentDay(_month_days(days["days"].split(","))))
    if words in ON_RECEIPT:
        return (AddDays(0),)
    if match := END_OF_MONTH.fullmatch(words):
        then = (AddDays(int(match["days"])),) if match["days"] else ()
        return (MonthEnd(int(match["months"] or 0)), *then)
    if match := DAY_OF_MONTH.fullmatch(words):
        (day,) = _month_days([match["day"]])
        cutoff = _month_days([match["cutoff"]])[0] if match["cutoff"] else None
        return (DayOfMonth(day, int(match["months"] or 1), cutoff),)
    if match := NET_END_OF_MONTH.fullmatch(words):
        count = int(match["count"] or match["units"])
        return (AddMonths(count) if match["months"] else AddDays(count), MonthEnd())
    if match := AMBIGUOUS.fullmatch(words):
        number = match["count"]
        raise ValueError(
            f"two readings; write `net {number} eom` ({number} days, then the end of that month) "
            f"or `eom {number}` (the end of the invoice month, then {number} days)"
        )
    if match := NET.fullmatch(words):
        count = int(match["count"])
        return (AddMonths(count) if match["months"] else AddDays(count),)
    raise ValueError(f"not understood; write for example: {ALLOWED}")


def _month_days(numbers: list[str]) -> tuple[int, ...]:
    days = tuple(int(number) for number in numbers)
    for day in days:
        if not 1 <= day <= 31:
            raise ValueError(f"{day} is no day of a month")
    return days


def _prove(terms: Terms) -> None:
    """Refuse terms whose dates make no sense, tried on every day of four years."""
    issued = _TYPICAL_YEARS
    days = part_days(terms, issued)
    if (days < issued[:, None]).any():
        raise ValueError("an invoice could fall due before its issue date")
    if (np.diff(days, axis=1) < 0).any():
        raise ValueError("a later instalment could fall due before an earlier one")
    for tier in terms.tiers:
        if (issued + np.int32(tier.days) > days[:, 0]).all():
            raise ValueError(f"the discount within {tier.days} days ends after the due date")
    for earlier, later in zip(terms.tiers, terms.tiers[1:], strict=False):
        if later.days <= earlier.days or later.percent >= earlier.percent:
            raise ValueError("a later discount must be smaller than an earlier one")


def _column(day: date) -> Int32:
    return np.array([to_days(day)], np.int32)


def _one(days: Int32) -> date:
    day = from_days(int(days[0]))
    assert day is not None
    return day
