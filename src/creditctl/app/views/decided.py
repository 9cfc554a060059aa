"""Tasks about invoices that wait for a person: nothing happens to them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.app.views.commands import command
from creditctl.insight.worklist import Task, TaskKind
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import ABOUT, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.views.facts import Facts


class _Way(NamedTuple):
    """What a person does about a reason; ITEM stands for the invoice."""

    kind: TaskKind
    todo: str
    command: tuple[str, ...]


_HOLD: Final = ("hold", "add", "--invoice", "ITEM", "--reason", "TEXT", "--by", "NAME")
_WAYS: Final = {
    Reason.HAND_OVER: _Way(
        TaskKind.HAND_OVER, "hand it over to agency or lawyer, and put it on hold", _HOLD
    ),
    Reason.END_OF_SCHEDULE: _Way(
        TaskKind.END_OF_SCHEDULE,
        "decide: call, agree on instalments, hand it over (and put it on hold), or give it up",
        _HOLD,
    ),
    Reason.UNKNOWN_STEP: _Way(
        TaskKind.UNKNOWN_STEP,
        "put the step back into the policy, or put the invoice on hold",
        ("explain", "ITEM"),
    ),
    Reason.NO_CONTACT: _Way(
        TaskKind.NO_CONTACT,
        "find an address, and add it in the books",
        ("explain", "ITEM"),
    ),
    Reason.REGIME_UNKNOWN: _Way(
        TaskKind.UNKNOWN_LAW,
        "name country and kind of the debtor in the books, or the rules in the policy",
        ("explain", "ITEM"),
    ),
    Reason.RATE_UNKNOWN: _Way(
        TaskKind.UNKNOWN_LAW, "add the figure to the tables", ("regimes", "check")
    ),
}


def decision_tasks(facts: Facts) -> Iterator[Task]:
    """One task a debtor, currency and reason."""
    for reason, way in _WAYS.items():
        for group, rows in facts.decided(reason).items():
            yield _task(facts, reason, way, group, rows)


def _task(facts: Facts, reason: Reason, way: _Way, group: int, rows: list[int]) -> Task:
    items, name, currency = facts.items, facts.name_in(group), facts.currency_in(group)
    total = sum(int(items.open[row]) for row in rows)
    days = items.days_overdue(rows[0])
    numbers = tuple(items.number[row] for row in rows)
    count = "1 invoice" if len(rows) == 1 else f"{len(rows)} invoices"
    money = f"{currency} {to_text(total, currency)}"
    return Task(
        way.kind,
        owner=facts.debtor(name).owner,
        debtor=name,
        name=facts.shown(name),
        about=numbers,
        why=f"{ABOUT[reason]}: {count}, {money}, the oldest {days} days overdue",
        todo=way.todo,
        command=command(*(numbers[0] if word == "ITEM" else word for word in way.command)),
        score=facts.score(total, currency, days, facts.risk(name, currency).factors),
    )
