"""Averages, rounded once and half up, without floats."""

from __future__ import annotations


def rounded(total: int, count: int) -> int:
    """`total / count` as a whole number, half away from zero."""
    half = (2 * abs(total) + count) // (2 * count)
    return half if total >= 0 else -half


def in_tenths(total: int, count: int) -> str:
    """`total / count` with one decimal, such as ``-3.5``."""
    tenths = rounded(10 * total, count)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"
