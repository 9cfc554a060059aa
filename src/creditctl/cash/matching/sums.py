"""Which of some amounts add up to a payment: exact, and with an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 20
"""Amounts that are looked through: two halves of at most 2 ** 10 sums each."""


def fitting_sets(amounts: Sequence[int], target: int) -> list[tuple[int, ...]] | None:
    """Up to two different sets of positions whose amounts add up to `target`.

    Equal amounts at two positions make two sets. Amounts above the target do not count.

    Args:
        amounts: minor units, above 0.
        target: minor units, above 0.

    Returns:
        No set, the only one, or two of several; None = more than 20 amounts, so that nobody knows.
    """
    positions = [place for place, amount in enumerate(amounts) if amount <= target]
    if len(positions) > MOST:
        return None
    half = len(positions) // 2
    left = _sums(amounts, positions[:half], target)
    found: list[tuple[int, ...]] = []
    for total, sets in _sums(amounts, positions[half:], target).items():
        for other in left.get(target - total, ()):
            found += [other + one for one in sets]
            if len(found) > 1:
                return found[:2]
    return found


def _sums(
    amounts: Sequence[int], positions: Sequence[int], target: int
) -> dict[int, list[tuple[int, ...]]]:
    """Each sum up to the target that some of the positions make, with up to two sets that do."""
    made: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for place in positions:
        for total, sets in [(total, tuple(sets)) for total, sets in made.items()]:
            more = total + amounts[place]
            if more <= target:
                known = made.setdefault(more, [])
                known += [(*one, place) for one in sets[: 2 - len(known)]]
    return made
