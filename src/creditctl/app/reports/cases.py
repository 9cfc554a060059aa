"""Cases as a report: each kind with its own table, all of them in one JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.app.reports.casedata import DATA
from creditctl.insight.report import Column, Kind, Report, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from creditctl.app.casework.standing import Standing
    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.cases.promises import PromiseStanding
    from creditctl.cases.records import Dispute, Hold, Note, WriteOff
    from creditctl.findings import Finding
    from creditctl.insight.report import Cell, Row

_SCHEMA: Final = "creditctl.cases/1"
_ID = Column("id", "Case")
_DEBTOR = Column("debtor", "Debtor", shorten=True, optional=2)
_NUMBER = Column("number", "Invoice")
_CURRENCY = Column("currency", "", Kind.CURRENCY)
_AMOUNT = Column("amount", "Amount", Kind.MONEY)
_BY = Column("by", "By", shorten=True, optional=1)
_NOTE = Column("note", "Note", shorten=True, optional=3)
_STATUS = Column("status", "Status")

KINDS: Final = ("promises", "disputes", "holds", "notes", "writeoffs", "arrangements")
"""The kinds of cases, in the order of reports."""


def case_report(
    standing: Standing,
    as_of: date,
    kinds: Sequence[str] = KINDS,
    *,
    debtor: str | None = None,
    ids: Collection[str] | None = None,
    live: bool = False,
    findings: Sequence[Finding] = (),
) -> Report:
    """Cases as they stand on a day.

    Args:
        standing: the cases.
        as_of: the day.
        kinds: of `KINDS`, those that are wanted.
        debtor: id of the only debtor that is wanted; ids: of the only cases.
        live: leave out what is at an end.
        findings: what is to be said with it.
    """
    chosen = {
        kind: [
            case
            for case in _all(standing, kind)
            if (ids is None or _id(case) in ids)
            and (debtor is None or _debtor(case) == debtor)
            and not (live and _status(case, as_of) in _OVER)
        ]
        for kind in kinds
    }

    def tables() -> tuple[Table, ...]:
        return tuple(
            Table(
                "" if len(kinds) == 1 else _word(kind, 2).capitalize(),
                _COLUMNS[kind],
                [_ROWS[kind](case, as_of) for case in cases],
            )
            for kind, cases in chosen.items()
            if cases
        )

    return Report(
        schema=_SCHEMA,
        title=_title(chosen),
        as_of=as_of,
        make_tables=tables,
        make_data=lambda: {
            "schema": _SCHEMA,
            "as_of": as_of.isoformat(),
            **{
                kind: [DATA[kind](case, _status(case, as_of)) for case in cases]
                for kind, cases in chosen.items()
            },
            "findings": [finding.as_json() for finding in findings],
        },
        make_records=lambda: _records(chosen, as_of),
        findings=tuple(findings),
    )


_OVER: Final = frozenset(
    ("kept", "cancelled", "resolved", "lifted", "over", "done", "approved", "refused", "ended",
     "completed")
)  # fmt: skip
"""What is at an end. A broken promise and a default are not: somebody has to act."""


def _title(chosen: dict[str, list[Any]]) -> str:
    counts = [f"{len(cases)} {_word(kind, len(cases))}" for kind, cases in chosen.items() if cases]
    if counts:
        return ", ".join(counts)
    return f"No {_word(next(iter(chosen)), 0)}" if len(chosen) == 1 else "No cases"


def _word(kind: str, count: int) -> str:
    word = {"writeoffs": "write-offs"}.get(kind, kind)
    return word.removesuffix("s") if count == 1 else word


def _all(standing: Standing, kind: str) -> Sequence[Any]:
    if kind == "promises":
        return standing.promises
    if kind == "arrangements":
        return standing.arrangements
    return list(getattr(standing.file.book, kind).values())


def _id(case: Any) -> str:
    inner = getattr(case, "promise", None) or getattr(case, "arrangement", None) or case
    return str(inner.id)


def _debtor(case: Any) -> str:
    inner = getattr(case, "promise", None) or case
    about = getattr(inner, "about", None) or getattr(inner, "arrangement", None) or inner
    return str(about.debtor)


def _status(case: Any, as_of: date) -> str:
    """Where a case stands, in a word."""
    own = getattr(case, "status", None)
    if own is not None:
        return str(own)
    for name in ("resolved", "lifted", "done", "approved", "refused"):
        if getattr(case, name, None) is not None:
            return name
    if hasattr(case, "scope"):
        return _hold_status(case, as_of)
    if hasattr(case, "follow_up"):
        return "" if case.follow_up is None else "to follow up"
    return "proposed" if hasattr(case, "proposed") else "open"


def _hold_status(hold: Hold, as_of: date) -> str:
    if hold.until is not None and hold.until < as_of:
        return "over"
    return "on hold" if hold.start <= as_of else "to come"


def _money(amount: int | None, currency: str) -> Cell:
    return None if amount is None else (amount, currency)


def _promise(case: PromiseStanding, _as_of: date) -> Row:
    p = case.promise
    about = p.about
    money = (about.currency, (p.amount, about.currency), (case.in_time, about.currency))
    return p.id, about.debtor, about.number, p.due, *money, str(case.status), p.by, p.note


def _dispute(d: Dispute, as_of: date) -> Row:
    about = d.about
    amount = _money(about.open if d.amount is None else d.amount, about.currency)
    days = ((d.resolved.day if d.resolved else as_of) - d.opened).days
    head = (d.id, about.debtor, about.number, d.reason, about.currency, amount, days)
    return *head, _status(d, as_of), d.by, d.resolved.reason if d.resolved else d.note


def _hold(h: Hold, as_of: date) -> Row:
    return h.id, h.scope, h.shown, h.start, h.until, _status(h, as_of), h.by, h.reason


def _note(n: Note, as_of: date) -> Row:
    return n.id, n.debtor, n.day, n.kind, n.number, n.follow_up, _status(n, as_of), n.by, n.text


def _writeoff(w: WriteOff, as_of: date) -> Row:
    about = w.about
    end = w.approved or w.refused
    money = (about.currency, (w.amount, about.currency))
    head = (w.id, about.debtor, about.number, w.proposed, *money)
    return *head, _status(w, as_of), w.by, end.by if end else "", w.reason


def _arrangement(case: ArrangementStanding, as_of: date) -> Row:
    a = case.arrangement
    upcoming = case.next(as_of)
    paid = sum(1 for left in case.left if not left)
    parts = f"{paid} of {len(a.instalments)}"
    money = (a.currency, (a.total, a.currency), (case.received, a.currency))
    nxt = upcoming[0].due if upcoming else None
    return a.id, a.debtor, len(a.covers), *money, parts, nxt, str(case.status), a.by, a.note


_COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "promises": (
        *(_ID, _DEBTOR, _NUMBER, Column("due", "By day", Kind.DATE), _CURRENCY),
        Column("amount", "Promised", Kind.MONEY),
        Column("in_time", "In time", Kind.MONEY),
        *(_STATUS, _BY, _NOTE),
    ),
    "disputes": (
        *(_ID, _DEBTOR, _NUMBER, Column("reason", "Reason"), _CURRENCY, _AMOUNT),
        Column("days", "Days", Kind.DAYS),
        *(_STATUS, _BY, _NOTE),
    ),
    "holds": (
        *(_ID, Column("scope", "Of"), Column("shown", "What", shorten=True)),
        *(Column("start", "From", Kind.DATE), Column("until", "Until", Kind.DATE)),
        *(_STATUS, _BY, Column("reason", "Reason", shorten=True)),
    ),
    "notes": (
        *(_ID, _DEBTOR, Column("day", "Day", Kind.DATE), Column("kind", "Kind")),
        Column("number", "Invoice", optional=4),
        Column("follow_up", "Follow up", Kind.DATE),
        *(Column("status", "Status", optional=3), _BY),
        Column("text", "Text", shorten=True),
    ),
    "writeoffs": (
        *(_ID, _DEBTOR, _NUMBER, Column("proposed", "Proposed", Kind.DATE, optional=3)),
        *(_CURRENCY, _AMOUNT, _STATUS, _BY, Column("decided_by", "Decided by", shorten=True)),
        Column("reason", "Reason", shorten=True, optional=4),
    ),
    "arrangements": (
        *(_ID, _DEBTOR, Column("invoices", "Invoices", Kind.INT, optional=4), _CURRENCY),
        Column("total", "Total", Kind.MONEY),
        Column("received", "Received", Kind.MONEY),
        Column("instalments", "Instalments"),
        Column("next", "Next", Kind.DATE),
        *(_STATUS, _BY, _NOTE),
    ),
}
_ROWS: Final[dict[str, Callable[[Any, date], Row]]] = {
    "promises": _promise,
    "disputes": _dispute,
    "holds": _hold,
    "notes": _note,
    "writeoffs": _writeoff,
    "arrangements": _arrangement,
}
_FLAT: Final = (
    *(Column("kind", "Kind"), _ID, _DEBTOR, Column("about", "About"), _STATUS, _CURRENCY),
    *(Column("amount", "Amount"), Column("day", "Day", Kind.DATE)),
    *(Column("until", "Until", Kind.DATE), Column("reason", "Reason"), _BY, Column("text", "Text")),
)
_OWN_TABLE: Final = 1


def _records(chosen: dict[str, list[Any]], as_of: date) -> Table:
    """One flat table: that of the kind, or the common columns of several kinds."""
    if len(chosen) == _OWN_TABLE:
        ((kind, cases),) = chosen.items()
        return Table("", _COLUMNS[kind], [_ROWS[kind](case, as_of) for case in cases])
    rows: list[Row] = []
    for kind, cases in chosen.items():
        for case in cases:
            told = DATA[kind](case, _status(case, as_of))
            rows.append((kind, *(told.get(key, "") for key in _FLAT_KEYS)))
    return Table("", _FLAT, rows)


_FLAT_KEYS: Final = (
    *("id", "debtor", "number", "status", "currency", "amount"),
    *("day", "until", "reason", "by", "text"),
)
