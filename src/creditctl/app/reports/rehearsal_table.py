"""The table of a rehearsal: one row a measure, one column a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.reports.periods import counted, weeks_of
from creditctl.insight.report import Column, Table, share
from creditctl.insight.rounding import in_tenths, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.app.rehearsing import Rehearsal, RehearsalOrder
    from creditctl.insight.report import Cell, Row
    from creditctl.policy.model import Policy
    from creditctl.policy.rehearsal import Tally

    Measure = tuple[str, Callable[[Tally], Cell]]


def side_by_side(found: Rehearsal) -> Table:
    """All measures of all policies."""
    tallies = [tally for _, _, tally in found.policies]
    rows = [_step_row(found, step) for step in _all_steps(found)]
    approval = any(tally.review or tally.waited for tally in tallies)
    measures = [
        *_about_letters(found.order),
        *(_about_approval() if approval else ()),
        *_about_contact(),
        *_about_invoices(),
        *_about_money(found),
    ]
    rows += [(label, *(of(tally) for tally in tallies)) for label, of in measures]
    columns = [
        Column(f"policy_{number}", name, align="right")
        for number, (name, _, _) in enumerate(found.policies)
    ]
    return Table("", (Column("measure", "", shorten=True), *columns), rows)


def steps_of(policy: Policy) -> list[str]:
    """The steps of a policy that have letters, its segments' own included, in order."""
    parts = [policy.reminders, *(s.reminders for s in policy.segments if s.reminders)]
    written = [step.id for part in parts for step in part.steps if step.action == "remind"]
    return list(dict.fromkeys(written))


def _all_steps(found: Rehearsal) -> list[str]:
    """The steps of all policies: a step that only some have stands where they have it."""
    order: list[str] = []
    for _, loaded, _ in found.policies:
        place = 0
        for step in steps_of(loaded.policy):
            if step not in order:
                order.insert(place, step)
            place = order.index(step) + 1
    return order


def _step_row(found: Rehearsal, step: str) -> Row:
    """Letters of a step; nothing where the policy does not have it."""
    cells = [
        tally.at_step(step) if step in steps_of(loaded.policy) else None
        for _, loaded, tally in found.policies
    ]
    return (f"letters: {step}", *cells)


def _about_letters(order: RehearsalOrder) -> list[Measure]:
    weeks = weeks_of(order.first, order.last)
    return [
        ("letters in all", lambda t: len(t.letters)),
        ("debtors written to", lambda t: t.debtors),
        ("letters a week, mean", lambda t: in_tenths(7 * len(t.letters), order.days)),
        ("letters a week, most", lambda t: max(counted(t.letters, weeks))),
        (f"letters to people who paid within {order.within} days", lambda t: t.in_vain),
        ("in % of all letters", lambda t: share(t.in_vain, len(t.letters))),
    ]


def _about_approval() -> list[Measure]:
    return [
        ("letters that a person approved", lambda t: t.review),
        ("letters that nobody approved", lambda t: len(t.waited)),
    ]


def _about_contact() -> list[Measure]:
    def mean(tally: Tally) -> Cell:
        days = tally.first_contact.values()
        return in_tenths(sum(days), len(days)) if days else None

    def middle(tally: Tally) -> Cell:
        return in_tenths(tally.twice_median_contact, 2) if tally.first_contact else None

    return [
        ("days from due to first letter, mean", mean),
        ("days from due to first letter, median", middle),
    ]


def _about_invoices() -> list[Measure]:
    return [
        ("invoices open at some time", lambda t: len(t.seen)),
        ("invoices paid by the end", lambda t: t.paid),
        ("of these without any letter", lambda t: t.paid_unasked),
        ("invoices that had the last letter", lambda t: len(t.last_step)),
        ("invoices left to a person after it", lambda t: len(t.left_over)),
    ]


def _about_money(found: Rehearsal) -> list[Measure]:
    """Amounts, one pair of rows for each currency in which anybody was written to."""
    days = found.order.days

    def rows(currency: str) -> list[Measure]:
        return [
            (f"{currency} asked for in letters", lambda t: (t.asked(currency), currency)),
            (
                f"{currency} open after a reminder, mean of days",
                lambda t: (rounded(t.standing.get(currency, 0), days), currency),
            ),
        ]

    currencies = sorted({c for _, _, tally in found.policies for c in tally.currencies})
    return [row for currency in currencies for row in rows(currency)]
