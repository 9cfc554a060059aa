"""Check what sending will need, without sending: files with secrets, certificates, programs.

A run at dawn is a bad time to learn that the password file is gone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from creditctl.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from creditctl.config.deliveryfile import WebhookPart
    from creditctl.config.places import KeyPath
    from creditctl.config.workspace import Workspace
    from creditctl.config.workspacefile import DeliveryPart


def ways_out(said: DeliveryPart) -> list[str]:
    """The channels that something is said about, in the order of the guide."""
    named = {
        "email": said.email,
        "sms": said.sms.webhook or said.sms.command,
        "webhook": said.webhook,
        "command": said.command,
        "post": said.post,
    }
    return [name for name, part in named.items() if part is not None]


def delivery_findings(workspace: Workspace) -> list[Finding]:
    """What stands in the way of sending (CD107), and secrets that others can read (CD108)."""
    said, root = workspace.settings.delivery, workspace.root
    found: list[Finding] = []

    def tell(code: str, path: KeyPath, message: str, hint: str) -> None:
        place = workspace.located.place(("delivery", *path))
        found.append(Finding(code, Severity.WARNING, message, place, hint))

    for path, name in _secrets(said):
        if not _readable(root / name):
            hint = "write the secret into its first line, and chmod 600"
            tell("CD107", path, f"there is no file '{name}' that can be read", hint)
        elif (root / name).stat().st_mode & 0o077:
            hint = "take the rights of others away: chmod 600"
            tell("CD108", path, f"others can read the secret in '{name}'", hint)
    if said.email and said.email.ca_file and not _readable(root / said.email.ca_file):
        message = f"there is no file '{said.email.ca_file}' that can be read"
        tell("CD107", ("email", "ca_file"), message, "put the certificates there (PEM)")
    for path, words in _programs(said):
        program = root / words[0]
        # A bare name is looked for along PATH, which is another one under cron.
        if "/" in words[0] and not (program.is_file() and os.access(program, os.X_OK)):
            hint = "put it there, and make it executable: chmod +x"
            tell("CD107", path, f"'{words[0]}' is no program that can be started", hint)
    return found


def _readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _secrets(said: DeliveryPart) -> Iterator[tuple[KeyPath, str]]:
    """Files with a password or a secret, each with its key."""
    if said.email and said.email.password_file:
        yield ("email", "password_file"), said.email.password_file
    yield from _of_headers(("webhook",), said.webhook)
    yield from _of_headers(("sms", "webhook"), said.sms.webhook)


def _of_headers(path: KeyPath, part: WebhookPart | None) -> Iterator[tuple[KeyPath, str]]:
    for name, secret in (part.secret_headers if part else {}).items():
        if secret.file:
            yield (*path, "secret_headers", name, "file"), secret.file


def _programs(said: DeliveryPart) -> Iterator[tuple[KeyPath, Sequence[str]]]:
    """Programs that are given notices, each with its key."""
    if said.sms.command:
        yield ("sms", "command", "run"), said.sms.command.run
    if said.command:
        yield ("command", "run"), said.command.run
    if said.post:
        yield ("post", "command"), said.post.command
