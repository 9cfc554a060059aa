"""Every complaint about a policy file, as the bookkeeper reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditctl.config.check import check, without_echoes
from creditctl.config.yamlfile import parse_yaml
from creditctl.findings import in_order
from creditctl.policy.model import Policy

REFUSED = Path(__file__).parent / "refused" / "policy"
RIGHT = "version: 1\nname: x\nreminders:\n  steps:\n    - {id: a, days: 7}\n"


def findings(text: str) -> str:
    parsed = parse_yaml(text, "policies/standard.yaml")
    assert parsed.located is not None
    made, wrong = check(parsed.located, Policy)
    assert (made is None) == bool(wrong)
    return "".join(f"{f.as_text()}\n" for f in in_order(without_echoes(parsed.findings, wrong)))


@pytest.mark.parametrize("case", sorted(REFUSED.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_findings_as_they_are_read(case: Path) -> None:
    """Each case is a policy, and beside it everything that is wrong with it."""
    assert findings(case.read_text()) == case.with_suffix(".txt").read_text()


def test_nothing_is_wrong_with_a_right_policy() -> None:
    assert findings(RIGHT) == ""


def test_null_in_so_many_words_means_none() -> None:
    assert findings(RIGHT + "credit: {limit: null}\n") == ""


def test_every_code_of_the_checker_has_a_case() -> None:
    shown = "".join(p.read_text() for p in REFUSED.glob("*.txt"))
    for code in ("CC110", "CC111", "CC112", "CC113", "CC114", "CC203"):
        assert f"error {code}:" in shown
