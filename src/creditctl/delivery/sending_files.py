"""Files of the outbox that leave, or are taken back: the very bytes that the journal knows."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from creditctl.delivery.outbox import not_writable

if TYPE_CHECKING:
    from pathlib import Path

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def content_of(outbox: Path, relative: str, digest: str) -> bytes | None:
    """The bytes of a file with that SHA-256, None when it is missing, changed or a link.

    Args:
        outbox: the folder.
        relative: path below it, as the journal has it.
        digest: SHA-256, hexadecimal.
    """
    path = outbox / relative
    if outbox.is_symlink() or path.parent.is_symlink():
        return None
    try:
        with os.fdopen(os.open(path, _READ), "rb") as file:
            content = file.read()
    except OSError:
        return None
    return content if sha256(content).hexdigest() == digest else None


def take_back(outbox: Path, relative: str, digest: str) -> None:
    """Remove a file that will not leave, so that nobody sends it by hand; others stay.

    Raises:
        ConfigRefused: the outbox cannot be written (CC355).
    """
    if content_of(outbox, relative, digest) is None:
        return
    try:
        (outbox / relative).unlink(missing_ok=True)
    except OSError as trouble:
        raise not_writable(outbox, trouble) from None
