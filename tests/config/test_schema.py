"""JSON Schema for editors: current, valid, and of one mind with the models."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from creditctl.config.schema import (
    policy_schema,
    policy_tests_schema,
    schema_files,
    workspace_schema,
)
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.config.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
QUICKSTART = ROOT / "examples" / "quickstart"


def as_editors_read(path: Path) -> Any:
    """The data with days as text and decimals as numbers, as a YAML 1.2 editor has it."""
    parsed = read_yaml(path, path.name)
    assert parsed.located is not None

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, list):
            return [plain(v) for v in value]
        if isinstance(value, date):
            return value.isoformat()
        return float(value) if isinstance(value, Decimal) else value

    return plain(parsed.located.data)


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_the_committed_schema_is_current(name: str) -> None:
    committed = (ROOT / "policies" / name).read_text(encoding="utf-8")
    assert committed == schema_files()[name], (
        f"write policies/{name} anew from creditctl.config.schema.schema_files()"
    )


@pytest.mark.parametrize("schema", [policy_schema(), policy_tests_schema(), workspace_schema()])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", shipped_policies())
def test_editors_find_nothing_wrong_with_shipped_policies(name: str) -> None:
    data = as_editors_read(shipped("policies") / f"{name}.yaml")
    jsonschema.Draft202012Validator(policy_schema()).validate(data)
    tests = as_editors_read(shipped("policies") / f"{name}.tests.yaml")
    jsonschema.Draft202012Validator(policy_tests_schema()).validate(tests)


def test_editors_find_nothing_wrong_with_the_example() -> None:
    workspace = as_editors_read(QUICKSTART / "creditctl.yaml")
    jsonschema.Draft202012Validator(workspace_schema()).validate(workspace)
    policy = as_editors_read(QUICKSTART / "policies" / "standard.yaml")
    jsonschema.Draft202012Validator(policy_schema()).validate(policy)


@pytest.mark.parametrize(
    ("key", "value", "valid"),
    [
        ("grace", 7, True),
        ("grace", "7 days", True),
        ("grace", "2 weeks", True),
        ("grace", "ten", False),
        ("grace", -1, False),
        ("grace", True, False),
        ("minimum", 10.5, True),
        ("minimum", "10", False),
        ("minimum", -1, False),
        ("group", "debtor", True),
        ("group", "debtors", False),
        ("gracious", 1, False),
    ],
)
def test_editors_and_the_program_agree(key: str, value: Any, valid: bool) -> None:
    step = {"id": "a", "days": "-3 days"}
    data = {"version": 1, "name": "x", "reminders": {"steps": [step], key: value}}
    assert jsonschema.Draft202012Validator(policy_schema()).is_valid(data) is valid


def test_a_policy_that_extends_may_be_short() -> None:
    validator = jsonschema.Draft202012Validator(policy_schema())
    assert validator.is_valid({"version": 1, "extends": "two-knobs"})
    assert not validator.is_valid({"version": 1})
    assert not validator.is_valid({"extends": "two-knobs"})


def test_percentages_and_currencies_are_known_to_editors() -> None:
    validator = jsonschema.Draft202012Validator(policy_schema())
    base = {"version": 1, "extends": "two-knobs"}
    assert validator.is_valid(base | {"credit": {"warn_at": "80%"}, "currency": "EUR"})
    assert not validator.is_valid(base | {"credit": {"warn_at": "80"}})
    assert not validator.is_valid(base | {"currency": "euro"})


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*.yaml")), ids=lambda p: p.name)
def test_shipped_files_tell_editors_their_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = "policy-tests" if path.name.endswith(".tests.yaml") else "policy"
    assert first == f"# yaml-language-server: $schema={schema}.schema.json"


@pytest.mark.parametrize(
    "name", ["creditctl.yaml", "policies/standard.yaml", "policies/standard.tests.yaml"]
)
def test_the_example_tells_editors_its_schema(name: str) -> None:
    path = QUICKSTART / name
    _, _, target = path.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")
    assert json.loads((path.parent / target).read_text(encoding="utf-8"))["title"]


def test_every_key_is_described() -> None:
    """Editors show the description of a key; one without is a gap in the docs."""
    for schema in (policy_schema(), policy_tests_schema(), workspace_schema()):
        for part in (schema, *schema["$defs"].values()):
            assert part["description"]
            for key, value in part["properties"].items():
                inner = value.get("$ref") or value.get("items", {}).get("$ref", "")
                group = schema["$defs"].get(inner.rsplit("/", 1)[-1], {})
                assert value.get("description") or group.get("description"), (part["title"], key)
