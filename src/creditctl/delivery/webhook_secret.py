"""Secrets of headers, read from a file or a program when they are needed, and never shown."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.config.deliveryfile import Secret

_VISIBLE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,8000}[\x21-\x7e])?")
_LARGEST: Final = 10_000
_PATIENCE: Final = 30


def read_secret(secret: Secret, root: Path, where: str) -> str:
    """A secret, without what stands before it in its header.

    Args:
        secret: where it is; a file that is not absolute lies below `root`.
        where: its key in creditctl.yaml, for findings.

    Raises:
        ConfigRefused: it can't be read, or is not one line of visible ASCII (CD203). What it says
            is told nowhere.
    """
    found = _printed(secret.command, root) if secret.command else _first_line(secret.file, root)
    if found is not None and _VISIBLE.fullmatch(found):
        return found
    source = f"the program '{secret.command[0]}'" if secret.command else f"'{secret.file}'"
    trouble = "gives no secret" if found is None else "gives no line of visible ASCII"
    hint = "let its first line be the secret and nothing else"
    raise ConfigRefused(error("CD203", f"{source} {trouble}", Place(field=where), hint))


def _first_line(file: str | None, root: Path) -> str | None:
    try:
        with (root / str(file)).open("rb") as opened:
            return _line(opened.read(_LARGEST))
    except (OSError, ValueError):
        return None


def _printed(command: tuple[str, ...], root: Path) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  (the user's own program, without a shell)
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return _line(done.stdout[:_LARGEST])


def _line(content: bytes) -> str:
    """The first line; the others may say whose password it is."""
    return content.decode("utf-8-sig", "replace").split("\n", 1)[0].strip()
