"""A statement of account as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.statement import OpenForm
from creditctl.insight.writers.cells import printable
from creditctl.ledger.frames import Kind as Document
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.statement import Statement
    from creditctl.insight.report import JsonObject, Row
    from creditctl.insight.statement import MovementForm, NotBooked, OpenLine

_SCHEMA: Final = "creditctl.statement/1"
_KINDS: Final = {
    Document.INVOICE: "invoice",
    Document.CREDIT_NOTE: "credit note",
    Document.PAYMENT: "on account",
}
_NOT_DEMANDED: Final = "A statement is no demand: it tells what the books have."
_ITEMS: Final = (
    Column("kind", "What"),
    Column("number", "Number"),
    Column("issued", "Date", Kind.DATE, optional=2),
    Column("due", "Due", Kind.DATE),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("gross", "Amount", Kind.MONEY, optional=1),
    Column("open", "Open", Kind.MONEY),
    Column("disputed", "", optional=3),
)
_AGES: Final = (
    Column("days_overdue", "Days overdue"),
    Column("items", "Items", Kind.INT),
    Column("open", "Open", Kind.MONEY),
)
_MOVES: Final = (
    Column("day", "Day", Kind.DATE),
    Column("kind", "What"),
    Column("number", "Number"),
    Column("amount", "Amount", Kind.MONEY),
    Column("balance", "Balance", Kind.MONEY),
)
_WHOSE: Final = (Column("debtor", "Debtor"), Column("currency", "", Kind.CURRENCY))


def kind_of(line: OpenLine) -> str:
    """What an open item is, in words; money that went back is owed again."""
    back = line.kind is Document.PAYMENT and line.open > 0
    return "paid back" if back else _KINDS[line.kind]


def statement_report(statement: Statement) -> Report:
    """The account of one debtor, one table for each currency."""
    who = printable(statement.name)
    if statement.name != statement.debtor.debtor:
        who += f" ({printable(statement.debtor.debtor)})"
    time = f"as of {statement.as_of}"
    if statement.since is not None:
        time = f"from {statement.since} to {statement.as_of}"
    notes = [_NOT_DEMANDED]
    if not statement.forms:
        notes.insert(0, "Nothing is open." if statement.since is None else "Nothing was booked.")
    return Report(
        schema=_SCHEMA,
        title=f"Statement of account of {who} {time}",
        as_of=statement.as_of,
        make_tables=lambda: tuple(_tables(statement)),
        make_data=lambda: _data(statement),
        make_records=lambda: _records(statement),
        notes=tuple(notes),
        findings=tuple(statement.findings),
    )


def _tables(statement: Statement) -> Iterator[Table]:
    for form in statement.forms:
        money = _Money(form.currency)
        if isinstance(form, OpenForm):
            yield _item_table(form)
            ages = [(each.label, each.items, money(each.amount)) for each in form.buckets]
            yield Table(f"{form.currency} by age", _AGES, ages)
        else:
            yield Table(form.currency, _MOVES, _move_rows(form), _move_totals(form))


class _Money:
    """Amounts of one currency as cells."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def __call__(self, amount: int) -> tuple[int, str]:
        return amount, self._currency


def _item_table(form: OpenForm) -> Table:
    """The open items; the last column only where one is disputed."""
    shown = len(_ITEMS) - (not any(line.disputed for line in form.lines))
    rows, totals = ([row[:shown] for row in own] for own in (_item_rows(form), _item_totals(form)))
    return Table(form.currency, _ITEMS[:shown], rows, totals)


def _item_rows(form: OpenForm) -> list[Row]:
    money = _Money(form.currency)
    return [
        (
            kind_of(line),
            line.number,
            line.issued,
            line.due,
            line.days,
            money(line.gross),
            money(line.open),
            "disputed" if line.disputed else "",
        )
        for line in form.lines
    ]


def _item_totals(form: OpenForm) -> list[Row]:
    sums = [("open in the books", form.booked), *_not_booked(form.beyond, form.balance)]
    return [(text, "", None, None, None, None, (n, form.currency), "") for text, n in sums]


def _not_booked(beyond: NotBooked, balance: int) -> list[tuple[str, int]]:
    """What the books do not show yet, and what is left then; nothing where they show all."""
    parts = (
        ("at the bank, not in the books yet", -beyond.at_bank),
        ("at the bank, for no invoice yet", -beyond.on_account),
        ("written off, not in the books yet", -beyond.written_off),
    )
    told = [(text, amount) for text, amount in parts if amount]
    return [*told, ("balance", balance)] if told else []


def _move_rows(form: MovementForm) -> list[Row]:
    money = _Money(form.currency)
    opening: Row = (None, "opening balance", "", None, money(form.opening))
    moves: list[Row] = [
        (each.day, each.move.value, each.number, money(each.amount), money(each.balance))
        for each in form.movements
    ]
    return [opening, *moves]


def _move_totals(form: MovementForm) -> list[Row]:
    sums = [("closing balance", form.booked), *_not_booked(form.beyond, form.balance)]
    return [(None, text, "", None, (amount, form.currency)) for text, amount in sums]


def _records(statement: Statement) -> Table:
    """One flat table of all currencies; what is not booked yet has rows of its own."""
    opened = statement.since is None
    rows: list[Row] = []
    for form in statement.forms:
        own: list[Row]
        if isinstance(form, OpenForm):
            own = [*_item_rows(form), *_item_totals(form)[1:-1]]
        else:
            own = [*_move_rows(form), *_move_totals(form)]
        rows += [(statement.debtor.debtor, form.currency, *row) for row in own]
    return Table("", (*_WHOSE, *(_ITEMS if opened else _MOVES)), rows)


def _data(statement: Statement) -> JsonObject:
    return {
        "schema": _SCHEMA,
        "as_of": statement.as_of.isoformat(),
        "form": "open items" if statement.since is None else "movements",
        "from": None if statement.since is None else statement.since.isoformat(),
        "debtor": statement.debtor.debtor,
        "name": statement.name,
        "currencies": [
            _open_data(form) if isinstance(form, OpenForm) else _move_data(form)
            for form in statement.forms
        ],
        "findings": [finding.as_json() for finding in statement.findings],
    }


def _open_data(form: OpenForm) -> JsonObject:
    def text(amount: int) -> str:
        return to_text(amount, form.currency)

    return {
        "currency": form.currency,
        "items": [
            {
                "kind": kind_of(line),
                "number": line.number,
                "issued": None if line.issued is None else line.issued.isoformat(),
                "due": line.due.isoformat(),
                "days_overdue": line.days,
                "gross": text(line.gross),
                "open": text(line.open),
                "reference": line.reference,
                "disputed": line.disputed,
            }
            for line in form.lines
        ],
        "buckets": [
            {"label": each.label, "items": each.items, "amount": text(each.amount)}
            for each in form.buckets
        ],
        "open": text(form.booked),
        "overdue": text(form.overdue),
        **_beyond_data(form),
    }


def _move_data(form: MovementForm) -> JsonObject:
    def text(amount: int) -> str:
        return to_text(amount, form.currency)

    return {
        "currency": form.currency,
        "opening": text(form.opening),
        "movements": [
            {
                "day": each.day.isoformat(),
                "kind": each.move.value,
                "number": each.number,
                "amount": text(each.amount),
                "balance": text(each.balance),
            }
            for each in form.movements
        ],
        "open": text(form.booked),
        **_beyond_data(form),
    }


def _beyond_data(form: OpenForm | MovementForm) -> JsonObject:
    return {
        "at_bank": to_text(form.beyond.at_bank, form.currency),
        "on_account_at_bank": to_text(form.beyond.on_account, form.currency),
        "written_off": to_text(form.beyond.written_off, form.currency),
        "balance": to_text(form.balance, form.currency),
    }
