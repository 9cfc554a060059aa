"""Tell a policy in plain words: find policy, language and sender, and make the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from creditctl.app.policies.colleague import colleague_page
from creditctl.app.policies.customers import customers_page
from creditctl.app.policies.named import policy_called, workspace_nearby
from creditctl.app.policies.phrases import REFERENCE, languages, read_phrases
from creditctl.config.shipped import shipped
from creditctl.findings import warning

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.insight.pages import Page


def explain_policy(
    name: str | None, folder: Path, language: str | None, *, for_customers: bool
) -> Page:
    """Tell a policy.

    Args:
        name: a policy file or a shipped policy; None = the workspace's.
        folder: the workspace; with a `name` it need not be one.
        language: None = the workspace's, else English.
        for_customers: whether customers may read the page.

    Raises:
        ConfigRefused: workspace, policy or phrases are wrong.
        UsageRefused: the language has no phrases (CR162).
    """
    workspace = workspace_nearby(name, folder)
    policy = policy_called(name, folder) if workspace is None else workspace.policy
    own = folder / "templates"
    folders = [one for one in (own, shipped("templates")) if one.is_dir()]
    code, findings = _language(language, workspace, languages(folders))
    phrases = read_phrases(code, folders, shipped("templates"))
    if for_customers:
        company = None if workspace is None else workspace.settings.company
        page = customers_page(policy.policy, phrases, company)
    else:
        page = colleague_page(policy, phrases)
    return replace(page, findings=tuple(findings))


def _language(
    asked: str | None, workspace: Workspace | None, known: list[str]
) -> tuple[str, list[Finding]]:
    """The language of the page; English, with a warning, when the workspace's has no phrases."""
    if asked is not None:
        return asked, []
    own = REFERENCE if workspace is None else workspace.settings.language
    if workspace is None or own in known:
        return own, []
    message = f"no policy can be told in '{own}' yet; this page is in English"
    place = workspace.place_of(("language",))
    return REFERENCE, [warning("CR164", message, place, "add --language, or write the phrases")]
