"""What is written about arrangements, for the cases of a day."""

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
    """Confirmations and notes of the day; where nobody pays by instalments, nothing is looked for.

    Args:
        workspace: policy and language.
        books: what is open.
        cases: the arrangements, and what else is agreed on.
        history: what was handed over before.
        letters: the demands of the day, those that wait for approval too.
    """
    if not cases.arrangements:
        return []
    from creditctl.policy import confirmations, instalments

    about = (books.items, cases.arrangements, workspace.policy.policy, history)
    held, stops, language = books.imported.held, cases.stops, workspace.settings.language
    confirmed = confirmations.confirmations(
        *about, letters, confirmed=cases.file.confirmed, held=held, cases=stops, language=language
    )
    notes = instalments.instalment_notes(
        *about,
        [*letters, *confirmed],
        reminded=cases.file.reminded,
        held=held,
        cases=stops,
        language=language,
    )
    return confirmed + notes
