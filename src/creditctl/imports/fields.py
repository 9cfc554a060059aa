"""The fields that a column can hold, per kind of source: a closed list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from creditctl.imports.source import SourceKind

DETAILS: Final = (
    "name", "contact", "email", "dunning_email", "dunning_contact", "phone", "address", "postcode",
    "city", "region", "country", "language", "kind", "group", "owner", "segment", "vat", "iban",
    "limit", "channels", "reminders",
)  # fmt: skip
"""What is known of a debtor, in a file of its own or on the rows of invoices."""

OWN_DETAILS: Final = ("rating", "tags", "invoice_email")
"""What only a file of debtors can say of a debtor; on an invoice they belong to the invoice."""

FIELDS: Final[dict[SourceKind, tuple[str, ...]]] = {
    "invoices": (
        "number", "debtor", "issued", "due", "settled", "gross", "net", "tax", "paid", "open",
        "is_paid", "is_open",
        "currency", "status", "type", "disputed", "reference", "area", "terms", "invoice_email",
        "line_item",
        *DETAILS,
    ),
    "debtors": ("debtor", "currency", "terms", "balance", "since", *DETAILS, *OWN_DETAILS),
    "payments": ("number", "debtor", "name", "received", "amount", "currency", "reference"),
}  # fmt: skip

DAYS: Final = ("issued", "due", "settled", "received", "since")
AMOUNTS: Final = ("gross", "net", "tax", "paid", "open", "amount", "limit", "balance")
JOINED: Final = ("address", "contact")
"""Fields whose columns are all used, in the order of the file."""
ANSWERS: Final = ("is_paid", "is_open", "disputed", "reminders")
"""Fields that answer yes or no."""
WEIGHTY: Final = frozenset(
    ("number", "debtor", "currency", "status", "type", *ANSWERS, *DAYS, *AMOUNTS)
)
"""Fields that decide what is owed; two columns that claim one of these are never mixed."""

ESSENTIAL: Final = frozenset(
    ("number", "debtor", "name", "issued", "due", "gross", "paid", "open", "received", "amount",
     "currency", "settled")
)  # fmt: skip
"""Fields that a file must have a column for when its profile names one."""

WORDS: Final[dict[str, str]] = {
    "number": "the document number",
    "debtor": "the debtor's code",
    "name": "the debtor's name",
    "issued": "the invoice date",
    "due": "the due date",
    "settled": "the day of settlement",
    "gross": "the amount",
    "net": "the amount without tax",
    "tax": "the tax",
    "paid": "what has been paid",
    "open": "what is open",
    "received": "the day of the payment",
    "amount": "the amount of the payment",
    "currency": "the currency",
    "limit": "the credit limit",
    "balance": "the balance",
    "since": "the day since which it is a customer",
}
"""How messages call a field; other fields go by their own name."""


def in_words(field: str) -> str:
    """How messages call a field."""
    return WORDS.get(field, f"the {field.replace('_', ' ')}")
