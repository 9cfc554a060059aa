"""Notices in reports: their JSON, and the tables made from it, so that both say the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from creditctl.insight.report import Column, Kind, Table
from creditctl.ledger.money import exponent, to_text
from creditctl.policy.channels import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.insight.report import JsonObject, Money, Row
    from creditctl.policy.notices import Notice

_NOTICES = (
    Column("notice", "Notice"),
    Column("debtor", "Debtor", optional=1),
    Column("name", "Name", shorten=True),
    Column("step", "Step"),
    Column("channel", "By"),
    Column("items", "Items", Kind.INT),
    Column("currency", "", Kind.CURRENCY),
    Column("total", "Total", Kind.MONEY),
    Column("pay_by", "Pay by", Kind.DATE, optional=2),
)
_BEHIND_NAME = 3
_REASONS = (
    Column("notice", "Notice"),
    Column("name", "Name", shorten=True),
    Column("language", "Language", optional=2),
    Column("to", "To", shorten=True, optional=1),
    Column("why", "Why", shorten=True),
)
_AREA = Column("area", "Area")
_APPROVAL = Column("approval", "Approval")
_ITEMS = (
    Column("notice", "Notice"),
    Column("debtor", "Debtor", optional=2),
    Column("name", "Name", shorten=True),
    Column("number", "Invoice"),
    Column("due", "Due", Kind.DATE, optional=1),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
    Column("step", "Step", optional=3),
)


def money(text: str, currency: str) -> Money:
    """An amount of the JSON as the cell of a table; sums may have more digits than one amount."""
    return int(Decimal(text).scaleb(exponent(currency))), currency


def notice_data(notice: Notice) -> JsonObject:
    """A notice as JSON: everything that decides what its letter says and where it goes."""
    currency = notice.currency
    debtor = notice.debtor
    return {
        "notice": notice.notice,
        "kind": notice.kind,
        "debtor": debtor.debtor,
        "name": debtor.name or debtor.debtor,
        "area": notice.area,
        "currency": currency,
        "language": notice.language,
        "step": notice.step,
        "review": notice.review,
        "channel": notice.channel,
        "to": address_of(debtor, notice.channel),
        "subtotal": to_text(notice.subtotal, currency),
        "principal": to_text(notice.principal, currency),
        "claim": _claim(notice),
        "total": to_text(notice.total, currency),
        "pay_by": notice.pay_by.isoformat(),
        "items": [
            {
                "item": line.item,
                "number": line.number,
                "due": line.due.isoformat(),
                "days_overdue": line.days_overdue,
                "open": to_text(line.open, currency),
                "step": line.step,
                "repeat": line.repeat,
            }
            for line in notice.lines
        ],
        "credits": [
            {"item": line.item, "number": line.number, "open": to_text(line.open, currency)}
            for line in notice.credits
        ],
        "why": list(notice.why),
    }


def _claim(notice: Notice) -> JsonObject | None:
    """What a notice claims by law, None when that is nothing."""
    claim, currency = notice.claim, notice.currency
    if claim is None:
        return None
    sums = {
        name: to_text(getattr(claim, name), currency)
        for name in ("interest", "compensation", "costs", "fee", "announced", "total")
    }
    return {
        "regime": claim.regime,
        "statute": claim.statute,
        **sums,
        "interest_lines": [
            {
                "number": line.number,
                "from": line.first.isoformat(),
                "to": line.last.isoformat(),
                "days": line.days,
                "percent": f"{line.percent:f}",
                "principal": to_text(line.principal, currency),
                "amount": to_text(line.amount, currency),
            }
            for line in claim.interest_lines
        ],
    }


def notice_table(title: str, notices: Sequence[JsonObject]) -> Table:
    """Notices as `notice_data` has them, one a row, with a total a currency.

    Areas are shown where there are any.
    """
    totals: dict[str, tuple[int, int]] = {}
    for n in notices:
        count, total = totals.get(n["currency"], (0, 0))
        amount, _ = money(n["total"], n["currency"])
        totals[n["currency"]] = (count + len(n["items"]), total + amount)
    sums: list[Row] = [
        ("", "", "total", "", "", count, currency, (total, currency), None)
        for currency, (count, total) in sorted(totals.items())
    ]
    rows = [_row(n) for n in notices]
    if not any(n["area"] for n in notices):
        return Table(title, _NOTICES, rows, sums)
    areas = [n["area"] for n in notices]
    return Table(
        title,
        (*_NOTICES[:_BEHIND_NAME], _AREA, *_NOTICES[_BEHIND_NAME:]),
        [
            (*row[:_BEHIND_NAME], area, *row[_BEHIND_NAME:])
            for row, area in zip(rows, areas, strict=True)
        ],
        [(*row[:_BEHIND_NAME], "", *row[_BEHIND_NAME:]) for row in sums],
    )


def reason_table(title: str, notices: Iterable[JsonObject]) -> Table:
    """Where each notice goes, and why, for the person who approves it."""
    rows = [(n["notice"], n["name"], n["language"], n["to"], "; ".join(n["why"])) for n in notices]
    return Table(title, _REASONS, rows)


def notice_records(notices: Iterable[JsonObject], waiting: Iterable[JsonObject] = ()) -> Table:
    """Notices as the one flat table of CSV; those that wait for approval say so."""
    rows = [(*_row(n), n["area"], "") for n in notices]
    rows += [(*_row(n), n["area"], "needed") for n in waiting]
    return Table("", (*_NOTICES, _AREA, _APPROVAL), rows)


def item_table(title: str, notices: Iterable[JsonObject]) -> Table:
    """What the notices are about, one item a row; what lessens a total stands below its items."""
    rows: list[Row] = []
    for n in notices:
        who = (n["notice"], n["debtor"], n["name"])
        currency = n["currency"]
        for line in n["items"]:
            due, days = date.fromisoformat(line["due"]), line["days_overdue"]
            amount = money(line["open"], currency)
            rows.append((*who, line["number"], due, days, currency, amount, line["step"]))
        for line in n["credits"]:
            amount = money(line["open"], currency)
            rows.append((*who, line["number"], None, None, currency, amount, "credit"))
    return Table(title, _ITEMS, rows)


def _row(n: JsonObject) -> Row:
    return (
        n["notice"],
        n["debtor"],
        n["name"],
        n["step"],
        n["channel"],
        len(n["items"]),
        n["currency"],
        money(n["total"], n["currency"]),
        date.fromisoformat(n["pay_by"]) if n["kind"] != "thanks" else None,
    )
