"""What a debtor owes by law beside the invoices: as the last letter claimed, up to the day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from creditctl.app.dossier_files import Missing
from creditctl.app.preview import preview
from creditctl.findings import warning
from creditctl.ledger.frames import Kind
from creditctl.policy.letterclaim import letter_claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.app.moment import Moment
    from creditctl.config.workspace import Workspace
    from creditctl.policy.claims import Claims
    from creditctl.policy.context import Context
    from creditctl.policy.legal import LegalClaim


def legal_claims(
    workspace: Workspace, moment: Moment, debtor: str
) -> tuple[Mapping[str, LegalClaim], list[Missing]]:
    """Interest, fixed sums and costs by currency, without the fees of letters.

    An invoice bears what the step of its last letter claims; one without a letter bears nothing,
    and neither does what is disputed. Credits and money on account lessen the oldest invoices.

    Returns:
        What is claimed, and the currencies of which it can't be reckoned.
    """
    plan = preview(
        workspace, moment.as_of, moment.reading, moment.clock, first_run=True, letters=False
    )
    decided = plan.decisions.context
    if decided.claims is None:
        return {}, []
    # As if each last letter left today.
    context = replace(decided, step=decided.last)
    found: dict[str, LegalClaim] = {}
    missing: list[Missing] = []
    for currency, rows in _overdue(context, debtor).items():
        trouble = _trouble(decided.claims, context, rows)
        if trouble:
            name = f"interest and costs, {currency}"
            finding = warning("CR214", f"{name} can't be reckoned: {trouble}", hint=_HINT)
            missing.append(Missing(name, trouble, finding))
            continue
        credit = _credit(context, debtor, currency)
        made = letter_claim(decided.claims, context, rows, credit)
        if made is not None and made.total > made.fee:
            found[currency] = replace(made, fee=0)
    return found, missing


_HINT = "creditctl interest tells what it needs"


def _overdue(context: Context, debtor: str) -> dict[str, list[int]]:
    """The debtor's overdue invoices in each currency, oldest first."""
    items = context.items
    rows: dict[str, list[int]] = defaultdict(list)
    for row in _rows(context, debtor):
        owed = items.kind[row] == Kind.INVOICE and items.open[row] > 0
        if owed and items.days_overdue(row) > 0 and not items.disputed[row]:
            rows[items.currencies[int(items.currency[row])]].append(row)
    return {code: sorted(own, key=lambda row: int(items.due[row])) for code, own in rows.items()}


def _rows(context: Context, debtor: str) -> list[int]:
    ids = context.items.debtors.ids
    code = list(ids).index(debtor) if debtor in ids else -1
    found: list[int] = (context.items.debtor == code).nonzero()[0].tolist()
    return found


def _credit(context: Context, debtor: str, currency: str) -> int:
    """What credits and money on account take off, minor units."""
    items = context.items
    own = [
        r for r in _rows(context, debtor) if items.currencies[int(items.currency[r])] == currency
    ]
    return -sum(min(int(items.open[row]), 0) for row in own)


def _trouble(claims: Claims, context: Context, rows: Sequence[int]) -> str:
    """Why what the letters claimed can't be reckoned, "" when it can."""
    for row in rows:
        step = context.step_of(row)
        if step is None or not step.claims:
            continue
        words = claims.regime_trouble(context, row) or claims.rate_trouble(context, row, step)
        if words:
            return words
    return ""
