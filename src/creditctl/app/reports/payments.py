"""Words and values that all reports about payments share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.journal.banking import BankEntryRecord


def count_of(number: int, what: str) -> str:
    """A number of things: ``1 file``, ``3 files``, ``no files``."""
    words = what if number == 1 else f"{what}s"
    return f"{number or 'no'} {words}"


def amount_of(entry: BankEntryRecord) -> str:
    """The amount of an entry as plain text."""
    return to_text(entry.amount, entry.currency)


def payer_of(entry: BankEntryRecord) -> str:
    """Who paid: the name, else the account, else nothing."""
    return str(entry.data.get("name") or entry.data.get("iban") or "")


def text_of(entry: BankEntryRecord) -> str:
    """What the payer wrote, on one line: the reference, then the text."""
    parts = (entry.data.get("reference", ""), entry.data.get("text", ""))
    return " ".join(" ".join(str(part).split()) for part in parts if part)
