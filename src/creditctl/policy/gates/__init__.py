"""The gates: an ordered list of small questions, each of which may stop a reminder.

For every item the first gate that closes decides. A new rule is a new gate, nowhere else.
Order: is it collectable at all - can the data be trusted - which step is next - does a person
have to look - may a letter leave today - can the debtor be reached - is anything left after
credits, and is it enough. Addresses are looked up for what could leave today only.
"""

from __future__ import annotations

from typing import Final

from creditctl.policy.gates.collectable import COLLECTABLE
from creditctl.policy.gates.gate import Gate
from creditctl.policy.gates.letter import LETTER
from creditctl.policy.gates.person import PERSON, REACHABLE
from creditctl.policy.gates.schedule import SCHEDULE
from creditctl.policy.gates.today import TODAY
from creditctl.policy.gates.trust import TRUST

GATES: Final[tuple[Gate, ...]] = (
    *COLLECTABLE,
    *TRUST,
    *SCHEDULE,
    *PERSON,
    *TODAY,
    *REACHABLE,
    *LETTER,
)
"""All gates, in the order in which they are asked."""

__all__ = ["GATES", "Gate"]
