"""Averages, rounded once and half up, without floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def rounded(total: int, count: int) -> int:
    """`total / count` as a whole number, half away from zero."""
    half = (2 * abs(total) + count) // (2 * count)
    return half if total >= 0 else -half


def in_tenths(total: int, count: int) -> str:
    """`total / count` with one decimal, such as ``-3.5``."""
    tenths = rounded(10 * total, count)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def in_decimals(value: Fraction, places: int) -> str:
    """A fraction with one decimal or more, such as ``34.36``."""
    parts = rounded(value.numerator * 10**places, value.denominator)
    units, rest = divmod(abs(parts), 10**places)
    return f"{'-' if parts < 0 else ''}{units}.{rest:0{places}d}"
