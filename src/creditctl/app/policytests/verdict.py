"""One test of a policy carried out: what was expected, what was decided, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.books import opened
from creditctl.app.claiming import claim_facts
from creditctl.app.policytests.example import books_of, history_of, minor, names_of
from creditctl.ledger.money import to_text
from creditctl.policy.decide import decide
from creditctl.policy.explain import explain
from creditctl.policy.letters import notices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.config.places import KeyPath
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.config.policytestfile import Expectation, ExpectedLetter, PolicyTest
    from creditctl.config.policytests import LoadedTests
    from creditctl.findings import Place
    from creditctl.policy.explain import Explanation
    from creditctl.policy.notices import Notice

_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than expected.

    Attributes:
        what: the key of the expectation: decision, step, letter.total, ...
        expected, got: in words.
        place: where the expectation stands.
    """

    what: str
    expected: str
    got: str
    place: Place


@dataclass(frozen=True, slots=True)
class Seen:
    """What a gate saw.

    Attributes:
        reason: the gate's reason, or step-due when all were open.
        saw: what it saw, in words.
        rule: `file:line` of its rule, "" when it is no rule of the policy.
    """

    reason: str
    saw: str
    rule: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One item about which something else is decided than expected.

    Attributes:
        item: the item, as the test calls it.
        differences: at least one.
        why: what decided; None when the item is not in the books.
        why_not: what the gate saw that was expected to decide, when another one did.
    """

    item: str
    differences: tuple[Difference, ...]
    why: Seen | None = None
    why_not: Seen | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one test.

    Attributes:
        name: what is tested.
        place: where the test stands.
        failures: one for each item, none when the test passed.
    """

    name: str
    place: Place
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.failures


def verdict(loaded: LoadedPolicy, tests: LoadedTests, number: int) -> Verdict:
    """Carry out one test.

    Args:
        loaded: the policy.
        tests: its tests.
        number: position of the test in the file.
    """
    test = tests.tests.tests[number]
    as_of = test.as_of or tests.tests.as_of
    told = _decided(loaded, test, as_of, tests.currency)
    failures = []
    for index, expected in enumerate(test.expect):
        item = test.number_of(expected)
        path: KeyPath = ("tests", number, "expect", index)
        found = told.get(item)
        if found is None:
            failures.append(Failure(item, (_absent(expected, as_of, tests.place_of(path)),)))
            continue
        differences = tuple(
            Difference(what, wanted, got, tests.place_of((*path, *what.split("."))))
            for what, wanted, got in _compared(expected, *found)
            if wanted != got
        )
        if differences:
            failures.append(_failure(item, expected, differences, found[0], loaded))
    return Verdict(test.name, tests.place_of(("tests", number, "name")), tuple(failures))


def _decided(
    loaded: LoadedPolicy, test: PolicyTest, as_of: date, currency: str
) -> dict[str, tuple[Explanation, Notice | None]]:
    """What is decided about each open item, and the letter that it is on; as a run would."""
    books = books_of(test, as_of, currency)
    opening = opened(loaded.policy, books, as_of)
    items = opening.items
    decisions = decide(
        items,
        loaded.policy,
        history_of(test, as_of, items),
        behaviour=opening.behaviour,
        facts=claim_facts(loaded.policy, None, items, books),
        trace=True,
    )
    letter_of = {line.item: notice for notice in notices(decisions) for line in notice.lines}
    return {
        name: (explain(decisions, row), letter_of.get(items.item[row]))
        for row, name in enumerate(names_of(items))
    }


def _absent(expected: Expectation, as_of: date, place: Place) -> Difference:
    return Difference("decision", expected.decision, f"it is not open on {as_of}", place)


def _compared(
    expected: Expectation, told: Explanation, letter: Notice | None
) -> Iterator[tuple[str, str, str]]:
    """Key, what is expected and what is decided, for all that the expectation names."""
    yield "decision", expected.decision, told.outcome
    for what, wanted, got in (
        ("reason", expected.reason, told.reason),
        ("step", expected.step, told.step),
        ("next", expected.next, told.next_date),
        ("segment", expected.segment, told.segment),
        ("channel", expected.channel, letter.channel if letter else None),
    ):
        if wanted is not None:
            yield what, str(wanted) or _NONE, str(got or _NONE)
    if expected.letter is not None:
        if letter is None:
            yield "letter", "a letter", _NONE
        else:
            yield from _letter(expected.letter, letter)


def _letter(expected: ExpectedLetter, letter: Notice) -> Iterator[tuple[str, str, str]]:
    if expected.items is not None:
        yield "letter.items", str(expected.items), str(len(letter.lines))
    money = letter.currency
    for key, amount in expected.amounts.items():
        wanted, got = to_text(minor(amount, money), money), to_text(_asked(letter, key), money)
        yield f"letter.{key}", f"{money} {wanted}", f"{money} {got}"
    if expected.pay_by is not None:
        yield "letter.pay_by", str(expected.pay_by), str(letter.pay_by)
    if expected.template is not None:
        yield "letter.template", expected.template, letter.template


def _asked(letter: Notice, key: str) -> int:
    """An amount that a letter asks for or announces, by its key, minor units."""
    if key == "total":
        return letter.total
    amount: int = getattr(letter.claim, key) if letter.claim else 0
    return amount


def _failure(
    item: str,
    expected: Expectation,
    differences: tuple[Difference, ...],
    told: Explanation,
    loaded: LoadedPolicy,
) -> Failure:
    """The failure with what `creditctl explain` would say of it."""
    seen = {
        gate.reason: Seen(gate.reason, gate.value, loaded.line_of(gate.path) if gate.path else "")
        for gate in told.gates
    }
    rule = loaded.line_of(told.path) if told.path else ""
    why = seen.get(told.reason, Seen(told.reason, told.about, rule))
    other = expected.reason is not None and expected.reason != told.reason
    return Failure(item, differences, why, seen.get(expected.reason or "") if other else None)
