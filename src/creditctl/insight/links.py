"""Links that a person may click on: to telephone, to write, to chat. Only from proven addresses.

The text comes from the books. What is no plain number or address gets no link, whatever it is.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from creditctl.policy.addresses import on_the_wire

_TRUNK: Final = re.compile(r"^(\+[0-9]{1,3}) *\(0\)")
_FILLING: Final = re.compile(r"[ \u00a0\u202f().\-/]")
_NUMBER: Final = re.compile(r"\+?[0-9]{5,15}")
_INTERNATIONAL: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,254}")


def dialled(phone: str) -> str:
    """The digits of a telephone number as they are dialled, "" when it is no plain number.

    ``+31 (0)20 555 01 11`` is ``+31205550111``: the zero in brackets is left out from abroad. A
    number with 00 in front is international, and gets its plus sign.
    """
    digits = _FILLING.sub("", _TRUNK.sub(r"\1", phone.strip()))
    if not _NUMBER.fullmatch(digits):
        return ""
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def tel(phone: str) -> str:
    """A link that telephones, "" when the number can't be dialled as it stands."""
    digits = dialled(phone)
    return f"tel:{digits}" if digits else ""


def whatsapp(phone: str) -> str:
    """A link to a chat, "" unless the number is international: no country is guessed."""
    digits = dialled(phone)
    return f"https://wa.me/{digits[1:]}" if _INTERNATIONAL.fullmatch(digits) else ""


def mailto(email: str) -> str:
    """A link that opens an e-mail, "" when it is not one plain address."""
    address = on_the_wire(email.strip())
    return f"mailto:{quote(address, safe='@')}" if _ADDRESS.fullmatch(address) else ""
