"""The worklist as a report: tasks as cards on a terminal, as rows in a workbook, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.worklist import HEADINGS, URGENCIES, Share
from creditctl.insight.worklist_lines import task_lines
from creditctl.insight.worklist_score import FACTORS, FORMULA, plain
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.views.worklist import Worklist
    from creditctl.insight.report import JsonObject, Row
    from creditctl.insight.worklist import Card, Task

_SCHEMA: Final = "creditctl.worklist/1"
_CARDS: Final = (
    Column("rank", "", align="right"),
    Column("task", "", shorten=True),
)
_ROWS: Final = (
    Column("owner", "Owner"),
    Column("rank", "Rank", Kind.INT),
    Column("urgency", "Urgency"),
    Column("kind", "Task"),
    Column("debtor", "Debtor"),
    Column("name", "Name", shorten=True),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("days", "Days", Kind.DAYS),
    Column("score", "Score", align="right"),
    Column("reckoned", "How", shorten=True),
    Column("about", "About", shorten=True),
    Column("why", "Why", shorten=True),
    Column("todo", "To do", shorten=True),
    Column("phone", "Telephone"),
    Column("email", "E-mail"),
    Column("command", "Command"),
)


def worklist_report(found: Worklist, *, cards: bool) -> Report:
    """The tasks of a day.

    Args:
        found: the tasks.
        cards: for a terminal: several lines a task, instead of one row.
    """
    plan = found.plan
    return Report(
        schema=_SCHEMA,
        title=worklist_title(found),
        as_of=plan.as_of,
        make_tables=lambda: _card_tables(found) if cards else (_flat(found),),
        make_data=lambda: worklist_data(found),
        make_records=lambda: _flat(found),
        notes=_notes(found),
        findings=tuple(plan.findings),
    )


def worklist_title(found: Worklist) -> str:
    """The headline."""
    shown = sum(len(share.tasks) for share in found.shares)
    more = sum(share.more for share in found.shares)
    if not shown:
        return f"Worklist of {found.plan.as_of}: nothing to do"
    tasks = "1 task" if shown == 1 else f"{shown} tasks"
    return f"Worklist of {found.plan.as_of}: {tasks}" + (f", and {more} more" if more else "")


def share_title(share: Share) -> str:
    """Whose tasks they are, and how many more there are."""
    count = "1 task" if len(share.tasks) == 1 else f"{len(share.tasks)} tasks"
    more = f", and {share.more} more" if share.more else ""
    return f"{share.owner or 'Nobody in particular'}: {count}{more}"


def _notes(found: Worklist) -> tuple[str, ...]:
    if not any(share.tasks for share in found.shares):
        return ()
    notes = [f"Ranked by urgency, then {FORMULA}."]
    currencies = {
        task.score.currency for share in found.shares for task in share.tasks if task.score
    }
    if len(currencies) > 1:
        first = f"{found.home} first, then by name" if found.home else "in order of their names"
        notes.append(f"Currencies are never added or compared: {first}.")
    if any(share.more for share in found.shares):
        notes.append(f"At most {found.at_most} tasks for each owner: --at-most shows more.")
    return tuple(notes)


def _card_tables(found: Worklist) -> tuple[Table, ...]:
    tables = []
    for share in found.shares:
        rows: list[Row] = []
        seen: set[str] = set()
        for rank, task in enumerate(share.tasks, 1):
            first, *others = task_lines(task, with_card=task.debtor not in seen)
            seen.add(task.debtor)
            rows.append((f"{rank}", first))
            rows += [("", line) for line in others]
        tables.append(Table(share_title(share), _CARDS, rows))
    return tuple(tables)


def _flat(found: Worklist) -> Table:
    rows = [
        _row(share.owner, rank, task)
        for share in found.shares
        for rank, task in enumerate(share.tasks, 1)
    ]
    return Table("", _ROWS, rows)


def _row(owner: str, rank: int, task: Task) -> Row:
    score, card = task.score, task.card
    return (
        owner,
        rank,
        task.urgency.name.lower(),
        task.kind.value,
        task.debtor,
        task.name,
        score.currency if score else "",
        (score.amount, score.currency) if score else None,
        score.days if score else None,
        score.text if score else "",
        score.words if score else "",
        ", ".join(task.about),
        task.why,
        task.todo,
        card.phone if card else "",
        card.email if card else "",
        task.command,
    )


def worklist_data(found: Worklist) -> JsonObject:
    """The worklist as JSON."""
    return {
        "schema": _SCHEMA,
        "as_of": found.plan.as_of.isoformat(),
        "company": found.company,
        "currency": found.home or None,
        "at_most": found.at_most,
        "formula": FORMULA,
        "factors": [{"name": f.name, "value": plain(f.value), "means": f.means} for f in FACTORS],
        "owners": [{"owner": s.owner, "shown": len(s.tasks), "more": s.more} for s in found.shares],
        "tasks": [
            _task(share.owner, rank, task)
            for share in found.shares
            for rank, task in enumerate(share.tasks, 1)
        ],
        "findings": [finding.as_json() for finding in found.plan.findings],
    }


def _task(owner: str, rank: int, task: Task) -> JsonObject:
    score = task.score
    return {
        "owner": owner,
        "rank": rank,
        "urgency": task.urgency.name.lower(),
        "urgency_means": URGENCIES[task.urgency],
        "kind": task.kind.value,
        "heading": HEADINGS[task.kind],
        "debtor": task.debtor,
        "name": task.name,
        "currency": score.currency if score else None,
        "amount": to_text(score.amount, score.currency) if score else None,
        "days": score.days if score else None,
        "factors": [f.name for f in score.factors] if score else [],
        "score": score.text if score else None,
        "reckoned": score.words if score else "",
        "about": list(task.about),
        "why": task.why,
        "todo": task.todo,
        "command": task.command,
        "card": None if task.card is None else _card(task.card),
    }


def _card(card: Card) -> JsonObject:
    return {
        "contact": card.contact,
        "phone": card.phone,
        "email": card.email,
        "language": card.language,
        "owing": [
            {
                "currency": owing.currency,
                "overdue": to_text(owing.overdue, owing.currency),
                "oldest_days": owing.oldest,
                "invoices": list(owing.invoices),
            }
            for owing in card.owing
        ],
        "last_letter": None
        if card.letter is None
        else {"step": card.letter[0], "day": card.letter[1].isoformat()},
        "last_note": card.note,
        "promises": list(card.promises),
    }
