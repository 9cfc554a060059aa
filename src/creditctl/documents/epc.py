"""The payment QR code of the European Payments Council (EPC069-12, version 002)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line
from creditctl.documents.context import iban_digits, payment_reference
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.documents.company import Company
    from creditctl.policy.notices import Notice

_LONGEST_NAME: Final = 70
_LONGEST_TEXT: Final = 140
_LARGEST_AMOUNT: Final = 999_999_999_99
_LARGEST_PAYLOAD: Final = 331
_BIC_OPTIONAL: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""The European Economic Area; accounts elsewhere in SEPA need their BIC."""

# Fixing the mask takes a fifth of the time; any mask is a valid code (ISO/IEC 18004).
_MASK: Final = 3
# One stroke a run of dark modules; segno's own writer looks at every module a few times.
_DARK: Final = re.compile(rb"\x01+")


def epc_payload(notice: Notice, company: Company) -> str | None:
    """The content of the code, or None where none can be made.

    It needs euros, a valid IBAN (and its BIC outside the European Economic Area), and an amount
    up to 999,999,999.99. Lines: BCD, version 002, UTF-8, SCT, BIC, beneficiary (70 characters),
    IBAN, amount, no purpose, then a creditor reference (ISO 11649) or free text (140
    characters), never both.
    """
    from stdnum import iban, iso11649

    account, bic = iban_digits(company.iban), one_line(company.bic).replace(" ", "")
    if notice.currency != "EUR" or not iban.is_valid(account):
        return None
    if not (bic or account[:2] in _BIC_OPTIONAL) or not 0 < notice.total <= _LARGEST_AMOUNT:
        return None
    reference = payment_reference(notice, company)
    structured = iso11649.is_valid(reference)
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        bic,
        one_line(company.name)[:_LONGEST_NAME],
        account,
        f"EUR{to_text(notice.total, 'EUR')}",
        "",
        iso11649.compact(reference) if structured else "",
        "" if structured else reference[:_LONGEST_TEXT],
    )
    payload = "\n".join(lines).rstrip("\n")
    return payload if len(payload.encode()) <= _LARGEST_PAYLOAD else None


def qr_svg(payload: str, *, border: int = 2) -> str:
    """The code as an SVG picture: error correction M, with a narrow quiet zone.

    Args:
        payload: what the code says, sent as UTF-8.
        border: modules of the quiet zone; 0 where the page keeps it free.
    """
    import segno

    code = segno.make(
        payload,
        error="m",
        mode="byte",
        mask=_MASK,
        encoding="utf-8",
        micro=False,
        boost_error=False,
    )
    size = len(code.matrix) + 2 * border
    strokes = "".join(
        f"M{border + dark.start()} {border + row + 0.5}h{dark.end() - dark.start()}"
        for row, modules in enumerate(code.matrix)
        for dark in _DARK.finditer(modules)
    )
    path = f'<path stroke="#000" d="{strokes}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{path}</svg>'
