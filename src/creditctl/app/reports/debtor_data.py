"""One debtor as JSON: the single source of its page, on a terminal and in a browser."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from creditctl.app.reports.cases import KINDS, case_report
from creditctl.app.reports.debtor_items import item_data
from creditctl.app.reports.debtor_sums import currency_data
from creditctl.cases.promises import reliability
from creditctl.insight.report import share
from creditctl.insight.rounding import in_tenths
from creditctl.ledger.money import to_text
from creditctl.policy.recipients import recipient

if TYPE_CHECKING:
    from creditctl.app.views.debtor import DebtorView, Paying
    from creditctl.app.views.letters import Letter
    from creditctl.app.views.receipts import Receipt
    from creditctl.insight.report import JsonObject

SCHEMA: Final = "creditctl.debtor/1"
_LIVE: Final = frozenset(
    ("pending", "broken", "partly", "open", "on hold", "to come", "proposed", "active",
     "defaulted", "to follow up")
)  # fmt: skip
"""States of cases that are not at an end."""


def debtor_data(view: DebtorView) -> JsonObject:
    """Everything that is known of a debtor."""
    cases = _cases(view)
    return {
        "schema": SCHEMA,
        "as_of": view.as_of.isoformat(),
        "debtor": _who(view),
        "currencies": currency_data(view),
        "items": item_data(view, _live(cases)),
        "promises": cases["promises"],
        "reliability": _reliability(view),
        "disputes": [_dispute(view, told) for told in cases["disputes"]],
        "arrangements": cases["arrangements"],
        "holds": cases["holds"],
        "writeoffs": cases["writeoffs"],
        "notes": cases["notes"][::-1],
        "letters": [_letter(letter) for letter in view.letters],
        "payments": [_receipt(receipt) for receipt in view.receipts],
        "behaviour": None if view.paying is None else _behaviour(view.paying),
        "unreadable_rows": _unreadable(view),
        "findings": [f.as_json() for f in view.findings],
    }


def _who(view: DebtorView) -> JsonObject:
    d = view.debtor
    rules = view.plan.decisions.context.rules
    return {
        "debtor": d.debtor,
        "name": view.name,
        "kind": d.kind,
        "country": d.country,
        "language": d.language,
        "segments": sorted({rules(row).segment for row in view.rows} - {""}),
        "owner": d.owner,
        "group": d.group,
        "terms": d.terms,
        "vat": d.vat,
        "rating": d.rating,
        "tags": list(d.tags),
        "since": d.since.isoformat() if d.since else None,
        "reminders": d.reminders,
        "contact": d.contact,
        "email": d.email,
        "invoice_email": d.invoice_email,
        "dunning_email": d.dunning_email,
        "dunning_contact": d.dunning_contact,
        "letters_to": recipient(d).address,
        "phone": d.phone,
        "address": list(d.address),
    }


def _cases(view: DebtorView) -> JsonObject:
    """All cases of the debtor, and the holds of its group."""
    standing, own = view.plan.cases, view.debtor
    data = case_report(standing, view.as_of, KINDS, debtor=own.debtor).data
    of_group = {
        hold.id
        for hold in standing.file.book.holds.values()
        if hold.scope == "group" and own.group and hold.key == own.group
    }
    if of_group:
        data["holds"] += case_report(standing, view.as_of, ("holds",), ids=of_group).data["holds"]
    return data


def _live(cases: JsonObject) -> dict[str, list[str]]:
    """Ids of the live cases about each item."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in KINDS:
        for told in cases[kind]:
            if told["status"] not in _LIVE:
                continue
            items = [told.get("item") or (told.get("scope") == "item" and told["key"])]
            for item in [c["item"] for c in told.get("covers", ())] or items:
                if item:
                    found[item].append(told["id"])
    return found


def _reliability(view: DebtorView) -> list[JsonObject]:
    """How far promises are kept, by currency; nothing where none is decided yet."""
    mine = [s for s in view.plan.cases.promises if s.promise.about.debtor == view.debtor.debtor]
    found = []
    for currency in sorted({s.promise.about.currency for s in mine}):
        told = reliability(s for s in mine if s.promise.about.currency == currency)
        if told.decided:
            found.append(
                {
                    "currency": currency,
                    "kept": told.kept,
                    "decided": told.decided,
                    "kept_percent": str(share(told.kept, told.decided)),
                    "received": to_text(told.received, currency),
                    "promised": to_text(told.promised, currency),
                    "received_percent": str(share(told.received, told.promised)),
                }
            )
    return found


def _dispute(view: DebtorView, told: JsonObject) -> JsonObject:
    """A dispute with what the policy says about its reason."""
    reason = view.policy.disputes.reason(told["reason"])
    opened = date.fromisoformat(told["day"])
    last = date.fromisoformat(told["end"]["day"]) if told["end"] else view.as_of
    days = (last - opened).days
    return {
        **told,
        "label": reason.label if reason else told["reason"],
        "owner": reason.owner if reason else "",
        "days": days,
        "late": bool(reason and not told["end"] and days > reason.resolve_within),
    }


def _letter(letter: Letter) -> JsonObject:
    return {
        "notice": letter.notice,
        "day": letter.day.isoformat(),
        "state": str(letter.state),
        "reason": letter.reason,
        "by": letter.by,
        "step": letter.step,
        "kind": letter.kind,
        "channel": letter.channel,
        "currency": letter.currency,
        "total": to_text(letter.total, letter.currency),
        "pay_by": letter.pay_by.isoformat(),
        "numbers": list(letter.numbers),
    }


def _receipt(receipt: Receipt) -> JsonObject:
    return {
        "day": receipt.day.isoformat(),
        "source": receipt.source,
        "entry": receipt.entry,
        "payer": receipt.payer,
        "currency": receipt.currency,
        "amount": to_text(receipt.amount, receipt.currency),
        "numbers": list(receipt.numbers),
        "rest": to_text(receipt.rest, receipt.currency),
    }


def _behaviour(paying: Paying) -> JsonObject:
    return {
        "paid_invoices": paying.paid,
        "late_invoices": paying.late,
        "average_days_late": in_tenths(paying.days, paying.paid),
        "late_percent": str(share(paying.late, paying.paid)),
        "last_paid": paying.last.isoformat() if paying.last else None,
    }


def _unreadable(view: DebtorView) -> list[JsonObject]:
    return [
        {"file": r.file, "line": r.line, "message": r.message}
        for r in view.plan.books.imported.rejected
        if r.debtor == view.debtor.debtor
    ]
