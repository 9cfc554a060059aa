"""Calls: whom to telephone today, and why; broken promises first."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from creditctl.app.views.commands import command
from creditctl.cases.promises import BROKEN, PromiseStatus, numbered
from creditctl.insight.worklist import Task, TaskKind
from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.ledger.money import to_text
from creditctl.policy.measures import in_minor
from creditctl.policy.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from creditctl.app.views.facts import Facts
    from creditctl.cases.promises import PromiseStanding


def calls(facts: Facts, *, others: Collection[str]) -> Iterator[Task]:
    """Calls, one a debtor, in no particular order.

    A debtor is worth a call when an invoice is overdue for as long as the policy says, what may
    be asked for reaches the minimum of a reminder once credits are taken off, and the debtor had
    no letter and no call in the last days. Whoever broke a promise since is called at once.

    Args:
        facts: the day.
        others: ids of debtors who stand on the list already, with the same card.
    """
    broken = _broken(facts)
    for name, found in broken.items():
        yield _broken_promise(facts, name, found)
    for name, groups in _worth_it(facts).items():
        if name not in others and name not in broken and not _quiet(facts, name):
            yield _call(facts, name, groups)


def _worth_it(facts: Facts) -> dict[str, list[int]]:
    """Debtors with enough overdue for long enough: id to groups."""
    policies, columns = facts.context.assignment.policies, facts.columns
    found: dict[str, list[int]] = defaultdict(list)
    asked = columns.overdue + columns.credits
    late = columns.oldest >= max(1, facts.policy.worklist.call_after)
    for group in np.flatnonzero((asked > 0) & late).tolist():
        rules = policies[int(columns.rules[group])].reminders
        if int(asked[group]) >= in_minor(rules.minimum, facts.currency_in(group)):
            found[facts.name_in(group)].append(group)
    return found


def _quiet(facts: Facts, name: str) -> bool:
    """Whether the debtor had a letter or a call too short ago, or gets a letter today."""
    if name in facts.letters_today:
        return True
    since = facts.items.as_of - facts.policy.worklist.quiet_days
    call = facts.last_call(name)
    days = [int(facts.columns.letter[group]) for group in facts.groups_of(name)]
    days += [to_days(call)] if call else []
    return any(day != NO_DATE and day >= since for day in days)


def _call(facts: Facts, name: str, groups: list[int]) -> Task:
    groups = [group for group in facts.groups_of(name) if group in groups]
    rows = [row for group in groups for row in facts.rows_in(group) if facts.to_call[row]]
    numbers = tuple(facts.items.number[row] for row in rows)
    why = "; ".join(_overdue_words(facts, group) for group in groups)
    asked = int(facts.columns.overdue[groups[0]])
    oldest = int(facts.columns.oldest[groups[0]])
    return _task(facts, TaskKind.CALL, name, numbers, why, groups[0], asked, oldest)


def _overdue_words(facts: Facts, group: int) -> str:
    columns, currency = facts.columns, facts.currency_in(group)
    invoices = sum(1 for row in facts.rows_in(group) if facts.to_call[row])
    count = "1 invoice" if invoices == 1 else f"{invoices} invoices"
    money = f"{currency} {to_text(int(columns.overdue[group]), currency)}"
    words = f"{money} overdue on {count}, the oldest {columns.oldest[group]} days"
    credit = -int(columns.credits[group])
    return f"{words}, less credits of {to_text(credit, currency)}" if credit else words


def _task(
    facts: Facts,
    kind: TaskKind,
    name: str,
    about: tuple[str, ...],
    why: str,
    group: int,
    asked: int,
    oldest: int,
) -> Task:
    """A call about what is asked for in one currency; credits are taken off."""
    currency = facts.currency_in(group)
    amount = asked + int(facts.columns.credits[group])
    return Task(
        kind,
        owner=facts.debtor(name).owner,
        debtor=name,
        name=facts.shown(name),
        about=about,
        why=why,
        todo="call, and note what was said; a promise has a command of its own",
        command=command("note", "add", name, "TEXT", "--call", "--by", "NAME"),
        score=facts.score(amount, currency, oldest, facts.risk(name, currency).factors),
    )


def _broken(facts: Facts) -> dict[str, list[PromiseStanding]]:
    """Promises that were not kept and to which nobody has reacted yet, by debtor.

    A reaction is a call, a letter about the invoice or the promise, or another promise for it. What
    is disputed, held or arranged by now is no longer asked for.
    """
    pending = {
        s.promise.about.item for s in facts.plan.cases.promises if s.status is PromiseStatus.PENDING
    }
    written = dict(sorted(facts.plan.history.promises_told))
    found: dict[str, list[PromiseStanding]] = defaultdict(list)
    for number, standing in numbered(facts.plan.cases.promises):
        about = standing.promise.about
        if (
            standing.status in BROKEN
            and about.item not in pending
            and number > written.get(about.item, -1)
            and _open_to_call(facts, standing)
        ):
            found[about.debtor].append(standing)
    return found


def _open_to_call(facts: Facts, standing: PromiseStanding) -> bool:
    promise = standing.promise
    invoice = facts.invoice(promise.about.item)
    if invoice is None or promise.about.debtor in facts.letters_today:
        return False
    reason = facts.plan.decisions.reason_of(invoice.row)
    if not facts.to_call[invoice.row] and reason is not Reason.PROMISED:
        return False
    broke = promise.due + timedelta(days=facts.policy.promises.tolerance + 1)
    call = facts.last_call(promise.about.debtor)
    letter = int(facts.context.done[invoice.row])
    return not (call and call >= broke) and (letter == NO_DATE or letter < to_days(broke))


def _broken_promise(facts: Facts, name: str, found: list[PromiseStanding]) -> Task:
    parts = []
    for standing in found:
        promise, about = standing.promise, standing.promise.about
        came = to_text(standing.received, about.currency) if standing.received else "nothing"
        parts.append(
            f"{about.currency} {to_text(promise.amount, about.currency)} of {about.number} was "
            f"promised for {promise.due}, {came} came"
        )
    invoices = {s.promise.about.item: facts.invoice(s.promise.about.item) for s in found}
    known = [invoice for invoice in invoices.values() if invoice is not None]
    first = min((invoice.currency for invoice in known), key=lambda c: (c != facts.home, c))
    group = facts.group_of(name, first)
    assert group is not None  # an invoice is open
    # In the days of grace the invoice still counts as promised, and not among those to call about.
    own = [i for i in known if i.currency == first and not facts.to_call[i.row]]
    asked = int(facts.columns.overdue[group]) + sum(invoice.open for invoice in own)
    oldest = max(int(facts.columns.oldest[group]), *(invoice.days for invoice in known))
    cases = (*(s.promise.id for s in found), *dict.fromkeys(i.number for i in known))
    why = "; ".join(parts)
    return _task(facts, TaskKind.BROKEN_PROMISE, name, cases, why, group, asked, oldest)
