"""A task in a few lines of plain text, for a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.worklist import HEADINGS, TaskKind
from creditctl.insight.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.insight.worklist import Card, Task

_WIDTH: Final = 74
"""Columns that are left beside the rank."""
_INDENT: Final = "  "
_MOST_INVOICES: Final = 8
_SPEAKING: Final = frozenset(
    (
        TaskKind.CALL,
        TaskKind.BROKEN_PROMISE,
        TaskKind.ARRANGEMENT_DEFAULT,
        TaskKind.FOLLOW_UP,
        TaskKind.PROMISE_DUE,
        TaskKind.NO_CONTACT,
    )
)
"""Tasks for which a person speaks with the debtor: they show the whole card."""


def task_lines(task: Task, *, with_card: bool) -> list[str]:
    """What it is, why, how it was ranked, and what to do.

    Args:
        task: the task.
        with_card: show the card too, where one speaks with the debtor.
    """
    who = task.name if task.name in ("", task.debtor) else f"{task.name} ({task.debtor})"
    if task.name and not task.debtor:
        who = task.name
    head = HEADINGS[task.kind] + (f": {who}" if who else "")
    lines = wrapped(head, _WIDTH, _INDENT)
    lines += _indented(task.why)
    if task.card is not None and task.kind in _SPEAKING:
        for line in _card_lines(task, task.card) if with_card else [_reach(task.card)]:
            lines += _indented(line)
    if task.score is not None and task.score.value:
        lines += _indented(f"score: {task.score.words}")
    lines += _indented(task.todo)
    return [*lines, f"{_INDENT}{task.command}"]


def some(numbers: Sequence[str]) -> list[str]:
    """The first invoices, and how many others there are."""
    more = len(numbers) - _MOST_INVOICES
    return [*numbers[:_MOST_INVOICES], *([f"and {more} more"] if more > 0 else [])]


def _indented(text: str) -> list[str]:
    return [f"{_INDENT}{line}" for line in wrapped(text, _WIDTH - len(_INDENT), _INDENT)]


def _reach(card: Card) -> str:
    reach = (card.contact, card.phone or "no telephone number", card.email)
    return ", ".join(part for part in reach if part)


def _card_lines(task: Task, card: Card) -> Iterator[str]:
    yield _reach(card)
    for owing in card.owing:
        yield f"invoices: {', '.join(some(owing.invoices))}"
    if card.letter is not None:
        step, day = card.letter
        yield f"last letter: {step}, {day}" if step else f"last letter: {day}"
    if card.note and card.note not in task.why:
        yield f"last {card.note}"
    for promise in card.promises:
        yield f"promise: {promise}"
