"""The e-mail that leaves: the file of the outbox, with what only the moment of sending knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from typing import TYPE_CHECKING, Final

from creditctl.delivery.names import safe_name
from creditctl.documents.clean import one_line
from creditctl.policy.addresses import is_address, on_the_wire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

LARGEST: Final = 20_000_000
"""Bytes of a message; many servers take no more."""

# Lines that were written before stay as they are; a message id must not be folded.
_POLICY: Final = SMTP.clone(max_line_length=998, refold_source="none")
_FIELD: Final = re.compile(rb"\r\n(?![ \t])")
_REPLACED: Final = (b"x-unsent:", b"message-id:", b"date:")
_LONGEST_THREAD: Final = 8
_TYPES: Final = {"pdf": "application/pdf", "xml": "application/xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is added to a message.

    Attributes:
        message_id: with its angle brackets.
        at: the moment, with its time zone.
        reply_to: where answers go, "" = to the sender.
        copy_to: who gets a copy, "" = nobody.
        thread: message ids of earlier letters about the same items, the oldest first.
        attachments: copies of invoices.
    """

    message_id: str
    at: datetime
    reply_to: str = ""
    copy_to: str = ""
    thread: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def message_id(notice: str, sender: str, number: int = 1) -> str:
    """The id of a message: the same for the same notice, another for each deliberate copy.

    Args:
        notice: its id.
        sender: the address of the company; its domain makes the id unique.
        number: 1 for the letter itself, 2 for its first copy, ...
    """
    domain = on_the_wire(sender).rpartition("@")[2].lower()
    again = f".{number}" if number > 1 else ""
    return f"<{safe_name(notice)}{again}@{domain}>"


def recipient(content: bytes) -> str:
    """The debtor's address in a message of the outbox, "" when it has none."""
    to = _headers(content)["To"]
    addresses = [one.addr_spec for one in to.addresses] if to is not None else []
    return addresses[0] if len(addresses) == 1 else ""


def leaving_message(content: bytes, leaving: Leaving) -> bytes:
    """The message as it is sent: dated now, threaded, without the mark of a draft.

    What the file says stays byte by byte; headers are put at the end of the others, and copies of
    invoices after the other parts.

    Args:
        content: the file of the outbox.
        leaving: what is added.

    Raises:
        ValueError: an address that could add a header; none gets this far from settings.
    """
    given = (leaving.reply_to, leaving.copy_to)
    if not all(is_address(address) for address in given if address):
        raise ValueError("no e-mail address")
    head, _, body = content.partition(b"\r\n\r\n")
    kept = [line for line in _FIELD.split(head) if not line.lower().startswith(_REPLACED)]
    if leaving.attachments:
        body = _with_attachments(body, _headers(content).get_boundary() or "", leaving.attachments)
    return b"\r\n".join(kept) + b"\r\n" + _added(leaving) + body


def _headers(content: bytes) -> EmailMessage:
    return BytesHeaderParser(policy=_POLICY).parsebytes(content.partition(b"\r\n\r\n")[0])


def _added(leaving: Leaving) -> bytes:
    """The new headers, and the empty line after them."""
    message = EmailMessage(policy=_POLICY)
    message["Date"] = leaving.at
    message["Message-ID"] = leaving.message_id
    if leaving.reply_to:
        message["Reply-To"] = on_the_wire(leaving.reply_to)
    if leaving.copy_to:
        message["Cc"] = on_the_wire(leaving.copy_to)
    if leaving.thread:
        message["In-Reply-To"] = leaving.thread[-1]
        message["References"] = " ".join(leaving.thread[-_LONGEST_THREAD:])
    return message.as_bytes()


def _with_attachments(body: bytes, boundary: str, attachments: Sequence[Attachment]) -> bytes:
    """The parts of a message with files after the last of them."""
    mark = b"\r\n--" + boundary.encode()
    end = body.rindex(mark + b"--")
    parts = []
    for attachment in attachments:
        part = EmailMessage(policy=_POLICY)
        main, _, sub = _type_of(attachment.name).partition("/")
        part.set_content(
            attachment.content,
            maintype=main,
            subtype=sub,
            disposition="attachment",
            filename=one_line(attachment.name),
        )
        parts.append(mark + b"\r\n" + part.as_bytes().removesuffix(b"\r\n"))
    return body[:end] + b"".join(parts) + body[end:]


def _type_of(name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    return _TYPES.get(suffix, "application/octet-stream")


def invoice_copies(
    root: Path, pattern: str, numbers: Sequence[str]
) -> tuple[list[Attachment], list[str]]:
    """Copies of invoices from a folder of the workspace.

    A number that is no file name, such as ``2025/17``, is looked for as its safe name.

    Args:
        root: the workspace.
        pattern: such as ``invoices/{number}.pdf``.
        numbers: of the invoices.

    Returns:
        The copies that are there, and the numbers of those that are not.
    """
    found, missing = [], []
    inside = root.resolve()
    for number in dict.fromkeys(numbers):
        plain = number == one_line(number) and not set(number) & set("/\\") and number[:1] != "."
        path = root / pattern.replace("{number}", number if plain else safe_name(number))
        try:
            if not path.resolve().is_relative_to(inside):
                raise FileNotFoundError
            found.append(Attachment(path.name, path.read_bytes()))
        except (OSError, ValueError):
            missing.append(number)
    return found, missing
