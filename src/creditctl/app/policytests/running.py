"""Which policies are tested, and the verdicts about each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from creditctl.app.policytests.verdict import Verdict, verdict
from creditctl.config.policyfile import load_policy
from creditctl.config.policytests import load_tests, tests_file
from creditctl.config.shipped import shipped_policies
from creditctl.config.workspace import FILE, load_workspace
from creditctl.errors import ConfigRefused
from creditctl.findings import Finding, Place, in_order, warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.config.policyfile import LoadedPolicy


@dataclass(frozen=True, slots=True)
class PolicyVerdicts:
    """A policy and what came of its tests.

    Attributes:
        policy: the policy.
        file: its tests file, as findings name it.
        verdicts: one a test, in the order of the file; none when there is no such file.
    """

    policy: LoadedPolicy
    file: str
    verdicts: tuple[Verdict, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """That the policy has no tests (CR180)."""
        if self.verdicts:
            return ()
        hint = f"write {self.file}; the guide shows how, under 'Testing a policy'"
        message = f"the policy '{self.policy.policy.name}' has no tests"
        return (warning("CR180", message, Place(self.policy.file), hint),)


def run_policy_tests(names: Sequence[str], folder: Path) -> list[PolicyVerdicts]:
    """Carry out the tests of some policies.

    Args:
        names: shipped policies, or policy files; without any, the policy of the workspace, and
            outside a workspace every shipped policy.
        folder: the workspace.

    Raises:
        ConfigRefused: with every finding of policies, tests files and workspace.
    """
    if names:
        return _all([(name, Path()) for name in names])
    if folder == Path() and not (folder / FILE).is_file():
        return _all([(name, Path()) for name in shipped_policies()])
    workspace = load_workspace(folder)
    return [_tested(workspace.settings.policy, folder, workspace.policy)]


def _all(wanted: Sequence[tuple[str, Path]]) -> list[PolicyVerdicts]:
    """Every policy tested; what is wrong with any of them is told together."""
    done: list[PolicyVerdicts] = []
    findings: list[Finding] = []
    for name, folder in wanted:
        try:
            done.append(_tested(name, folder, load_policy(name, search=folder)))
        except ConfigRefused as refused:
            findings += refused.findings
    if findings:
        raise ConfigRefused(in_order(findings))
    return done


def _tested(name: str, folder: Path, loaded: LoadedPolicy) -> PolicyVerdicts:
    _, label = tests_file(name, folder)
    tests = load_tests(name, loaded, folder=folder)
    count = len(tests.tests.tests) if tests else 0
    verdicts = tuple(verdict(loaded, tests, k) for k in range(count)) if tests else ()
    return PolicyVerdicts(loaded, label, verdicts)
