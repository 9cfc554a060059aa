"""Senders of single steps belong to steps that there are."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.config.places import Located
    from creditctl.config.workspacefile import WorkspaceFile
    from creditctl.findings import Finding
    from creditctl.policy.model import Policy


def unknown_steps(settings: WorkspaceFile, located: Located, policy: Policy) -> Iterator[Finding]:
    """Steps under `delivery.email.steps` that no letter of the policy has (CD106)."""
    email = settings.delivery.email
    if email is None or not email.steps:
        return
    from creditctl.policy.stepnames import letter_steps

    known = letter_steps(policy)
    for step in email.steps:
        if step in known:
            continue
        near = difflib.get_close_matches(step, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"letters have: {', '.join(known)}"
        place = located.place(("delivery", "email", "steps", step), at_key=True)
        yield error("CD106", f"no letter of the policy has the step '{step}'", place, hint)
