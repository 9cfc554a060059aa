"""The lines of an MT940 that carry money: movements (:61:), balances, sums of an MT942."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.dates import entry_day, short_day
from creditctl.cash.reading.exact import is_currency, minor_units
from creditctl.cash.statements import Balance
from creditctl.imports.amounts import Unreadable
from creditctl.imports.quarantine import quoted

if TYPE_CHECKING:
    from datetime import date

    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.reading.swift_fields import Field

_BALANCE: Final = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9]{1,15}),([0-9]*)")
_BEGIN: Final = r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})?(?P<mark>[RE]?[CD])(?P<funds>[A-Z])?"
_MOVEMENT: Final = re.compile(
    rf"{_BEGIN}(?P<whole>[0-9]{{1,15}}),(?P<rest>[0-9]*)(?P<type>[A-Z][A-Z0-9]{{3}})(?P<behind>.*)"
)
_START: Final = re.compile(rf"{_BEGIN}(?P<rest>.*)")
_REFERENCE: Final = 16
"""Characters that the reference for the account's owner may have."""
_SUM: Final = re.compile(r"([0-9]{1,5})([A-Z]{3})([0-9]{1,15}),([0-9]*)")
_AGAIN: Final = "ask the bank for the file again; don't correct it by hand"


def looks_like_movement(line: str) -> bool:
    """Whether a line is a movement, with its tag damaged or lost."""
    return _MOVEMENT.fullmatch(re.sub(r"^\W*(?:[0-9]{0,2}\W+)?", "", line)) is not None


@dataclass(frozen=True, slots=True)
class Movement:
    """A ``:61:`` line.

    Attributes:
        booked: entry date, else value date; value: None when no calendar has it.
        amount: minor units, signed; a reversal of a credit (RC) is negative.
        reversal: RC or RD. expected: EC or ED, not booked yet.
        type: identification code, such as NTRF.
        reference: for the account's owner; bank: the bank's own, behind ``//``.
        more: what a bank puts behind the reference although it is full: Rabobank, a name.
        details: the lines behind the first.
    """

    booked: date
    value: date | None
    amount: int
    reversal: bool
    expected: bool
    type: str
    reference: str
    bank: str
    more: str
    details: str


def read_balance(field: Field, problems: Problems) -> Balance | None:
    """Read a balance (60F, 60M, 62F, 62M, 64, 65); what can't be read is refused (CP111, CP114).

    A day that no calendar has is warned of (CP121) and left out.
    """
    found = _BALANCE.fullmatch(field.text)
    if found is None:
        message = f":{field.tag}: {quoted(field.text)} is no balance"
        place = problems.at(field.line, field.text, field.tag)
        problems.refuse("CP111", message, place, f"{_AGAIN}; it may be cut off here")
        return None
    mark, written, currency, whole, rest = found.groups()
    amount = _minor(whole, rest, currency, field, problems)
    if amount is None:
        return None
    day = short_day(written)
    if isinstance(day, Unreadable):
        _warn_of_day(field, written, day, problems)
    known = None if isinstance(day, Unreadable) else day
    return Balance(field.tag, amount if mark == "C" else -amount, known, currency)


def _minor(whole: str, rest: str, currency: str, field: Field, problems: Problems) -> int | None:
    """Digits as minor units, None with a finding in `problems`."""
    if not is_currency(currency):
        message = f":{field.tag}: has the currency '{currency}', which does not exist"
        problems.refuse("CP114", message, problems.at(field.line, currency, field.tag), _AGAIN)
        return None
    amount = minor_units(whole, rest, currency)
    if isinstance(amount, Unreadable):
        text = f"{whole},{rest}"
        message = f":{field.tag}: {quoted(text)} {amount.reason}"
        problems.refuse("CP111", message, problems.at(field.line, text, field.tag), amount.hint)
        return None
    return amount


def _warn_of_day(field: Field, written: str, why: Unreadable, problems: Problems) -> None:
    place = problems.at(field.line, written, field.tag)
    message = f":{field.tag}: the date {quoted(written)} {why.reason}; it is left out"
    problems.warn("CP121", message, place, "nothing, unless you need that date")


def read_movement(field: Field, currency: str, problems: Problems) -> Movement | None:
    """Read a ``:61:``.

    Args:
        field: the field; currency: of the account, "" when no other line stated it, which is
            refused elsewhere; the line is still looked at.
        problems: gets CP111 the amount, CP112 the day of booking, CP115 the line, CP121 a value
            date that does not exist while the entry date does.
    """
    found = _MOVEMENT.fullmatch(field.text)
    if found is None:
        _tell_what_is_wrong(field, problems)
        return None
    amount = _minor(found["whole"], found["rest"], currency or "EUR", field, problems)
    value = short_day(found["value"])
    booked = entry_day(found["entry"], found["value"]) if found["entry"] else value
    if isinstance(booked, Unreadable):
        written = found["entry"] or found["value"]
        place = problems.at(field.line, written, field.tag, after=4 + 6 * bool(found["entry"]))
        message = f":61: the day of booking {quoted(written)} {booked.reason}"
        problems.refuse("CP112", message, place, booked.hint)
        return None
    if isinstance(value, Unreadable):
        _warn_of_day(field, found["value"], value, problems)
    if amount is None:
        return None
    reference, _, bank = found["behind"].partition("//")
    mark = found["mark"]
    return Movement(
        booked=booked,
        value=None if isinstance(value, Unreadable) else value,
        amount=amount if mark in ("C", "EC", "RD") else -amount,
        reversal=mark[0] == "R",
        expected=mark[0] == "E",
        type=found["type"],
        reference=reference[:_REFERENCE].strip(),
        bank=bank.strip(),
        more=reference[_REFERENCE:].strip(),
        details="\n".join(line.strip() for line in field.lines[1:]).strip(),
    )


def _tell_what_is_wrong(field: Field, problems: Problems) -> None:
    """The finding for a movement that can't be read, as near to the trouble as can be."""
    start = _START.fullmatch(field.text)
    rest = start["rest"] if start else field.text
    place = problems.at(field.line, rest, field.tag)
    if start is None:
        message = f":61: {quoted(field.text)} does not begin with a date and C or D"
        problems.refuse("CP115", message, place, _AGAIN)
    elif not rest:
        message = ":61: the amount is missing; the line ends before it"
        hint = "the file is damaged or its lines were wrapped: download it from the bank again"
        problems.refuse("CP111", message, problems.at(field.line, field.text, field.tag), hint)
    elif re.match(r"[0-9]{1,15},[0-9]*", rest):
        message = f":61: behind the amount stands {quoted(rest)}, no type of booking such as NTRF"
        problems.refuse("CP115", message, place, _AGAIN)
    else:
        problems.refuse("CP111", f":61: {quoted(rest)} begins with no amount", place, _AGAIN)


def read_sum(field: Field, problems: Problems) -> tuple[int, str, int] | None:
    """Number, currency and sum (minor units) of a ``:90D:`` or ``:90C:``."""
    found = _SUM.fullmatch(field.text)
    if found is None:
        message = f":{field.tag}: {quoted(field.text)} is no number and sum of bookings"
        problems.refuse("CP115", message, problems.at(field.line, field.text, field.tag), _AGAIN)
        return None
    amount = _minor(found[3], found[4], found[2], field, problems)
    return None if amount is None else (int(found[1]), found[2], amount)
