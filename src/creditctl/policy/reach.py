"""Which segments can be reached: what conditions imply and exclude, field by field.

Only what is certain is said. A group with `any` implies nothing by itself, and it is implied only
where one of its conditions is, or where the same group stands on the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.policy.conditions import FIELDS, AllOf, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.policy.conditions import Test

_INFINITY: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that a field may have: from `low` to `high`, each end included or not."""

    low: Decimal = -_INFINITY
    high: Decimal = _INFINITY
    low_in: bool = False
    high_in: bool = False

    @property
    def empty(self) -> bool:
        return self.low > self.high or (
            self.low == self.high and not (self.low_in and self.high_in)
        )

    def both(self, other: _Range) -> _Range:
        """The numbers in both."""
        low, low_in = max((self.low, not self.low_in), (other.low, not other.low_in))
        high, high_in = min((self.high, self.high_in), (other.high, other.high_in))
        return _Range(low, high, not low_in, high_in)

    def inside(self, other: _Range) -> bool:
        """Whether all of these numbers are in the other range."""
        return self.both(other) == self


def never_holds(test: AllOf) -> tuple[str, str] | None:
    """Two conditions of a test that exclude each other, None when nothing is known to."""
    conditions = _certain(test)
    for index, one in enumerate(conditions):
        for other in conditions[:index]:
            if one.field == other.field and _exclude(other, one):
                return other.text, one.text
    return None


def reached_before(earlier: AllOf, later: AllOf) -> bool:
    """Whether everyone who fits `later` fits `earlier` too, for certain."""
    return all(_implied(test, later) for test in earlier.tests)


def _certain(test: AllOf) -> list[Condition]:
    """The conditions that hold whenever the test does."""
    found: list[Condition] = []
    for inner in test.tests:
        if isinstance(inner, Condition):
            found.append(inner)
        elif isinstance(inner, AllOf):
            found += _certain(inner)
    return found


def _implied(test: Test, given: AllOf) -> bool:
    if isinstance(test, AllOf):
        return all(_implied(inner, given) for inner in test.tests)
    if isinstance(test, Condition):
        return _condition_implied(test, [c for c in _certain(given) if c.field == test.field])
    return test in given.tests or any(_implied(inner, given) for inner in test.tests)


def _condition_implied(wanted: Condition, known: list[Condition]) -> bool:
    if not known:
        return False
    if FIELDS[wanted.field].kind == "tags":
        return any((c.op, c.words) == (wanted.op, wanted.words) for c in known)
    if FIELDS[wanted.field].kind == "text":
        allowed = _words(known)
        if wanted.op == "!=":
            excluded = any(c.op == "!=" and c.words == wanted.words for c in known)
            return excluded or (allowed is not None and wanted.words[0] not in allowed)
        return allowed is not None and allowed <= set(wanted.words)
    if wanted.op == "!=":
        return any(c.op == "!=" and c.number == wanted.number for c in known)
    return _range(known).inside(_range([wanted]))


def _exclude(one: Condition, other: Condition) -> bool:
    kind = FIELDS[one.field].kind
    if kind == "tags":
        return one.words == other.words and one.op != other.op
    if kind == "text":
        return _words([one, other]) == set()
    if "!=" in (one.op, other.op):
        return {one.op, other.op} == {"==", "!="} and one.number == other.number
    return _range([one, other]).empty


def _words(conditions: Iterable[Condition]) -> set[str] | None:
    """The words that a text field may have, None = any."""
    allowed: set[str] | None = None
    for condition in conditions:
        if condition.op != "!=":
            words = set(condition.words)
            allowed = words if allowed is None else allowed & words
    if allowed is not None:
        allowed -= {c.words[0] for c in conditions if c.op == "!="}
    return allowed


def _range(conditions: Iterable[Condition]) -> _Range:
    """The numbers that fulfil all conditions; `!=` cuts out one number and is left aside."""
    found = _Range()
    for condition in conditions:
        number = condition.number
        assert number is not None
        inclusive = condition.op in (">=", "<=", "==")
        low = number if condition.op in (">=", ">", "==") else -_INFINITY
        high = number if condition.op in ("<=", "<", "==") else _INFINITY
        if condition.op != "!=":
            found = found.both(
                _Range(low, high, inclusive and low == number, inclusive and high == number)
            )
    return found
