"""Weeks and months of a period, and how many letters fall into each."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from creditctl.ledger.dates import to_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.policy.rehearsal import SentLetter


def weeks_of(first: date, last: date) -> list[date]:
    """The Monday of every week that the period touches."""
    monday = first - timedelta(first.weekday())
    return [monday + timedelta(7 * n) for n in range((last - monday).days // 7 + 1)]


def months_of(first: date, last: date) -> list[date]:
    """The first day of every month that the period touches."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def counted(letters: Iterable[SentLetter], starts: Sequence[date]) -> list[int]:
    """How many letters left from each of these days on, before the next of them."""
    numbers = [to_days(start) for start in starts]
    counts = [0] * len(starts)
    for letter in letters:
        counts[bisect_right(numbers, letter.day) - 1] += 1
    return counts
