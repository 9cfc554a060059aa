"""What a policy would have done over a period: how many letters, when, to whom, and which in vain.

A `Tally` watches the days of a `Simulation` and counts; nothing here decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import to_days
from creditctl.policy.context import is_invoice
from creditctl.policy.reasons import REASONS, Reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from creditctl.ledger.frames import Bool, Int32, OpenItems
    from creditctl.policy.context import Context
    from creditctl.policy.notices import Notice
    from creditctl.policy.simulate import SimulatedDay

_LEFT_TO_A_PERSON = (Reason.HAND_OVER, Reason.END_OF_SCHEDULE)


@dataclass(slots=True)
class SentLetter:
    """One letter of a rehearsal.

    Attributes:
        day: day number.
        items: ids of the items that it asked for.
        amount: sum of their open amounts, minor units.
        review: True when a person must approve it.
        paid_anyway: True when all of its items were settled within `Tally.within` days.
    """

    day: int
    debtor: str
    currency: str
    step: str
    items: tuple[str, ...]
    amount: int
    review: bool
    paid_anyway: bool = False


@dataclass(slots=True, eq=False)
class Tally:
    """Counts over the days of one policy.

    Attributes:
        within: days; a letter whose items were all settled within so many days was not needed.
        letters: all that left, in order.
        waited: letters that wait for approval and never left, by items and steps.
        first_contact: days from due date to first letter, by item id; before it = negative.
        seen: ids of invoices that were open on some day.
        last_step: ids of items that had the last letter of their policy.
        left_over: ids of items that were left to a person after it.
        standing: per currency, the sum over all days of what stood open at a reminder step.
        paid, paid_unasked: invoices that were settled by the end; these that had no letter before.
    """

    within: int
    letters: list[SentLetter] = field(default_factory=list)
    waited: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    first_contact: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    last_step: set[str] = field(default_factory=set)
    left_over: set[str] = field(default_factory=set)
    standing: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    paid: int = 0
    paid_unasked: int = 0
    _unjudged: int = 0

    @property
    def in_vain(self) -> int:
        """Letters to people who had paid within `within` days anyway."""
        return sum(letter.paid_anyway for letter in self.letters)

    @property
    def review(self) -> int:
        """Letters that a person had to approve, and that left."""
        return sum(letter.review for letter in self.letters)

    @property
    def debtors(self) -> int:
        """Debtors who had a letter."""
        return len({letter.debtor for letter in self.letters})

    @property
    def currencies(self) -> list[str]:
        """Currencies in which letters were written."""
        return sorted({letter.currency for letter in self.letters})

    @property
    def twice_median_contact(self) -> int:
        """Twice the median of `first_contact`, which is a whole number; there must be one."""
        days = sorted(self.first_contact.values())
        return days[(len(days) - 1) // 2] + days[len(days) // 2]

    def at_step(self, step: str) -> int:
        """Letters of a step."""
        return sum(letter.step == step for letter in self.letters)

    def asked(self, currency: str) -> int:
        """What all letters in a currency asked for, minor units; an item counts in each letter."""
        return sum(letter.amount for letter in self.letters if letter.currency == currency)

    def add(self, day: SimulatedDay) -> None:
        """Count a day."""
        items = day.decisions.context.items
        self.seen.update(_ids(items, is_invoice(items)))
        for notice in day.sent:
            self._add_letter(notice)
        self.waited.update(
            tuple((line.item, line.step) for line in notice.lines) for notice in day.waiting
        )
        codes = [REASONS.index(reason) for reason in _LEFT_TO_A_PERSON]
        self.left_over.update(_ids(items, np.isin(day.decisions.reason, codes)))
        self._add_steps(day)

    def judge(self, day: int, still_open: Collection[str]) -> None:
        """Judge the letters that left `within` days before a day, by what is still open on it."""
        while self._unjudged < len(self.letters):
            letter = self.letters[self._unjudged]
            if letter.day + self.within > day:
                return
            letter.paid_anyway = not any(item in still_open for item in letter.items)
            self._unjudged += 1

    def close(self, still_open: Collection[str]) -> None:
        """Count what was paid, by what is still open at the end of the last day."""
        gone = self.seen.difference(still_open)
        self.paid = len(gone)
        self.paid_unasked = len(gone.difference(self.first_contact))

    def _add_letter(self, notice: Notice) -> None:
        day = to_days(notice.as_of)
        for line in notice.lines:
            self.first_contact.setdefault(line.item, line.days_overdue)
        self.letters.append(
            SentLetter(
                day=day,
                debtor=notice.debtor.debtor,
                currency=notice.currency,
                step=notice.step,
                items=tuple(line.item for line in notice.lines),
                amount=notice.subtotal,
                review=notice.review,
            )
        )

    def _add_steps(self, day: SimulatedDay) -> None:
        """Who had the last letter, and what stands open at a reminder step at the day's end."""
        context = day.decisions.context
        items = context.items
        last = day.left & (context.step >= _last_letters(context))
        self.last_step.update(_ids(items, last))
        first = context.table.courtesies[context.effective]
        stands = (context.last >= first) | (day.left & (context.step >= first))
        stands &= is_invoice(items)
        for code in np.unique(items.currency[stands]).tolist():
            mine = stands & (items.currency == code)
            self.standing[items.currencies[code]] += int(items.open[mine].sum())


def _last_letters(context: Context) -> Int32:
    """Position of the last step with a letter, in the effective policy of every item."""
    last = []
    for rules in context.assignment.policies:
        steps = rules.reminders.steps[: rules.reminders.count]
        last.append(max((i for i, s in enumerate(steps) if s.action == "remind"), default=0))
    return np.array(last, dtype=np.int32)[context.effective]


def _ids(items: OpenItems, mask: Bool) -> list[str]:
    return [items.item[row] for row in np.flatnonzero(mask).tolist()]
