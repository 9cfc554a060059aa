"""The guide names every key, field, gate and exit code, and its examples are valid."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from creditctl.cash.reading.csv_profile import StatementProfile
from creditctl.cli.table import EXIT_CODES
from creditctl.config.check import check
from creditctl.config.policyfile import read_policy
from creditctl.config.policytestfile import PolicyTests
from creditctl.config.schema import policy_schema, policy_tests_schema, workspace_schema
from creditctl.config.workspace import load_workspace
from creditctl.config.yamlfile import parse_yaml
from creditctl.documents import vocabulary as letters
from creditctl.documents.fields import FILTERS, TESTS
from creditctl.errors import ExitCode
from creditctl.imports.fields import FIELDS as IMPORT_FIELDS
from creditctl.imports.profile import OPEN_RULES, shipped
from creditctl.imports.profile_files import read_profile
from creditctl.policy.conditions import FIELDS as CONDITION_FIELDS
from creditctl.policy.gates import GATES
from creditctl.policy.model import Policy
from creditctl.policy.reasons import Reason
from tests.docs.pages import code_words, fences, table_rows, text_of

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = text_of("guide.md")
WORDS = code_words(GUIDE)


def schema_keys(schema: dict[str, Any]) -> set[str]:
    """The names of all properties of a JSON Schema, definitions included."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}


def test_every_key_of_the_policy_is_told() -> None:
    assert sorted(schema_keys(policy_schema()) - WORDS) == []


def test_every_key_of_a_policy_s_tests_is_told() -> None:
    assert sorted(schema_keys(policy_tests_schema()) - WORDS) == []


def test_every_key_of_the_workspace_is_told() -> None:
    assert sorted(schema_keys(workspace_schema()) - WORDS) == []


def test_every_field_and_rule_of_profiles_is_told() -> None:
    known = {name for names in IMPORT_FIELDS.values() for name in names}
    assert sorted({*known, *OPEN_RULES, *shipped()} - WORDS) == []


def test_the_fields_of_conditions_are_those_of_the_table() -> None:
    rows = table_rows(GUIDE, "Conditions")
    told = {name.strip("`"): where for name, _, where in rows}
    assert told == {
        name: "steps" if field.per_item else "both" for name, field in CONDITION_FIELDS.items()
    }


def test_the_gates_stand_in_the_order_in_which_they_are_asked() -> None:
    told = [(row[0].strip("`"), row[1]) for row in table_rows(GUIDE, "What is decided")]
    assert told == [(str(gate.reason), gate.outcome.name.lower()) for gate in GATES]


def test_every_reason_is_told() -> None:
    assert sorted(str(reason) for reason in Reason if reason not in WORDS) == []


def test_exit_codes_agree_in_program_help_and_guide() -> None:
    codes = {int(code) for code in ExitCode}
    in_help = {int(n) for n in re.findall(r"(?:^|  )  ?([0-9]+)  ", EXIT_CODES, re.MULTILINE)}
    rows = table_rows(GUIDE, "Exit codes")
    assert in_help == codes
    assert {int(code) for code, _ in rows} == codes
    for code, meaning in rows:
        assert re.search(rf"\b{code} +{re.escape(meaning.replace('`', ''))}", EXIT_CODES)


def test_every_field_filter_and_test_of_letters_is_told() -> None:
    words = code_words(text_of("letters.md"))
    parts = (
        letters.LetterContext,
        letters.ClaimText,
        letters.PromiseText,
        letters.CompanyText,
        letters.DebtorText,
        letters.NoticeText,
        letters.LineText,
        letters.Amount,
        letters.Day,
        letters.Count,
    )
    names = {field.name for part in parts for field in fields(part)}
    assert sorted({*names, *FILTERS, *TESTS} - words) == []


def sections(yaml: str) -> dict[str, str]:
    """The top-level keys of a YAML text, each with its lines."""
    found = re.split(r"^(?=[a-z_]+:)", yaml, flags=re.MULTILINE)
    return {part.split(":")[0]: part for part in found if ":" in part}


POLICY = "version: 1\nname: X\nreminders:\n  steps: [{id: reminder, days: 7}]\n"
WORKSPACE = (
    "version: 1\ncompany: {name: X}\npolicy: two-knobs\n"
    "sources: [{name: invoices, file: a.csv, kind: invoices}]\n"
)
EXAMPLES = fences(GUIDE, "yaml")


@pytest.mark.parametrize("example", EXAMPLES, ids=[next(iter(sections(x))) for x in EXAMPLES])
def test_the_examples_are_valid(example: str, tmp_path: Path) -> None:
    own = sections(example)
    file = tmp_path / "example.yaml"
    if own.keys() & {"sources", "delivery", "bank", "monitoring"}:
        whole = {**sections(WORKSPACE), **own}
        (tmp_path / "creditctl.yaml").write_text("".join(whole.values()))
        assert load_workspace(tmp_path).settings.sources
    elif "title" in own:
        parsed = parse_yaml(example, "our-bank.yaml")
        assert parsed.located is not None
        profile, wrong = check(parsed.located, StatementProfile)
        assert wrong == []
        assert profile is not None
    elif "tests" in own:
        parsed = parse_yaml(example, "example.tests.yaml")
        assert parsed.located is not None
        tests, wrong = check(parsed.located, PolicyTests)
        assert wrong == []
        assert tests is not None
    elif own.keys() <= Policy.model_fields.keys():
        base = {} if "extends" in own else sections(POLICY)
        file.write_text("".join({**base, **own}.values()))
        loaded, findings = read_policy("example.yaml", search=tmp_path)
        assert findings == []
        assert loaded is not None
    else:
        file.write_text(example)
        profile, wrong = read_profile(file)
        assert wrong == []
        assert profile is not None


def test_the_ways_to_write_payment_terms_are_valid() -> None:
    from creditctl.ledger.terms import parse_terms

    for written, _ in table_rows(GUIDE, "Payment terms"):
        for terms in re.findall(r"`([^`]+)`", written):
            assert parse_terms(terms).parts


def test_conditions_in_the_text_are_valid() -> None:
    from creditctl.policy.conditions import parse_condition

    text = GUIDE.split("### Conditions")[1].split("\n\n")[1]
    found = [span for span in re.findall(r"`([^`]+)`", text) if re.search(r" (>=|>|in|!=) ", span)]
    assert len(found) > 3
    for condition in found:
        if not condition.startswith("field "):
            assert parse_condition(condition)


def test_the_letter_in_the_page_is_one(tmp_path: Path) -> None:
    from creditctl.documents.environment import LetterTemplate, compile_template
    from creditctl.documents.sources import TemplateSource, read_source

    page = text_of("letters.md")
    whole, *parts = fences(page, "")
    assert len(parts) == 2
    source = read_source(whole, "letters.md")
    assert isinstance(source, TemplateSource)
    assert isinstance(compile_template(source), LetterTemplate)
    for part in parts:
        more = read_source(f'---\nsubject: "X"\n---\n{part}', "letters.md")
        assert isinstance(more, TemplateSource)
        assert isinstance(compile_template(more), LetterTemplate)
