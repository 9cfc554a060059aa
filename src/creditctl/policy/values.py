"""The small values of a policy file: spans of days, amounts, percentages, lists of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from creditctl.ledger.money import CURRENCIES

_SPAN: Final = re.compile(r"(-?[0-9]{1,5})(?: *(days?|weeks?))?")
_REPEAT: Final = re.compile(r"every ([0-9]{1,4}) (days?|weeks?), at most ([0-9]{1,3})(?: times?)?")
_PERCENT: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) *%")


def _days(value: Any) -> int:
    """A span of days: `7`, `7 days`, `2 weeks`."""
    match = None
    if isinstance(value, int) and not isinstance(value, bool):
        match = _SPAN.fullmatch(str(value))
    elif isinstance(value, str):
        match = _SPAN.fullmatch(value.strip())
    if match is None:
        raise ValueError(f"a number of days is wanted, such as 7 days; {_shown(value)} stands here")
    return int(match[1]) * (7 if (match[2] or "").startswith("week") else 1)


def _amount(value: Any) -> Decimal:
    """An amount in whole units of the debtor's currency: `10.00`."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"an amount is wanted, such as 10.00; {_shown(value)} stands here")  # noqa: TRY004
    amount = Decimal(value)
    if amount < 0:
        raise ValueError(f"an amount of 0 or more is wanted; {_shown(value)} stands here")
    return amount


def _percent(value: Any) -> Decimal:
    """A percentage, with its sign: `80%`."""
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"a percentage is wanted, such as 80%; {_shown(value)} stands here")
    return Decimal(match[1])


def _not_negative(value: int) -> int:
    if value < 0:
        raise ValueError(f"0 days or more are wanted; {value} stands here")
    return value


def _currency(value: Any) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise ValueError(f"an ISO 4217 code is wanted, such as EUR; {_shown(value)} stands here")
    return value


def _sequence(value: Any) -> Any:
    """YAML gives lists; the models keep tuples, because nothing may change them afterwards."""
    return tuple(value) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Repetition:
    """How often the last letter is issued again: every so many days, at most so many times."""

    every: int
    most: int


def parse_repeat(text: str) -> Repetition | None:
    """Read `never` or `every 14 days, at most 3`.

    Raises:
        ValueError: with what is wanted, in the bookkeeper's words.
    """
    if text.strip() == "never":
        return None
    match = _REPEAT.fullmatch(text.strip())
    if match is None or int(match[1]) < 1 or int(match[3]) < 1:
        raise ValueError(
            f"'never' is wanted, or how often, such as 'every 14 days, at most 3'; "
            f"{_shown(text)} stands here"
        )
    days = int(match[1]) * (7 if match[2].startswith("week") else 1)
    return Repetition(days, int(match[3]))


def _repeat_text(text: str) -> str:
    parse_repeat(text)
    return text


Repeat = Annotated[str, AfterValidator(_repeat_text)]
Span = Annotated[int, BeforeValidator(_days)]
Days = Annotated[int, BeforeValidator(lambda v: _not_negative(_days(v)))]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
Percent = Annotated[Decimal, BeforeValidator(_percent)]
Currency = Annotated[str, BeforeValidator(_currency)]
Sequence = BeforeValidator(_sequence)
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
RegimeName = Annotated[
    str, StringConstraints(pattern=r"^(none|by-country|contract|[a-z]{2}_[a-z0-9_]{2,30})$")
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
