"""Letters of thanks for the payments in the books, and a second look before they leave.

Where the policy thanks nobody, nothing is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.adjust import taken_back
from creditctl.ledger.dates import NO_DATE, iso, to_days
from creditctl.ledger.opening import Settled, with_settled
from creditctl.policy.thanks import longest_wait, stopped, thanks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.books import Books
    from creditctl.app.casework.standing import Standing
    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.journal.records import NoticeRecord
    from creditctl.policy.history import History
    from creditctl.policy.notices import Notice


def thank_you_letters(
    workspace: Workspace,
    books: Books,
    history: History,
    letters: Sequence[Notice],
    struck_out: Mapping[str, str] | None,
    cases: Standing,
) -> list[Notice]:
    """The letters of thanks of the day.

    Args:
        workspace: policy and language.
        books: documents and payments, and what is open of them.
        history: what was handed over before.
        letters: the demands of the day, those that wait for approval too.
        struck_out: ids of items that a person took out of the plan, each with the reason.
        cases: what promises, disputes, arrangements and holds stop, and what the bank took back.
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
        cases=cases.stops,
        taken_back=taken_back(cases.file.settlements),
        language=workspace.settings.language,
    )


def thanks_outdated(plan: Plan, waiting: Sequence[NoticeRecord]) -> dict[str, str]:
    """Which letters of thanks should not leave any more, each with the reason in words.

    Args:
        plan: of the day, on the books as they are now.
        waiting: letters of thanks in the outbox.
    """
    if not waiting:
        return {}
    books, cases = plan.books, plan.cases
    imported = books.imported
    ever = books.items.as_of + 1
    settled = with_settled(books.opening, imported.documents, imported.payments, ever)
    debtors = {notice.debtor for notice in waiting}
    codes = [code for code, name in enumerate(settled.items.debtors.ids) if name in debtors]
    rows = np.flatnonzero(np.isin(settled.items.debtor, codes))
    settled = Settled(settled.items.select(rows), settled.day[rows])
    stops = stopped(
        settled,
        plan.decisions.context.policy,
        plan.history,
        behaviour=books.behaviour,
        held=imported.held,
        cases=cases.stops,
        taken_back=taken_back(cases.file.settlements),
    )
    paid = dict(zip(settled.items.item, settled.day.tolist(), strict=True))
    return {notice.notice: _about(notice, paid, stops) for notice in waiting}


def _about(notice: NoticeRecord, paid: Mapping[str, int], stops: Mapping[str, str]) -> str:
    """Why a letter of thanks should not leave, "" = nothing.

    Args:
        notice: the letter.
        paid: day of settlement by item id; NO_DATE, or none at all = not paid.
        stops: items that nobody should be thanked for, and why.
    """
    for item in notice.items:
        day = paid.get(item.item, NO_DATE)
        if day == NO_DATE:
            return f"the books no longer show {item.number} as paid"
        if day > to_days(notice.as_of):
            return f"{item.number} was settled later, on {iso(day)}"
        if item.item in stops:
            return f"{item.number}: {stops[item.item]}"
    return ""
