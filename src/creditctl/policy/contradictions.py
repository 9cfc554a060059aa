"""Contradictions that only show when the whole policy is seen, each with the part to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.policy.reach import never_holds, reached_before
from creditctl.policy.values import parse_repeat
from creditctl.policy.when import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.policy.model import Policy
    from creditctl.policy.reminders import Reminders
    from creditctl.policy.when import When

Path = tuple[str | int, ...]
Slip = tuple[Path, str, str]
"""Path of the part to mend, what is wrong, and what to do."""


_DAYS_TO_HEED: Final = 17
"""Fourteen full days, and three for the letter to arrive (Dutch and Belgian consumer law)."""


def slips(policy: Policy) -> Iterator[Slip]:
    """Everything in a policy that can't be meant, the most basic first."""
    for path, rules in _all_reminders(policy):
        yield from _steps(path, rules)
    yield from _claims(policy)
    yield from _areas(policy)
    yield from _segments(policy)
    yield from _exceptions(policy)


def _all_reminders(policy: Policy) -> Iterator[tuple[Path, Reminders]]:
    """The reminder rules as they are in force: the policy's, and each change laid upon them."""
    yield ("reminders",), policy.reminders
    for where in ("segments", "exceptions"):
        for index, layer in enumerate(getattr(policy, where)):
            change = layer.reminders
            if change is not None and change != "off":
                fields = {name: getattr(change, name) for name in change.model_fields_set}
                yield (where, index, "reminders"), policy.reminders.model_copy(update=fields)


def _steps(path: Path, rules: Reminders) -> Iterator[Slip]:
    names = [step.id for step in rules.steps]
    if rules.last_step is not None and rules.last_step not in names:
        hint = f"steps: {', '.join(names)}"
        yield (*path, "last_step"), f"there is no step '{rules.last_step}'", hint
    elif parse_repeat(rules.repeat) is not None and rules.steps:
        last = rules.steps[rules.count - 1]
        if last.action != "remind" or last.courtesy:
            message = f"the last step, '{last.id}', is no reminder, so there is nothing to repeat"
            yield (*path, "repeat"), message, "write 'repeat: never', or name a 'last_step'"


def _claims(policy: Policy) -> Iterator[Slip]:
    """Steps that claim by law, while no part of the policy says by which."""
    parts = [policy.late_payment, *(layer.late_payment for layer in policy.segments)]
    parts += [layer.late_payment for layer in policy.exceptions]
    named = {n for p in parts if p for n in (p.business, p.consumer, p.public) if n != "none"}
    for path, rules in _all_reminders(policy):
        for index, step in enumerate(rules.steps):
            if step.announces_costs and step.pay_within < _DAYS_TO_HEED:
                message = (
                    f"'{step.id}' announces costs and gives {step.pay_within} days to pay; the law "
                    f"wants 14 full days after the letter has arrived"
                )
                hint = f"write 'pay_within: {_DAYS_TO_HEED} days', or more"
                yield (*path, "steps", index, "pay_within"), message, hint
            if step.claims and not named:
                message = f"'{step.id}' claims by law, but the policy names no rules to claim by"
                hint = "add 'late_payment: {business: nl_b2b}', or another regime"
                yield (*path, "steps", index), message, hint
                return


def _areas(policy: Policy) -> Iterator[Slip]:
    if policy.areas == "separate":
        return
    tests: list[tuple[Path, When]] = [
        (("segments", i, "when"), s.when) for i, s in enumerate(policy.segments)
    ]
    tests += [
        ((*path, "steps", i, "when"), step.when)
        for path, rules in _all_reminders(policy)
        for i, step in enumerate(rules.steps)
    ]
    for path, when in tests:
        for condition in conditions_of(when):
            if condition.field == "area":
                message = f"'{condition.text}' tests the area, but areas are taken together"
                yield path, message, "write 'areas: separate' at the top of the policy"
                return


def _segments(policy: Policy) -> Iterator[Slip]:
    for index, segment in enumerate(policy.segments):
        path = ("segments", index, "when")
        clash = never_holds(segment.test)
        if clash is not None:
            message = f"segment '{segment.id}' fits nobody: '{clash[0]}' excludes '{clash[1]}'"
            yield path, message, "mend one of the two conditions"
            continue
        for before in policy.segments[:index]:
            if before.when and segment.when and reached_before(before.test, segment.test):
                message = (
                    f"segment '{segment.id}' is never reached: whoever fits it fits "
                    f"'{before.id}' too, which stands before it"
                )
                yield path, message, f"put it before '{before.id}', or change its conditions"
                break


def _exceptions(policy: Policy) -> Iterator[Slip]:
    seen: dict[tuple[str, str], int] = {}
    for index, exception in enumerate(policy.exceptions):
        kind = "debtor" if exception.debtor is not None else "invoice"
        name = exception.debtor or exception.invoice or ""
        if (kind, name) in seen:
            message = f"two exceptions claim {kind} '{name}'"
            yield ("exceptions", index, kind), message, "join them, or delete the one that ran out"
        seen[kind, name] = index
