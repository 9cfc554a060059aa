"""Everything the gates look at: the ledger joined with policy, history and holds, item by item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.calendars import Calendar
from creditctl.ledger.dates import NO_DATE, day_of
from creditctl.ledger.frames import Kind
from creditctl.policy.casestops import CaseStops
from creditctl.policy.channels import choose_channel
from creditctl.policy.effective import invoice_exceptions, measured
from creditctl.policy.recipients import contact_of, recipient, written_to
from creditctl.policy.steps import NO_STEP, UNKNOWN_STEP, next_steps, step_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from creditctl.ledger.frames import Bool, Int32, Int64, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.claims import Claims, Facts
    from creditctl.policy.effective import Assignment, Effective
    from creditctl.policy.history import History
    from creditctl.policy.measures import Measures
    from creditctl.policy.model import Policy
    from creditctl.policy.recipients import Recipient
    from creditctl.policy.reminders import Step
    from creditctl.policy.steps import Int16, NextStep, StepTable


@dataclass(slots=True, eq=False)
class Context:
    """What the gates see. Arrays are per open item unless named `row_...` (debtor and currency).

    Attributes:
        policy, items, measures, assignment: what is decided about, and by what.
        effective: position in `assignment.policies`.
        last, done, repeat: step handed over last (position, NO_STEP, UNKNOWN_STEP), its day,
            and which repeat of the step it was.
        next: the next step by its days; step, again: what would be issued now, which a gate
            may lower to the step before.
        waiting: a notice of this item may or may not have left.
        row_notice: day of the last notice per row, NO_DATE = none.
        row_held, row_off: rows whose debtor has a quarantined row, or wants no reminders.
        excepted: items whose invoice an exception names, as position of the exception, else -1.
        struck_out: items taken out of the plan, with the reason.
        asked: what a letter to each row would ask for, minor units; stuck: items below the minimum
            of their step that can't fall back; both set by the gate that looks at them.
        review: items whose step wants a look, set by the gate that asks for it.
        contacts: invoice contacts, the first is none; contact: position of the one that all items
            of the letter have, set by the gate that looks for an address, -1 = not looked at.
        claims: claims by law, None = nothing is claimed.
        cases: what promises, disputes, arrangements and holds stop.
        alive: items that no gate has closed yet.
    """

    policy: Policy
    items: OpenItems
    measures: Measures
    assignment: Assignment
    table: StepTable
    effective: Int32
    last: Int16
    done: Int32
    repeat: Int16
    next: NextStep
    step: Int16
    again: Int16
    waiting: Bool
    row_notice: Int32
    row_held: Bool
    row_off: Bool
    excepted: Int64
    struck_out: dict[int, str]
    asked: Int64
    stuck: Bool
    review: Bool
    contact: Int32
    claims: Claims | None
    cases: CaseStops
    alive: Bool
    calendars: dict[int, Calendar] = field(default_factory=dict)
    contacts: list[str] = field(default_factory=lambda: [""])
    _channels: dict[tuple[int, int, int, str], str] = field(default_factory=dict)

    @property
    def as_of(self) -> int:
        """The as-of date as a day number."""
        return self.items.as_of

    def rules(self, item: int) -> Effective:
        """The effective policy of one item."""
        return self.assignment.policies[int(self.effective[item])]

    def step_of(self, item: int) -> Step | None:
        """The step that would be issued for one item, None when there is none."""
        policy, position = int(self.effective[item]), int(self.step[item])
        if not 0 <= position < self.table.count[policy]:
            return None
        return self.assignment.policies[policy].reminders.steps[position]

    @property
    def at_courtesy(self) -> Bool:
        """Items whose step is a courtesy one."""
        courtesy: Bool = (self.step >= 0) & (self.step < self.table.courtesies[self.effective])
        return courtesy

    def last_step(self, item: int) -> Step | None:
        """The step of one item that was handed over last, None when there was none."""
        last = int(self.last[item])
        return self.rules(item).reminders.steps[last] if last >= 0 else None

    def per_item(self, name: str) -> Int64:
        """A whole number of the reminder rules (`grace`, `between_notices`) for every item."""
        values = [getattr(p.reminders, name) for p in self.assignment.policies]
        return np.array(values, dtype=np.int64)[self.effective]

    def calendar(self, policy: int) -> Calendar:
        """The sending days of an effective policy."""
        if policy not in self.calendars:
            days = self.assignment.policies[policy].working_days
            holidays = "" if days.holidays == "none" else days.holidays
            self.calendars[policy] = Calendar(frozenset(days.send), holidays)
        return self.calendars[policy]

    def channel(self, item: int) -> str:
        """The channel for one item's step, "" when the debtor can be reached by none."""
        debtor, contact = int(self.items.debtor[item]), self._contact(item)
        key = (debtor, int(self.effective[item]), int(self.step[item]), contact)
        if key not in self._channels:
            step = self.step_of(item)
            reached = written_to(self.items.debtors.detail(debtor), contact)
            self._channels[key] = choose_channel(reached, step.channels if step else ())
        return self._channels[key]

    def unreachable(self, items: Int64) -> Bool:
        """Which of some items go by none of the channels of their step."""
        # A row (debtor and currency) has one policy in force, so row, step and the contact of the
        # letter decide the channels.
        pair = self.measures.group[items].astype(np.int64) * 2**15 + self.step[items]
        pair = pair * len(self.contacts) + self.contact[items]
        _, first, back = np.unique(pair, return_index=True, return_inverse=True)
        lost = np.array([not self.channel(item) for item in items[first].tolist()], dtype=np.bool_)
        found: Bool = lost[back]
        return found

    def recipient(self, item: int) -> Recipient:
        """Who gets the e-mail with one item."""
        debtor = self.items.debtors.detail(int(self.items.debtor[item]))
        return recipient(debtor, self._contact(item))

    def _contact(self, item: int) -> str:
        """The invoice contact of an item's letter; its own where no letter was looked at."""
        code = int(self.contact[item])
        return self.contacts[code] if code >= 0 else contact_of(self.items, [item])


def build_context(
    items: OpenItems,
    policy: Policy,
    history: History,
    *,
    behaviour: Behaviour | None = None,
    held: Collection[str] = (),
    struck_out: Mapping[str, str] | None = None,
    facts: Facts | None = None,
    cases: CaseStops | None = None,
) -> Context:
    """Join ledger, policy and history.

    Args:
        items: the open items at the as-of date.
        policy: the debtor policy.
        history: what was handed over before, by the journal.
        behaviour: what debtors paid, for conditions on it.
        held: ids of debtors with a row that could not be read.
        struck_out: ids of items that a person took out of the plan, each with the reason.
        facts: what claims by law need; None = nothing is claimed.
        cases: what promises, disputes, arrangements and holds stop; None = nothing.
    """
    cases = cases or CaseStops()
    as_of = day_of(items.as_of)
    measures, assignment = measured(policy, items, behaviour, cases.broken)
    table = step_table(assignment.policies)
    effective = assignment.index[measures.group]
    joined = history.join(items.item)
    last = _positions(assignment, history)[effective, joined.step]
    upcoming = next_steps(items, effective, table, last, joined.done, joined.repeat)
    invoices = invoice_exceptions(policy, as_of)
    debtors = items.debtors
    return Context(
        policy=policy,
        items=items,
        measures=measures,
        assignment=assignment,
        table=table,
        effective=effective,
        last=last,
        done=joined.done,
        repeat=joined.repeat,
        next=upcoming,
        step=upcoming.step.copy(),
        again=upcoming.again.copy(),
        waiting=joined.waiting,
        row_notice=_last_notices(history, measures, items),
        row_held=_rows(measures, set(held), debtors.ids),
        row_off=_rows(measures, {d.debtor for d in debtors.having("reminders")}, debtors.ids),
        excepted=_excepted(invoices, items),
        struck_out=_struck_out(struck_out or {}, items),
        asked=np.zeros(len(measures), dtype=np.int64),
        stuck=np.zeros(len(items), dtype=np.bool_),
        review=np.zeros(len(items), dtype=np.bool_),
        contact=np.full(len(items), -1, dtype=np.int32),
        claims=None if facts is None else _claims(facts),
        cases=cases,
        alive=np.ones(len(items), dtype=np.bool_),
    )


def _claims(facts: Facts) -> Claims:
    """Claims by law; their rules are loaded only where something is claimed."""
    from creditctl.policy.claims import Claims

    return Claims(facts)


def _positions(assignment: Assignment, history: History) -> Int16:
    """Position of every journalled step id in every effective policy; last column = no step."""
    table = np.full((len(assignment.policies), len(history.steps) + 1), NO_STEP, dtype=np.int16)
    for row, policy in enumerate(assignment.policies):
        place = {step.id: i for i, step in enumerate(policy.reminders.steps)}
        for column, name in enumerate(history.steps):
            table[row, column] = place.get(name, UNKNOWN_STEP)
    return table


def _last_notices(history: History, measures: Measures, items: OpenItems) -> Int32:
    result = np.full(len(measures), NO_DATE, dtype=np.int32)
    if history.debtors:
        separate = len(measures.areas) > 1
        newest: dict[tuple[str, str, str], int] = {}
        for (name, money, area), day in history.debtors.items():
            key = (name, money, area if separate else "")
            newest[key] = max(day, newest.get(key, NO_DATE))
        rows = zip(
            measures.debtor.tolist(),
            measures.currency.tolist(),
            measures.area.tolist(),
            strict=True,
        )
        for row, (debtor, currency, code) in enumerate(rows):
            key = (items.debtors.ids[debtor], items.currencies[currency], measures.areas[code])
            result[row] = newest.get(key, NO_DATE)
    return result


def _rows(measures: Measures, wanted: set[str], ids: Sequence[str]) -> Bool:
    """Rows of `measures` whose debtor is in `wanted`."""
    if not wanted:
        return np.zeros(len(measures), dtype=np.bool_)
    of_code: Bool = np.array([name in wanted for name in ids], dtype=np.bool_)
    rows: Bool = of_code[measures.debtor]
    return rows


def _excepted(invoices: dict[str, int], items: OpenItems) -> Int64:
    if not invoices:
        return np.full(len(items), -1, dtype=np.int64)
    return np.array([invoices.get(number, -1) for number in items.number], dtype=np.int64)


def _struck_out(reasons: Mapping[str, str], items: OpenItems) -> dict[int, str]:
    if not reasons:
        return {}
    return {row: reasons[name] for row, name in enumerate(items.item) if name in reasons}


def is_invoice(items: OpenItems) -> Bool:
    """Items that are owed: invoices with something left to pay."""
    owed: Bool = (items.kind == Kind.INVOICE) & (items.open > 0)
    return owed
