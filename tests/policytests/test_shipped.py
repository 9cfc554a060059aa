"""Every shipped policy passes its tests, and its tests notice whatever is broken in it."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from creditctl.app.policytests.verdict import verdict
from creditctl.config.check import check
from creditctl.config.places import Located
from creditctl.config.policyfile import LoadedPolicy, load_policy
from creditctl.config.policytests import load_tests
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.config.yamlfile import read_yaml
from creditctl.policy.model import Policy
from tests.scenarios.inside import creditctl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.config.policytests import LoadedTests

UNTESTED = {
    "version", "name", "currency", "country",  # what it is called, and whose it is
    "data_older_than", "max_notices_per_run",  # of a whole run, not of a debtor
    "credit",  # reported, decides nothing
    "id",  # a step's name is found by the step that is gone
}  # fmt: skip


def loaded_tests(name: str) -> LoadedTests:
    tests = load_tests(name, load_policy(name, search=Path()), folder=Path())
    assert tests is not None
    return tests


@pytest.mark.parametrize("name", shipped_policies())
def test_it_passes_and_tests_enough(name: str) -> None:
    loaded, tests = load_policy(name, search=Path()), loaded_tests(name)
    done = [verdict(loaded, tests, k) for k in range(len(tests.tests.tests))]
    assert [v.name for v in done if not v.passed] == []
    assert len(done) >= 8
    expected = [e for t in tests.tests.tests for e in t.expect]
    assert {s.id for s in loaded.policy.reminders.steps} <= {e.step for e in expected}
    assert {s.id for s in loaded.policy.segments} <= {e.segment for e in expected}
    assert {e.decision for e in expected} == {"act", "hold", "refer"}
    assert "not-a-sending-day" in {e.reason for e in expected}


# Breaks: every value of a policy changed by the least that matters, one at a time


def others(key: str | int, value: Any) -> Iterator[Any]:
    """What could stand there by mistake instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    elif isinstance(value, Decimal):
        yield from (value - Decimal("0.01"), value + Decimal("0.01"))
    elif isinstance(value, str):
        number, _, unit = value.partition(" ")
        if number.isdigit() and unit == "days":
            yield from (f"{int(number) - 1} days", f"{int(number) + 1} days")
        elif key == "default":
            yield from ("net 7", value.replace("0", "1").replace("4", "5"))
        else:
            words = {
                "hold": "net", "debtor": "invoice", "following": "preceding", "none": "following",
                "separate": "together", "hand-over": "remind", "tags has vulnerable": "tags has x",
                "item_open >= 1000": "item_open > 1000",
            }  # fmt: skip
            yield words.get(value, "none")


def broken(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """What was changed, and the policy's data with that change."""
    whole = data

    def walk(value: Any, here: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
        if here and here[-1] in UNTESTED:
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, (*here, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                if here[-1] != "send":
                    rest = value[:index] + value[index + 1 :]
                    yield f"{here} without {inner}", put(here, rest)
                if here[-1] not in ("channels", "send"):
                    yield from walk(inner, (*here, index))
            if here[-1] == "send":
                yield f"{here} with Saturday", put(here, [*value, "sat"])
            if here[-1] == "channels" and len(value) > 1:
                yield f"{here} reversed", put(here, value[::-1])
        else:
            for other in others(here[-1], value):
                yield f"{here}: {value} -> {other}", put(here, other)

    def put(here: tuple[str | int, ...], value: Any) -> Any:
        changed = copy.deepcopy(whole)
        group = changed
        for part in here[:-1]:
            group = group[part]
        group[here[-1]] = value
        return changed

    yield from walk(whole, path)


@pytest.mark.parametrize("name", shipped_policies())
def test_whatever_is_broken_is_noticed(name: str) -> None:
    located = read_yaml(shipped("policies") / f"{name}.yaml", name).located
    assert located is not None
    origins = {path: located.place(path) for path in located.spots}
    tests = loaded_tests(name)
    unnoticed, noticed = [], 0
    for what, data in broken(located.data):
        policy, refused = check(Located(data, located.spots), Policy)
        if policy is None:
            assert refused
            continue
        loaded = LoadedPolicy(policy, name, "", origins)
        if all(verdict(loaded, tests, k).passed for k in range(len(tests.tests.tests))):
            unnoticed.append(what)
        noticed += 1
    assert unnoticed == [], "\n".join(unnoticed)
    assert noticed >= (4 if name == "two-knobs" else 30)


BREAKS = {
    "be-business": ("days: 30", "days: 31", "a person looks at the last letter"),
    "de-business": ("minimum: 10.00", "minimum: 9.00", "no letter below the minimum"),
    "fr-business": ("review: true", "review: false", "a person looks at the last letter"),
    "housing-and-council": ("areas: separate", "areas: together", "never share a letter"),
    "nl-business": ("item_open >= 1000", "item_open >= 999", "no courtesy note for a smaller"),
    "nl-consumer": ("tags has vulnerable", "tags has frail", "a vulnerable person"),
    "two-knobs": ("days: 21", "days: 20", "no last letter"),
    "uk-business": ("holidays: GB-ENG", "holidays: GB-SCT", "bank holiday"),
    "us-business": ("    - id: second", "    - id: third", "the second letter"),
}


def test_there_is_a_break_for_every_shipped_policy() -> None:
    assert sorted(BREAKS) == shipped_policies()


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_reported_by_the_name_of_the_test(name: str, tmp_path: Path) -> None:
    right, wrong, test = BREAKS[name]
    text = (shipped("policies") / f"{name}.yaml").read_text("utf-8")
    assert right in text
    own = tmp_path / "own.yaml"
    own.write_text(text.replace(right, wrong), "utf-8")
    tests = (shipped("policies") / f"{name}.tests.yaml").read_bytes()
    (tmp_path / "own.tests.yaml").write_bytes(tests)
    done = creditctl("policy", "test", str(own))
    assert done.returncode == 4, done.stderr
    assert any(test in line for line in done.stdout.splitlines() if line.startswith("FAILED"))
    assert "0 failed" not in done.stdout.splitlines()[0]
