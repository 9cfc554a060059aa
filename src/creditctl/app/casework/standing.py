"""Cases as they stand on a day, and the books with all that they don't show yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from creditctl.app.casework.receipts import Receipts
from creditctl.cases import arrangements, promises
from creditctl.cases.arrangements import ArrangementStatus
from creditctl.cases.promises import PromiseStatus
from creditctl.ledger.adjust import Settlement, settle, with_loose_money, withhold
from creditctl.policy.casestops import CaseStops, case_stops

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.books import Books
    from creditctl.app.casework.casefile import CaseFile
    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.cases.promises import PromiseStanding
    from creditctl.config.workspace import Workspace
    from creditctl.ledger.adjust import LooseMoney
    from creditctl.ledger.frames import OpenItems


@dataclass(frozen=True, slots=True)
class Standing:
    """The cases of a day.

    Attributes:
        file: what the journal says.
        owed: the open items with bank money and write-offs taken off, disputed parts not split.
        promises, arrangements: each with what became of it, in the order of their ids.
        stops: what they stop.
        at_bank, written_off: minor units by currency that are taken off what the books show.
        loose: money at the bank that belongs to no invoice yet.
        seen: items under a promise or an arrangement of which something else is open than runs
            saw before, with what is open now.
    """

    file: CaseFile
    owed: OpenItems
    promises: Sequence[PromiseStanding] = ()
    arrangements: Sequence[ArrangementStanding] = ()
    stops: CaseStops = field(default_factory=CaseStops)
    at_bank: Mapping[str, int] = field(default_factory=dict)
    written_off: Mapping[str, int] = field(default_factory=dict)
    loose: Sequence[LooseMoney] = ()
    seen: Mapping[str, int] = field(default_factory=dict)


def with_cases(workspace: Workspace, books: Books, file: CaseFile) -> tuple[Books, Standing]:
    """The books of a day with bank money, write-offs and disputes in them, and the cases.

    Args:
        workspace: whose policy says how long things last.
        books: as the exports have them.
        file: cases and bank money up to that day.
    """
    from creditctl.app.payments.loose import loose_money

    policy, as_of = workspace.policy.policy, books.as_of
    items, at_bank = settle(books.items, file.settlements)
    items, written_off = settle(items, _written_off(file))
    settled = books.showing(items)
    receipts = Receipts(settled, file)
    told = [
        promises.standing_of(p, receipts.of_promise, as_of, policy.promises.tolerance)
        for p in file.book.promises.values()
    ]
    plans = [
        arrangements.standing_of(
            a, receipts.of_arrangement, as_of, policy.arrangements.default_after
        )
        for a in file.book.arrangements.values()
    ]
    stops = case_stops(
        promises=told,
        disputes=file.book.disputes.values(),
        holds=file.book.holds.values(),
        arrangements=plans,
        policy=policy,
        as_of=as_of,
    )
    loose = loose_money(workspace, settled, file)
    stops = replace(stops, unmatched=loose.maybe)
    shown = withhold(with_loose_money(items, loose.money), stops.withheld)
    return replace(books.showing(shown), broken=stops.broken), Standing(
        file=file,
        owed=items,
        promises=told,
        arrangements=plans,
        stops=stops,
        at_bank=at_bank,
        written_off=written_off,
        loose=loose.money,
        seen=_seen(file, told, plans, receipts),
    )


def _written_off(file: CaseFile) -> list[Settlement]:
    """What was given up, and the bank money that was taken back: it came before some of it."""
    given_up = [
        Settlement(w.about.item, w.about.open, w.amount, w.seq)
        for w in file.book.writeoffs.values()
        if w.approved
    ]
    return given_up + [one for one in file.settlements if one.undone is not None]


def _seen(
    file: CaseFile,
    told: Sequence[PromiseStanding],
    plans: Sequence[ArrangementStanding],
    receipts: Receipts,
) -> dict[str, int]:
    """What a run has to remember, because exports of open items don't tell days of payment."""
    subjects = [s.promise.about for s in told if s.status is not PromiseStatus.CANCELLED]
    active = (ArrangementStatus.ACTIVE, ArrangementStatus.DEFAULTED)
    subjects += [about for s in plans if s.status in active for about in s.arrangement.covers]
    changed = {}
    for about in subjects:
        before = file.book.seen.get(about.item)
        now = receipts.open_now(about.item)
        if now != (before[-1].open if before else about.open):
            changed[about.item] = now
    return changed
