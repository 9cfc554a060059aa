"""`when` as the file writes it: a list of conditions, groups of them with `any` and `all`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from creditctl.policy.conditions import AllOf, AnyOf, conditions_in, parse_condition
from creditctl.policy.values import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.policy.conditions import Condition, Test


def _condition_text(text: str) -> str:
    parse_condition(text)
    return text


ConditionText = Annotated[str, AfterValidator(_condition_text)]


class Group(BaseModel):
    """Conditions of which one must hold (`any`), or which must all hold (`all`, inside `any`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    any: Annotated[tuple[ConditionText | Group, ...], Sequence] = Field(
        (), description="Conditions, or groups with 'all', of which one must hold."
    )
    all: Annotated[tuple[ConditionText | Group, ...], Sequence] = Field(
        (), description="Conditions, all of which must hold; only needed inside 'any'."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.any) == bool(self.all):
            raise ValueError("a group of conditions has either 'any' or 'all', and some behind it")
        return self


def _as_list(value: Any) -> Any:
    """`when: {any: [...]}` is short for a list with that one group."""
    return [value] if isinstance(value, dict) else value


When = Annotated[tuple[ConditionText | Group, ...], Sequence, BeforeValidator(_as_list)]
"""All of these must hold."""


def test_of(when: Iterable[str | Group]) -> AllOf:
    """The test that a checked `when` stands for."""
    return AllOf(tuple(_test(part) for part in when))


def _test(part: str | Group) -> Test:
    if isinstance(part, str):
        return parse_condition(part)
    if part.any:
        return AnyOf(tuple(_test(inner) for inner in part.any))
    return test_of(part.all)


def in_words(when: Iterable[str | Group], *, joint: str = " and ") -> str:
    """A checked `when` on one line, such as ``a >= 1 and (b == 2 or c == 3)``."""
    return joint.join(_words(part) for part in when)


def _words(part: str | Group) -> str:
    if isinstance(part, str):
        return part
    return f"({in_words(part.any or part.all, joint=' or ' if part.any else ' and ')})"


def conditions_of(when: Iterable[str | Group]) -> tuple[Condition, ...]:
    """Every single condition of a checked `when`."""
    return conditions_in(test_of(when))
