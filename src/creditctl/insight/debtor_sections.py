"""The sections of a debtor's web page: open items, cases, letters, money, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.webframe import amount, own, text
from creditctl.policy.notices import ASKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from creditctl.insight.report import JsonObject

    Cell = tuple[str, str]
    """Class of a cell, and its HTML."""


def sections(data: JsonObject) -> Iterator[str]:
    """All that has something in it, in the order of the page."""
    yield from _section(
        "Open items",
        ("Invoice", "Due", "Days", "Open", "Last step", "Decided", "Next", "Cases"),
        map(_item, data["items"]),
    )
    yield from _section(
        "Promises",
        ("Case", "Invoice", "By day", "Promised", "In time", "Status", "Taken by", "Note"),
        map(_promise, data["promises"]),
    )
    yield from _section(
        "Disputes",
        ("Case", "Invoice", "Reason", "Amount", "Days", "Status", "Owner", "Note"),
        map(_dispute, data["disputes"]),
    )
    for told in data["arrangements"]:
        yield from _arrangement(told)
    yield from _section(
        "Holds",
        ("Case", "Of", "From", "Until", "Status", "By", "Reason"),
        map(_hold, data["holds"]),
    )
    yield from _section(
        "Write-offs",
        ("Case", "Invoice", "Amount", "Status", "By", "Reason"),
        map(_writeoff, data["writeoffs"]),
    )
    yield from _section(
        "Letters",
        ("Day", "Letter", "State", "By", "Total", "Pay by", "Invoices", "Notice"),
        map(_letter, data["letters"]),
    )
    yield from _section(
        "Payments",
        ("Day", "In", "Amount", "Invoices", "Not allocated", "From"),
        map(_payment, data["payments"]),
    )
    yield from _section(
        "Notes and calls", ("Case", "Day", "By", "Text", "Follow up"), map(_note, data["notes"])
    )
    yield from _section(
        "Rows that can't be read",
        ("Where", "What is wrong"),
        (
            [_long(f"{row['file']}:{row['line']}"), _long(row["message"])]
            for row in data["unreadable_rows"]
        ),
    )


def _section(title: str, headings: Sequence[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    """A table with its title; nothing without rows."""
    found = list(rows)
    if not found:
        return
    marks = [kind for kind, _ in found[0]]
    head = "".join(
        f"<th{_class(kind)}>{text(words)}</th>" for kind, words in zip(marks, headings, strict=True)
    )
    yield f"<h2>{text(title)}</h2>"
    yield f'<div class="card scroll"><table><thead><tr>{head}</tr></thead><tbody>'
    for row in found:
        cells = zip(headings, row, strict=True)
        inside = (_cell(words, kind, inner) for words, (kind, inner) in cells)
        yield f"<tr>{''.join(inside)}</tr>"
    yield "</tbody></table></div>"


def _cell(words: str, kind: str, inner: str) -> str:
    """A cell that knows its heading: on a narrow screen it stands before it."""
    return f'<td{_class(kind)} data-of="{text(words)}">{inner}</td>'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _own(words: object) -> Cell:
    return "", own(words) if words else ""


def _long(words: object) -> Cell:
    """Words that may be as long as they like: they are broken anywhere."""
    return "long", own(words) if words else ""


def _day(words: str | None) -> Cell:
    return "day", text(words or "")


def _money(told: JsonObject, key: str = "amount") -> Cell:
    value = told[key]
    return "n", amount(value, told["currency"]) if value.strip("-0.") else ""


def _number(value: int) -> Cell:
    return "n", text(value)


def _status(words: str) -> Cell:
    bad = words in ("broken", "partly", "late", "defaulted", "uncertain", "rejected")
    return "", f'<span class="bad">{text(words)}</span>' if bad else text(words)


def _item(told: JsonObject) -> list[Cell]:
    step = own(f"{told['last_step']} {told['last_step_day']}") if told["last_step"] else ""
    chips = "".join(f'<span class="chip">{text(case)}</span>' for case in told["cases"])
    return [
        _long(told["number"]),
        _day(told["due"]),
        _number(told["days_overdue"]),
        _money(told, "open"),
        ("", step),
        ("long", _decision(told)),
        _day(told["next_date"]),
        ("", chips),
    ]


def _decision(told: JsonObject) -> str:
    """What was decided in words, and what the rule saw."""
    words = f"due: {told['step']}" if told["outcome"] == "act" else told["about"]
    more = f"; {told['opens']}" if told["opens"] else ""
    return f"<div>{own(words)}<br><small>{own(told['seen'] + more)}</small></div>"


def _promise(told: JsonObject) -> list[Cell]:
    return [
        _own(told["id"]),
        _long(told["number"]),
        _day(told["until"]),
        _money(told),
        _money(told, "received_in_time"),
        _status(told["status"]),
        _own(told["by"]),
        _long(told["text"]),
    ]


def _dispute(told: JsonObject) -> list[Cell]:
    outcome = told["end"]["reason"] if told["end"] else ""
    return [
        _own(told["id"]),
        _long(told["number"]),
        _long(told["label"]),
        _money(told),
        _number(told["days"]),
        _status("late" if told["late"] else told["status"]),
        _own(told["owner"]),
        _long(": ".join(filter(None, (told["text"], outcome)))),
    ]


def _arrangement(told: JsonObject) -> Iterator[str]:
    currency = told["currency"]
    yield from _section(
        f"Arrangement {told['id']}",
        ("", "Due", "Amount", "Left"),
        (
            [
                _number(part["number"]),
                _day(part["due"]),
                ("n", amount(part["amount"], currency)),
                ("n", amount(part["left"], currency)),
            ]
            for part in told["instalments"]
        ),
    )
    status = f"in default since {told['defaulted_on']}" if told["defaulted_on"] else told["status"]
    covers = ", ".join(own(cover["number"]) for cover in told["covers"])
    by = own(told["by"])
    yield f"<p>{text(status)}, made {text(told['day'])} by {by}, for {covers}</p>"


def _hold(told: JsonObject) -> list[Cell]:
    return [
        _own(told["id"]),
        _long(told["number"] or told["scope"]),
        _day(told["day"]),
        _day(told["until"]),
        _own(told["status"]),
        _own(told["by"]),
        _long(told["reason"]),
    ]


def _writeoff(told: JsonObject) -> list[Cell]:
    return [
        _own(told["id"]),
        _long(told["number"]),
        _money(told),
        _own(told["status"]),
        _own(told["by"]),
        _long(told["reason"]),
    ]


def _letter(told: JsonObject) -> list[Cell]:
    asks = told["kind"] in ASKING
    state = f"{told['state']}: {told['reason']}" if told["reason"] else told["state"]
    return [
        _day(told["day"]),
        _own(told["step"] if asks else told["kind"]),
        _status(told["state"]) if state == told["state"] else _own(state),
        _own(told["channel"]),
        _money(told, "total"),
        _day(told["pay_by"] if asks else ""),
        _long(", ".join(told["numbers"])),
        _own(told["notice"]),
    ]


def _payment(told: JsonObject) -> list[Cell]:
    return [
        _day(told["day"]),
        _own(told["source"]),
        _money(told),
        _long(", ".join(told["numbers"])),
        _money(told, "rest"),
        _long(told["payer"]),
    ]


def _note(told: JsonObject) -> list[Cell]:
    kind = "call" if told["kind"] == "call" else ""
    return [
        _own(told["id"]),
        _day(told["day"]),
        _own(told["by"]),
        _long(": ".join(filter(None, (kind, told["number"], told["text"])))),
        _day(told["until"] if told["status"] == "to follow up" else ""),
    ]
