"""Bank entries as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.app.reports.payments import amount_of, payer_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.journal.banking import BankEntryRecord


def entries_data(entries: Sequence[BankEntryRecord]) -> list[dict[str, Any]]:
    """Entries as JSON."""
    return [entry_data(entry) for entry in entries]


def entry_data(entry: BankEntryRecord) -> dict[str, Any]:
    """An entry as JSON."""
    return {
        "payment": entry.entry,
        "booked": entry.booked.isoformat(),
        "currency": entry.currency,
        "amount": amount_of(entry),
        "payer": payer_of(entry),
        "iban": str(entry.data.get("iban", "")),
        "text": text_of(entry),
    }
