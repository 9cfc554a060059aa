"""A letter's content as the data that the page layout places: strings and numbers, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from creditctl.documents.clean import one_line, shortened
from creditctl.documents.markup import as_json
from creditctl.documents.swissqr_page import bill_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.documents.blocks import ItemTable
    from creditctl.documents.claims import ClaimDetails
    from creditctl.documents.content import Content
    from creditctl.documents.labels import Labels
    from creditctl.documents.swissqr import QrBill
    from creditctl.documents.vocabulary import CompanyText, DebtorText

_WINDOWS: Final = {"NL": "nl", "GB": "gb", "UK": "gb", "IE": "gb", "US": "us", "CA": "us"}
_US_PAPER: Final = frozenset({"US", "CA", "MX"})
_MOST_ADDRESS_LINES: Final = 5
_LONGEST_NAME: Final = 90
_LONGEST_LINE: Final = 70
_LONGEST_REFERENCE: Final = 56
_LONGEST_SENDER: Final = 90
_BILL_ALT: Final = "Swiss QR Code"


def page_data(
    content: Content, accent: str, qr: str | None, bill: QrBill | None = None
) -> dict[str, Any]:
    """The data for `layouts/letter.typ`, which documents its keys.

    Args:
        content: the letter.
        accent: ``#rrggbb``.
        qr: SVG of the payment code, None when there is none.
        bill: the Swiss QR-bill, None when there is none.
    """
    context, labels = content.context, content.language.labels
    country = context.company.country.upper()
    return {
        "title": content.subject,
        "lang": content.language.code,
        "region": content.language.locale.territory,
        "paper": "us-letter" if country in _US_PAPER else "a4",
        "window": _WINDOWS.get(country, "din"),
        "accent": accent,
        "company": _company(content),
        "recipient": _recipient(context.debtor, content),
        "reference": _reference(content),
        "body": as_json(content.body),
        "table": _table(content.table, content),
        "payment": _payment(content, qr, bill),
        "page": labels.page,
        "continued": f"{labels.our_reference} {context.notice.id} · {context.notice.date}",
    }


def _payment(content: Content, qr: str | None, bill: QrBill | None) -> dict[str, Any]:
    labels, block = content.language.labels, content.payment
    return {
        "title": block.title,
        "rows": block.rows,
        "qr": qr,
        "qr-label": labels.scan,
        "qr-alt": labels.scan_described,
        "bill": bill_data(bill, content.language.code) | {"alt": _BILL_ALT} if bill else None,
        "link": block.link,
        "link-label": labels.pay_online,
        "link-host": urlsplit(block.link).hostname or "",
    }


def _company(content: Content) -> dict[str, Any]:
    company = content.context.company
    place = (*company.address, *_abroad(content))
    return {
        "name": company.name,
        "lines": [text for text in (*_joined(place, 3), company.website) if text],
        "sender": shortened(" · ".join((company.name, *place)), _LONGEST_SENDER),
        "footer": _footer(company, content),
    }


def _abroad(content: Content) -> tuple[str, ...]:
    """The company's country, when the letter goes to another one."""
    ours, theirs = content.context.company.country, content.context.debtor.country
    known = ours and theirs and ours.upper() != theirs.upper()
    return (content.language.country(ours),) if known else ()


def _joined(lines: Sequence[str], most: int) -> list[str]:
    """At most that many lines; what is beyond them joins the last."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], ", ".join(lines[most - 1 :])]


def _footer(company: CompanyText, content: Content) -> list[list[str]]:
    labels = content.language.labels
    numbers = ((labels.vat, company.vat), (labels.registration, company.registration))
    return [
        [company.name, ", ".join(company.address)],
        [text for text in (company.phone, company.email) if text],
        [f"{label} {value}" for label, value in numbers if value],
    ]


def _recipient(debtor: DebtorText, content: Content) -> list[str]:
    """The lines of the address window; over-long ones are shortened."""
    lines = [shortened(debtor.name, _LONGEST_NAME)]
    if debtor.contact and debtor.contact != debtor.name:
        attention = content.language.labels.attention.replace("{name}", debtor.contact)
        lines.append(shortened(attention, _LONGEST_LINE))
    rows = _joined(debtor.address, _MOST_ADDRESS_LINES)
    lines += [shortened(row, _LONGEST_LINE) for row in rows]
    ours = content.context.company.country
    if debtor.country and debtor.country.upper() != ours.upper():
        lines.append(shortened(content.language.country(debtor.country).upper(), _LONGEST_LINE))
    return lines


def _reference(content: Content) -> list[tuple[str, str]]:
    context, labels = content.context, content.language.labels
    rows = (
        (labels.date, context.notice.date.text),
        (labels.our_reference, context.notice.id),
        (labels.customer_number, context.debtor.id),
        (labels.contact, context.company.contact),
        (labels.phone, context.company.phone),
        (labels.email, context.company.email),
    )
    return [(label, shortened(value, _LONGEST_REFERENCE)) for label, value in rows if value]


def _table(table: ItemTable, content: Content) -> dict[str, Any]:
    """The table without the columns that say nothing in this letter."""
    labels, owed = content.language.labels, table.total is not None
    columns = [
        (table.head, False, [row.number for row in table.rows]),
        (labels.issued, False, [row.issued for row in table.rows] if table.dated else None),
        (labels.due, False, [row.due for row in table.rows] if owed else None),
        (labels.days_overdue, True, [r.overdue for r in table.rows] if table.overdue else None),
        (f"{labels.amount} {table.currency}", True, [row.amount for row in table.rows]),
        (f"{labels.open} {table.currency}", True, [r.open for r in table.rows] if owed else None),
    ]
    shown = [(head, numeric, cells) for head, numeric, cells in columns if cells is not None]
    return {
        **_grid(shown),
        "sums": table.sums,
        "total": table.total,
        "claim": _claim(table.claim, labels) if table.claim else None,
    }


def _claim(claim: ClaimDetails, labels: Labels) -> dict[str, Any]:
    """How the claim came about: a table of interest, and the sentences below it."""
    columns = (
        (labels.number, False, [row.number for row in claim.rows]),
        (labels.period, False, [row.period for row in claim.rows]),
        (labels.interest_days, True, [row.days for row in claim.rows]),
        (labels.rate, True, [row.rate for row in claim.rows]),
        (labels.principal, True, [row.principal for row in claim.rows]),
        (labels.interest, True, [row.amount for row in claim.rows]),
    )
    return {"title": one_line(labels.calculation), **_grid(columns), "notes": claim.notes}


def _grid(columns: Iterable[tuple[str, bool, Sequence[str]]]) -> dict[str, Any]:
    """Heads, which columns are numbers, and rows, from columns."""
    heads, numeric, cells = zip(*columns, strict=True)
    return {
        "head": [one_line(head) for head in heads],
        "numeric": numeric,
        "rows": list(zip(*cells, strict=True)),
    }
