"""The payment part and receipt of a Swiss QR-bill as the data that their layout places.

Headings, groups and sizes are those of the Implementation Guidelines QR-bill; there are no
others, so letters in a language that they don't have get the English ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stdnum import iso11649
from stdnum.ch import esr

from creditctl.documents.context import grouped_iban
from creditctl.documents.epc import qr_svg
from creditctl.documents.swissqr import bill_payload
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.documents.swissqr import QrBill

_KEYS: Final = (
    "payment-part",
    "account",
    "reference",
    "information",
    "payable-by",
    "payable-by-blank",
    "currency",
    "amount",
    "receipt",
    "acceptance",
    "separate",
)
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "Payment part",
        "Account / Payable to",
        "Reference",
        "Additional information",
        "Payable by",
        "Payable by (name/address)",
        "Currency",
        "Amount",
        "Receipt",
        "Acceptance point",
        "Separate before paying in",
    ),
    "de": (
        "Zahlteil",
        "Konto / Zahlbar an",
        "Referenz",
        "Zusätzliche Informationen",
        "Zahlbar durch",
        "Zahlbar durch (Name/Adresse)",
        "Währung",
        "Betrag",
        "Empfangsschein",
        "Annahmestelle",
        "Vor der Einzahlung abzutrennen",
    ),
    "fr": (
        "Section paiement",
        "Compte / Payable à",
        "Référence",
        "Informations supplémentaires",
        "Payable par",
        "Payable par (nom/adresse)",
        "Monnaie",
        "Montant",
        "Récépissé",
        "Point de dépôt",
        "A détacher avant le versement",
    ),
    "it": (
        "Sezione pagamento",
        "Conto / Pagabile a",
        "Riferimento",
        "Informazioni supplementari",
        "Pagabile da",
        "Pagabile da (nome/indirizzo)",
        "Valuta",
        "Importo",
        "Ricevuta",
        "Punto di accettazione",
        "Da staccare prima del versamento",
    ),
}


def bill_data(bill: QrBill, language: str) -> dict[str, Any]:
    """The data for `layouts/swissqr.typ`.

    Args:
        bill: the bill.
        language: ISO 639-1 code of the letter.
    """
    lang = language if language in _WORDS else "en"
    return {
        "lang": lang,
        "words": dict(zip(_KEYS, _WORDS[lang], strict=True)),
        "account": [grouped_iban(bill.account), *bill.creditor.lines()],
        "reference": _grouped(bill),
        "information": bill.message,
        "debtor": bill.debtor.lines() if bill.debtor else [],
        "currency": bill.currency,
        "amount": _spaced(to_text(bill.amount, bill.currency)),
        "qr": qr_svg(bill_payload(bill), border=0),
    }


def _grouped(bill: QrBill) -> str:
    if bill.kind == "QRR":
        return str(esr.format(bill.reference))
    return str(iso11649.format(bill.reference)) if bill.reference else ""


def _spaced(amount: str) -> str:
    """2500.25 as 2 500.25, with blanks that do not break."""
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}".replace(",", "\N{NO-BREAK SPACE}") + f".{cents}"
