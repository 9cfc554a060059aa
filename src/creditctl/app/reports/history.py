"""What happened with one debtor, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.wrapping import wrapped
from creditctl.insight.writers.cells import printable, shortened
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.views.history import DebtorHistory
    from creditctl.insight.report import JsonObject, Row
    from creditctl.insight.timeline import Entry

_SCHEMA: Final = "creditctl.history/1"
_WIDTH: Final = 54
_NAME_WIDTH: Final = 40
_LINES: Final = (
    Column("day", "Day", Kind.DATE),
    Column("what", "What"),
    Column("words", "", shorten=True),
)
_ROWS: Final = (
    Column("debtor", "Debtor"),
    Column("day", "Day", Kind.DATE),
    Column("what", "What"),
    Column("numbers", "Invoices"),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("words", "What happened", shorten=True),
    Column("ref", "Reference"),
    Column("by", "By"),
)


def history_report(found: DebtorHistory, *, brief: bool) -> Report:
    """The entries in order.

    Args:
        found: what happened.
        brief: for a terminal: the words in lines of their width, and nothing beside them.
    """
    name = shortened(printable(found.name), _NAME_WIDTH) if brief else found.name
    who = name if found.name == found.debtor else f"{name} ({found.debtor})"
    return Report(
        schema=_SCHEMA,
        title=f"History of {who} up to {found.as_of}",
        as_of=found.as_of,
        make_tables=lambda: (_lines(found) if brief else _flat(found),) if found.entries else (),
        make_data=lambda: {
            "schema": _SCHEMA,
            "as_of": found.as_of.isoformat(),
            "debtor": found.debtor,
            "name": found.name,
            "earlier": found.earlier,
            "paid_on_unknown_days": found.paid_unknown,
            "events": [_data(entry) for entry in found.entries],
            "findings": [finding.as_json() for finding in found.findings],
        },
        make_records=lambda: _flat(found),
        notes=_notes(found),
        findings=tuple(found.findings),
    )


def _notes(found: DebtorHistory) -> tuple[str, ...]:
    notes = []
    if not found.entries:
        notes.append("Nothing is known of that time.")
    if found.earlier:
        events = "event is" if found.earlier == 1 else "events are"
        notes.append(f"{found.earlier} earlier {events} left out.")
    if found.paid_unknown:
        count = "1 invoice is" if found.paid_unknown == 1 else f"{found.paid_unknown} invoices are"
        notes.append(f"{count} paid; the books don't say on which day.")
    return tuple(notes)


def _words(entry: Entry) -> str:
    return f"{entry.words} ({entry.by})" if entry.by else entry.words


def _lines(found: DebtorHistory) -> Table:
    rows: list[Row] = []
    for entry in found.entries:
        first, *others = wrapped(_words(entry), _WIDTH) or [""]
        rows.append((entry.day, entry.what.value, first))
        rows += [(None, "", line) for line in others]
    return Table("", _LINES, rows)


def _flat(found: DebtorHistory) -> Table:
    return Table("", _ROWS, [_row(found.debtor, entry) for entry in found.entries])


def _row(debtor: str, entry: Entry) -> Row:
    return (
        debtor,
        entry.day,
        entry.what.value,
        ", ".join(entry.numbers),
        entry.currency,
        None if entry.amount is None else (entry.amount, entry.currency),
        entry.words,
        entry.ref,
        entry.by,
    )


def _data(entry: Entry) -> JsonObject:
    amount = None if entry.amount is None else to_text(entry.amount, entry.currency)
    return {
        "day": entry.day.isoformat(),
        "what": entry.what.value,
        "words": entry.words,
        "numbers": list(entry.numbers),
        "currency": entry.currency or None,
        "amount": amount,
        "ref": entry.ref,
        "by": entry.by,
        "seq": entry.seq or None,
    }
