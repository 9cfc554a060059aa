"""All contenders of a race must give the same answer, or their times mean nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import inputs
from measure import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from measure import Result


def agree(results: Iterable[Result], reducers: Mapping[str, str]) -> dict[str, Any]:
    """Check that all printed the same; returns the answer.

    Args:
        results: of one race.
        reducers: the script that makes the answer of a contender's output, by name; the others
            print the answer itself.

    Raises:
        Failed: two answers differ; nobody answered anything.
    """
    answers = {r.name: answer(r, reducers.get(r.name)) for r in results}
    first, *others = answers
    for other in others:
        if not same(answers[first], answers[other]):
            raise Failed(f"{first} and {other} do not agree:\n{answers[first]}\n{answers[other]}")
    if not answers[first]:
        raise Failed(f"{first} gave no answer")
    return answers[first]


def same(one: Any, other: Any) -> bool:
    """Whether two answers say the same currencies, and the same of each in what both say."""
    return one.keys() == other.keys() and all(
        one[currency][name] == other[currency][name]
        for currency in one
        for name in one[currency].keys() & other[currency].keys()
    )


def answer(result: Result, reducer: str | None) -> dict[str, Any]:
    """What a contender printed last, as an answer. A large output is read in its own process."""
    if reducer is None:
        text = result.output.read_text(encoding="utf-8")
    else:
        text = inputs.run(*inputs.python(reducer, result.output))
    found: dict[str, Any] = json.loads(text)
    return found
