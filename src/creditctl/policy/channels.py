"""Which channel a notice takes: the first of the step's that the debtor can be reached by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from creditctl.policy.addresses import is_address
from creditctl.policy.mobile import mobile_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.ledger.frames import Debtor

Channel = Literal["email", "letter", "sms", "webhook", "command"]
"""What a step may name."""


def reachable(debtor: Debtor, channel: str) -> bool:
    """Whether the debtor has an address for a channel.

    E-mail wants one plain address; a letter wants a name and at least one address line; a text
    message wants a mobile number. A webhook and a command find their own way to a debtor, whose id
    and addresses they are told.
    """
    if channel == "email":
        return is_address(debtor.email)
    if channel == "sms":
        return bool(mobile_number(debtor.phone, debtor.country))
    if channel in ("webhook", "command"):
        return True
    return bool(debtor.name and any(line.strip() for line in debtor.address))


def address_of(debtor: Debtor, channel: str) -> str:
    """The address that a channel uses, on one line: "" for a program, which is told them all."""
    if channel == "email":
        return debtor.email
    if channel == "sms":
        return mobile_number(debtor.phone, debtor.country)
    if channel in ("webhook", "command"):
        return ""
    return ", ".join(filter(None, (*debtor.address, debtor.country)))


def choose_channel(debtor: Debtor, allowed: Sequence[str]) -> str:
    """The channel to use, "" when the debtor can be reached by none.

    The debtor's own order of preference comes first, as far as the step allows those channels. A
    preference that the step doesn't allow is passed over: the policy has the last word.
    """
    preferred = [c for c in debtor.channels if c in allowed]
    for channel in (*preferred, *allowed):
        if reachable(debtor, channel):
            return channel
    return ""
