"""Dismiss a payment, or take back what became of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.payments.journalroom import writing
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.journal.bank_projections import PAYMENT_DISMISSED, PAYMENT_RELEASED
from creditctl.journal.banking import BankEvents

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.moment import Moment
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import PaymentState
    from creditctl.journal.store import Journal


def dismiss(workspace: Workspace, moment: Moment, payment: str, *, by: str, reason: str) -> str:
    """Record that an entry is no debtor's money; returns what follows, in words.

    Raises:
        UsageRefused: there is no such payment (CP230), or something became of it (CP231).
        LockedRefused: a run is at work.
    """
    with writing(workspace, moment) as journal:
        state = _state(journal, payment, moment.as_of)
        if state is not None:
            message = f"payment {payment} is {state.state} since {state.day}"
            hint = f"to decide anew: creditctl payments undo {payment}"
            raise UsageRefused(error("CP231", message, hint=hint))
        data = {"day": moment.as_of.isoformat(), "by": by, "reason": reason}
        journal.take_bank(BankEvents(fates=[(PAYMENT_DISMISSED, payment, data)]))
    return f"{payment}: dismissed; it pays no invoice and holds no letter"


def undo(workspace: Workspace, moment: Moment, payment: str, *, by: str, reason: str) -> str:
    """Take back what became of an entry: it waits again, and its invoices are open again.

    Raises:
        UsageRefused: there is no such payment (CP230), or nothing became of it (CP242).
        LockedRefused: a run is at work.
    """
    with writing(workspace, moment) as journal:
        state = _state(journal, payment, moment.as_of)
        if state is None:
            message = f"nothing has become of payment {payment} yet"
            raise UsageRefused(error("CP242", message, hint="there is nothing to undo"))
        data = {"day": moment.as_of.isoformat(), "by": by, "reason": reason}
        journal.take_bank(BankEvents(fates=[(PAYMENT_RELEASED, payment, data)]))
    if state.state == "matched":
        return f"{payment}: taken back; what it paid is open again, and the payment waits"
    return f"{payment}: no longer {state.state}; the payment waits again"


def _state(journal: Journal, payment: str, as_of: date) -> PaymentState | None:
    """What has become of a payment, None = nothing yet.

    Raises:
        UsageRefused: there is no such payment (CP230).
    """
    if journal.bank_entry(payment) is None:
        message = f"there is no payment '{payment}' on {as_of}"
        hint = "'creditctl payments list' names them"
        raise UsageRefused(error("CP230", message, hint=hint))
    return next((s for s in journal.payment_states(as_of) if s.entry == payment), None)
