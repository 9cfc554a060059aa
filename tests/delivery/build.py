"""Letters and notices for the tests of delivery; a letter's content matters to none of them."""

from __future__ import annotations

from dataclasses import replace

from creditctl.documents.letters import Letter
from tests.documents.build import COMPANY, DEBTOR, notice

NOTICE = notice()
LETTER = Letter(
    notice=NOTICE.notice,
    language="en",
    subject="Payment reminder: invoice 2025-1001, €1,210.00",
    text="Dear Sanne,\n\nPlease pay €1,210.00.\n.\nFrom here on\n",
    html="<!DOCTYPE html>\n<html><body><p>Please pay €1,210.00.</p></body></html>\n",
    pdf=b"%PDF-1.7\n" + bytes(range(256)) * 40,
)
__all__ = ["COMPANY", "DEBTOR", "LETTER", "NOTICE", "letter_to"]


def letter_to(**changes):
    """The notice with other details of the debtor."""
    return replace(NOTICE, debtor=replace(DEBTOR, **changes))
