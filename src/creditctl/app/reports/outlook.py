"""The coming days as a report: what goes out, and what will wait for approval."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.calendars import WEEKDAYS
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.app.forecasting import Outlook, OutlookDay
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import JsonObject, Row
    from creditctl.policy.notices import Notice

_COLUMNS = (
    Column("day", "Day", Kind.DATE),
    Column("weekday", ""),
    Column("letters", "Letters", Kind.INT),
    Column("items", "Items", Kind.INT),
    Column("currency", "", Kind.CURRENCY),
    Column("total", "Total", Kind.MONEY),
    Column("steps", "Steps", shorten=True),
)
_WAITING = Column("waiting", "To approve", Kind.INT)


class _Sum(NamedTuple):
    """Letters in one currency: how many, about how many items, for how much."""

    letters: int
    items: int
    total: int
    waiting: int

    def cells(self, currency: str) -> Row:
        """As the table has it."""
        return (self.letters, self.items, currency, (self.total, currency))


def outlook_report(workspace: Workspace, found: Outlook) -> Report:
    """What goes out on each coming day."""
    as_of = found.books.as_of
    sent = sum(len(day.sent) for day in found.days)
    letters = "1 letter goes out" if sent == 1 else f"{sent} letters go out"
    return Report(
        schema="creditctl.plan-days/1",
        title=f"From {as_of} to {found.last}: {letters} if nobody pays",
        as_of=as_of,
        make_tables=lambda: (_table(found),) if found.days else (),
        make_data=lambda: _data(workspace, found),
        make_records=lambda: _table(found),
        notes=_notes(workspace, found),
        findings=found.findings,
    )


def _notes(workspace: Workspace, found: Outlook) -> tuple[str, ...]:
    notes = [
        f"policy: {workspace.policy.policy.name} ({workspace.policy.file})",
        "open amounts are taken to stay as they are; days on which nothing happens are left out",
    ]
    if any(day.waiting for day in found.days):
        notes.append("letters to approve are taken not to leave; each is counted once")
    if found.first_run:
        notes.append("nothing was ever sent: every item starts at its first step")
    return tuple(notes)


def _table(found: Outlook) -> Table:
    """One row a day and currency; the last column only when something waits for approval."""
    rows: list[Row] = []
    for day in found.days:
        for money, mine in _by_currency(day.sent, day.waiting):
            letters = [n for n in day.sent if n.currency == money]
            steps = ", ".join(f"{step} {count}" for step, count in _steps(letters))
            weekday = WEEKDAYS[day.day.weekday()]
            rows.append((day.day, weekday, *mine.cells(money), steps, mine.waiting))
    sent = [n for day in found.days for n in day.sent]
    waiting = [n for day in found.days for n in day.waiting]
    totals: list[Row] = [
        ("total", "", *mine.cells(money), "", mine.waiting)
        for money, mine in _by_currency(sent, waiting)
    ]
    if waiting:
        return Table("", (*_COLUMNS, _WAITING), rows, totals)
    return Table("", _COLUMNS, [row[:-1] for row in rows], [row[:-1] for row in totals])


def _by_currency(sent: Iterable[Notice], waiting: Iterable[Notice]) -> list[tuple[str, _Sum]]:
    """Letters added up by currency, in alphabetical order."""
    sums: dict[str, _Sum] = {}
    none = _Sum(0, 0, 0, 0)
    for n in sent:
        s = sums.get(n.currency, none)
        sums[n.currency] = _Sum(s.letters + 1, s.items + len(n.lines), s.total + n.total, s.waiting)
    for n in waiting:
        s = sums.get(n.currency, none)
        sums[n.currency] = s._replace(waiting=s.waiting + 1)
    return sorted(sums.items())


def _steps(letters: Iterable[Notice]) -> list[tuple[str, int]]:
    """How many letters of each step, in the order of the policy."""
    counts = Counter((n.step_number, n.step) for n in letters)
    return [(step, count) for (_, step), count in sorted(counts.items())]


def _data(workspace: Workspace, found: Outlook) -> JsonObject:
    loaded = workspace.policy
    return {
        "schema": "creditctl.plan-days/1",
        "as_of": found.books.as_of.isoformat(),
        "to": found.last.isoformat(),
        "policy": {
            "name": loaded.policy.name,
            "file": loaded.file,
            "sha256": loaded.text_hash,
        },
        "days": [_day(day) for day in found.days],
        "findings": [finding.as_json() for finding in found.findings],
    }


def _day(day: OutlookDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "letters": len(day.sent),
        "waiting": len(day.waiting),
        "steps": [{"step": step, "letters": count} for step, count in _steps(day.sent)],
        "currencies": [
            {
                "currency": money,
                "letters": s.letters,
                "items": s.items,
                "total": to_text(s.total, money),
                "waiting": s.waiting,
            }
            for money, s in _by_currency(day.sent, day.waiting)
        ],
    }
