"""A rehearsal as a report: the policies side by side, and their letters week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.app.reports.periods import counted, months_of, weeks_of
from creditctl.app.reports.rehearsal_table import side_by_side, steps_of
from creditctl.insight.bars import bar
from creditctl.insight.plot import Panel, Plot
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.rounding import in_tenths, rounded
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.rehearsing import Rehearsal
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.insight.report import JsonObject, Row
    from creditctl.policy.rehearsal import Tally

_MOST_WEEKS: Final = 27
"""A longer period is printed month by month; CSV, JSON and the plot have every week."""
_ROOM: Final = 68
"""Columns of a terminal that the counts and bars of all policies share."""


def rehearsal_report(found: Rehearsal, *, blocks: bool = False) -> Report:
    """The policies side by side.

    Args:
        found: what came of it.
        blocks: draw bars with block characters instead of `#`.
    """
    order = found.order
    return Report(
        schema="creditctl.policy-rehearse/1",
        title=f"Rehearsal from {order.first} to {order.last}",
        as_of=order.last,
        make_tables=lambda: (side_by_side(found), _over_time(found, blocks=blocks)),
        make_data=lambda: _data(found),
        make_records=lambda: _weekly(found),
        notes=_notes(found),
        findings=found.findings,
    )


def rehearsal_plot(found: Rehearsal) -> Plot:
    """The letters of every week as bars, one panel a policy, all on one scale."""
    order = found.order
    weeks = weeks_of(order.first, order.last)
    return Plot(
        title=f"Letters a week, {order.first} to {order.last}",
        starts=tuple(weeks),
        panels=tuple(
            Panel(
                f"{name}: {len(tally.letters)} letters, {tally.in_vain} of them to people "
                f"who paid within {order.within} days anyway",
                tuple(counted(tally.letters, weeks)),
            )
            for name, _, tally in found.policies
        ),
    )


def _over_time(found: Rehearsal, *, blocks: bool) -> Table:
    """Letters as bars: week by week, or month by month when that would be too long."""
    order = found.order
    starts = weeks_of(order.first, order.last)
    weekly = len(starts) <= _MOST_WEEKS
    if not weekly:
        starts = months_of(order.first, order.last)
    counts = [counted(tally.letters, starts) for _, _, tally in found.policies]
    most = max(map(max, counts))
    columns = [Column("start", "Week of" if weekly else "Month")]
    width = _ROOM // len(counts)
    for number, (name, _, _) in enumerate(found.policies):
        columns += [Column(f"letters_{number}", name, Kind.INT), Column(f"bar_{number}", "")]
        width = min(width, _ROOM // len(counts) - max(len(name), len(str(most))) - 4)
    rows: list[Row] = [
        (
            start if weekly else f"{start:%Y-%m}",
            *(
                cell
                for count in counts
                for cell in (count[i], bar(count[i], most, max(5, width), blocks=blocks))
            ),
        )
        for i, start in enumerate(starts)
    ]
    return Table("Letters a week" if weekly else "Letters a month", tuple(columns), rows)


def _weekly(found: Rehearsal) -> Table:
    """One row a policy and week, for CSV."""
    columns = (
        Column("policy", "Policy"),
        Column("week", "Week of", Kind.DATE),
        Column("letters", "Letters", Kind.INT),
        Column("paid_anyway", "Paid anyway", Kind.INT),
    )
    rows: list[Row] = [
        (name, *week) for name, _, tally in found.policies for week in _weeks(found, tally)
    ]
    return Table("", columns, rows)


def _weeks(found: Rehearsal, tally: Tally) -> list[tuple[date, int, int]]:
    """Monday, letters, and letters to people who paid anyway, for every week."""
    starts = weeks_of(found.order.first, found.order.last)
    vain = [letter for letter in tally.letters if letter.paid_anyway]
    return list(zip(starts, counted(tally.letters, starts), counted(vain, starts), strict=True))


def _notes(found: Rehearsal) -> tuple[str, ...]:
    notes = ["every policy starts with no letter before the first day; the journal is not read"]
    if found.reachable:
        notes.append("the books have no addresses: every debtor counts as reachable")
    if found.disputed:
        notes.append(f"{found.disputed} documents are marked as disputed, and held all the time")
    if any(tally.review or tally.waited for _, _, tally in found.policies):
        left = "are taken as approved the same day" if found.order.approve else "never leave"
        notes.append(f"letters that a person must approve {left}")
    return tuple(notes)


def _data(found: Rehearsal) -> JsonObject:
    order = found.order
    return {
        "schema": "creditctl.policy-rehearse/1",
        "from": order.first.isoformat(),
        "to": order.last.isoformat(),
        "within_days": order.within,
        "approve": order.approve,
        "policies": [_policy_data(found, *one) for one in found.policies],
        "notes": list(_notes(found)),
        "findings": [finding.as_json() for finding in found.findings],
    }


def _policy_data(found: Rehearsal, name: str, loaded: LoadedPolicy, tally: Tally) -> dict[str, Any]:
    days = found.order.days
    weeks = _weeks(found, tally)
    contact = tally.first_contact.values()
    return {
        "policy": name,
        "name": loaded.policy.name,
        "file": loaded.file,
        "sha256": loaded.text_hash,
        "letters": len(tally.letters),
        "steps": [
            {"step": step, "letters": tally.at_step(step)} for step in steps_of(loaded.policy)
        ],
        "approved": tally.review,
        "waiting": len(tally.waited),
        "debtors": tally.debtors,
        "paid_anyway": tally.in_vain,
        "mean_a_week": in_tenths(7 * len(tally.letters), days),
        "most_in_a_week": max(count for _, count, _ in weeks),
        "first_contact": {
            "items": len(contact),
            "mean_days": in_tenths(sum(contact), len(contact)) if contact else None,
            "median_days": in_tenths(tally.twice_median_contact, 2) if contact else None,
        },
        "invoices": {
            "seen": len(tally.seen),
            "paid": tally.paid,
            "paid_without_letter": tally.paid_unasked,
            "last_letter": len(tally.last_step),
            "left_to_a_person": len(tally.left_over),
        },
        "currencies": [
            {
                "currency": currency,
                "asked": to_text(tally.asked(currency), currency),
                "standing": to_text(rounded(tally.standing.get(currency, 0), days), currency),
            }
            for currency in tally.currencies
        ],
        "weeks": [
            {"week": week.isoformat(), "letters": letters, "paid_anyway": vain}
            for week, letters, vain in weeks
        ],
    }
