"""The tests beside a policy: `standard.tests.yaml` next to `standard.yaml`, found and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.config.check import check, without_echoes
from creditctl.config.policyfile import whereabouts
from creditctl.config.policytestfile import PolicyTests
from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.findings import error, in_order
from creditctl.ledger.money import exponent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from creditctl.config.places import KeyPath, Located
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.findings import Finding, Place

SUFFIX: Final = ".tests.yaml"


@dataclass(frozen=True, slots=True)
class LoadedTests:
    """Checked tests that know where each of their parts stands.

    Attributes:
        tests: the tests.
        file: the tests file as findings name it.
        currency: of items that state none.
        located: the file's data with its places.
    """

    tests: PolicyTests
    file: str
    currency: str
    located: Located

    def place_of(self, path: KeyPath) -> Place:
        """Where a part of the file stands, such as ``("tests", 0, "expect", 1, "step")``."""
        return self.located.place(path)


def tests_file(policy: str, folder: Path) -> tuple[Path, str]:
    """Where the tests of a policy lie, and what findings call that file.

    Args:
        policy: a shipped policy, or a file relative to `folder`.
        folder: the workspace, or the current folder.
    """
    path, label = whereabouts(policy, folder)
    return path.with_name(path.stem + SUFFIX), label.removesuffix(path.suffix) + SUFFIX


def load_tests(policy: str, loaded: LoadedPolicy, *, folder: Path) -> LoadedTests | None:
    """The tests of a policy, None when there is no such file.

    Args:
        policy: see `tests_file`.
        loaded: the policy itself; it says in which currency amounts are.
        folder: see `tests_file`.

    Raises:
        ConfigRefused: with every finding of the tests file.
    """
    path, label = tests_file(policy, folder)
    if not path.exists():
        return None
    parsed = read_yaml(path, label)
    if parsed.located is None:
        raise ConfigRefused(in_order(parsed.findings))
    tests, wrong = check(parsed.located, PolicyTests)
    currency = loaded.policy.currency or "EUR"
    findings = without_echoes(parsed.findings, wrong)
    if tests is not None:
        findings += _too_many_decimals(tests, currency, parsed.located)
    if tests is None or findings:
        raise ConfigRefused(in_order(findings))
    return LoadedTests(tests, label, currency, parsed.located)


def _too_many_decimals(tests: PolicyTests, currency: str, located: Located) -> Iterator[Finding]:
    """Amounts that their currency can't have (CC224)."""
    for number in range(len(tests.tests)):
        for path, amount, money in _amounts(tests, number, currency):
            if amount is not None and _too_fine(amount, money):
                message = f"{amount} has more decimals than {money}"
                place = located.place(("tests", number, *path))
                yield error("CC224", message, place, f"write {exponent(money)} at most")


def _amounts(
    tests: PolicyTests, number: int, currency: str
) -> Iterator[tuple[KeyPath, Decimal | None, str]]:
    """Every amount of a test with its currency."""
    test = tests.tests[number]
    monies = {}
    for index, (name, item) in enumerate(zip(test.numbers, test.items, strict=True)):
        money = monies[name] = item.currency or currency
        yield ("items", index, "open"), item.open, money
        yield ("items", index, "gross"), item.gross, money
    yield ("debtor", "limit"), test.debtor.limit, currency
    for index, expected in enumerate(test.expect):
        if expected.letter is not None:
            whose = test.number_of(expected)
            money = monies.get(whose) or monies[whose.rpartition("/")[0]]
            for key, amount in expected.letter.amounts.items():
                yield ("expect", index, "letter", key), amount, money


def _too_fine(amount: Decimal, currency: str) -> bool:
    scaled = amount.scaleb(exponent(currency))
    return scaled != scaled.to_integral_value()
