"""Which transport carries a channel's parcels, as creditctl.yaml says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.delivery.command import Command
from creditctl.delivery.webhook import Webhook

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.config.deliveryfile import CommandPart, WebhookPart
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.transport import Transport


def transport_for(channel: str, workspace: Workspace) -> Transport | None:
    """The transport of a channel, None when nothing is said about it: then its files just wait.

    The letters of a day leave as one batch (`postbatch`), so the channel `letter` has none.
    """
    said, root = workspace.settings.delivery, workspace.root
    if channel == "webhook":
        return _either(said.webhook, None, root, "delivery.webhook")
    if channel == "command":
        return _either(None, said.command, root, "delivery.command")
    if channel == "sms":
        return _either(said.sms.webhook, said.sms.command, root, "delivery.sms.webhook")
    return None


def _either(
    webhook: WebhookPart | None, command: CommandPart | None, root: Path, where: str
) -> Transport | None:
    if webhook is not None:
        return Webhook(webhook, root, where)
    return Command(command.run, command.timeout, root) if command is not None else None
