"""What one debtor owes, by currency, as JSON. Amounts of different currencies are never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.frames import Kind
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.views.debtor import DebtorView
    from creditctl.insight.report import JsonObject


def currency_data(view: DebtorView) -> list[JsonObject]:
    """One member a currency in which something is open or was received, the company's own first."""
    items = view.plan.books.items
    found = {items.currencies[int(items.currency[row])] for row in view.rows}
    found |= {*view.at_bank, *view.written_off}
    return [_sums(view, c) for c in sorted(found, key=lambda c: (c != view.home, c))]


def _sums(view: DebtorView, currency: str) -> JsonObject:
    """Open = what is owed, less credits. Collectable = overdue, without what is disputed."""
    items = view.plan.books.items
    rows = [r for r in view.rows if items.currencies[int(items.currency[r])] == currency]
    owed = [r for r in rows if items.open[r] > 0]
    overdue = [r for r in owed if items.days_overdue(r) > 0]
    disputed = [r for r in owed if items.disputed[r]]
    credits_ = [r for r in rows if items.open[r] < 0 and items.kind[r] == Kind.CREDIT_NOTE]
    on_account = [r for r in rows if items.open[r] < 0 and items.kind[r] != Kind.CREDIT_NOTE]
    collectable = [r for r in overdue if not items.disputed[r]]
    exposure = view.exposures.get(currency)
    limit = exposure.limit if exposure else None
    headroom = exposure.headroom if exposure else None

    def total(of: list[int]) -> int:
        return sum(int(items.open[row]) for row in of)

    def text(minor: int) -> str:
        return to_text(minor, currency)

    return {
        "currency": currency,
        "open": text(total(rows)),
        "invoices": text(total(owed)),
        "overdue": text(total(overdue)),
        "not_due": text(total(owed) - total(overdue)),
        "credits": text(total(credits_)),
        "on_account": text(total(on_account)),
        "disputed": text(total(disputed)),
        "collectable": text(total(collectable)),
        "oldest_days": max((items.days_overdue(row) for row in overdue), default=0),
        "at_bank": text(view.at_bank.get(currency, 0)),
        "written_off": text(view.written_off.get(currency, 0)),
        "limit": None if limit is None else text(limit),
        "headroom": None if headroom is None else text(headroom),
        "credit_state": str(exposure.state) if exposure else "no limit",
        "credit_why": list(exposure.why) if exposure else [],
    }
