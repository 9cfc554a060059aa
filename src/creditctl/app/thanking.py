"""Letters of thanks for the payments in the books.

Where the policy thanks nobody, nothing is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.opening import with_settled
from creditctl.policy.thanks import longest_wait, thanks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.books import Books
    from creditctl.config.workspace import Workspace
    from creditctl.policy.casestops import CaseStops
    from creditctl.policy.history import History
    from creditctl.policy.notices import Notice


def thank_you_letters(
    workspace: Workspace,
    books: Books,
    history: History,
    letters: Sequence[Notice],
    struck_out: Mapping[str, str] | None,
    cases: CaseStops,
) -> list[Notice]:
    """The letters of thanks of the day.

    Args:
        workspace: policy and language.
        books: documents and payments, and what is open of them.
        history: what was handed over before.
        letters: the demands of the day, those that wait for approval too.
        struck_out: ids of items that a person took out of the plan, each with the reason.
        cases: what promises, disputes, arrangements and holds stop.
    """
    policy = workspace.policy.policy
    days = longest_wait(policy)
    if not days:
        return []
    imported = books.imported
    return thanks(
        with_settled(books.opening, imported.documents, imported.payments, days),
        policy,
        history,
        letters,
        behaviour=books.behaviour,
        held=imported.held,
        struck_out=struck_out,
        cases=cases,
        language=workspace.settings.language,
    )
