"""Bounces: e-mails that came back for good, as mail servers report them (RFC 3464)."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line, shortened
from creditctl.policy.addresses import for_people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that did not reach one of its recipients, and never will.

    Attributes:
        message_id: of the message that came back, with its angle brackets.
        address: the recipient.
        words: what the last server said, one line.
    """

    message_id: str
    address: str
    words: str


def messages_in(path: Path) -> Iterator[bytes]:
    """The messages of an mbox file, a Maildir, a folder of ``.eml`` files, or one such file.

    Nothing is moved, marked or locked.

    Raises:
        OSError: it can't be read, or there is no such file or folder.
    """
    if (path / "cur").is_dir() and (path / "new").is_dir():
        for folder in ("cur", "new"):
            yield from (file.read_bytes() for file in sorted((path / folder).iterdir()))
    elif path.is_dir():
        yield from (file.read_bytes() for file in sorted(path.glob("*.eml")))
    else:
        with path.open("rb") as file:
            begin = file.read(5)
        if begin != b"From ":
            yield path.read_bytes()
            return
        box = mailbox.mbox(path, create=False)
        try:
            yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118  (no dict)
        finally:
            box.close()


def bounces_of(content: bytes) -> list[Bounce]:
    """The bounces that a message reports; none when it is no report of failed delivery.

    Warnings of delay, receipts, and failures that may pass (Status 4.x.x) are none.
    """
    message = message_from_bytes(content)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    parts = list(message.walk())
    original = next((found for part in parts if (found := _original_id(part))), "")
    if not original:
        return []
    bounces: list[Bounce] = []
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            bounces += [_bounce(block, original) for block in _blocks(part) if _failed(block)]
    return bounces


def _original_id(part: Message) -> str:
    """The id of the message that came back, of a part that holds it or its headers."""
    if part.get_content_type() == "message/rfc822":
        headers = next(iter(_blocks(part)), None)
    elif part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        headers = message_from_bytes(content) if isinstance(content, bytes) else None
    else:
        return ""
    return one_line(str(headers.get("Message-ID", ""))) if headers is not None else ""


def _blocks(part: Message) -> list[Message]:
    """The messages that a part is made of."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _failed(block: Message) -> bool:
    action = str(block.get("Action", "")).strip().lower()
    status = str(block.get("Status", "")).strip()
    return action == "failed" and status.startswith("5.") and "Final-Recipient" in block


def _bounce(block: Message, original: str) -> Bounce:
    address = str(block["Final-Recipient"]).rpartition(";")[2]
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block["Status"])
    return Bounce(original, for_people(one_line(address)), shortened(one_line(said), _LONGEST))
