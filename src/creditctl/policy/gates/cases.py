"""Gates: has somebody promised to pay it, is it paid by instalments, did a person hold it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.policy.gates.gate import Gate
from creditctl.policy.reasons import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from creditctl.ledger.frames import Bool, Int32
    from creditctl.policy.casestops import Stop
    from creditctl.policy.context import Context
    from creditctl.policy.effective import Path


def _on_items(context: Context, stops: Mapping[str, Stop]) -> Bool:
    closed: Bool = positions(context.items.item, list(stops)) >= 0
    return closed


def _promised(context: Context) -> Bool:
    return _on_items(context, context.cases.promised)


def _arranged(context: Context) -> Bool:
    return _on_items(context, context.cases.arranged)


def _held(context: Context) -> Bool:
    cases = context.cases
    closed = _on_items(context, cases.held_items)
    debtors = context.items.debtors
    names = set(cases.held_debtors)
    if cases.held_groups:
        names |= {d.debtor for d in debtors.having("group") if d.group in cases.held_groups}
    if names:
        of_code = np.array([name in names for name in debtors.ids], dtype=np.bool_)
        closed = closed | of_code[context.items.debtor]
    return closed


def _hold_of(context: Context, item: int) -> Stop | None:
    """The longest hold of an item, its debtor and its group."""
    cases, items = context.cases, context.items
    debtor = items.debtors.detail(int(items.debtor[item]))
    found = (
        cases.held_items.get(items.item[item]),
        cases.held_debtors.get(debtor.debtor),
        cases.held_groups.get(debtor.group),
    )
    return max((s for s in found if s is not None), key=lambda s: s.last, default=None)


def _promise_of(context: Context, item: int) -> Stop | None:
    return context.cases.promised.get(context.items.item[item])


def _arrangement_of(context: Context, item: int) -> Stop | None:
    return context.cases.arranged.get(context.items.item[item])


def _words(
    find: Callable[[Context, int], Stop | None], nothing: str
) -> Callable[[Context, int], str]:
    def value(context: Context, item: int) -> str:
        stop = find(context, item)
        return stop.words if stop else nothing

    return value


def _until(
    closes: Callable[[Context], Bool], find: Callable[[Context, int], Stop | None]
) -> Callable[[Context], Int32]:
    """The first day after the last one of each stop."""

    def opens(context: Context) -> Int32:
        days = np.full(len(context.items), NO_DATE, dtype=np.int32)
        for item in np.flatnonzero(closes(context) & context.alive).tolist():
            stop = find(context, item)
            if stop is not None and stop.until is not None:
                days[item] = to_days(stop.until) + 1
        return days

    return opens


def _promise_path(_context: Context, _item: int) -> Path:
    return ("promises", "grace")


def _arrangement_path(_context: Context, _item: int) -> Path:
    return ("arrangements", "default_after")


CASES: Final = (
    Gate(
        Reason.ON_HOLD,
        Outcome.HOLD,
        _held,
        _words(_hold_of, "no hold"),
        until=_until(_held, _hold_of),
    ),
    Gate(
        Reason.ARRANGED,
        Outcome.HOLD,
        _arranged,
        _words(_arrangement_of, "no arrangement"),
        _arrangement_path,
        _until(_arranged, _arrangement_of),
    ),
    Gate(
        Reason.PROMISED,
        Outcome.HOLD,
        _promised,
        _words(_promise_of, "no promise"),
        _promise_path,
        _until(_promised, _promise_of),
    ),
)
