"""Which policy a command is about: one named on its line, else the workspace's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from creditctl.config.policyfile import load_policy
from creditctl.config.workspace import FILE, load_workspace

if TYPE_CHECKING:
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.config.workspace import Workspace


def policy_called(name: str | None, folder: Path) -> LoadedPolicy:
    """The policy of that name or file, from the current folder; without a name, the workspace's.

    Raises:
        ConfigRefused: with every finding of policy and workspace.
    """
    if name is None:
        return load_workspace(folder).policy
    return load_policy(name, search=Path())


def workspace_with(name: str | None, folder: Path) -> Workspace:
    """The workspace, with the policy of that name in the place of its own when one is named.

    Raises:
        ConfigRefused: with every finding of policy and workspace.
    """
    workspace = load_workspace(folder)
    return workspace if name is None else replace(workspace, policy=policy_called(name, folder))


def workspace_nearby(name: str | None, folder: Path) -> Workspace | None:
    """The workspace; None when a policy is named and the folder is no workspace.

    Raises:
        ConfigRefused: with every finding of policy and workspace.
    """
    if name is not None and not (folder / FILE).is_file():
        return None
    return workspace_with(name, folder)
