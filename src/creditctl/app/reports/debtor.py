"""The page of one debtor as a report: facts first, then what is open, then what was said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.app.reports.debtor_cases import case_tables
from creditctl.app.reports.debtor_data import debtor_data
from creditctl.app.reports.notices import money
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.wrapping import wrapped
from creditctl.insight.writers.cells import printable, shortened

if TYPE_CHECKING:
    from creditctl.app.views.debtor import DebtorView
    from creditctl.insight.report import JsonObject, Row

_MOST_ITEMS: Final = 40
"""Open items that a terminal lists."""
_VALUE_WIDTH: Final = 65
_NAME_WIDTH: Final = 50
_FACTS: Final = (Column("what", ""), Column("value", "", shorten=True))
_FIGURES: Final = (
    ("open", "open, less credits"),
    ("overdue", "overdue"),
    ("not_due", "not yet due"),
    ("credits", "credit notes"),
    ("on_account", "money on account"),
    ("disputed", "disputed"),
    ("collectable", "overdue and not disputed"),
    ("at_bank", "at the bank, not in the books yet"),
    ("written_off", "given up, not in the books yet"),
    ("limit", "credit limit"),
    ("headroom", "left of the limit"),
)
"""Figures of a currency: key and words."""
_ALWAYS: Final = ("open", "overdue")
_ITEMS: Final = (
    Column("number", "Invoice"),
    Column("due", "Due", Kind.DATE, optional=1),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("open", "Open", Kind.MONEY),
    Column("last_step", "Last step"),
    Column("days_ago", "Ago", Kind.DAYS),
    Column("decided", "Decided", shorten=True),
    Column("next_date", "Next", Kind.DATE),
    Column("cases", "Cases"),
)
_MEANINGS: Final = (Column("decided", ""), Column("about", "", shorten=True))
_RECORDS: Final = (
    Column("debtor", "Debtor"),
    Column("item", "Item"),
    Column("number", "Invoice"),
    Column("due", "Due", Kind.DATE),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
    Column("last_step", "Last step"),
    Column("last_step_day", "On", Kind.DATE),
    Column("outcome", "Outcome"),
    Column("reason", "Reason"),
    Column("seen", "Why"),
    Column("step", "Next step"),
    Column("next_date", "Next", Kind.DATE),
    Column("cases", "Cases"),
)


def debtor_report(view: DebtorView, *, brief: bool) -> Report:
    """All about one debtor.

    Args:
        view: the debtor.
        brief: for a terminal: long lists are cut, and say so.
    """
    data = debtor_data(view)
    return Report(
        schema="creditctl.debtor/1",
        title=f"{_called(data['debtor'], brief=brief)}, {view.as_of}",
        as_of=view.as_of,
        make_tables=lambda: tuple(
            table
            for table in (
                _facts(data, brief=brief),
                _figures(data),
                *_items(data, brief=brief),
                *case_tables(data, brief=brief),
            )
            if table.rows
        ),
        make_data=lambda: data,
        make_records=lambda: _records(data),
        notes=_notes(data),
        findings=tuple(view.findings),
    )


def _called(who: JsonObject, *, brief: bool) -> str:
    """Name and id; on a terminal a very long name is cut."""
    name = shortened(printable(who["name"]), _NAME_WIDTH) if brief else str(who["name"])
    return name if who["name"] == who["debtor"] else f"{name} ({who['debtor']})"


def _facts(data: JsonObject, *, brief: bool) -> Table:
    """Who it is, and how it stands; on a terminal long lines go on below."""
    who = data["debtor"]
    language = f"language {who['language']}" if who["language"] else ""
    about = (who["kind"], who["country"], language, f"since {who['since']}" if who["since"] else "")
    told = [
        ("debtor", _joined(*about)),
        ("segment", _joined(*who["segments"])),
        ("owner", who["owner"]),
        ("group", who["group"]),
        ("terms", who["terms"]),
        ("rating, tags", _joined(who["rating"], *who["tags"])),
        ("reminders", "" if who["reminders"] else "never, says the debtor file"),
        ("contact", who["contact"]),
        ("telephone", who["phone"]),
        ("e-mail", who["email"]),
        ("invoices go to", who["invoice_email"]),
        ("dunning contact", _joined(who["dunning_contact"], who["dunning_email"])),
        ("address", _joined(*who["address"])),
        ("VAT number", who["vat"]),
        *(("credit", line) for line in _credit(data)),
        ("pays", _pays(data)),
        *(("promises", line) for line in _kept(data)),
        *(("can't be read", f"{r['file']}:{r['line']}") for r in data["unreadable_rows"]),
    ]
    rows: list[Row] = []
    for what, text in told:
        first, *others = (wrapped(text, _VALUE_WIDTH) if brief else [text]) or [""]
        if first:
            rows += [(what, first), *(("", line) for line in others)]
    return Table("", _FACTS, rows)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _credit(data: JsonObject) -> list[str]:
    """The state against the credit limit, where there is something to say."""
    return [
        f"{told['credit_state']} ({told['currency']}): {'; '.join(told['credit_why'])}"
        for told in data["currencies"]
        if told["credit_why"]
    ]


def _pays(data: JsonObject) -> str:
    told = data["behaviour"]
    if told is None:
        return ""
    count = told["paid_invoices"]
    paid = f"{count} invoice{'' if count == 1 else 's'} paid"
    words = (
        f"{paid}, {told['average_days_late']} days late on average, {told['late_percent']}% late"
    )
    return words + (f"; the last on {told['last_paid']}" if told["last_paid"] else "")


def _kept(data: JsonObject) -> list[str]:
    return [
        f"{told['kept']} of {told['decided']} kept ({told['kept_percent']}%); in time "
        f"{told['currency']} {told['received']} of {told['promised']} ({told['received_percent']}%)"
        for told in data["reliability"]
    ]


def _figures(data: JsonObject) -> Table:
    """One row a figure, one column a currency."""
    found = data["currencies"]
    columns = (
        Column("figure", ""),
        *(Column(told["currency"], told["currency"], Kind.MONEY) for told in found),
    )
    rows: list[Row] = []
    for key, words in _FIGURES:
        cells = [
            None if told[key] is None else money(told[key], told["currency"]) for told in found
        ]
        if key == "collectable" and all(one[key] == one["overdue"] for one in found):
            continue
        if found and (key in _ALWAYS or any(cell and cell[0] for cell in cells)):
            rows.append((words, *cells))
    return Table("", columns, rows)


def _items(data: JsonObject, *, brief: bool) -> list[Table]:
    """The open items of each currency, and what the decisions about them mean."""
    meanings: dict[str, str] = {}
    tables = []
    for currency in dict.fromkeys(told["currency"] for told in data["items"]):
        items = [told for told in data["items"] if told["currency"] == currency]
        shown = items[:_MOST_ITEMS] if brief else items
        more = len(items) - len(shown)
        summary = (f"the {len(shown)} oldest, and {more} more: --json",) if more else ()
        rows = [_item(data, told) for told in shown]
        tables.append(Table(f"Open items, {currency}", _ITEMS, rows, summary=summary))
        for told in shown:
            meanings.setdefault(_decided(told), told["about"])
    return [*tables, Table("What was decided", _MEANINGS, list(meanings.items()))]


def _item(data: JsonObject, told: JsonObject) -> Row:
    done = _day(told["last_step_day"])
    return (
        told["number"],
        _day(told["due"]),
        told["days_overdue"],
        money(told["open"], told["currency"]),
        told["last_step"],
        (date.fromisoformat(data["as_of"]) - done).days if done else None,
        _decided(told),
        _day(told["next_date"]),
        ", ".join(told["cases"]),
    )


def _decided(told: JsonObject) -> str:
    """The step that is due, or the reason against it."""
    return f"due: {told['step']}" if told["outcome"] == "act" else str(told["reason"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _records(data: JsonObject) -> Table:
    who = data["debtor"]["debtor"]
    rows: list[Row] = [
        (
            who,
            told["item"],
            told["number"],
            _day(told["due"]),
            told["days_overdue"],
            told["currency"],
            money(told["open"], told["currency"]),
            told["last_step"],
            _day(told["last_step_day"]),
            told["outcome"],
            told["reason"],
            told["seen"],
            told["step"],
            _day(told["next_date"]),
            ", ".join(told["cases"]),
        )
        for told in data["items"]
    ]
    return Table("", _RECORDS, rows)


def _notes(data: JsonObject) -> tuple[str, ...]:
    notes = [] if data["items"] else ["Nothing is open."]
    if len(data["currencies"]) > 1:
        notes.append("Amounts of different currencies are never added.")
    return tuple(notes)
