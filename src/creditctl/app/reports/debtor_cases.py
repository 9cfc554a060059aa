"""What was said and done about one debtor, as tables: cases, letters, money, notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.app.reports.notices import money
from creditctl.insight.report import Column, Kind, Table
from creditctl.insight.wrapping import wrapped
from creditctl.policy.notices import ASKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.insight.report import Cell, JsonObject, Row

_LAST: Final = 8
"""Letters, payments and notes that a terminal shows."""
_NOTE_WIDTH: Final = 46
_REASON_WIDTH: Final = 28
_CASE: Final = Column("id", "Case")
_NUMBER: Final = Column("number", "Invoice")
_CURRENCY: Final = Column("currency", "", Kind.CURRENCY)
_AMOUNT: Final = Column("amount", "Amount", Kind.MONEY)
_STATUS: Final = Column("status", "Status")
_BY: Final = Column("by", "By", shorten=True, optional=1)
_PROMISES: Final = (
    *(_CASE, _NUMBER, Column("until", "By day", Kind.DATE), _CURRENCY),
    Column("amount", "Promised", Kind.MONEY),
    Column("received", "In time", Kind.MONEY),
    *(_STATUS, Column("by", "Taken by", shorten=True)),
)
_DISPUTES: Final = (
    *(_CASE, _NUMBER, Column("label", "Reason"), _CURRENCY, _AMOUNT),
    *(Column("days", "Days", Kind.DAYS), _STATUS),
)
_INSTALMENTS: Final = (
    *(Column("number", "", Kind.INT), Column("due", "Due", Kind.DATE), _CURRENCY, _AMOUNT),
    Column("left", "Left", Kind.MONEY),
)
_HOLDS: Final = (
    *(_CASE, Column("scope", "Of"), Column("from", "From", Kind.DATE)),
    *(Column("until", "Until", Kind.DATE), _STATUS, _BY, Column("reason", "Reason", shorten=True)),
)
_WRITEOFFS: Final = (
    *(_CASE, _NUMBER, _CURRENCY, _AMOUNT, _STATUS, _BY),
    Column("reason", "Reason", shorten=True),
)
_LETTERS: Final = (
    *(Column("day", "Day", Kind.DATE), Column("step", "Letter", shorten=True)),
    *(Column("state", "State"), Column("channel", "By", optional=2), _CURRENCY),
    *(Column("total", "Total", Kind.MONEY), Column("numbers", "Invoices", shorten=True)),
    Column("notice", "Notice", optional=1),
)
_PAYMENTS: Final = (
    *(Column("day", "Day", Kind.DATE), Column("source", "In"), _CURRENCY, _AMOUNT),
    *(Column("numbers", "Invoices", shorten=True), Column("rest", "Not allocated", Kind.MONEY)),
    Column("entry", "Entry", shorten=True, optional=1),
)
_NOTES: Final = (
    *(_CASE, Column("day", "Day", Kind.DATE), Column("by", "By", shorten=True)),
    Column("text", "Text"),
)


def case_tables(data: JsonObject, *, brief: bool) -> list[Table]:
    """The tables, in the order of the page; empty ones among them.

    Args:
        data: the debtor as JSON.
        brief: show the last letters, payments and notes only.
    """
    letters, payments, notes = (data[key] for key in ("letters", "payments", "notes"))
    return [
        Table("Promises", _PROMISES, [_promise(told) for told in data["promises"]]),
        Table(
            "Disputes",
            _DISPUTES,
            [row for told in data["disputes"] for row in _dispute(told, brief=brief)],
        ),
        *(_arrangement(told) for told in data["arrangements"]),
        Table("Holds", _HOLDS, [_hold(told) for told in data["holds"]]),
        Table("Write-offs", _WRITEOFFS, [_writeoff(told) for told in data["writeoffs"]]),
        Table(
            _last("Letters", letters, brief=brief),
            _LETTERS,
            [_letter(told) for told in _first(letters, brief=brief)],
        ),
        Table(
            _last("Payments", payments, brief=brief),
            _PAYMENTS,
            [_payment(told) for told in _first(payments, brief=brief)],
        ),
        Table(
            _last("Notes and calls", notes, brief=brief),
            _NOTES,
            [row for told in _first(notes, brief=brief) for row in _note(told, brief=brief)],
        ),
    ]


def _first(found: Sequence[JsonObject], *, brief: bool) -> Sequence[JsonObject]:
    return found[:_LAST] if brief else found


def _last(title: str, found: Sequence[JsonObject], *, brief: bool) -> str:
    if brief and len(found) > _LAST:
        return f"{title}, the last {_LAST} of {len(found)}"
    return title


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _money(told: JsonObject, key: str = "amount") -> Cell:
    return money(told[key], told["currency"])


def _promise(told: JsonObject) -> Row:
    head = (told["id"], told["number"], _day(told["until"]), told["currency"])
    amounts = (_money(told), _money(told, "received_in_time"))
    who = f"{told['by']}: {told['text']}" if told["text"] else told["by"]
    return *head, *amounts, told["status"], who


def _dispute(told: JsonObject, *, brief: bool) -> list[Row]:
    """A dispute; who solves it, and what was said, stand below the reason."""
    outcome = told["end"]["reason"] if told["end"] else ""
    below = (f"for {told['owner']}" if told["owner"] else "", told["text"], outcome)
    texts = [told["label"], *filter(None, below)]
    lines = ["; ".join(texts)]
    if brief:
        lines = [line for text in texts for line in wrapped(text, _REASON_WIDTH)]
    status = "late" if told["late"] else told["status"]
    amount = (told["currency"], _money(told))
    first: Row = (told["id"], told["number"], lines[0], *amount, told["days"], status)
    return [first, *(("", "", line, "", None, None, "") for line in lines[1:])]


def _arrangement(told: JsonObject) -> Table:
    status = told["status"]
    if told["defaulted_on"] and status == "defaulted":
        status = f"in default since {told['defaulted_on']}"
    covers = ", ".join(cover["number"] for cover in told["covers"])
    currency = told["currency"]
    rows: list[Row] = [
        (
            part["number"],
            _day(part["due"]),
            currency,
            money(part["amount"], currency),
            money(part["left"], currency),
        )
        for part in told["instalments"]
    ]
    summary = (f"{status}, made {told['day']} by {told['by']}, for {covers}",)
    return Table(f"Arrangement {told['id']}", _INSTALMENTS, rows, summary=summary)


def _hold(told: JsonObject) -> Row:
    what = told["number"] or told["scope"]
    days = (_day(told["day"]), _day(told["until"]))
    return told["id"], what, *days, told["status"], told["by"], told["reason"]


def _writeoff(told: JsonObject) -> Row:
    head = (told["id"], told["number"], told["currency"], _money(told))
    return *head, told["status"], told["by"], told["reason"]


def _letter(told: JsonObject) -> Row:
    asks = told["kind"] in ASKING
    step = told["step"] if asks else told["kind"]
    head = (_day(told["day"]), step, told["state"], told["channel"], told["currency"])
    total = _money(told, "total") if asks else None
    return *head, total, ", ".join(told["numbers"]), told["notice"]


def _payment(told: JsonObject) -> Row:
    rest = money(told["rest"], told["currency"])
    head = (_day(told["day"]), told["source"], told["currency"], _money(told))
    return *head, ", ".join(told["numbers"]), rest if rest[0] else None, told["entry"]


def _note(told: JsonObject, *, brief: bool) -> list[Row]:
    """A note; on a terminal its text goes on below."""
    about = (told["kind"] if told["kind"] == "call" else "", told["number"])
    text = ": ".join((*filter(None, about), told["text"]))
    if told["status"] == "to follow up":
        text += f" (to follow up on {told['until']})"
    lines = (wrapped(text, _NOTE_WIDTH) if brief else [text]) or [""]
    first: Row = (told["id"], _day(told["day"]), told["by"], lines[0])
    return [first, *(("", None, "", line) for line in lines[1:])]
