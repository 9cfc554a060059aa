"""Open items in reports: the account of all, what a person must decide, and every decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.reports.notices import money
from creditctl.insight.report import Column, Kind, Table
from creditctl.ledger.dates import iso
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import ABOUT, REASONS, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.planning import Plan
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import JsonObject, Row

MOST_REFERRED: Final = 40
"""Rows that a terminal shows of what a person must decide."""

_ACCOUNT = (
    Column("outcome", ""),
    Column("reason", "Reason", shorten=True),
    Column("currency", "", Kind.CURRENCY),
    Column("items", "Items", Kind.INT),
    Column("amount", "Open", Kind.MONEY),
)
_REFERRED = (
    Column("debtor", "Debtor", optional=1),
    Column("name", "Name", shorten=True),
    Column("number", "Invoice"),
    Column("days_overdue", "Days", Kind.DAYS),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
    Column("reason", "Reason"),
)
_BESIDE = (("seen at the bank", "at_bank"), ("written off", "written_off"))


def account_data(plan: Plan) -> list[JsonObject]:
    """Every open item of each currency, summed by outcome and reason."""
    return [
        {
            "currency": a.currency,
            "items": a.items,
            "total": to_text(a.total, a.currency),
            "at_bank": to_text(plan.cases.at_bank.get(a.currency, 0), a.currency),
            "written_off": to_text(plan.cases.written_off.get(a.currency, 0), a.currency),
            "rows": [
                {
                    "outcome": outcome,
                    "reason": reason,
                    "items": count,
                    "amount": to_text(amount, a.currency),
                }
                for (outcome, reason), (count, amount) in sorted(a.rows.items())
            ],
        }
        for a in plan.accounts
    ]


def account_table(accounts: Sequence[JsonObject]) -> Table:
    """Acted on first, then referred to a person, then held; the largest sums first."""
    rows: list[Row] = []
    totals: list[Row] = []
    for account in accounts:
        currency = account["currency"]
        for outcome in (Outcome.ACT, Outcome.REFER, Outcome.HOLD):
            name = outcome.name.lower()
            mine = [
                (-money(row["amount"], currency)[0], row["reason"], row["items"])
                for row in account["rows"]
                if row["outcome"] == name
            ]
            rows += [
                (name, f"{reason}: {ABOUT[Reason(reason)]}", currency, count, (-less, currency))
                for less, reason, count in sorted(mine)
            ]
        total = money(account["total"], currency)
        totals.append(("total", "", currency, account["items"], total))
        totals += [
            ("", f"taken off: {what}, not in the books yet", currency, None, amount)
            for what, key in _BESIDE
            if (amount := money(account[key], currency))[0]
        ]
    return Table("Every open item", _ACCOUNT, rows, totals)


def referred_data(plan: Plan, most: int | None = None) -> tuple[list[JsonObject], int]:
    """Items that a person must decide about, the oldest first, and how many there are.

    Items of letters that only wait for approval are not among them: `Plan.waiting` has those.

    Args:
        plan: what was decided.
        most: how many to give; None = all.
    """
    decisions, items = plan.decisions, plan.books.items
    refer = (decisions.outcome == Outcome.REFER) & (
        decisions.reason != REASONS.index(Reason.REVIEW)
    )
    rows = np.flatnonzero(refer)
    rows = rows[np.lexsort((rows, items.due[rows]))]
    found: list[JsonObject] = []
    for row in rows[:most].tolist():
        currency = items.currencies[int(items.currency[row])]
        debtor = int(items.debtor[row])
        found.append(
            {
                "item": items.item[row],
                "debtor": items.debtors.ids[debtor],
                "name": items.debtors.name(debtor),
                "number": items.number[row],
                "days_overdue": items.days_overdue(row),
                "currency": currency,
                "open": to_text(int(items.open[row]), currency),
                "reason": str(decisions.reason_of(row)),
            }
        )
    return found, len(rows)


def referred_table(referred: Sequence[JsonObject], count: int) -> Table:
    """Items that a person must decide about; `count` of them, of which some may be left out."""
    rows: list[Row] = [
        (
            r["debtor"],
            r["name"],
            r["number"],
            r["days_overdue"],
            r["currency"],
            money(r["open"], r["currency"]),
            r["reason"],
        )
        for r in referred
    ]
    more = count - len(rows)
    summary = (f"the {len(rows)} oldest, and {more} more: --json",) if more else ()
    return Table("A person must decide", _REFERRED, rows, summary=summary)


def decision_data(workspace: Workspace, plan: Plan) -> list[JsonObject]:
    """The decision about every open item, in the order of the ledger."""
    decisions = plan.decisions
    items = decisions.context.items
    rows = []
    for row in range(len(items)):
        path = decisions.path(row)
        currency = items.currencies[int(items.currency[row])]
        rows.append(
            {
                "item": items.item[row],
                "debtor": items.debtors.ids[int(items.debtor[row])],
                "number": items.number[row],
                "currency": currency,
                "open": to_text(int(items.open[row]), currency),
                "due": iso(int(items.due[row])),
                "outcome": Outcome(int(decisions.outcome[row])).name.lower(),
                "reason": str(decisions.reason_of(row)),
                "step": decisions.step_id(row),
                "policy_line": workspace.policy.line_of(path) if path else "",
                "next_date": iso(int(decisions.next_date[row])) or None,
            }
        )
    return rows
