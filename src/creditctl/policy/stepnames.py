"""The steps that letters bear: those of the policy, and the names that other letters have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.policy import confirmations, instalments, thanks
from creditctl.policy.notices import PROMISE_STEP
from creditctl.policy.reminders import Reminders

if TYPE_CHECKING:
    from creditctl.policy.model import Policy


def letter_steps(policy: Policy) -> list[str]:
    """The ids of all steps that a letter can have, each once, those of the policy first."""
    own = [*(s.reminders for s in policy.segments), *(e.reminders for e in policy.exceptions)]
    rules = [policy.reminders, *(part for part in own if isinstance(part, Reminders))]
    ids = [step.id for part in rules for step in part.steps if step.action == "remind"]
    return [*dict.fromkeys((*ids, thanks.STEP, instalments.STEP, confirmations.STEP, PROMISE_STEP))]
