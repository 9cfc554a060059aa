"""The single values of the tables: exact numbers, currencies, lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from creditctl.ledger.money import CURRENCIES


class Part(BaseModel):
    """What all parts of a table share: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _number(value: Any) -> Decimal:
    """An exact number; YAML gives whole ones as int."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"a number is wanted, such as 8.5; '{value}' stands here")  # noqa: TRY004
    return Decimal(value)


def _currency(value: Any) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise ValueError(f"an ISO 4217 code is wanted, such as EUR; '{value}' stands here")
    return value


def _sequence(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
Currency = Annotated[str, BeforeValidator(_currency)]
Sequence = BeforeValidator(_sequence)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Words = Annotated[str, StringConstraints(min_length=1)]
