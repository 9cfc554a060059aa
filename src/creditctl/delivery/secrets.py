"""Passwords, from where people keep them: a file, a command, or the system's keyring."""

from __future__ import annotations

import importlib
import shlex
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS: Final = 60
"""How long a command may take; it may ask a person to unlock something."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no message, log or traceback shows."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        """Never the text."""
        return "***"

    def hidden_in(self, text: str) -> str:
        """The text, with the secret replaced where it occurs."""
        return text.replace(self.value, "***") if self.value else text


def password(
    root: Path,
    user: str,
    *,
    file: str | None = None,
    command: str | None = None,
    keyring: str | None = None,
    key: str = "delivery",
) -> Secret:
    """Fetch a password: the first line of a file or of what a command prints, or from the keyring.

    Args:
        root: the workspace; file and command are taken from there.
        user: whose it is, for the keyring.
        file, command, keyring: exactly one is given; the command is split as a shell would, and
            no shell is used.
        key: where the settings stand, for the finding.

    Raises:
        ConfigRefused: it can't be had (CD102); the message never holds what was read.
    """
    if file is not None:
        return _from_file(root / file, f"{key}.password_file")
    if command is not None:
        return _from_command(root, command, f"{key}.password_command")
    return _from_keyring(keyring or "", user, f"{key}.password_keyring")


def _from_file(path: Path, key: str) -> Secret:
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark before the password
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "it is not UTF-8 text"
        raise _refused(f"the password file {path} can't be read: {why}", key) from None
    return _first_line(text, f"the password file {path} is empty", key)


def _from_command(root: Path, command: str, key: str) -> Secret:
    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603  (the user's own command, and no shell)
            words, cwd=root, stdout=subprocess.PIPE, check=True, timeout=_SECONDS
        )
        text = done.stdout.decode()
    except subprocess.CalledProcessError as problem:
        why = f"it ended with exit code {problem.returncode}"
    except subprocess.TimeoutExpired:
        why = f"it took longer than {_SECONDS} seconds"
    except OSError as problem:
        why = (problem.strerror or "it can't be started").lower()
    except (ValueError, IndexError):
        why = "it can't be read as a command, or printed no text"
    else:
        return _first_line(text, "the password command printed nothing", key)
    raise _refused(f"the password command failed: {why}", key) from None


def _from_keyring(service: str, user: str, key: str) -> Secret:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        hint = "pip install 'creditctl[keyring]'"
        raise _refused("the system's keyring needs one more package", key, hint) from None
    try:
        found = keyring.get_password(service, user)
    except Exception as problem:  # noqa: BLE001  (every backend has errors of its own)
        raise _refused(f"the keyring failed: {type(problem).__name__}", key) from None
    missing = f"the keyring has no password of {user} under {service!r}"
    return _first_line(found or "", missing, key)


def _first_line(text: str, missing: str, key: str) -> Secret:
    line = text.splitlines()[0] if text else ""
    if not line:
        raise _refused(missing, key)
    return Secret(line)


def _refused(
    message: str, key: str, hint: str = "nothing was sent; mend it and try again"
) -> ConfigRefused:
    return ConfigRefused(error("CD102", message, Place(field=key), hint))
