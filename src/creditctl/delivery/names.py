"""File names that are safe on every system, whatever the books call a debtor."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST: Final = 40
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")


def safe_name(text: str) -> str:
    """The text as part of a file name: letters, digits, ``_`` and ``-``, at most 49 characters.

    A text that had to be changed gets eight digits of its SHA-256, so that ``a/b`` and ``a-b``
    do not share a name: ``../../etc/passwd`` -> ``etc-passwd-3754d6cb``.
    """
    safe = _UNSAFE.sub("-", text).strip("-")[:_LONGEST].rstrip("-")
    if safe and safe == text and not _RESERVED.fullmatch(safe):
        return safe
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe}-{digest}" if safe else digest
