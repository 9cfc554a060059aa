"""E-mail addresses: what is one, how mail servers know it, how people read it.

One plain address, as ``name@example.com``: dot-atom and host name of RFC 5321, without quoted
names, comments or numbers in brackets. The domain may be in any alphabet (IDNA 2008, RFC 5891);
before the @ stands ASCII, as anything else wants servers that know SMTPUTF8 on the whole way.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

_LONGEST: Final = 254
_LONGEST_LOCAL: Final = 64
_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN: Final = (
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_ADDRESS: Final = re.compile(f"{_LOCAL}@{_DOMAIN}")
_SEVERAL: Final = re.compile(r"[,;/|]|@.*@")
_SHOWN: Final = 3


def on_the_wire(text: str) -> str:
    """The address as it stands in headers and envelopes, all ASCII; "" when the text is none.

    ``info@müller.example`` is ``info@xn--mller-kva.example``.
    """
    local, at, domain = text.rpartition("@")
    address = text if text.isascii() else f"{local}{at}{_ascii(domain)}"
    fits = len(address) <= _LONGEST and len(local) <= _LONGEST_LOCAL
    return address if fits and _ADDRESS.fullmatch(address) else ""


def is_address(text: str) -> bool:
    """Whether the text is one plain e-mail address."""
    return bool(on_the_wire(text))


def for_people(address: str) -> str:
    """The address with its domain in the alphabet of its owner, as people are shown it."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain.lower():
        return address
    import idna

    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def same_address(one: str, other: str) -> bool:
    """Whether two addresses lead to one mailbox: case doesn't count, nor the way of writing."""
    return one == other or comparable(one) == comparable(other)


def comparable(text: str) -> str:
    """A text that is the same for all ways to write an address; for other texts, in lower case."""
    bare = text.strip()
    return (on_the_wire(bare) or bare).casefold()


def address_problem(text: str) -> str:
    """Why a text is no address, in words for whoever wrote it; "" when it is one."""
    if is_address(text):
        return ""
    local, at, domain = text.rpartition("@")
    if not text.isprintable():
        return "it has a line break or another sign that can't be seen"
    if not at:
        return "it has no @"
    if _SEVERAL.search(text):
        return "one address is wanted, not several"
    foreign = dict.fromkeys(sign for sign in local if not sign.isascii())
    if foreign:
        signs = ", ".join([*foreign][:_SHOWN])
        return f"{signs} can't stand before the @: many mail servers take only a to z there"
    if not domain.isascii() and not _ascii(domain):
        return f"there can be no domain '{domain}'"
    return "an address is written as name@example.com"


def _ascii(domain: str) -> str:
    """A domain in ASCII (its A-labels), "" when there can't be one; it leads back to the same."""
    import idna

    given = normalize("NFC", domain).lower()
    try:
        made = idna.encode(given).decode("ascii")
        return made if idna.decode(made) == given else ""
    except UnicodeError:
        return ""
