"""The gates: an ordered list of small questions, each of which may stop a reminder.

For every item the first gate that closes decides. A new rule is a new gate, nowhere else.
Order: is it collectable at all - what did people agree on - can the data be trusted - which step
is next - is it for a person - may a letter leave today - does the law say what it would claim -
can the debtor be reached - is anything left after credits, and is it enough - does a person have
to approve the letter. Addresses are looked up for what could leave today only; what a person is
asked to approve could leave at once.
"""

from __future__ import annotations

from typing import Final

from creditctl.policy.gates.cases import CASES
from creditctl.policy.gates.collectable import COLLECTABLE
from creditctl.policy.gates.gate import Gate
from creditctl.policy.gates.law import LAW
from creditctl.policy.gates.letter import LETTER
from creditctl.policy.gates.person import APPROVAL, PERSON, REACHABLE
from creditctl.policy.gates.schedule import SCHEDULE
from creditctl.policy.gates.today import TODAY
from creditctl.policy.gates.trust import TRUST

GATES: Final[tuple[Gate, ...]] = (
    *COLLECTABLE,
    *CASES,
    *TRUST,
    *SCHEDULE,
    *PERSON,
    *TODAY,
    *LAW,
    *REACHABLE,
    *LETTER,
    *APPROVAL,
)
"""All gates, in the order in which they are asked."""

__all__ = ["GATES", "Gate"]
