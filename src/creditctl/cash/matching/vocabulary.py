"""Words of remittance texts that change what a payment means, in the languages around us.

All are written as in a plain text (`numbers.plain`): upper case, no accents. A star stands for any
letters. A missing word costs a person's look; none of these lists applies anything.
"""

from __future__ import annotations

import re
from typing import Final

_INVOICE: Final = (
    "FACTUUR FACTUREN FACTUURNUMMER FACTUURNR FACT FCT FACTURE FACTURES FACTURA FATTURA RECHNUNG "
    "RECHNUNGEN RECHNUNGSNR RECHNUNGSNUMMER RG RGNR RNR RE INVOICE INVOICES INV FAKTURA FAKTURANR "
    "LASKU LASKUN NOTA RACUN RACUNA BELEG FRE REKENING"
)
_OTHERS_NUMBER: Final = (
    "KLANT KLANTNUMMER KUNDE KUNDEN KD KDNR CUSTOMER CUST CLIENT CODE_CLIENT DEBITEUR DEBITOR "
    "ASIAKAS STRANKA RELATIE LID MITGLIED ORDER ORDERS BESTELLING BESTELLUNG BEST PO COMMANDE "
    "TILAUS ORDRE ONZE_REF ONS_KENMERK OUR_REF OUR_REFERENCE UNSER_ZEICHEN UNSERE_REF NOTRE_REF "
    "BOEKSTUK POLIS POLICE CONTRACT VERTRAG CONTRAT DOSSIER AANSLAG AZ AKTENZEICHEN PROJECT "
    "PROJEKT OFFERTE ANGEBOT BON PAKBON LIEFERSCHEIN CN CREDITNOTA CREDIT_NOTE KREDITNOTA "
    "GUTSCHRIFT AVOIR"
)
_CAME_BACK: Final = (
    "RETOUR RETOURE RETOURBETALING TERUGBOEK* TERUGBETA* TERUGSTORT* TERUGGAVE RETURN RETURNED "
    "REFUND* REVERSAL CHARGEBACK RUCKGABE RUCKBUCHUNG RUCKZAHLUNG RUCKUBERWEISUNG RUCKLASTSCHRIFT "
    "ERSTATTUNG STORN* REMBOURSEMENT REJET PALAUTUS TILBAKEBETALING VRACILO REEMBOLSO RIMBORSO"
)
_CREDIT: Final = (
    "CN C/N CREDITNOT* CREDIT_NOT* CREDITFACTUUR KREDIT* GUTSCHRIFT* AVOIR NOTE_DE_CREDIT "
    "VERREKEN* VERRECHN* HYVITYS* DOBROPIS"
)
_FOR: Final = "NAMENS ON_BEHALF IM_AUFTRAG POUR FUR FUER VOOR FOR PER_CONTO"
_NUMBER_WORDS: Final = "(?:NR|NO|NRO|N|ST|NUMMER|NUMBER|REF)?"
_NUMBER: Final = r"[A-Z]{0,4}[-/]?[0-9][0-9A-Z]*(?:[-/.][0-9A-Z]+)*"


def _any(words: str) -> str:
    """A pattern for any of the words."""
    found = sorted(words.split(), key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace("_", " ").replace(r"\*", r"\w*") for w in found)


INVOICE_WORDS: Final = frozenset(_INVOICE.split())

CAME_BACK: Final = re.compile(rf"\b(?:{_any(_CAME_BACK)})\b")
"""A return, or a refund of ours that came back."""

CREDIT: Final = re.compile(rf"\b(?:{_any(_CREDIT)})\b")
"""A credit note that the payer sets off."""

FOR: Final = re.compile(rf"\b(?:{_any(_FOR)}|I\. ?A\.|I\. ?O\. ?V\.)[ \n]*[A-Z]")
"""For whom or for what somebody pays."""

OTHERS_NUMBER: Final = re.compile(
    rf"\b(?:{_any(_OTHERS_NUMBER)})[ .:-]{{0,2}}{_NUMBER_WORDS}[ .:#-]{{0,2}}{_NUMBER}"
)
"""A number that is said to be of a customer, an order, a policy or the like."""

_INVOICE_WORD: Final = re.compile(
    rf"\b(?:{_any(_INVOICE)})[ .:#-]{{0,3}}{_NUMBER_WORDS}[ .:#°-]{{0,3}}$"
)
_NUMBER_FOLLOWS: Final = re.compile(
    r"(?:\b(?:NR|NO|NRO|NUM|NUMMER|NUMBER|ST|N°)[ .:]{0,2}|[#:] ?)$"
)
_LOOK_BACK: Final = 24


def called_an_invoice(text: str, start: int) -> bool:
    """Whether the words before `start` say that an invoice number follows."""
    return bool(_INVOICE_WORD.search(text, max(0, start - _LOOK_BACK), start))


def called_a_number(text: str, start: int) -> bool:
    """Whether the words before `start` say that some number follows, an invoice's or not."""
    said = _NUMBER_FOLLOWS.search(text, max(0, start - _LOOK_BACK), start)
    return bool(said) or called_an_invoice(text, start)
