"""Telephone numbers of the books as text messages are addressed to: ``+31612345678``, or none."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = re.compile(r"\+?[0-9 \u00a0\u202f().\-/]{5,40}")


def mobile_number(phone: str, country: str) -> str:
    """A mobile number in international form (E.164), "" when the text is none.

    A number that starts with + or 00 says its country itself; a national one takes that of the
    debtor, and without it there is no number: no country is guessed. Letters are never read as
    digits, and a number that the country's plan gives to landlines takes no text message.

    Args:
        phone: as the books have it.
        country: of the debtor, ISO 3166; "" when unknown.
    """
    text = phone.strip()
    if not _PLAIN.fullmatch(text):
        return ""
    international = text.startswith(("+", "00"))
    if not (international or country):
        return ""
    import phonenumbers as plan

    text = " ".join(text.split())  # blanks that don't break stop the reading
    text = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = plan.parse(text, None if international else country.upper())
    except plan.NumberParseException:
        return ""
    mobile = (plan.PhoneNumberType.MOBILE, plan.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not plan.is_valid_number(number) or plan.number_type(number) not in mobile:
        return ""
    return plan.format_number(number, plan.PhoneNumberFormat.E164)
