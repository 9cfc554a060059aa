"""Accounts: what each debtor owes in each currency, as the tasks of a day need it.

Sums over a whole ledger are worked out in columns; a debtor becomes an object only when a task is
about it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from creditctl.cases.promises import PromiseStatus
from creditctl.ledger.arrow_text import positions
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.netting import group_keys, sum_by
from creditctl.policy.context import is_invoice
from creditctl.policy.reasons import REASONS, Reason

if TYPE_CHECKING:
    from creditctl.app.planning import Plan
    from creditctl.ledger.frames import Bool, Int32, Int64, OpenItems
    from creditctl.ledger.netting import Groups
    from creditctl.policy.context import Context

CALLABLE: Final = frozenset(
    (
        Reason.STEP_DUE,
        Reason.BROKEN_PROMISE,
        Reason.NEXT_STEP_LATER,
        Reason.CONDITION,
        Reason.REMINDER_FIRST,
        Reason.NOT_A_SENDING_DAY,
        Reason.CONTACT_GAP,
        Reason.REGIME_UNKNOWN,
        Reason.RATE_UNKNOWN,
        Reason.NOTICE_PERIOD,
    )
)
"""Decisions about an overdue invoice that don't speak against a call.

All others do: nobody is called about what is agreed on, held, disputed, covered or doubtful, nor
while a person has to decide something else about it first.
"""


class Columns(NamedTuple):
    """One row a debtor and currency, in the order of `Groups`.

    Attributes:
        overdue: int64 minor units that may be asked for on the telephone.
        credits: int64 minor units, 0 or negative.
        oldest: int32 days overdue of the oldest of these invoices.
        steps: int64, most steps that one overdue invoice had.
        letter: int32 day of the last letter, NO_DATE = none.
        rules: int32 position of the policy in force.
        disputed, promised: whether an invoice is.
    """

    overdue: Int64
    credits: Int64
    oldest: Int32
    steps: Int64
    letter: Int32
    rules: Int32
    disputed: Bool
    promised: Bool


class Accounts:
    """The open items by debtor and currency; a pair of both is called a group, by its number.

    Args:
        plan: the decision about every open item.
        home: the company's own currency, "" = it has none.
    """

    def __init__(self, plan: Plan, home: str) -> None:
        self.plan, self.home = plan, home
        self.items: OpenItems = plan.books.items

    @property
    def context(self) -> Context:
        """What was looked at when it was decided."""
        return self.plan.decisions.context

    @cached_property
    def codes(self) -> dict[str, int]:
        """Code of every debtor, by id."""
        return {name: code for code, name in enumerate(self.items.debtors.ids)}

    @cached_property
    def groups(self) -> Groups:
        """The pairs of debtor and currency with open items."""
        return group_keys(self.items)

    @cached_property
    def _group_of(self) -> dict[tuple[int, int], int]:
        pairs = zip(self.groups.debtor.tolist(), self.groups.currency.tolist(), strict=True)
        return {pair: number for number, pair in enumerate(pairs)}

    def group_of(self, name: str, currency: str) -> int | None:
        """Number of a debtor and currency, None when nothing is open there."""
        code = self.codes.get(name)
        if code is None or currency not in self.items.currencies:
            return None
        return self._group_of.get((code, self.items.currencies.index(currency)))

    @cached_property
    def to_call(self) -> Bool:
        """Overdue invoices that a call may be about."""
        wanted = np.array([reason in CALLABLE for reason in REASONS], dtype=np.bool_)
        overdue: Bool = is_invoice(self.items) & (self.items.overdue > 0)
        return overdue & wanted[self.plan.decisions.reason]

    def decided(self, reason: Reason) -> dict[int, list[int]]:
        """The open items with that decision by group, the oldest first."""
        mine = np.flatnonzero(self.plan.decisions.reason == REASONS.index(reason))
        found: dict[int, list[int]] = defaultdict(list)
        for row in mine[np.lexsort((mine, self.items.due[mine]))].tolist():
            found[int(self.groups.group[row])].append(row)
        return found

    @cached_property
    def columns(self) -> Columns:
        """What is known of each debtor and currency."""
        items, context = self.items, self.context
        group, count = self.groups.group, len(self.groups.debtor)
        owed, overdue = is_invoice(items), items.overdue
        zero = np.int64(0)

        def most(values: Int64, where: Bool, least: int) -> Int64:
            found = np.full(count, least, np.int64)
            np.maximum.at(found, group[where], values[where])
            return found

        def anywhere(mask: Bool) -> Bool:
            found = np.zeros(count, np.bool_)
            found[group[mask]] = True
            return found

        rules = np.zeros(count, np.int32)
        rules[group] = context.effective
        return Columns(
            overdue=sum_by(group, np.where(self.to_call, items.open, zero), count),
            credits=sum_by(group, np.where(items.open < 0, items.open, zero), count),
            oldest=most(overdue.astype(np.int64), self.to_call, 0).astype(np.int32),
            steps=most(context.last.astype(np.int64) + 1, owed & (overdue > 0), 0),
            letter=most(
                context.row_notice[context.measures.group].astype(np.int64),
                np.ones(len(items), np.bool_),
                NO_DATE,
            ).astype(np.int32),
            rules=rules,
            disputed=anywhere(items.disputed & owed),
            promised=anywhere(owed & (positions(items.item, self._pending) >= 0)),
        )

    @cached_property
    def _by_group(self) -> tuple[Int64, Int64]:
        """Rows of the open items in the order of group and due date, and where each group ends."""
        group = self.groups.group
        order = np.lexsort((np.arange(len(group)), self.items.due, group))
        return order, np.cumsum(np.bincount(group, minlength=len(self.groups.debtor)))

    def rows_in(self, group: int) -> list[int]:
        """The open items of a debtor and currency, the oldest first."""
        order, ends = self._by_group
        rows: list[int] = order[ends[group - 1] if group else 0 : ends[group]].tolist()
        return rows

    def groups_of(self, name: str) -> list[int]:
        """Numbers of a debtor's currencies, the company's own first."""
        order = sorted(self.items.currencies, key=lambda c: (c != self.home, c))
        found = (self.group_of(name, currency) for currency in order)
        return [group for group in found if group is not None]

    def currency_in(self, group: int) -> str:
        """The currency of a group."""
        return self.items.currencies[int(self.groups.currency[group])]

    def name_in(self, group: int) -> str:
        """The id of the debtor of a group."""
        return self.items.debtors.ids[int(self.groups.debtor[group])]

    @property
    def _pending(self) -> list[str]:
        """Items that are promised for a day that has not passed."""
        return [
            standing.promise.about.item
            for standing in self.plan.cases.promises
            if standing.status is PromiseStatus.PENDING
        ]
