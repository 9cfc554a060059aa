"""What is said about statements that were read without an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.statements import Balance, Statement


def check_statements(statements: Sequence[Statement], problems: Problems) -> None:
    """Warn of balances that do not add up (CP122); remark that there is no booking (CP133)."""
    for statement in statements:
        if statement.reconciles is False:
            _warn(statement, problems)
    if not any(statement.entries for statement in statements):
        problems.remark("CP133", "the file holds no bookings", problems.whole())


def _warn(statement: Statement, problems: Problems) -> None:
    opening, closing = statement.opening, statement.closing
    assert opening is not None
    assert closing is not None
    booked = [e for e in statement.entries if not e.pending]
    currencies = {e.currency for e in booked} | {opening.currency, closing.currency} - {""}
    which = f"statement {statement.number} of {statement.account}".replace("  ", " ")
    if len(currencies) > 1:
        message = f"{which}: balances and bookings are in {', '.join(sorted(currencies))}, "
        message += "so they do not add up"
    else:
        currency = next(iter(currencies), statement.currency)
        total = sum(e.amount for e in booked)
        message = f"{which}: {_said(opening, currency)} and bookings of {to_text(total, currency)} "
        message += f"make {to_text(opening.amount + total, currency)}, "
        message += f"the closing balance says {to_text(closing.amount, currency)} {currency}"
    hint = "bookings may be missing, or the file was changed: compare with the bank"
    problems.warn("CP122", message, problems.whole(), hint)


def _said(opening: Balance, currency: str) -> str:
    return f"the opening balance {to_text(opening.amount, currency)}"
