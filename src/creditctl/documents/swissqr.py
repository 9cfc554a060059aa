"""The Swiss QR-bill: what its code says (SIX, Implementation Guidelines QR-bill 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from stdnum import iban, iso11649

from creditctl.documents.context import account_for, iban_digits, payment_reference
from creditctl.documents.references import compact
from creditctl.documents.swissqr_address import postal_address
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.documents.company import Company
    from creditctl.documents.swissqr_address import PostalAddress
    from creditctl.policy.notices import Notice

_COUNTRIES: Final = ("CH", "LI")
_CURRENCIES: Final = ("CHF", "EUR")
_LARGEST_AMOUNT: Final = 999_999_999_99
_LARGEST_PAYLOAD: Final = 997
_LONGEST_MESSAGE: Final = 140
# Latin-1 and Latin Extended-A, the four Romanian letters with a comma below, and the euro sign.
_ALLOWED: Final = re.compile("[\\x20-\\x7e\\xa0-\\u017f\\u0218-\\u021b\\u20ac]*")


@dataclass(frozen=True, slots=True)
class QrBill:
    """A bill that every Swiss bank reads.

    Attributes:
        account: IBAN without blanks.
        amount: minor units of `currency`, which is CHF or EUR.
        debtor: None = the payer fills it in.
        kind: QRR with a QR-IBAN, else SCOR (ISO 11649) or NON.
        reference: without blanks, "" with NON; message: free text, "" with the others.
    """

    account: str
    creditor: PostalAddress
    amount: int
    currency: str
    debtor: PostalAddress | None
    kind: Literal["QRR", "SCOR", "NON"]
    reference: str
    message: str


def qr_bill(notice: Notice, company: Company) -> QrBill | None:
    """The bill of a notice, or None where none can be right.

    It needs an account in Switzerland or Liechtenstein, Swiss francs (or euros from a debtor of
    these countries; others have the EPC code), an amount up to 999,999,999.99, and the company's
    address in its parts. A QR reference goes to the QR-IBAN; without one it is a message.
    """
    account = account_for(notice, company)
    home = account[:2] in _COUNTRIES and iban.is_valid(account)
    wanted = notice.currency == "CHF" or notice.debtor.country.upper() in _COUNTRIES
    if not (home and wanted and notice.currency in _CURRENCIES):
        return None
    payee = creditor(company)
    quoted = _quoted(payment_reference(notice, company), qr=account == iban_digits(company.qr_iban))
    if payee is None or quoted is None or not 0 < notice.total <= _LARGEST_AMOUNT:
        return None
    debtor = notice.debtor
    bill = QrBill(
        account,
        payee,
        notice.total,
        notice.currency,
        _allowed(postal_address(debtor.name, debtor.address, debtor.country)),
        *quoted,
    )
    return bill if len(bill_payload(bill).encode()) <= _LARGEST_PAYLOAD else None


def creditor(company: Company) -> PostalAddress | None:
    """The company as creditor; None where its address can't be told apart, or has odd letters."""
    return _allowed(postal_address(company.name, company.address, company.country))


def _quoted(reference: str, *, qr: bool) -> tuple[Literal["QRR", "SCOR", "NON"], str, str] | None:
    """Kind, reference and message; None where the code can't hold the message."""
    close = compact(reference)
    if qr:
        return "QRR", close.zfill(27), ""
    if iso11649.is_valid(reference):
        return "SCOR", close, ""
    fits = _ALLOWED.fullmatch(reference) and len(reference) <= _LONGEST_MESSAGE
    return ("NON", "", reference) if fits else None


def _allowed(address: PostalAddress | None) -> PostalAddress | None:
    """The address, if the code can hold all its characters."""
    return address if address and all(map(_ALLOWED.fullmatch, address.lines())) else None


def bill_payload(bill: QrBill) -> str:
    """The content of the code: 31 lines.

    SPC, version 0200, UTF-8, account, creditor, nobody as the last creditor, amount, currency,
    debtor, kind, reference, message, EPD.
    """
    nobody = [""] * 7
    return "\n".join(
        [
            "SPC",
            "0200",
            "1",
            bill.account,
            *_parts(bill.creditor),
            *nobody,
            to_text(bill.amount, bill.currency),
            bill.currency,
            *(_parts(bill.debtor) if bill.debtor else nobody),
            bill.kind,
            bill.reference,
            bill.message,
            "EPD",
        ]
    )


def _parts(address: PostalAddress) -> list[str]:
    return [
        "S",
        address.name,
        address.street,
        address.number,
        address.postcode,
        address.town,
        address.country,
    ]
