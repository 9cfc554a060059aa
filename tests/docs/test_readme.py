"""The README shows what the program prints, and stays short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.config.policyfile import read_policy
from tests.docs.pages import fences
from tests.docs.readme import README, printed, shown

if TYPE_CHECKING:
    from pathlib import Path


def test_the_run_in_the_readme_is_the_run_of_the_quickstart(tmp_path: Path) -> None:
    output = printed(tmp_path)
    parts = shown()
    assert len(parts) > 1
    for part in parts:
        assert part in output, "refresh it: python -m tests.docs.readme"


def test_the_readme_is_read_in_two_minutes() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 120


def test_the_policy_in_the_readme_is_one(tmp_path: Path) -> None:
    (policy,) = fences(README.read_text(encoding="utf-8"), "yaml")
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    loaded, findings = read_policy("policy.yaml", search=tmp_path)
    assert findings == []
    assert loaded is not None
