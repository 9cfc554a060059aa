"""Notes about instalments, for the cases of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.books import Books
    from creditctl.app.casework.standing import Standing
    from creditctl.config.workspace import Workspace
    from creditctl.policy.history import History
    from creditctl.policy.notices import Notice


def instalment_notes(
    workspace: Workspace,
    books: Books,
    cases: Standing,
    history: History,
    letters: Sequence[Notice],
) -> list[Notice]:
    """The notes of the day; where nobody pays by instalments, nothing is looked for.

    Args:
        workspace: policy and language.
        books: what is open.
        cases: the arrangements, and what else is agreed on.
        history: what was handed over before.
        letters: the demands of the day, those that wait for approval too.
    """
    if not cases.arrangements:
        return []
    from creditctl.policy import instalments

    return instalments.instalment_notes(
        books.items,
        cases.arrangements,
        workspace.policy.policy,
        history,
        letters,
        reminded=cases.file.reminded,
        held=books.imported.held,
        cases=cases.stops,
        language=workspace.settings.language,
    )
