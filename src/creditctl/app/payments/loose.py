"""Money of debtors at the bank that belongs to no invoice yet: it holds their letters (G1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn

from creditctl.cash.payments import Evidence
from creditctl.ledger.adjust import LooseMoney
from creditctl.ledger.money import to_text
from creditctl.policy.casestops import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.books import Books
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.cash.payments import Match
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import BankEntryRecord

_POINTS: Final = frozenset(
    {
        Evidence.REFERENCE,
        Evidence.NUMBER,
        Evidence.MANGLED_NUMBER,
        Evidence.END_TO_END,
        Evidence.IBAN,
        Evidence.CUSTOMER,
        Evidence.NAME,
    }
)
"""What points to a debtor; that the amount is the same as somebody's debt does not."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Money at the bank that belongs to no invoice yet.

    Attributes:
        money: of whom it is known, or likely, whose it is.
        maybe: (debtor, currency) -> why letters wait for money that may be this debtor's; nobody
            knows, so that it is on nobody's account.
    """

    money: Sequence[LooseMoney] = ()
    maybe: Mapping[tuple[str, str], Stop] = field(default_factory=dict)


def loose_money(workspace: Workspace, books: Books, file: CaseFile) -> Loose:
    """What matched payments left over, and what open entries may be.

    Args:
        workspace: whose policy and journal.
        books: their items are what is open once bank money and write-offs are off.
        file: bank entries and what became of them.
    """
    rests = [
        LooseMoney(state.entry, state.debtor, state.currency, state.booked, state.rest)
        for state in file.states
        if state.state == "matched" and state.rest
    ]
    entries = {entry.entry: entry for entry in file.open_entries if entry.amount > 0}
    if not entries:
        return Loose(rests)
    known = set(books.items.debtors.ids)
    maybe: dict[tuple[str, str], Stop] = {}
    for match in _proposals(workspace, books, file, list(entries.values())):
        entry = entries[match.payment]
        if match.debtor:
            money = LooseMoney(
                entry.entry, match.debtor, entry.currency, entry.booked, entry.amount
            )
            rests.append(money)
        if _POINTS & set(match.evidence):
            amount = f"{entry.currency} {to_text(entry.amount, entry.currency)}"
            words = f"unmatched money at the bank: {entry.entry}, {amount}, may be theirs"
            for rival in match.rivals:
                if rival in known:
                    maybe.setdefault((rival, entry.currency), Stop(words))
    return Loose(rests, maybe)


def _proposals(
    workspace: Workspace, books: Books, file: CaseFile, entries: list[BankEntryRecord]
) -> Sequence[Match]:
    from creditctl.app.payments.desk import matched, since
    from creditctl.app.payments.letters import quoted_letters
    from creditctl.app.payments.openinvoices import open_invoices, payers
    from creditctl.app.rooms import open_journal

    invoices = open_invoices(books, since(entries, books.as_of))
    # Recorded entries tell whose accounts are known, letters which invoices they are about.
    with open_journal(workspace, _no_clock, readonly=True) as journal:
        recorded = journal.bank_entries(date.min, books.as_of)
        quoted = quoted_letters(journal, entries)
    known = payers(books.items.debtors, recorded, file.states)
    return matched(workspace.policy.policy, entries, invoices, known, quoted).matches


def _no_clock() -> NoReturn:
    """Readers record nothing, so they need no time."""
    raise AssertionError
