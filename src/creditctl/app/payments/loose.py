"""Money of debtors at the bank that belongs to no invoice yet: it holds their letters (G1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.adjust import LooseMoney

if TYPE_CHECKING:
    from creditctl.app.casework.casefile import CaseFile


def loose_money(file: CaseFile) -> list[LooseMoney]:
    """What matched payments left over.

    Args:
        file: bank entries and what became of them.
    """
    return [
        LooseMoney(state.entry, state.debtor, state.currency, state.booked, state.rest)
        for state in file.states
        if state.state == "matched" and state.rest
    ]
