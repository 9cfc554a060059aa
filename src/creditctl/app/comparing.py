"""Compare two policies on the books and the journal of a workspace; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from creditctl.app.books import Books, opened, read_workspace
from creditctl.app.casework.standing import with_cases
from creditctl.app.claiming import claim_facts
from creditctl.app.policykeys import key_differences
from creditctl.app.rooms import past_of
from creditctl.findings import in_order
from creditctl.policy.compare import compare
from creditctl.policy.decide import decide

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from creditctl.app.books import Reading
    from creditctl.app.policykeys import KeyDifference
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.policy.compare import Comparison


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """How two policies differ.

    Attributes:
        old, new: the policies.
        keys: in which keys.
        found: what follows for the letters and items of that day.
        items: number of open items that were looked at.
        needs_a_look: rows of the books are in quarantine.
        findings: of import and journal.
    """

    as_of: date
    old: LoadedPolicy
    new: LoadedPolicy
    keys: list[KeyDifference]
    found: Comparison
    items: int
    needs_a_look: bool
    findings: tuple[Finding, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs, be it only a key without effect on that day."""
        return bool(self.keys or self.found.letters or self.found.items)


def compare_policies(
    workspace: Workspace,
    old: LoadedPolicy,
    new: LoadedPolicy,
    as_of: date,
    reading: Reading,
    clock: Callable[[], datetime],
) -> PolicyDifference:
    """Decide about the same books with both policies.

    Raises:
        DataRefused, ConfigRefused, JournalRefused: see `app.books.read_workspace` and
            `app.rooms.past_of`.
    """
    imported = read_workspace(workspace, reading)
    with past_of(workspace, clock, as_of) as past:
        before, after = (
            decide(
                books.items,
                loaded.policy,
                past.history,
                behaviour=books.behaviour,
                held=imported.held,
                facts=claim_facts(
                    loaded.policy, workspace.root, books.items, imported, past.letters
                ),
                cases=cases.stops,
            )
            for loaded in (old, new)
            for books, cases in [
                with_cases(
                    replace(workspace, policy=loaded),
                    Books(as_of, imported, opened(loaded.policy, imported, as_of)),
                    past.cases,
                )
            ]
        )
        return PolicyDifference(
            as_of=as_of,
            old=old,
            new=new,
            keys=key_differences(old, new),
            found=compare(before, after, workspace.settings.language, past.history),
            items=len(before),
            needs_a_look=bool(imported.rejected),
            findings=(*in_order(imported.findings), *past.findings),
        )
