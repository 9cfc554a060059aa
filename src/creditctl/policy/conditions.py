"""Conditions of segments and steps: `field op value`, over a closed list of fields. Never code.

Several conditions are joined by `AllOf` and `AnyOf`; a list in the file means that all must hold.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from creditctl.ledger.dates import to_days

FieldKind = Literal["money", "days", "count", "percent", "text", "tags", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a condition may test.

    Attributes:
        kind: money (whole units of the debtor's currency), days, count, percent, text, tags
            (several words) or date.
        about: what it means, for docs and hints.
        per_item: True when it belongs to one open item; only steps may test those.
    """

    kind: FieldKind
    about: str
    per_item: bool = False


FIELDS: Final[dict[str, Field]] = {
    "item_open": Field("money", "what is left to pay on the item", per_item=True),
    "item_gross": Field("money", "the item's original amount", per_item=True),
    "item_days": Field("days", "days since the item's due date", per_item=True),
    "open_total": Field("money", "all that the debtor owes in this currency, credits taken off"),
    "overdue_total": Field("money", "the overdue part of it, credits not taken off"),
    "open_items": Field("count", "number of unpaid invoices"),
    "overdue_items": Field("count", "number of overdue invoices"),
    "oldest_days": Field("days", "days overdue of the oldest unpaid invoice, 0 when none is"),
    "paid_invoices": Field("count", "number of invoices paid up to the as-of date"),
    "average_days_late": Field("days", "mean days late of the paid invoices, early ones negative"),
    "share_late": Field("percent", "share of the paid invoices that were paid late"),
    "broken_promises": Field("count", "number of promises to pay that the debtor did not keep"),
    "used_percent": Field("percent", "what the debtor owes as a percentage of the credit limit"),
    "country": Field("text", "the debtor's country, such as NL"),
    "kind": Field("text", "business, consumer or public"),
    "group": Field("text", "the group that the debtor belongs to"),
    "owner": Field("text", "the colleague who looks after the debtor"),
    "language": Field("text", "the debtor's language, such as nl"),
    "currency": Field("text", "the currency of the debt, such as EUR"),
    "debtor": Field("text", "the debtor's id"),
    "area": Field("text", "the area of the invoices; wants 'areas: separate'"),
    "rating": Field("text", "the rating in the debtor file, such as B"),
    "tags": Field("tags", "the tags in the debtor file: 'tags has vip'"),
    "since": Field("date", "day since which the debtor is a customer, by the debtor file"),
}
"""Every field, by name. A value that is not known makes a condition false."""

_SHAPE: Final = re.compile(
    r"\s*([A-Za-z_][A-Za-z0-9_ ]*?)\s*(>=|<=|==|!=|=|>|<|\bin\b|\bhas\b|\blacks\b)\s*(.+?)\s*"
)
_NUMBER: Final = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,4})?)\s*(days?|weeks?|%|[A-Z]{3})?")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test.

    Attributes:
        field: a name in `FIELDS`.
        op: ``>=``, ``<=``, ``>``, ``<``, ``==``, ``!=``, ``in``, ``has`` or ``lacks``.
        number: the value of a money, days, count or percent field; of a date its day number.
        words: the values of a text field or of tags.
        text: the condition as written.
    """

    field: str
    op: str
    number: Decimal | None
    words: tuple[str, ...]
    text: str

    @property
    def per_item(self) -> bool:
        """Whether it tests one item rather than the debtor."""
        return FIELDS[self.field].per_item


@dataclass(frozen=True, slots=True)
class AllOf:
    """Tests that must all hold; an empty one always holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Tests of which one must hold."""

    tests: tuple[Test, ...]


Test = Condition | AllOf | AnyOf
"""A condition, or several joined."""


def conditions_in(test: Test) -> tuple[Condition, ...]:
    """Every single condition of a test, in the order of the file."""
    if isinstance(test, Condition):
        return (test,)
    return tuple(c for inner in test.tests for c in conditions_in(inner))


def parse_condition(text: str) -> Condition:
    """Read `field op value`.

    Raises:
        ValueError: with what is wrong and what is allowed, in the bookkeeper's words.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(
            f"a condition reads 'field op value', such as 'open_total >= 1000'; '{text}' does not"
        )
    name, op, value = match[1], match[2], match[3]
    known = FIELDS.get(name)
    if known is None:
        near = difflib.get_close_matches(name, FIELDS, n=1)
        meant = f"did you mean '{near[0]}'?" if near else f"fields: {', '.join(FIELDS)}"
        raise ValueError(f"'{name}' is not a field; {meant}")
    if op == "=":
        raise ValueError(f"write == for 'is equal to' in '{text}'")
    if known.kind == "tags":
        return Condition(name, op, None, _tags(name, op, value), text)
    if op in ("has", "lacks"):
        raise ValueError(f"'{op}' is for tags; '{name}' has one value: use == or !=")
    if known.kind == "date":
        return Condition(name, op, _day(name, op, value), (), text)
    if known.kind == "text":
        return Condition(name, op, None, _words(name, op, value), text)
    return Condition(name, op, _number(name, known.kind, op, value), (), text)


def _words(name: str, op: str, value: str) -> tuple[str, ...]:
    if op == "in":
        if not (value.startswith("[") and value.endswith("]")):
            raise ValueError(f"'in' wants a list, such as '{name} in [NL, BE]'")
        words = tuple(w.strip().strip("'\"") for w in value[1:-1].split(","))
    elif op in ("==", "!="):
        words = (value.strip("'\""),)
    else:
        raise ValueError(f"'{name}' is text: use ==, != or in, not {op}")
    if not all(words):
        raise ValueError(f"'{name}' is compared with nothing")
    return words


def _tags(name: str, op: str, value: str) -> tuple[str, ...]:
    if op not in ("has", "lacks"):
        raise ValueError(f"'{name}' has several words: use '{name} has vip' or '{name} lacks vip'")
    word = value.strip("'\"").lower()
    if not word or not re.fullmatch(r"[\w -]+", word):
        raise ValueError(f"'{name}' is tested for one tag, such as '{name} has vip'")
    return (word,)


def _day(name: str, op: str, value: str) -> Decimal:
    if op == "in":
        raise ValueError(f"'{name}' is a date: use >=, <=, >, <, == or !=")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise ValueError(f"'{name}' wants a date, such as 2024-01-31; '{value}' stands here")
    return Decimal(to_days(day))


def _number(name: str, kind: FieldKind, op: str, value: str) -> Decimal:
    if op == "in":
        raise ValueError(f"'{name}' is a number: use >=, <=, >, <, == or !=")
    match = _NUMBER.fullmatch(value)
    unit = (match[2] or "") if match else ""
    allowed = {"money": (), "days": ("day", "days", "week", "weeks"), "count": (), "percent": "%"}
    if match is None or (unit and unit not in allowed[kind]):
        wanted = {
            "money": "an amount, such as 1000 or 99.50, without a currency",
            "days": "a number of days, such as 30 or '30 days'",
            "count": "a whole number, such as 3",
            "percent": "a percentage, such as 80%",
        }
        raise ValueError(f"'{name}' wants {wanted[kind]}; '{value}' stands here")
    number = Decimal(match[1]) * (7 if unit.startswith("week") else 1)
    if kind == "count" and number != number.to_integral_value():
        raise ValueError(f"'{name}' wants a whole number; '{value}' stands here")
    return number
